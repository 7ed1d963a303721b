/// Spells a request for the Messages API.
struct AnthropicRequest {
  /// The newest version; it refuses temperature, top_p and top_k in any request.
  private static let strictVersion = "2026-10-21"
  private static let oldVersion = "2023-06-01"
  /// `max_tokens` is mandatory: this many where nothing else is said.
  private static let usualMaxTokens = 8192
  private static let minBudget = 1024

  private let request: ChatRequest
  private let model: Model
  private let provider: Provider
  private let family: AnthropicFamily
  private var draft = RequestDraft()
  private var version: String
  private var isThinking = false

  private var parameters: Parameters { request.parameters }

  init(_ request: ChatRequest, model: Model, provider: Provider) {
    self.request = request
    self.model = model
    self.provider = provider
    family = AnthropicFamily(model)
    version = provider.quirks.anthropicVersion
  }

  func encoded() -> EncodedRequest {
    var copy = self
    copy.fill()
    let url = AnthropicCodec.url("/messages", at: provider)
    var encoded = copy.draft.request(to: url, at: provider, streams: request.streams)
    if encoded.http.headers["anthropic-version"] == nil {
      let header = HTTPHeader("anthropic-version", copy.version)
      encoded.http.headers.insert(header, at: 0)
    }
    return encoded
  }

  private mutating func fill() {
    draft.body["model"] = .string(model.id)
    draft.body["max_tokens"] = .int(maxTokens)
    draft.body["stream"] = .bool(request.streams)
    setThinking()
    setFormat()
    setSampling()
    setStop()
    setTools()
    setCaching()
    draft.body["messages"] = .array(AnthropicMessages.encode(request.messages))
  }

  private var maxTokens: Int {
    let most = model.maxOutput ?? .max
    return max(1, min(parameters.maxOutputTokens ?? AnthropicRequest.usualMaxTokens, most))
  }

  // MARK: Thinking

  private mutating func setThinking() {
    guard let effort = parameters.reasoningEffort else { return }
    switch family.thinking {
    case .none: if effort != .none { draft.note("\(model.id) does not reason") }
    case .budget: setBudget(effort)
    case .adaptive: effort == .none ? turnOff("disabled") : setAdaptive(effort)
    case .betweenTools: effort == .none ? turnOff("between_tools") : setAdaptive(effort)
    case .always:
      if effort == .none { draft.note("\(model.id) always reasons: asked to do so least") }
      setAdaptive(effort)
    }
  }

  private mutating func turnOff(_ type: String) { draft.body["thinking"] = ["type": .string(type)] }

  /// Without `display` recent models send their reasoning empty, and the screen stays silent.
  private mutating func setAdaptive(_ effort: ReasoningEffort) {
    isThinking = true
    draft.body["thinking"] = ["type": "adaptive", "display": "summarized"]
    let nearest = family.efforts?.nearest(to: effort) ?? effort
    if family.takesEffort {
      addOutputConfig("effort", .string(AnthropicRequest.word(for: nearest)))
    }
  }

  private mutating func setBudget(_ effort: ReasoningEffort) {
    guard effort != .none else { return }
    if model.reasoning == false { return draft.note("\(model.id) does not reason") }
    // The budget must be smaller than max_tokens, which counts the reasoning too.
    let wanted = AnthropicRequest.budget(for: effort)
    let limit = min(model.maxOutput ?? wanted + maxTokens, wanted + maxTokens)
    let budget = min(wanted, limit - 1)
    guard budget >= AnthropicRequest.minBudget else {
      return draft.note("the output limit leaves no room for reasoning")
    }
    isThinking = true
    draft.body["max_tokens"] = .int(limit)
    draft.body["thinking"] = ["type": "enabled", "budget_tokens": .int(budget)]
  }

  private static func word(for effort: ReasoningEffort) -> String {
    switch effort {
    case .none, .minimal, .low: "low"
    case .medium: "medium"
    case .high: "high"
    case .xhigh: "xhigh"
    case .max: "max"
    }
  }

  private static func budget(for effort: ReasoningEffort) -> Int {
    switch effort {
    case .none, .minimal: minBudget
    case .low: 4096
    case .medium: 8192
    case .high: 16384
    case .xhigh: 24576
    case .max: 32000
    }
  }

  // MARK: Output

  private mutating func addOutputConfig(_ name: String, _ value: JSON) {
    var config = draft.body["output_config"]?.objectValue ?? JSONObject()
    config[name] = value
    draft.body["output_config"] = .object(config)
  }

  /// Schemas go into `output_config.format`; what it does not know is asked for in words.
  private mutating func setFormat() {
    var words: String?
    switch parameters.responseFormat {
    case .text: break
    case .schema(_, let schema) where takesSchema:
      addOutputConfig("format", ["type": "json_schema", "schema": schema])
    case .json, .schema:
      words = StructuredOutput.words(for: parameters.responseFormat)
      draft.note("JSON is asked for in words")
    }
    let leading = AnthropicMessages.leadingSystem(request.messages)
    let system = StructuredOutput.joined(StructuredOutput.joined(request.system, leading), words)
    if let system { draft.body["system"] = .string(system) }
  }

  private var takesSchema: Bool {
    model.jsonSchema ?? (version == AnthropicRequest.strictVersion)
  }

  // MARK: Sampling

  private mutating func setSampling() {
    if parameters.seed != nil { draft.note("Anthropic's API takes no seed") }
    var sampling = Sampling(parameters, for: model)
    let asked = sampling.temperature != nil || sampling.topP != nil
    if asked, isThinking {
      sampling = Sampling(Parameters(), for: model)
      sampling.note = "temperature and top_p are not taken together with reasoning"
    } else if asked, model.sampling == nil, !family.takesSampling {
      sampling = Sampling(Parameters(), for: model)
      sampling.note = "\(model.id) does not take a temperature or top_p"
    } else if asked, version == AnthropicRequest.strictVersion {
      version = AnthropicRequest.oldVersion
    }
    if let note = sampling.note { draft.note(note) }
    // Anthropic's scale ends at 1.
    draft.set("temperature", .optional(sampling.temperature.map { min(max($0, 0), 1) }))
    // Models since 4.5 refuse both together; the temperature is the usual one.
    if sampling.temperature != nil, sampling.topP != nil {
      draft.note("top_p is left out beside a temperature")
    } else {
      draft.set("top_p", .optional(sampling.topP))
    }
  }

  private mutating func setStop() {
    let stop = parameters.stop.filter { !$0.allSatisfy(\.isWhitespace) }
    if stop.count < parameters.stop.count {
      draft.note("stop sequences of white space only are not taken")
    }
    if !stop.isEmpty { draft.set("stop_sequences", .array(stop.prefix(4).map(JSON.string))) }
  }

  // MARK: Tools

  private mutating func setTools() {
    guard !request.tools.isEmpty else { return }
    if model.tools == false { return draft.note("\(model.id) takes no tools") }
    draft.body["tools"] = .array(request.tools.map(AnthropicRequest.tool))
    var choice = toolChoice()
    if parameters.parallelToolCalls == false, choice?["type"] != "none" {
      var object = choice?.objectValue ?? JSONObject([JSONMember(key: "type", value: "auto")])
      object["disable_parallel_tool_use"] = true
      choice = .object(object)
    }
    draft.set("tool_choice", choice)
  }

  private mutating func toolChoice() -> JSON? {
    switch parameters.toolChoice {
    case nil: nil
    case .auto?: ["type": "auto"]
    case .none?: ["type": "none"]
    case .required?: forced(["type": "any"])
    case .tool(let name)?: forced(["type": "tool", "name": .string(ToolName.wire(name))])
    }
  }

  /// Models that always reason, and any that does now, refuse to be forced.
  private mutating func forced(_ choice: JSON) -> JSON {
    guard isThinking || family.refusesForcedTools else { return choice }
    draft.note("\(model.id) cannot be made to call a tool while it reasons: it may choose")
    return ["type": "auto"]
  }

  // MARK: Caching

  private static let mark: JSON = ["type": "ephemeral"]

  /// Has the prompt's beginning kept: the tools, the system text, and all of the conversation, which
  /// the next request begins with.
  ///
  /// Three of the four marks that are allowed. The last one stands at the top, where it is put on the
  /// conversation's end by the server: so no message is spelled otherwise from turn to turn.
  private mutating func setCaching() {
    let least = model.cacheMinimum ?? family.cacheMinimum
    guard provider.quirks.takesCacheControl, TokenEstimate.tokens(in: request) >= least else {
      return
    }
    draft.body["cache_control"] = AnthropicRequest.mark
    var bytes = request.tools.reduce(0) { $0 + TokenEstimate.bytes(of: $1) }
    if TokenEstimate.tokens(bytes: bytes) >= least, var tools = draft.body["tools"]?.arrayValue,
      var last = tools.popLast()?.objectValue
    {
      last["cache_control"] = AnthropicRequest.mark
      draft.body["tools"] = .array(tools + [.object(last)])
    }
    guard let system = draft.body["system"]?.stringValue else { return }
    bytes += system.utf8.count
    guard TokenEstimate.tokens(bytes: bytes) >= least else { return }
    draft.body["system"] = [
      ["type": "text", "text": .string(system), "cache_control": AnthropicRequest.mark]
    ]
  }

  private static func tool(_ tool: ToolDefinition) -> JSON {
    .members([
      "name": .string(ToolName.wire(tool.name)),
      "description": tool.description.isEmpty ? nil : .string(tool.description),
      "input_schema": tool.parameters,
    ])
  }
}
