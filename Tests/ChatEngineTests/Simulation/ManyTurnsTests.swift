import Glibc
import Testing

@testable import ChatEngine

/// Three targets that are troubled all the time, in ways that a seed chooses.
private struct Trouble {
  /// All 100,000 turns take a minute in a debug build, so that `make simulate` sets this.
  static let turns =
    getenv("LLMTERM_SIMULATED_TURNS").flatMap { Int(String(cString: $0)) } ?? 10_000

  static func settings(of route: SimulatedRoute, seed: UInt64) -> Simulation.Settings {
    var random = SimulationRandom(seed: seed)
    var settings = Simulation.Settings()
    settings.turns = turns / Route.OnCut.allCases.count + 1
    settings.turnsPerSecond = 10
    settings.seed = seed
    settings.noise = 0.1
    settings.toolShare = 0.3
    settings.promptTokens = 20
    for _ in 0..<40 {
      let target = route.target(Int.random(in: 0..<route.candidates.count, using: &random))
      let kind = SimulatedFault.Kind.allCases.randomElement(using: &random) ?? .down
      let from = Double.random(in: 0..<0.95, using: &random)
      let length = Double.random(in: 0.005..<0.05, using: &random)
      settings.faults.append(SimulatedFault(kind, of: target, during: from..<from + length))
    }
    return settings
  }

  static let wiring = Simulation.Wiring(
    turn: TurnSettings(codec: { _ in StubCodec() }),
    wire: SimulatedWire(
      answer: { _, answer in
        let text = Array("T word\n".utf8)
        let end = "T word\nU \(answer.promptTokens) \(answer.tokens)\nF stop\n"
        return [text, text, Array(end.utf8)]
      },
      refusal: { _, status in Array((status == 429 ? "rate_limited" : "server_error").utf8) },
      garbage: { _ in Array("E malformed\n".utf8) }))
}

/// Lets one request out to a target in so much time, and remembers when they were.
private final class PacedDesk: AdmissionDesk {
  static let gap: Duration = .milliseconds(50)

  private let now: () -> Instant
  private var free: [Target: Instant] = [:]
  private(set) var granted: [TransferID: Instant] = [:]

  init(now: @escaping () -> Instant) { self.now = now }

  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    let place = max(free[reservation.target] ?? now(), now())
    guard reservation.mayWait || place == now() else {
      return reply(.refused(Failure(.rateLimited, retryAfter: place - now())))
    }
    free[reservation.target] = place + Self.gap
    granted[reservation.ticket] = place
    reply(.granted(at: place))
  }

  func withdraw(_ ticket: TransferID) { granted[ticket] = nil }
  func settle(_ ticket: TransferID, _ settlement: Settlement) {}
  func tighten(_ report: RateLimitReport, of target: Target) {}
}

@Suite struct `A hundred thousand turns with random faults on three targets` {
  @Test(arguments: Route.OnCut.allCases)
  func `each end, within all limits, and cost the sum of their attempts`(onCut: Route.OnCut) {
    let route = SimulatedRoute.of("a", "b", "c", onCut: onCut)
    let settings = Trouble.settings(of: route, seed: 20_261_123)
    var simulation = Simulation(route, settings: settings, wiring: Trouble.wiring)
    let witness = SimulationWitness()
    witness.watch(&simulation)

    let report = simulation.run()

    #expect(witness.wrong == [])
    #expect(witness.ended == settings.turns)
    #expect(report.turns == settings.turns)
    #expect(abs(report.cost - witness.cost) < 1e-9)
    #expect(abs(report.cost - report.targets.reduce(0) { $0 + $1.cost }) < 1e-6)
    // The faults are such that all of this happens often.
    let share = settings.turns / 1000
    #expect(witness.turnsWithTools > share * 200)
    #expect(report.extraRequests > share * 100)
    #expect(report.answered > share * 800)
    #expect(report.failovers > share * 50)
    #expect(report.targets.allSatisfy { $0.openings > 0 && $0.answered > share })
  }

  @Test func `ask no target more often than its limits allow`() {
    let route = SimulatedRoute.of("a", "b", "c")
    var settings = Trouble.settings(of: route, seed: 7)
    // More than one target is allowed to be asked.
    settings.turnsPerSecond = 30
    settings.turns = Trouble.turns / 10
    var desk: PacedDesk?
    var simulation = Simulation(route, settings: settings, wiring: Trouble.wiring) { now in
      let paced = PacedDesk(now: now)
      desk = paced
      return paced
    }
    var early = 0
    var reserved: [Target: [Instant]] = [:]
    let place: (TransferID) -> Instant? = { desk?.granted[$0] }
    var asked: [TransferID: Target] = [:]
    simulation.observe = { _, effect, now in
      if case .reserve(let reservation) = effect { asked[reservation.ticket] = reservation.target }
      guard case .startTransfer(let transfer, _, _) = effect, let target = asked[transfer] else {
        return
      }
      if place(transfer).map({ $0 > now }) ?? true { early += 1 }
      reserved[target, default: []].append(now)
    }

    let report = simulation.run()

    #expect(report.turns == settings.turns)
    #expect(early == 0)
    for times in reserved.values {
      let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
      #expect(gaps.allSatisfy { $0 >= PacedDesk.gap })
    }
  }
}
