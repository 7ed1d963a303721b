/// The response object: in a stream's first and last events, or as a whole answer.
struct OpenAIResponse {
  var isResponse = false
  var id: String?
  var model: String?
  var status: String?
  var incompleteReason: String?
  var usage: Usage?
  var error: JSON?
  var output: [OpenAIResponsesItem] = []

  /// Reads a member; the output only where it is wanted, since it repeats the whole answer.
  mutating func readMember(
    _ key: JSONKey, _ scanner: inout JSONScanner, readsOutput: Bool
  ) throws(JSONError) {
    switch key {
    case "object":
      if StreamBytes.inChunk(try scanner.rawValue()) == "\"response\"" { isResponse = true }
    case "id": id = try scanner.string()
    case "model": model = try scanner.string()
    case "status": status = try scanner.string()
    case "incomplete_details":
      try scanner.forEachMember { scanner, key throws(JSONError) in
        if key == "reason" { incompleteReason = try scanner.string() }
      }
    case "usage": usage = try OpenAIResponse.readUsage(&scanner)
    case "error": error = try scanner.value()
    case "output" where readsOutput:
      try scanner.forEachElement { scanner, _ throws(JSONError) in
        if output.count < 256, let item = try OpenAIResponsesItem.read(&scanner) {
          output.append(item)
        }
      }
    default: break
    }
  }

  /// The names differ from those of Chat Completions.
  private static func readUsage(_ scanner: inout JSONScanner) throws(JSONError) -> Usage {
    var usage = Usage()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "input_tokens": usage.inputTokens = try scanner.tokenCount()
      case "output_tokens": usage.outputTokens = try scanner.tokenCount()
      case "input_tokens_details", "output_tokens_details":
        try scanner.forEachMember { scanner, key throws(JSONError) in
          switch key {
          case "cached_tokens": usage.cachedInputTokens = try scanner.tokenCount()
          case "cache_write_tokens": usage.cacheWriteTokens = try scanner.tokenCount()
          case "reasoning_tokens": usage.reasoningTokens = try scanner.tokenCount()
          default: break
          }
        }
      default: break
      }
    }
    return usage
  }

  /// Why there is no answer.
  var failure: Failure {
    let error = ["error": self.error ?? .null] as JSON
    return ProviderError(error)?.failure()
      ?? Failure(.serverError, "the provider ended the answer with an error")
  }

  func ending(hasRefused: Bool) -> Answer.Ending {
    if status == "incomplete" {
      let reason: FinishReason =
        switch incompleteReason {
        case "max_output_tokens"?, "max_tokens"?: .length
        case "content_filter"?: .filtered
        default: .other
        }
      return Answer.Ending(reason: reason, raw: incompleteReason ?? status)
    }
    let isOver = status == nil || status == "completed"
    let reason = isOver ? FinishReason.stop : .other
    return Answer.Ending(reason: hasRefused ? .refused : reason, raw: status)
  }
}
