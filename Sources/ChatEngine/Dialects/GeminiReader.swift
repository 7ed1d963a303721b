/// Reads GenerateContentResponse, whole or in pieces; each piece holds only what is new.
struct GeminiReader: AnswerReader {
  private struct Part {
    var text: String?
    var isThought = false
    var signature: String?
    var call: Call?
    var other: String?
    /// Fields of protobuf that the table does not know, in base 64.
    var unknown: String?

    /// What has to go back on the same part.
    var seal: String? { GeminiSeal(signature: signature, unknown: unknown).text }
  }

  private struct Call {
    var id: String?
    var name = ""
    var arguments = ""
  }

  /// What one chunk says beside its parts.
  private struct Chunk {
    var finish: String?
    var finishMessage: String?
    var block: String?
    var usage: Usage?
    var holdsError = false
  }

  private var textHalf: UInt16?

  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError) {
    if !answer.tally.hasStarted { try readStart(data, into: &answer) }
    var chunk = Chunk()
    var scanner = JSONScanner(data)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "candidates":
        try scanner.forEachElement { scanner, _ throws(JSONError) in
          try readCandidate(&scanner, &chunk, &answer)
        }
      case "promptFeedback":
        try scanner.forEachMember { scanner, key throws(JSONError) in
          if key == "blockReason" { chunk.block = try scanner.string() }
        }
      case "usageMetadata": chunk.usage = try readUsage(&scanner)
      case "error": chunk.holdsError = try ProviderError.isTruthy(scanner.value())
      default: break
      }
    }
    guard isObject else { return try readArray(data, into: &answer) }
    if let usage = chunk.usage { answer.usage(usage) }
    if chunk.holdsError, let error = ProviderError(try JSON.parse(data, options: .wire)) {
      return answer.fail(error.failure())
    }
    end(chunk, into: &answer)
  }

  mutating func end(_ answer: inout Answer) {}

  /// Errors may come wrapped in an array of one.
  private func readArray(
    _ data: UnsafeBufferPointer<UInt8>, into answer: inout Answer
  ) throws(JSONError) {
    guard let error = ProviderError(try JSON.parse(data, options: .wire)) else {
      throw JSONError(kind: .expectedKey, offset: 0)
    }
    answer.fail(error.failure())
  }

  /// The first chunk is read twice: its names stand at its end.
  private func readStart(
    _ data: UnsafeBufferPointer<UInt8>, into answer: inout Answer
  ) throws(JSONError) {
    var id: String?
    var model: String?
    var scanner = JSONScanner(data)
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "responseId": id = try scanner.string()
      case "modelVersion": model = try scanner.string()
      default: break
      }
    }
    if id != nil || model != nil { answer.start(id: id, model: model, fingerprint: nil) }
  }

  // MARK: Candidates

  private mutating func readCandidate(
    _ scanner: inout JSONScanner, _ chunk: inout Chunk, _ answer: inout Answer
  ) throws(JSONError) {
    // Protobuf leaves out an index of 0; one candidate was asked for.
    var isOurs = true
    var finish: String?
    var finishMessage: String?
    // It stands before the index.
    var content: JSONScanner?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "index": isOurs = try scanner.int() ?? 0 == 0
      case "content": content = scanner
      case "finishReason": finish = try scanner.string()
      case "finishMessage": finishMessage = try scanner.string()
      default: break
      }
    }
    guard isOurs else { return }
    if var content { try readContent(&content, &answer) }
    chunk.finishMessage = finishMessage ?? chunk.finishMessage
    chunk.finish = finish ?? chunk.finish
  }

  private mutating func readContent(
    _ scanner: inout JSONScanner, _ answer: inout Answer
  ) throws(JSONError) {
    try scanner.forEachMember { scanner, key throws(JSONError) in
      guard key == "parts" else { return }
      try scanner.forEachElement { scanner, _ throws(JSONError) in
        let part = try readPart(&scanner)
        take(part, into: &answer)
      }
    }
  }

  private mutating func readPart(_ scanner: inout JSONScanner) throws(JSONError) -> Part {
    var part = Part()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "text": part.text = try scanner.text(joining: &textHalf)
      case "thought": part.isThought = try scanner.bool() ?? false
      case "thoughtSignature", "thought_signature":
        part.signature = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "functionCall": part.call = try readCall(&scanner)
      case "@unknown": part.unknown = try scanner.string()
      case "partMetadata", "videoMetadata": break
      default: part.other = key.text
      }
    }
    return part
  }

  private func readCall(_ scanner: inout JSONScanner) throws(JSONError) -> Call {
    var call = Call()
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "id": call.id = try scanner.string().flatMap { $0.isEmpty ? nil : $0 }
      case "name": call.name = try scanner.string() ?? ""
      case "args": if try !scanner.isNull() { call.arguments = try scanner.rawText() }
      default: break
      }
    }
    return call
  }

  private func take(_ part: Part, into answer: inout Answer) {
    if let call = part.call {
      guard let index = answer.beginToolCall(id: call.id, name: call.name) else { return }
      var bytes = 0
      answer.arguments(call.arguments, of: index, total: &bytes)
      return answer.endToolCall(index, signature: part.seal)
    }
    if part.isThought {
      answer.reasoning(part.text ?? "")
      if let signature = part.signature { answer.seal(signature: signature) }
      return
    }
    answer.text(part.text ?? "")
    // Unknown fields alone would cut the text into a part for each delta.
    if part.signature != nil, let seal = part.seal { answer.sign(seal) }
    if part.text == nil, let other = part.other ?? part.unknown.map({ _ in "unknown" }) {
      answer.note("a part of type \(ProviderError.clean(other)) is not shown")
    }
  }

  // MARK: The end

  private func end(_ chunk: Chunk, into answer: inout Answer) {
    if let block = chunk.block, block != "BLOCK_REASON_UNSPECIFIED" {
      let message = "the prompt was blocked: \(block)"
      return answer.fail(Failure(.filtered, message, code: block))
    }
    guard let word = chunk.finish, !word.isEmpty, word != "FINISH_REASON_UNSPECIFIED" else {
      return
    }
    if let message = chunk.finishMessage, !message.isEmpty {
      answer.note(ProviderError.clean(message))
    }
    switch word {
    case "CONTINUATION":
      answer.note("the provider would go on in another request, which was not sent")
    case "MISSING_THOUGHT_SIGNATURE":
      let message = "a tool call went out without the signature that the model wants on it"
      return answer.fail(
        Failure(.invalidRequest, message, code: word, rejectedField: RejectedField.signature))
    default: break
    }
    answer.finish(GeminiReader.reason(word), raw: word)
  }

  private static func reason(_ word: String) -> FinishReason {
    switch word {
    case "STOP": .stop
    case "MAX_TOKENS", "CONTINUATION": .length
    case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY",
      "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR", "LANGUAGE":
      .filtered
    default: .other
    }
  }

  /// `candidatesTokenCount` leaves out the thoughts, which are billed as output all the same, and
  /// `promptTokenCount` what the provider's own tools gave the model to read.
  private func readUsage(_ scanner: inout JSONScanner) throws(JSONError) -> Usage {
    var usage = Usage()
    var candidates: Int?
    var toolPrompt: Int?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "promptTokenCount": usage.inputTokens = try scanner.tokenCount()
      case "toolUsePromptTokenCount": toolPrompt = try scanner.tokenCount()
      case "cachedContentTokenCount": usage.cachedInputTokens = try scanner.tokenCount()
      case "candidatesTokenCount": candidates = try scanner.tokenCount()
      case "thoughtsTokenCount": usage.reasoningTokens = try scanner.tokenCount()
      default: break
      }
    }
    if let toolPrompt { usage.inputTokens = (usage.inputTokens ?? 0) + toolPrompt }
    if candidates != nil || usage.reasoningTokens != nil {
      usage.outputTokens = (candidates ?? 0) + (usage.reasoningTokens ?? 0)
    }
    return usage
  }
}
