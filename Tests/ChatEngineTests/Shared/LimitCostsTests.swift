import Testing

@testable import ChatEngine

@Suite struct `What a reservation costs` {
  private func costs(_ limits: Provider.RateLimits, tokens: Int = 0) -> LimitCosts {
    LimitCosts(
      Reservation(
        ticket: TransferID(value: 1), target: Target(provider: "p", model: "m"), limits: limits,
        tokens: tokens))
  }

  @Test(
    arguments: [
      (60, 20, 1_000_000, 20_000_000), (6000, 20, 10_000, 200_000),
      (7, 20, 8_571_429, 171_428_580), (6000, nil, 10_000, 6_000_000),
      (1, nil, 60_000_000, 60_000_000),
      // Beyond what anybody configures.
      (0, 0, 60_000_000, 60_000_000), (Int.max, Int.max, 1, 600_000_000),
    ] as [(Int, Int?, Int, Int)])
  func `in requests is a part of a minute, rounded up`(
    rate: Int, burst: Int?, cost: Int, held: Int
  ) {
    let costs = costs(Provider.RateLimits(requestsPerMinute: rate, burst: burst))
    #expect(costs.request == cost)
    #expect(costs.requestBurst == held)
    #expect(costs.tokens == 0)
  }

  @Test(arguments: [
    (100_000, 1000, 600_000), (100_000, 1, 600), (7_000_000, 1000, 8572), (100_000, -5, 600),
    (1000, Int.max, 600_000_000),
  ])
  func `in tokens is exact to the microsecond`(rate: Int, tokens: Int, cost: Int) {
    let costs = costs(Provider.RateLimits(tokensPerMinute: rate), tokens: tokens)
    #expect(costs.tokens == cost)
    #expect(costs.tokenBurst == 60_000_000)
    #expect(costs.request == 0)
  }

  @Test func `is nothing without limits`() {
    #expect(costs(Provider.RateLimits(concurrent: 3), tokens: 9).tokens == 0)
  }
}

@Suite struct `The keys of a bucket` {
  @Test(arguments: [
    ("gpt-5", "llmterm:{openai/gpt-5/a1}:req"),
    ("meta/llama 3", "llmterm:{openai/meta/llama_3/a1}:req"),
    ("a}b{c\n", "llmterm:{openai/a_b_c_/a1}:req"), ("ä", "llmterm:{openai/__/a1}:req"),
  ])
  func `lie in one slot, whatever the model is called`(model: String, key: String) {
    let bucket = LimitBucket(
      Target(provider: "openai", model: model), account: "a1", prefix: "llmterm:")
    #expect(bucket.keys.first == key)
    #expect(Set((bucket.keys + [bucket.healthKey]).map(RedisSlot.of)).count == 1)
  }

  @Test func `are of a bounded length`() {
    let long = String(repeating: "m", count: 100_000)
    let bucket = LimitBucket(Target(provider: "p", model: long), account: "a", prefix: "x:")
    #expect(bucket.name.utf8.count == 516)
  }
}
