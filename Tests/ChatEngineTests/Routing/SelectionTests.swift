import Testing

@testable import ChatEngine

@Suite struct `The order of asking` {
  private let now = Instant.zero + .seconds(1_000)

  private func candidates(_ targets: [RouteTarget], prices: [Price?] = []) -> [Candidate] {
    targets.enumerated().map { place, target in
      Candidate(
        target, provider: Provider(name: target.target.provider, dialect: .gemini, baseURL: ""),
        model: Model(
          id: target.target.model, price: prices.indices.contains(place) ? prices[place] : nil))
    }
  }

  private func routeTarget(_ name: String, weight: Double = 1, tier: Int = 1) -> RouteTarget {
    RouteTarget(Target(provider: name, model: "m"), weight: weight, tier: tier)
  }

  private func selection(
    _ policy: RoutePolicy, _ health: HealthTable = HealthTable(), prompt: Int = 1_000
  ) -> Selection {
    Selection(
      policy: policy, health: health, now: now,
      expected: Usage(inputTokens: prompt, outputTokens: 1_000))
  }

  private func names(_ choices: [Selection.Choice]) -> String {
    choices.map(\.candidate.target.provider).joined()
  }

  private func failing(_ name: String, times: Int = 5) -> HealthTable {
    var health = HealthTable()
    let record = AttemptRecord(
      target: Target(provider: name, model: "m"), outcome: .failed,
      failure: Failure(.serverError, status: 500))
    for _ in 0..<times { health.note(record, at: now) }
    return health
  }

  private func measured(_ times: [(name: String, first: Double, speed: Double)]) -> HealthTable {
    var health = HealthTable()
    for time in times {
      let record = AttemptRecord(
        target: Target(provider: time.name, model: "m"), outcome: .answered,
        firstToken: .seconds(time.first), total: .seconds(time.first + 2),
        usage: Usage(outputTokens: Int(time.speed * 2)))
      for _ in 0..<3 { health.note(record, at: now) }
    }
    return health
  }

  @Test(arguments: RoutePolicy.allCases)
  func `goes tier by tier and leaves out the drained`(policy: RoutePolicy) {
    let targets = [
      routeTarget("c", tier: 2), routeTarget("a"), routeTarget("x", weight: 0),
      routeTarget("y", weight: 0, tier: 3),
    ]
    let order = selection(policy).order(candidates(targets)) { 0.5 }
    #expect(names(order) == "ac")
  }

  // MARK: failover

  @Test func `is the route's under failover`() {
    let targets = [routeTarget("a"), routeTarget("b", weight: 9), routeTarget("c", tier: 2)]
    let order = selection(.failover).order(candidates(targets)) { 0.5 }
    #expect(names(order) == "abc")
    #expect(
      order.map(\.reason) == ["first in the route", "next in the route", "next in the route"])
  }

  @Test func `puts one that mostly fails behind the others of its tier under failover`() {
    let targets = [routeTarget("a"), routeTarget("b"), routeTarget("c", tier: 2)]
    let order = selection(.failover, failing("a")).order(candidates(targets)) { 0.5 }
    #expect(names(order) == "bac")
    #expect(
      order.map(\.reason) == [
        "first in the route in good health", "behind the others, health 0.3", "next in the route",
      ])
  }

  @Test func `stays the route's after a single failure under failover`() {
    let targets = [routeTarget("a"), routeTarget("b")]
    let order = selection(.failover, failing("a", times: 1)).order(candidates(targets)) { 0.5 }
    #expect(names(order) == "ab")
  }

  // MARK: weighted

  /// How often each candidate stood first and second in 20,000 orders.
  private func shares(
    _ targets: [RouteTarget], _ health: HealthTable = HealthTable()
  ) -> (first: [String: Double], second: [String: Double]) {
    var random = SeededRandom(seed: 7)
    var counts = (first: [String: Double](), second: [String: Double]())
    let selection = selection(.weighted, health)
    let candidates = candidates(targets)
    for _ in 0..<20_000 {
      let order = selection.order(candidates) { Double.random(in: 0..<1, using: &random) }
      counts.first[order[0].candidate.target.provider, default: 0] += 1 / 20_000
      counts.second[order[1].candidate.target.provider, default: 0] += 1 / 20_000
    }
    return counts
  }

  // The standard deviation of a share of 20,000 draws is at most 0.0035; three of them are allowed.
  private func isNear(_ share: Double?, _ wanted: Double) -> Bool {
    abs((share ?? -1) - wanted) < 0.011
  }

  @Test func `is drawn in shares of the weights, a missing one being 1`() {
    let targets = [routeTarget("a"), routeTarget("b", weight: 2), routeTarget("c")]
    let shares = shares(targets)
    #expect(isNear(shares.first["a"], 0.25))
    #expect(isNear(shares.first["b"], 0.5))
    #expect(isNear(shares.first["c"], 0.25))
  }

  @Test func `is drawn without putting back`() {
    let targets = [routeTarget("a"), routeTarget("b", weight: 2), routeTarget("c")]
    let shares = shares(targets)
    // a second: after b ½ · ½, after c ¼ · ⅓.
    #expect(isNear(shares.second["a"], 0.25 + 1.0 / 12))
    // b second: after a ¼ · ⅔, after c ¼ · ⅔.
    #expect(isNear(shares.second["b"], 1.0 / 3))
  }

  @Test func `is drawn in shares of weight times health`() {
    let health = failing("b")
    let score = health.score(of: Target(provider: "b", model: "m"), at: now)
    let shares = shares([routeTarget("a"), routeTarget("b", weight: 2)], health)
    #expect(score < 0.5)
    #expect(isNear(shares.first["b"], 2 * score / (1 + 2 * score)))
  }

  @Test func `leaves a sick target a twentieth of its weight`() {
    let shares = shares(
      [routeTarget("a"), routeTarget("b")], failing("b", times: 1_000))
    #expect(isNear(shares.first["b"], 0.05 / 1.05))
  }

  @Test func `says what was drawn of what`() {
    let targets = [routeTarget("a"), routeTarget("b", weight: 2)]
    let order = selection(.weighted, failing("b", times: 1)).order(candidates(targets)) { 0.99 }
    #expect(order.map(\.reason) == ["weighted 2 of 3, health 0.7", "weighted 1 of 3"])
  }

  // MARK: cheapest

  private let small = Price(input: 2, output: 1)
  private let large = Price(input: 1, output: 3)

  @Test func `is that of the expected cost of this very request`() {
    let members = candidates(
      [routeTarget("a"), routeTarget("b"), routeTarget("c")], prices: [nil, large, small])
    let short = selection(.cheapest).order(members) { 0.5 }
    #expect(names(short) == "cba")
    #expect(
      short.map(\.reason) == [
        "cheapest: about $0.003", "next: about $0.004", "its price is not known",
      ])
    #expect(names(selection(.cheapest, prompt: 10_000).order(members) { 0.5 }) == "bca")
  }

  @Test func `knows the prices of long prompts`() {
    var price = Price(input: 1, output: 1)
    price.tiers = [Price.Tier(above: 5_000, input: 9, output: 9)]
    let members = candidates(
      [routeTarget("a"), routeTarget("b")], prices: [price, Price(input: 2, output: 2)])
    #expect(names(selection(.cheapest, prompt: 5_000).order(members) { 0.5 }) == "ab")
    #expect(names(selection(.cheapest, prompt: 5_001).order(members) { 0.5 }) == "ba")
  }

  @Test func `takes failures for a cost`() {
    let members = candidates([routeTarget("a"), routeTarget("b")], prices: [small, large])
    let order = selection(.cheapest, failing("a")).order(members) { 0.5 }
    #expect(names(order) == "ba")
    #expect(order.map(\.reason) == ["cheapest: about $0.004", "next: about $0.003, health 0.3"])
  }

  @Test func `expects no longer answer than the model gives`() {
    var members = candidates(
      [routeTarget("a"), routeTarget("b")],
      prices: [Price(input: 1, output: 2), Price(input: 1, output: 10)])
    #expect(names(selection(.cheapest).order(members) { 0.5 }) == "ab")
    // 100 tokens at 10 are less than 1,000 at 2.
    members[1].model.maxOutput = 100
    let order = selection(.cheapest).order(members) { 0.5 }
    #expect(names(order) == "ba")
    #expect(order.map(\.reason) == ["cheapest: about $0.002", "next: about $0.003"])
  }

  @Test(arguments: [Price(input: 0, output: 0), nil])
  func `tells equal costs apart by health, also where they are nothing or unknown`(price: Price?) {
    let members = candidates([routeTarget("a"), routeTarget("b")], prices: [price, price])
    #expect(names(selection(.cheapest).order(members) { 0.5 }) == "ab")
    #expect(names(selection(.cheapest, failing("a")).order(members) { 0.5 }) == "ba")
  }

  @Test(arguments: [Double.nan, .infinity])
  func `takes a price that is no number for an unknown one`(dollars: Double) {
    let odd = Price(input: dollars, output: dollars)
    let members = candidates(
      [routeTarget("a"), routeTarget("b"), routeTarget("c")], prices: [large, odd, small])
    let order = selection(.cheapest).order(members) { 0.5 }
    #expect(names(order) == "cab")
    #expect(order.last?.reason == "its price is not known")
  }

  @Test(arguments: RoutePolicy.allCases)
  func `is empty where all are drained, and of one where there is one`(policy: RoutePolicy) {
    let drained = [0, -1, Double.nan].map { routeTarget("a", weight: $0) }
    #expect(selection(policy).order(candidates(drained)) { 0 }.isEmpty)
    let one = candidates([routeTarget("b")] + drained)
    for draw in [0, 0.05, 0.999_999] {
      #expect(names(selection(policy, failing("b")).order(one) { draw }) == "b")
    }
  }

  // MARK: fastest

  @Test func `does not begin with a target that only fails to have it measured`() {
    var health = measured([("a", 0.2, 10)])
    let record = AttemptRecord(
      target: Target(provider: "b", model: "m"), outcome: .failed, failure: Failure(.serverError))
    for _ in 0..<9 { health.note(record, at: now) }
    let members = candidates([routeTarget("a"), routeTarget("b")])
    #expect(names(selection(.fastest, health).order(members) { 0.01 }) == "ab")
  }

  @Test func `is that of the expected time for an answer`() {
    // 500 tokens take 0.2 + 50 s, 0.4 + 5 s and 3 + 1 s.
    let health = measured([("a", 0.2, 10), ("b", 0.4, 100), ("c", 3, 500)])
    let members = candidates([routeTarget("a"), routeTarget("b"), routeTarget("c")])
    let order = selection(.fastest, health).order(members) { 0.5 }
    #expect(names(order) == "cba")
    #expect(
      order.map(\.reason) == [
        "fastest: 3 s to the first token", "next: 0.4 s to the first token",
        "next: 0.2 s to the first token",
      ])
  }

  @Test func `asks a target that was never measured in one turn of ten`() {
    let health = measured([("a", 0.2, 10)])
    let members = candidates([routeTarget("a"), routeTarget("b"), routeTarget("c")])
    let selection = selection(.fastest, health)
    var random = SeededRandom(seed: 7)
    var counts: [String: Double] = [:]
    for _ in 0..<20_000 {
      let order = selection.order(members) { Double.random(in: 0..<1, using: &random) }
      counts[names(order), default: 0] += 1 / 20_000
    }
    #expect(isNear(counts["abc"], 0.9))
    #expect(isNear(counts["bac"], 0.05))
    #expect(isNear(counts["cab"], 0.05))
    let explored = selection.order(members) { 0.01 }
    #expect(explored.map(\.reason).first == "not measured yet")
    #expect(explored.map(\.reason).dropFirst().first == "fastest: 0.2 s to the first token")
  }

  @Test func `is the route's while nothing is measured`() {
    let members = candidates([routeTarget("a"), routeTarget("b")])
    #expect(names(selection(.fastest).order(members) { 0 }) == "ab")
  }
}

@Suite struct `A figure` {
  @Test(arguments: [
    (0, "0"), (0.00123, "0.0012"), (0.4, "0.4"), (1.26, "1.3"), (2, "2"), (12.3, "12"),
    (1_234, "1234"), (0.0996, "0.1"), (9.96, "10"), (-1, "0"), (1e-12, "0"), (.infinity, "∞"),
    (.nan, "∞"), (1e300, "∞"),
  ])
  func `has two significant digits`(value: Double, text: String) {
    #expect(Figure.text(value) == text)
  }
}
