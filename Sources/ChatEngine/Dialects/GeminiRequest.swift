/// Spells a request for generateContent.
struct GeminiRequest {
  private let request: ChatRequest
  private let model: Model
  private let provider: Provider
  private let family: GeminiFamily
  private var draft = RequestDraft()

  private var parameters: Parameters { request.parameters }

  init(_ request: ChatRequest, model: Model, provider: Provider) {
    self.request = request
    self.model = model
    self.provider = provider
    family = GeminiFamily(model.id)
  }

  func encoded() -> EncodedRequest {
    let draft = drafted()
    let method = request.streams ? ":streamGenerateContent" : ":generateContent"
    let path = "/models/" + RequestURL.escape(GeminiCodec.bare(model.id)) + method
    let url = GeminiCodec.url(path, query: request.streams ? "alt=sse" : nil, at: provider)
    return draft.request(to: url, at: provider, streams: request.streams)
  }

  /// The body alone, which gRPC spells in its own way.
  func drafted() -> RequestDraft {
    var copy = self
    copy.fill()
    return copy.draft
  }

  private mutating func fill() {
    var config = JSONObject()
    setSampling(&config)
    setThinking(&config)
    let words = setFormat(&config)
    let leading = AnthropicMessages.leadingSystem(request.messages)
    let system = StructuredOutput.joined(StructuredOutput.joined(request.system, leading), words)
    if let system { draft.body["systemInstruction"] = ["parts": [["text": .string(system)]]] }
    let contents = GeminiContents(wantsSignatures: family.wantsSignatures)
    draft.body["contents"] = .array(contents.encode(request.messages))
    if !config.isEmpty { draft.body["generationConfig"] = .object(config) }
    setTools()
  }

  // MARK: generationConfig

  private func set(_ field: String, _ value: JSON?, in config: inout JSONObject) {
    if let value { config[field] = value }
  }

  private mutating func setSampling(_ config: inout JSONObject) {
    var sampling = Sampling(parameters, for: model)
    let asked = sampling.temperature != nil || sampling.topP != nil
    if asked, family.thinking == .newLevels, model.sampling == nil {
      sampling = Sampling(Parameters(), for: model)
      sampling.note = "temperature and top_p have no effect on \(model.id)"
    }
    if let note = sampling.note { draft.note(note) }
    set("temperature", .optional(sampling.temperature), in: &config)
    set("topP", .optional(sampling.topP), in: &config)
    // A protobuf int32.
    let seed = parameters.seed.map { JSON.int(Int(Int32(truncatingIfNeeded: $0))) }
    set("seed", seed, in: &config)
    set("maxOutputTokens", parameters.maxOutputTokens.map { .int(max(1, $0)) }, in: &config)
    guard !parameters.stop.isEmpty else { return }
    set("stopSequences", .array(parameters.stop.prefix(4).map(JSON.string)), in: &config)
  }

  private mutating func setThinking(_ config: inout JSONObject) {
    guard let effort = parameters.reasoningEffort else { return }
    let (thinking, note) = family.config(for: effort)
    if let note { draft.note(note) }
    set("thinkingConfig", thinking, in: &config)
  }

  /// Gives the words for what cannot be asked for natively.
  private mutating func setFormat(_ config: inout JSONObject) -> String? {
    let format = parameters.responseFormat
    guard format != .text else { return nil }
    config["responseMimeType"] = "application/json"
    guard case .schema(_, let schema) = format else { return nil }
    guard model.jsonSchema != false else {
      draft.note("the JSON Schema is asked for in words")
      return StructuredOutput.words(for: format)
    }
    config["responseJsonSchema"] = schema
    return nil
  }

  // MARK: Tools

  private mutating func setTools() {
    guard !request.tools.isEmpty else { return }
    if model.tools == false { return draft.note("\(model.id) takes no tools") }
    let tools = request.tools.map { tool in
      JSON.members([
        "name": .string(ToolName.wire(tool.name)),
        "description": tool.description.isEmpty ? nil : .string(tool.description),
        "parametersJsonSchema": tool.parameters,
      ])
    }
    draft.body["tools"] = [["functionDeclarations": .array(tools)]]
    if parameters.parallelToolCalls == false {
      draft.note("Gemini cannot be kept from calling several tools at once")
    }
    guard let choice = parameters.toolChoice else { return }
    draft.set("toolConfig", ["functionCallingConfig": GeminiRequest.calling(choice)])
  }

  private static func calling(_ choice: ToolChoice) -> JSON {
    switch choice {
    case .auto: ["mode": "AUTO"]
    case .none: ["mode": "NONE"]
    case .required: ["mode": "ANY"]
    case .tool(let name):
      ["mode": "ANY", "allowedFunctionNames": [.string(ToolName.wire(name))]]
    }
  }
}
