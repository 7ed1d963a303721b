/// Which of our optional fields a provider did not take.
enum RejectedField {
  /// Fields that can be left out, as the dialects spell them.
  private static let optional = [
    "temperature", "top_p", "topP", "seed", "random_seed", "stop", "stop_sequences",
    "stopSequences", "max_tokens", "max_completion_tokens", "maxOutputTokens", "reasoning_effort",
    "parallel_tool_calls", "stream_options", "response_format", "tool_choice", "toolConfig",
    "thinking", "output_config", "thinkingConfig", "responseJsonSchema", "responseMimeType",
    "thinkingLevel", "thinkingBudget", "prompt_cache_key", "cache_control",
    "effort", "summary", "format",
  ]

  /// No field but the API's version, which has not what the request holds or asks for.
  static let version = "API version"
  /// Missing rather than refused: Gemini's signature on a call.
  static let signature = "thoughtSignature"

  /// Words with which providers say that they do not know or want a field.
  private static let refusals: [StaticString] = [
    "unsupported", "not supported", "unknown", "unrecognized", "extra inputs", "not permitted",
    "deprecated", "does not support", "not allowed", "unexpected", "invalid field", "not available",
    "cannot be used", "extra_forbidden", "cannot find field",
  ]

  /// The field that the error names, as our encoders spell it; nil if it is about something else.
  static func name(in error: ProviderError) -> String? {
    if error.message.contains(ascii: "missing a thought_signature") { return signature }
    if let name = refused(in: error) { return name }
    return isAboutVersion(error) ? version : nil
  }

  /// Whether another version of Google's API may know the model or the field.
  static func isAboutVersion(_ error: ProviderError) -> Bool {
    error.message.contains(ascii: "for API version")
      || (error.message.contains(ascii: "unknown name")
        && error.message.contains(ascii: "cannot find field"))
  }

  private static func refused(in error: ProviderError) -> String? {
    if let field = error.field {
      return field.split(whereSeparator: { $0 == "." || $0 == "[" })
        .lazy.compactMap { match(String($0)) }.first
    }
    guard refusals.contains(where: { error.message.contains(ascii: $0) }) else { return nil }
    let words = error.message.split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return words.lazy.compactMap { match(String($0), exactly: true) }.first
  }

  /// The spelling of ours that a provider's word is; Google answers in snake case.
  private static func match(_ word: String, exactly: Bool = false) -> String? {
    if optional.contains(word) { return word }
    // "stop" and "thinking" are also words of a sentence: only as a field's whole name.
    let camel = camelCase(word)
    return camel != word && optional.contains(camel) ? camel : nil
  }

  private static func camelCase(_ word: String) -> String {
    let pieces = word.split(separator: "_")
    guard let first = pieces.first else { return word }
    return pieces.dropFirst().reduce(into: String(first)) { text, piece in
      text += piece.prefix(1).uppercased() + piece.dropFirst()
    }
  }
}
