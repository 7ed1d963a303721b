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
    let rates = rates(promptTokens: prompt)
    let cached = min(max(usage.cachedInputTokens ?? 0, 0), max(prompt, 0))
    let written = min(max(usage.cacheWriteTokens ?? 0, 0), max(prompt, 0) - cached)
    let total =
      Double(max(prompt, 0) - cached - written) * rates.input + Double(cached) * rates.cachedInput
      + Double(written) * rates.cacheWrite + Double(max(output, 0)) * rates.output
    return total / 1_000_000
  }

  /// Dollars that a request is likely to take, none of it from the provider's cache.
  ///
  /// A cached prompt costs less than that, and one that is written to the cache a quarter more.
  ///
  /// | per million (in / out, long) | prompt | answer | dollars |
  /// | --- | --- | --- | --- |
  /// | 2 / 10 | 1,000 | 500 | 0.002 + 0.005 = 0.007 |
  /// | 2 / 10, above 272,000: 4 / 15 | 272,000 | 1,000 | 0.544 + 0.01 = 0.554 |
  /// | 2 / 10, above 272,000: 4 / 15 | 300,000 | 1,000 | 1.2 + 0.015 = 1.215 |
  package func expectedCost(promptTokens: Int, outputTokens: Int) -> Double {
    let rates = rates(promptTokens: promptTokens)
    let input = Double(max(promptTokens, 0)) * rates.input
    return (input + Double(max(outputTokens, 0)) * rates.output) / 1_000_000
  }

  /// What each kind of token costs in a request of that length.
  private struct Rates {
    var input: Double
    var output: Double
    var cachedInput: Double
    var cacheWrite: Double
  }

  /// The whole request is charged at the highest tier that its prompt is above (models-prices.md).
  ///
  /// What a write costs above the input price is a factor (1.25 at Anthropic and OpenAI), which a
  /// tier keeps: 2.5 for 2 becomes 5 for 4.
  private func rates(promptTokens: Int) -> Rates {
    guard let tier = tiers.filter({ promptTokens > $0.above }).max(by: { $0.above < $1.above })
    else {
      return Rates(
        input: input, output: output, cachedInput: cachedInput ?? input,
        cacheWrite: cacheWrite ?? input)
    }
    let factor = input > 0 ? (cacheWrite ?? input) / input : 1
    return Rates(
      input: tier.input, output: tier.output, cachedInput: tier.cachedInput ?? tier.input,
      cacheWrite: tier.input * factor)
  }
}
