/// Fields of a request that it can do without, by the names that providers give them.
enum OptionalField {
  /// Leaves the field out; false where it is none of ours or was not asked for.
  static func drop(
    _ name: String, from request: inout ChatRequest, at provider: inout Provider
  ) -> Bool {
    let before = request
    let quirks = provider.quirks
    if name == RejectedField.version {
      guard provider.dialect == .gemini, !RequestURL.endsInVersion(provider.baseURL) else {
        return false
      }
      provider.quirks.geminiVersion = quirks.geminiVersion == "v1" ? "v1beta" : "v1"
      return true
    }
    switch leaf(of: name) {
    case "temperature": request.parameters.temperature = nil
    case "top_p", "topP": request.parameters.topP = nil
    case "seed", "random_seed": request.parameters.seed = nil
    case "stop", "stop_sequences", "stopSequences": request.parameters.stop = []
    case "reasoning_effort", "reasoning", "thinking", "thinkingConfig", "thinkingLevel",
      "thinkingBudget", "effort",
      "output_config":
      request.parameters.reasoningEffort = nil
    case "response_format", "json_schema", "responseSchema", "responseJsonSchema",
      "responseMimeType", "format":
      putIntoWords(&request)
    case "tool_choice": request.parameters.toolChoice = nil
    case "parallel_tool_calls": request.parameters.parallelToolCalls = nil
    case "prompt_cache_key": provider.quirks.takesCacheKey = false
    case "cache_control": provider.quirks.takesCacheControl = false
    case "thoughtSignature": provider.quirks.wantsCallSignatures = true
    case "stream_options", "include_usage": provider.quirks.takesStreamOptions = false
    case "summary": provider.quirks.takesReasoningSummary = false
    case "max_completion_tokens": provider.quirks.usesMaxCompletionTokens = false
    case "max_tokens" where provider.dialect == .openAIChat:
      provider.quirks.usesMaxCompletionTokens = true
    default: return false
    }
    return request != before || provider.quirks != quirks
  }

  /// The form of the answer is asked for all the same: it is checked here in any case.
  private static func putIntoWords(_ request: inout ChatRequest) {
    let words = StructuredOutput.words(for: request.parameters.responseFormat)
    request.system = StructuredOutput.joined(request.system, words)
    request.parameters.responseFormat = .text
  }

  /// What is said of a request that went out without it.
  static func note(_ name: String, _ target: Target) -> String {
    switch name {
    case RejectedField.version: "\(target) is asked by the other version of its API."
    case RejectedField.signature: "Tool calls go out with a stand-in for a signature."
    default: "\(name) was left out: \(target) does not take it."
    }
  }

  /// `generationConfig.temperature` and `body -> temperature` both name `temperature`.
  private static func leaf(of name: String) -> Substring {
    name.split { ".[]> ".contains($0) }.last { Int($0) == nil } ?? ""
  }
}
