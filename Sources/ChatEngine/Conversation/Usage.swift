/// Tokens of one attempt; what a provider does not say is nil, never zero.
package struct Usage: Sendable, Equatable {
  /// The whole prompt, what came from a cache or was written to one included.
  package var inputTokens: Int?
  /// Everything that was generated, reasoning included.
  package var outputTokens: Int?
  /// The part of the prompt that was read from the provider's cache.
  package var cachedInputTokens: Int?
  /// The part of the prompt that was written to the provider's cache.
  package var cacheWriteTokens: Int?
  /// The part of the output that was reasoning.
  package var reasoningTokens: Int?
  /// Counted here, because the provider said nothing; shown with `~`.
  package var isEstimated: Bool

  package init(
    inputTokens: Int? = nil, outputTokens: Int? = nil, cachedInputTokens: Int? = nil,
    cacheWriteTokens: Int? = nil, reasoningTokens: Int? = nil, isEstimated: Bool = false
  ) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cachedInputTokens = cachedInputTokens
    self.cacheWriteTokens = cacheWriteTokens
    self.reasoningTokens = reasoningTokens
    self.isEstimated = isEstimated
  }

  /// Takes over every figure that the newer report has: providers report totals, not differences.
  package mutating func replace(with newer: Usage) {
    inputTokens = newer.inputTokens ?? inputTokens
    outputTokens = newer.outputTokens ?? outputTokens
    cachedInputTokens = newer.cachedInputTokens ?? cachedInputTokens
    cacheWriteTokens = newer.cacheWriteTokens ?? cacheWriteTokens
    reasoningTokens = newer.reasoningTokens ?? reasoningTokens
    isEstimated = newer.isEstimated
  }
  /// Adds what another request took; a figure that one of them lacks is what the other says.
  package mutating func add(_ other: Usage) {
    inputTokens = Usage.sum(inputTokens, other.inputTokens)
    outputTokens = Usage.sum(outputTokens, other.outputTokens)
    cachedInputTokens = Usage.sum(cachedInputTokens, other.cachedInputTokens)
    cacheWriteTokens = Usage.sum(cacheWriteTokens, other.cacheWriteTokens)
    reasoningTokens = Usage.sum(reasoningTokens, other.reasoningTokens)
    isEstimated = isEstimated || other.isEstimated
  }

  private static func sum(_ first: Int?, _ second: Int?) -> Int? {
    guard let first, let second else { return first ?? second }
    let (sum, overflow) = first.addingReportingOverflow(second)
    return overflow ? .max : sum
  }
}
