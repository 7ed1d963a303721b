import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

/// Local limits on a clock that a test moves.
private final class LimitStage {
  var now = Instant.zero
  private(set) var words: [UInt64: [Admission]] = [:]
  private(set) lazy var limits = LocalLimits(loop: loop) { [unowned self] in now }
  let target = Target(provider: "a", model: "m")
  private let loop: EventLoop

  init() throws { loop = try EventLoop() }

  func reserve(
    _ ticket: UInt64, _ allowed: Provider.RateLimits,
    _ priority: Reservation.Priority = .interactive
  ) {
    let reservation = Reservation(
      ticket: TransferID(value: ticket), target: target, limits: allowed, priority: priority)
    limits.reserve(reservation) { [unowned self] in words[ticket, default: []].append($0) }
  }

  func go(to seconds: Double) {
    now = at(seconds)
    limits.pump()
  }
}

@Suite struct `Local limits` {
  @Test func `say at once when a request goes out`() throws {
    let stage = try LimitStage()
    stage.reserve(1, .init(requestsPerMinute: 6))
    stage.reserve(2, .init(requestsPerMinute: 6))
    #expect(stage.words == [1: [.granted(at: at(0))], 2: [.granted(at: at(10))]])
  }

  @Test func `say twice what becomes of one that waits in line`() throws {
    let stage = try LimitStage()
    for ticket in 1...3 as ClosedRange<UInt64> {
      stage.reserve(ticket, .init(requestsPerMinute: 6), .batch)
    }
    stage.go(to: 10)
    #expect(stage.words[2] == [.queued, .granted(at: at(10))])
    #expect(stage.words[3] == [.queued])
    stage.go(to: 20)
    #expect(stage.words[3] == [.queued, .granted(at: at(20))])
  }

  @Test func `say nothing more to one that was withdrawn, and give its place to the next`() throws {
    let stage = try LimitStage()
    for ticket in 1...3 as ClosedRange<UInt64> { stage.reserve(ticket, .init(concurrent: 1)) }
    stage.limits.withdraw(TransferID(value: 2))
    stage.limits.settle(TransferID(value: 1), tokens: nil)
    stage.limits.settle(TransferID(value: 1), tokens: nil)
    #expect(stage.words[2] == [.queued])
    #expect(stage.words[3] == [.queued, .granted(at: at(0))])
  }

  @Test func `bear that a reply withdraws the next`() throws {
    let loop = try EventLoop()
    let limits = LocalLimits(loop: loop) { .zero }
    let target = Target(provider: "a", model: "m")
    var served: [UInt64] = []
    for ticket in 1...4 as ClosedRange<UInt64> {
      let reservation = Reservation(
        ticket: TransferID(value: ticket), target: target, limits: .init(concurrent: 2))
      limits.reserve(reservation) { admission in
        guard case .granted = admission else { return }
        served.append(ticket)
        if ticket == 3 { limits.withdraw(TransferID(value: 4)) }
      }
    }
    // Both places are free at once when the share grows again.
    limits.share = 0.5
    limits.settle(TransferID(value: 1), tokens: nil)
    limits.settle(TransferID(value: 2), tokens: nil)
    limits.share = 1
    #expect(served == [1, 2, 3])
  }

  @Test func `use half of what is allowed for as long as they are told to`() throws {
    let stage = try LimitStage()
    stage.limits.share = 0.5
    stage.reserve(1, .init(concurrent: 2))
    stage.reserve(2, .init(concurrent: 2))
    #expect(stage.words[2] == [.queued])
    stage.limits.share = 1
    #expect(stage.words[2] == [.queued, .granted(at: at(0))])
  }

  @Test func `are tightened by a provider's word`() throws {
    let stage = try LimitStage()
    let report = RateLimitReport(requestsRemaining: 0, requestsReset: .seconds(12))
    stage.limits.tighten(report, of: stage.target)
    stage.reserve(1, .init())
    #expect(stage.words[1] == [.granted(at: at(12))])
    #expect(stage.limits.outlook(of: stage.target)?.requests == 0)
    stage.now = at(12)
    #expect(stage.limits.outlook(of: stage.target) == nil)
  }

  @Test func `wake by themselves when a place is free`() throws {
    let loop = try EventLoop()
    let limits = LocalLimits(loop: loop)
    let target = Target(provider: "a", model: "m")
    var granted: [Instant] = []
    for ticket in 1...3 as ClosedRange<UInt64> {
      let reservation = Reservation(
        ticket: TransferID(value: ticket), target: target,
        limits: .init(requestsPerMinute: 30_000, burst: 1), priority: .batch)
      limits.reserve(reservation) { if case .granted(let slot) = $0 { granted.append(slot) } }
    }
    #expect(granted.count == 1)
    loop.run { granted.count < 3 }
    #expect(granted[1] - granted[0] >= .milliseconds(2))
    #expect(granted[2] - granted[1] >= .milliseconds(2))
  }
}
