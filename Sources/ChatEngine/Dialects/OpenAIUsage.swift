/// Token counts of Chat Completions, in the spellings of the servers that imitate it.
enum OpenAIUsage {
  /// Reads `usage`; nil for null and for an object without counts.
  static func read(
    _ scanner: inout JSONScanner, leavesOutReasoning: Bool
  ) throws(JSONError) -> Usage? {
    var usage = Usage()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "prompt_tokens": usage.inputTokens = try scanner.tokenCount()
      case "completion_tokens": usage.outputTokens = try scanner.tokenCount()
      case "prompt_tokens_details": try readPromptDetails(&scanner, &usage)
      case "completion_tokens_details":
        try scanner.forEachMember { scanner, key throws(JSONError) in
          if key == "reasoning_tokens" { usage.reasoningTokens = try scanner.tokenCount() }
        }
      // DeepSeek, Mistral, Kimi.
      case "prompt_cache_hit_tokens", "num_cached_tokens", "cached_tokens":
        usage.cachedInputTokens = try scanner.tokenCount() ?? usage.cachedInputTokens
      default: break
      }
    }
    guard usage != Usage() else { return nil }
    if leavesOutReasoning, let output = usage.outputTokens {
      usage.outputTokens = output + (usage.reasoningTokens ?? 0)
    }
    // xAI may count what came from the cache beside the prompt.
    if let prompt = usage.inputTokens, let cached = usage.cachedInputTokens, cached > prompt {
      usage.inputTokens = prompt + cached
    }
    return usage
  }

  private static func readPromptDetails(
    _ scanner: inout JSONScanner, _ usage: inout Usage
  ) throws(JSONError) {
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "cached_tokens":
        usage.cachedInputTokens = try scanner.tokenCount() ?? usage.cachedInputTokens
      case "cache_write_tokens": usage.cacheWriteTokens = try scanner.tokenCount()
      default: break
      }
    }
  }

  /// Reads llama.cpp's `timings`, which is all that it counts unless it is asked for usage.
  static func readTimings(_ scanner: inout JSONScanner) throws(JSONError) -> Usage? {
    var usage = Usage()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "prompt_n": usage.inputTokens = try scanner.tokenCount()
      case "cache_n": usage.cachedInputTokens = try scanner.tokenCount()
      case "predicted_n": usage.outputTokens = try scanner.tokenCount()
      default: break
      }
    }
    if let fresh = usage.inputTokens { usage.inputTokens = fresh + (usage.cachedInputTokens ?? 0) }
    return usage == Usage() ? nil : usage
  }
}
