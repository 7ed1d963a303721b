/// What a model costs, in US dollars per million tokens.
package struct Price: Sendable, Equatable {
  /// Prices for the whole request once its prompt is longer than `above` tokens.
  package struct Tier: Sendable, Equatable {
    package var above: Int
    package var input: Double
    package var output: Double
    package var cachedInput: Double?

    package init(above: Int, input: Double, output: Double, cachedInput: Double? = nil) {
      self.above = above
      self.input = input
      self.output = output
      self.cachedInput = cachedInput
    }
  }

  package var input: Double
  package var output: Double
  /// The input price where nil.
  package var cachedInput: Double?
  /// The input price where nil.
  package var cacheWrite: Double?
  package var tiers: [Tier]

  package init(
    input: Double, output: Double, cachedInput: Double? = nil, cacheWrite: Double? = nil,
    tiers: [Tier] = []
  ) {
    self.input = input
    self.output = output
    self.cachedInput = cachedInput
    self.cacheWrite = cacheWrite
    self.tiers = tiers
  }

  /// Dollars for that usage, or nil where the input or output count is unknown.
  ///
  /// Worked: 1,000 in of which 400 cached, 100 out, at 2 / 10 / 0.2 per million:
  /// 600·2 + 400·0.2 + 100·10 = 2,280 millionths.
  package func cost(of usage: Usage) -> Double? {
    guard let prompt = usage.inputTokens, let output = usage.outputTokens else { return nil }
    let tier = tiers.filter { prompt > $0.above }.max { $0.above < $1.above }
    let cached = min(usage.cachedInputTokens ?? 0, prompt)
    let written = min(usage.cacheWriteTokens ?? 0, prompt - cached)
    let inputPrice = tier?.input ?? input
    let cachedPrice = tier.map { $0.cachedInput ?? $0.input } ?? cachedInput ?? input
    let writePrice = tier == nil ? cacheWrite ?? input : inputPrice
    let total =
      Double(prompt - cached - written) * inputPrice + Double(cached) * cachedPrice
      + Double(written) * writePrice + Double(output) * (tier?.output ?? self.output)
    return total / 1_000_000
  }
}
