import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

@Suite struct `The rate limiter and its plainest form` {
  @Test(arguments: 0..<50)
  func `decide alike, whatever happens in which order`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let limits = Provider.RateLimits(
      requestsPerMinute: [nil, 7, 60, 600].randomElement(using: &random) ?? nil,
      tokensPerMinute: [nil, 1_000, 60_000].randomElement(using: &random) ?? nil,
      concurrent: [nil, 1, 3].randomElement(using: &random) ?? nil,
      burst: [nil, 1, 5].randomElement(using: &random) ?? nil)
    var model = NaiveLimits(limits)
    var asker = LimitAsker(limits)
    var now = 0.0
    var tickets: [UInt64] = []
    for ticket in 1...300 as ClosedRange<UInt64> {
      now += Double(Int.random(in: 0...30, using: &random)) / 10
      let reservation = Reservation(
        ticket: TransferID(value: ticket), target: asker.target, limits: limits,
        tokens: Int.random(in: 0...1_200, using: &random),
        priority: Bool.random(using: &random) ? .batch : .interactive,
        mayWait: Int.random(in: 0..<8, using: &random) > 0)
      let admission = asker.limiter.request(reservation, at: at(now))
      let wanted = model.request(reservation, at: at(now))
      switch admission {
      case .granted, .queued:
        #expect(admission == wanted)
        tickets.append(ticket)
      case .refused: #expect(wanted == nil)
      }
      for _ in 0..<Int.random(in: 0...2, using: &random) {
        guard let index = tickets.indices.randomElement(using: &random) else { break }
        let ended = tickets.remove(at: index)
        asker.settle(ended)
        model.end(TransferID(value: ended))
      }
      #expect(asker.limiter.pump(at: at(now)) == model.pump(at: at(now)))
    }
  }

  @Test(arguments: 0..<50)
  func `hold to the limits although places are given back`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let limits = Provider.RateLimits(requestsPerMinute: 60, tokensPerMinute: 3_000, concurrent: 4)
    var limiter = RateLimiter(leaseLifetime: .seconds(100_000))
    let target = Target(provider: "a", model: "m")
    var held: [TransferID: (slot: Instant, tokens: Int)] = [:]
    var tokens: [TransferID: Int] = [:]
    var sent: [(slot: Instant, tokens: Int)] = []
    var now = 0.0
    for value in 1...400 as ClosedRange<UInt64> {
      now += Double(Int.random(in: 0...10, using: &random)) / 10
      let ticket = TransferID(value: value)
      tokens[ticket] = Int.random(in: 1...500, using: &random)
      let reservation = Reservation(
        ticket: ticket, target: target, limits: limits, tokens: tokens[ticket] ?? 0,
        priority: Bool.random(using: &random) ? .batch : .interactive)
      if case .granted(let slot) = limiter.request(reservation, at: at(now)) {
        held[ticket] = (slot, tokens[ticket] ?? 0)
      }
      let known = tokens.keys.sorted { $0.value < $1.value }
      if let ended = known.randomElement(using: &random), Bool.random(using: &random) {
        tokens[ended] = nil
        let place = held.removeValue(forKey: ended)
        if let place, place.slot <= at(now) {
          let real = Int.random(in: 0...place.tokens, using: &random)
          limiter.settle(ended, tokens: real)
          sent.append((place.slot, real))
        } else {
          limiter.withdraw(ended)
        }
      }
      for grant in limiter.pump(at: at(now)) {
        held[grant.ticket] = (grant.slot, tokens[grant.ticket] ?? 0)
      }
      #expect(held.count <= 4)
    }
    sent += held.values
    let requests = sent.map { Admitted(slot: $0.slot, cost: 1) }
    let all = sent.map { Admitted(slot: $0.slot, cost: $0.tokens) }
    #expect(Admitted.exceed(requests, perMinute: 60, burst: 6) == nil)
    #expect(Admitted.exceed(all, perMinute: 3_000, burst: 3_000) == nil)
    #expect(sent.count > 10)
  }
}
