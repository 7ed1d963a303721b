/// Spells a request for Chat Completions.
///
/// Servers that are not known get only the fields that all of them take; everything else is sent
/// where the provider's quirks say so (openai-chat.md, section 6).
struct OpenAIChatRequest {
  private let request: ChatRequest
  private let model: Model
  /// Of the provider no more than this: it has many more fields, and one is made for each request.
  private let quirks: Quirks
  private let providerName: String
  private var draft = RequestDraft()

  private var parameters: Parameters { request.parameters }

  init(_ request: ChatRequest, model: Model, provider: Provider) {
    self.request = request
    self.model = model
    quirks = provider.quirks
    providerName = provider.name
  }

  /// The request to the provider that it was begun for.
  consuming func encoded(at provider: Provider) -> EncodedRequest {
    fill()
    let url = OpenAIChatCodec.url(for: model, at: provider)
    return draft.request(to: url, at: provider, streams: request.streams)
  }

  private mutating func fill() {
    draft.body["model"] = .string(model.id)
    let words = formatInWords()
    let system = StructuredOutput.joined(request.system, words)
    let messages = OpenAIChatMessages(quirks: quirks, marksCache: marksCache)
    draft.body["messages"] = .array(messages.encode(system: system, request.messages))
    draft.body["stream"] = .bool(request.streams)
    if request.streams, quirks.takesStreamOptions {
      draft.set("stream_options", ["include_usage": true])
    }
    setLimits()
    setSampling()
    setReasoning()
    draft.set("response_format", format())
    setTools()
    if quirks.takesCacheKey { draft.set("prompt_cache_key", request.cacheScope.map(JSON.string)) }
  }

  /// OpenRouter hands marks to the vendors that want them; the others cache without.
  private var marksCache: Bool {
    quirks.takesCacheControl && (model.id.hasPrefix("anthropic/") || model.id.hasPrefix("google/"))
      && TokenEstimate.tokens(in: request) >= model.cacheMinimum ?? 1024
  }

  private mutating func setLimits() {
    let field = quirks.usesMaxCompletionTokens ? "max_completion_tokens" : "max_tokens"
    draft.set(field, parameters.maxOutputTokens.map { .int(max(1, $0)) })
    guard !parameters.stop.isEmpty else { return }
    if quirks.reasoningModelsRefuseStop, model.reasoning == true {
      return draft.note("\(model.id) takes no stop sequences while it reasons")
    }
    if parameters.stop.count > 4 { draft.note("only the first 4 stop sequences are sent") }
    draft.set("stop", .array(parameters.stop.prefix(4).map(JSON.string)))
  }

  private mutating func setSampling() {
    if parameters.temperature != nil || parameters.topP != nil {
      let sampling = Sampling(parameters, for: model)
      if let note = sampling.note { draft.note(note) }
      draft.set("temperature", .optional(sampling.temperature))
      draft.set("top_p", .optional(sampling.topP))
    }
    guard let seed = parameters.seed else { return }
    if let field = quirks.seedField {
      draft.set(field, .int(seed))
    } else {
      draft.note("\(providerName) takes no seed")
    }
  }

  private mutating func setReasoning() {
    guard let effort = parameters.reasoningEffort else { return }
    if !quirks.takesReasoningEffort {
      draft.note("\(providerName) takes no reasoning effort")
    } else if model.reasoning == false {
      if effort != .none { draft.note("\(model.id) does not reason") }
    } else if effort == .none, quirks.takesThinkingSwitch {
      draft.set("thinking", ["type": "disabled"])
    } else {
      draft.set("reasoning_effort", .string(effort.rawValue))
    }
  }

  // MARK: Structured output

  /// The words that ask for JSON where the format itself cannot, or that it demands beside it.
  private mutating func formatInWords() -> String? {
    switch parameters.responseFormat {
    case .text: return nil
    case .json:
      // OpenAI refuses JSON mode unless the word stands somewhere.
      let texts = [request.system ?? ""] + request.messages.map(\.text)
      let isNamed = texts.contains { $0.contains(ascii: "JSON") }
      return isNamed ? nil : StructuredOutput.words(for: .json)
    case .schema:
      if takesSchema { return nil }
      draft.note("the JSON Schema is asked for in words")
      return StructuredOutput.words(for: parameters.responseFormat)
    }
  }

  private var takesSchema: Bool { quirks.takesJSONSchema && model.jsonSchema != false }

  private func format() -> JSON? {
    switch parameters.responseFormat {
    case .text: nil
    case .json: ["type": "json_object"]
    case .schema where !takesSchema: nil
    case .schema(let name, let schema):
      [
        "type": "json_schema",
        "json_schema": .members([
          "name": .string(ToolName.wire(name)), "schema": schema,
          "strict": StructuredOutput.isStrict(schema) ? true : nil,
        ]),
      ]
    }
  }

  // MARK: Tools

  private mutating func setTools() {
    guard !request.tools.isEmpty else { return }
    if model.tools == false { return draft.note("\(model.id) takes no tools") }
    draft.body["tools"] = .array(request.tools.map(OpenAIChatRequest.tool))
    if let choice = parameters.toolChoice { setToolChoice(choice) }
    guard let parallel = parameters.parallelToolCalls else { return }
    if quirks.takesParallelToolCalls {
      draft.set("parallel_tool_calls", .bool(parallel))
    } else {
      draft.note("\(providerName) takes no parallel_tool_calls")
    }
  }

  private mutating func setToolChoice(_ choice: ToolChoice) {
    if case .tool(let name) = choice, !quirks.takesNamedToolChoice {
      draft.note("\(providerName) cannot be told to call \(name): it chooses itself")
    } else {
      draft.set("tool_choice", toolChoice(choice))
    }
  }

  static func tool(_ tool: ToolDefinition) -> JSON {
    [
      "type": "function",
      "function": .members([
        "name": .string(ToolName.wire(tool.name)),
        "description": tool.description.isEmpty ? nil : .string(tool.description),
        "parameters": tool.parameters,
      ]),
    ]
  }

  private func toolChoice(_ choice: ToolChoice) -> JSON {
    switch choice {
    case .auto: "auto"
    case .none: "none"
    case .required: quirks.saysAnyForRequired ? "any" : "required"
    case .tool(let name):
      ["type": "function", "function": ["name": .string(ToolName.wire(name))]]
    }
  }
}
