import Testing

@testable import ChatEngine

extension SimulatedRoute {
  /// Providers `a`, `b`… with a model each, of all dialects in turn.
  static func of(_ names: String..., onCut: Route.OnCut = .restart) -> SimulatedRoute {
    let candidates = names.enumerated().map { place, name in
      let dialect = Dialect.allCases[place % Dialect.allCases.count]
      return Candidate(
        RouteTarget(Target(provider: name, model: "m")),
        provider: Provider(name: name, dialect: dialect, baseURL: "https://\(name).test"),
        model: Model(id: "m", price: Price(input: 1, output: 10)))
    }
    let route = Route(name: "main", targets: candidates.map(\.routeTarget), onCut: onCut)
    return SimulatedRoute(route, candidates: candidates)
  }

  func target(_ place: Int) -> Target { candidates[place].target }
}

@Suite struct `A simulation` {
  private func run(
    _ route: SimulatedRoute, _ edit: (inout Simulation.Settings) -> Void
  ) -> SimulationReport {
    var settings = Simulation.Settings()
    settings.turns = 300
    edit(&settings)
    var simulation = Simulation(route, settings: settings)
    return simulation.run()
  }

  @Test func `without faults asks the first target once for each prompt`() {
    let report = run(.of("a", "b")) { _ in }

    #expect(report.turns == 300)
    #expect(report.answered == 300)
    #expect(report.attempts == 300)
    #expect(report.extraRequests == 0)
    #expect(report.targets.map { $0.requests.reduce(0, +) } == [300, 0])
    #expect(report.stories == [])
    #expect(report.cost > 0)
  }

  @Test func `is the same for the same seed, and another for another`() {
    let route = SimulatedRoute.of("a", "b", "c")
    let faults = route.usualFaults

    let reports = [7, 7, 8].map { (seed: UInt64) in
      run(route) {
        $0.seed = seed
        $0.faults = faults
        $0.noise = 0.1
      }
    }

    #expect(reports[0] == reports[1])
    #expect(reports[0] != reports[2])
  }

  @Test func `shows the shift to the next target, and the return`() {
    let route = SimulatedRoute.of("a", "b")

    let report = run(route) {
      $0.turns = 1000
      $0.faults = [SimulatedFault(.down, of: route.target(0), during: 0.3..<0.5)]
    }

    #expect(report.answered == 1000)
    let (first, second) = (report.targets[0], report.targets[1])
    #expect(second.requests[..<3].allSatisfy { $0 == 0 })
    #expect(second.requests[4] > 60)
    #expect(first.requests[4] < 30)
    #expect(first.requests[8...].allSatisfy { $0 > 60 })
    #expect(first.openings > 1)
    #expect(second.openings == 0)
    #expect(report.failovers > 5)
    let story = report.stories.first?.lines.map(\.text) ?? []
    #expect(story.first == "a/m is asked: first in the route")
    #expect(story.contains { $0.hasPrefix("a refused the connection; using b") })
    #expect(story.last == "the answer is complete")
  }

  @Test(arguments: SimulatedFault.Kind.allCases)
  func `has an answer for every prompt whatever the first target suffers from`(
    kind: SimulatedFault.Kind
  ) throws {
    let route = SimulatedRoute.of("a", "b", "c")

    let report = run(route) {
      $0.faults = [SimulatedFault(kind, of: route.target(0), during: 0..<1)]
    }

    #expect(report.answered == 300)
    #expect(report.targets[0].failed > 0 || kind == .slow)
    let total = try #require(report.total)
    #expect(total.p50 <= total.p95 && total.p95 <= total.p99)
  }

  @Test func `ends every turn where all targets are down, and says why`() {
    let route = SimulatedRoute.of("a", "b")

    let report = run(route) {
      $0.turns = 20
      $0.faults = [0, 1].map { SimulatedFault(.down, of: route.target($0), during: 0..<1) }
    }

    #expect(report.failed == 20)
    #expect(report.firstToken == nil)
    #expect(report.stories.first?.lines.last?.text.hasPrefix("a refused the connection") == true)
  }

  @Test func `names no key of the screen where a turn waits`() {
    let route = SimulatedRoute.of("a")

    let report = run(route) {
      $0.turns = 20
      $0.faults = [SimulatedFault(.down, of: route.target(0), during: 0..<1)]
    }

    let lines = report.stories.flatMap(\.lines).map(\.text)
    #expect(lines.contains { $0.hasPrefix("a refused the connection: ") })
    #expect(!lines.contains { $0.contains("Esc") }, "\(lines)")
  }

  @Test(arguments: [
    ("openai/gpt-5=down@33-66", SimulatedFault.Kind.down, 0.33, 0.66),
    ("groq/a=b@c/d=silent@0-100", .silent, 0, 1), ("a/m@1=limit@0.5-1", .limit, 0.005, 0.01),
  ])
  func `reads a fault`(text: String, kind: SimulatedFault.Kind, from: Double, to: Double) throws {
    let fault = try #require(SimulatedFault(text))

    #expect(fault.kind == kind)
    #expect(text.hasPrefix("\(fault.target)=\(kind)"))
    #expect(abs(fault.span.lowerBound - from) < 1e-9 && abs(fault.span.upperBound - to) < 1e-9)
  }

  @Test(arguments: [
    "", "a", "a/m", "a/m=down", "a/m=down@", "a/m=down@1", "a/m=away@1-2", "a=down@1-2",
    "a/m=down@2-1", "a/m=down@0-101", "a/m=down@-1-5", "a/m=down@nan-5", "a/m=down@1-2-3",
  ])
  func `refuses what is no fault`(text: String) { #expect(SimulatedFault(text) == nil) }

  @Test(arguments: Dialect.allCases, [1, 3, 250])
  func `writes answers that the dialect reads`(dialect: Dialect, tokens: Int) throws {
    let answer = SimulatedAnswer(promptTokens: 42, tokens: tokens)
    let provider = Provider(name: "a", dialect: dialect, baseURL: "https://a.test")
    var decoder = dialect.codec.makeDecoder(for: provider, streaming: true)
    var parts: [StreamPart] = []

    let wire = SimulatedWire.dialects
    decoder.begin(headers: wire.head(dialect, 200, []).headers)
    for body in wire.answer(dialect, answer) { decoder.feed(body, into: &parts) }
    decoder.take(trailers: wire.trailers(dialect), into: &parts)
    decoder.finish(into: &parts)

    var usage = Usage()
    var text = ""
    for part in parts {
      if case .usage(let newer) = part { usage.replace(with: newer) }
      if case .text(let piece) = part { text += piece }
    }
    #expect(text == answer.pieces.joined())
    #expect(text.split(separator: " ").count == tokens)
    #expect(usage.inputTokens == 42)
    #expect(usage.outputTokens == tokens)
    #expect(parts.contains { if case .finish(.stop, _) = $0 { true } else { false } })
    #expect(!parts.contains { if case .failed = $0 { true } else { false } })
  }

  @Test(arguments: Dialect.allCases, [(429, Failure.Kind.rateLimited), (500, .serverError)])
  func `writes errors that the dialect reads`(dialect: Dialect, row: (Int, Failure.Kind)) {
    let body = SimulatedWire.dialects.refusal(dialect, row.0)

    let failure = dialect.codec.failure(
      status: row.0, headers: [], body: body, now: SimulatedPrompt.time)

    #expect(failure.kind == row.1)
  }

  @Test func `has an example of three vendors whose prices are known`() {
    let example = SimulatedRoute.example

    #expect(example.candidates.count == 3)
    #expect(Set(example.candidates.map(\.provider.dialect)).count == 3)
    #expect(example.candidates.allSatisfy { $0.model.price != nil })
  }
}
