/// Spells a request for Ollama's own interface.
struct OllamaRequest {
  private let request: ChatRequest
  private let model: Model
  private let provider: Provider
  private var draft = RequestDraft()

  private var parameters: Parameters { request.parameters }

  init(_ request: ChatRequest, model: Model, provider: Provider) {
    self.request = request
    self.model = model
    self.provider = provider
  }

  func encoded() -> EncodedRequest {
    var copy = self
    copy.fill()
    let url = OllamaCodec.url("/api/chat", at: provider)
    return copy.draft.request(
      to: url, at: provider, streams: request.streams, streamType: "application/x-ndjson")
  }

  private mutating func fill() {
    draft.body["model"] = .string(model.id)
    // The model is told of the schema in words too: the grammar alone says nothing to it.
    let words = StructuredOutput.words(for: parameters.responseFormat)
    let system = StructuredOutput.joined(request.system, words)
    draft.body["messages"] = .array(OllamaMessages.encode(system: system, request.messages))
    draft.body["stream"] = .bool(request.streams)
    switch parameters.responseFormat {
    case .text: break
    case .json: draft.body["format"] = "json"
    case .schema(_, let schema): draft.body["format"] = schema
    }
    setThinking()
    setOptions()
    // A prompt or an answer that is too long is said to be so, not cut in silence.
    draft.body["truncate"] = false
    draft.body["shift"] = false
    setTools()
  }

  // MARK: Thinking

  /// Left out, capable models think; models that cannot refuse to be asked.
  private mutating func setThinking() {
    guard let effort = parameters.reasoningEffort else { return }
    if model.reasoning == false {
      if effort != .none { draft.note("\(model.id) does not reason") }
    } else if takesLevelsOnly {
      if effort == .none { draft.note("\(model.id) always reasons: asked to do so least") }
      let word = OllamaRequest.word(for: effort) ?? "low"
      draft.body["think"] = .string(word == "max" ? "high" : word)
    } else {
      draft.body["think"] = OllamaRequest.word(for: effort).map(JSON.string) ?? false
    }
  }

  /// gpt-oss takes no notice of true and false.
  private var takesLevelsOnly: Bool { model.id.contains(ascii: "gpt-oss") }

  private static func word(for effort: ReasoningEffort) -> String? {
    switch effort {
    case .none: nil
    case .minimal, .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .xhigh, .max: "max"
    }
  }

  // MARK: Options

  private mutating func setOptions() {
    var options = JSONObject()
    let sampling = Sampling(parameters, for: model)
    if let note = sampling.note { draft.note(note) }
    options["num_ctx"] = .int(OllamaContext.length(for: request, of: model))
    if let most = parameters.maxOutputTokens { options["num_predict"] = .int(max(1, most)) }
    if let temperature = JSON.optional(sampling.temperature) {
      options["temperature"] = temperature
    }
    if let topP = JSON.optional(sampling.topP) { options["top_p"] = topP }
    if let seed = parameters.seed { options["seed"] = .int(seed) }
    if !parameters.stop.isEmpty { options["stop"] = .array(parameters.stop.map(JSON.string)) }
    draft.body["options"] = .object(options)
  }

  // MARK: Tools

  private mutating func setTools() {
    guard !request.tools.isEmpty else { return }
    if model.tools == false { return draft.note("\(model.id) takes no tools") }
    switch parameters.toolChoice {
    case ToolChoice.none?: return
    case .required?: draft.note("Ollama cannot be told to call a tool: the model chooses itself")
    case .tool(let name)?:
      draft.note("Ollama cannot be told to call \(name): the model chooses itself")
    case .auto?, nil: break
    }
    if parameters.parallelToolCalls == false {
      draft.note("Ollama cannot be told to make one tool call at a time")
    }
    draft.body["tools"] = .array(request.tools.map(OpenAIChatRequest.tool))
  }
}
