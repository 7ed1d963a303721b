extension TokenEstimate {
  /// What an answer is taken to have where nothing limits it: a page of text and some reasoning.
  package static let usualAnswer = 1_000

  /// The prompt's tokens; linear in its size.
  package static func tokens(in request: ChatRequest) -> Int {
    var bytes = request.system?.utf8.count ?? 0
    for message in request.messages { bytes += self.bytes(of: message) }
    for tool in request.tools { bytes += self.bytes(of: tool) }
    return tokens(bytes: bytes)
  }

  /// What a request is expected to take; `prompt` is the estimate for its prompt.
  static func usage(prompt: Int, of request: ChatRequest, at model: Model? = nil) -> Usage {
    let answer = request.parameters.maxOutputTokens ?? usualAnswer
    let usage = Usage(inputTokens: prompt, outputTokens: max(answer, 0), isEstimated: true)
    return model.map(usage.limited) ?? usage
  }
}

extension Usage {
  /// With no longer answer than the model gives.
  func limited(to model: Model) -> Usage {
    var usage = self
    if let answer = outputTokens, let longest = model.maxOutput {
      usage.outputTokens = max(min(answer, longest), 0)
    }
    return usage
  }
}
