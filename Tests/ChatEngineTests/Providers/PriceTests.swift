import Testing

@testable import ChatEngine

@Suite struct `A price` {
  private static let tiered = Price(
    input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5,
    tiers: [
      Price.Tier(above: 272_000, input: 4, output: 15, cachedInput: 0.4),
      Price.Tier(above: 100_000, input: 3, output: 12),
    ])

  /// A prompt with its cached and written parts, an answer, and what they cost in millionths.
  private static let rows: [(Int, Int?, Int?, Int, Double)] = [
    (1_000, nil, nil, 100, 3_000),
    (1_000, 400, nil, 100, 600 * 2 + 400 * 0.2 + 1_000),
    (1_000, 400, 500, 100, 100 * 2 + 400 * 0.2 + 500 * 2.5 + 1_000),
    (100_000, nil, nil, 0, 200_000),
    // Above a tier the whole request is dearer; without a cached price there, nothing is cheaper.
    (100_001, 100_000, nil, 10, 100_001 * 3 + 120),
    (272_001, 272_000, nil, 10, 4 + 272_000 * 0.4 + 150),
    // A write costs a quarter more in every tier.
    (272_001, nil, 272_001, 0, 272_001 * 5),
    // More is said to be cached than there was.
    (1_000, 4_000, 4_000, 0, 200), (1_000, -5, -5, 0, 2_000), (-7, nil, nil, -9, 0),
  ]

  @Test(arguments: rows)
  func `tells what a request came to`(
    prompt: Int, cached: Int?, written: Int?, output: Int, millionths: Double
  ) throws {
    let usage = Usage(
      inputTokens: prompt, outputTokens: output, cachedInputTokens: cached,
      cacheWriteTokens: written)

    let cost = try #require(Self.tiered.cost(of: usage))

    #expect(abs(cost * 1_000_000 - millionths) < 1e-6)
  }

  @Test func `says nothing of a request whose counts are unknown`() {
    #expect(Self.tiered.cost(of: Usage(inputTokens: 10)) == nil)
    #expect(Self.tiered.cost(of: Usage(outputTokens: 10)) == nil)
  }

  @Test(arguments: [
    (1_000, 500, 0.007), (272_000, 1_000, 0.816 + 0.012), (300_000, 1_000, 1.215), (0, 0, 0),
    (-1, -1, 0),
  ])
  func `tells what a request may come to`(prompt: Int, output: Int, dollars: Double) {
    let cost = Self.tiered.expectedCost(promptTokens: prompt, outputTokens: output)

    #expect(abs(cost - dollars) < 1e-12)
  }

  @Test func `of nothing stays nothing in every tier`() {
    let free = Price(
      input: 0, output: 0, cacheWrite: 0, tiers: [Price.Tier(above: 10, input: 0, output: 0)])

    #expect(free.cost(of: Usage(inputTokens: 100, outputTokens: 1, cacheWriteTokens: 50)) == 0)
  }
}
