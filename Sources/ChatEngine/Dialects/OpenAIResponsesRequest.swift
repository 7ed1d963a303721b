/// Spells a request for Responses; nothing is kept there, so all of the conversation goes along.
struct OpenAIResponsesRequest {
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
    let url = OpenAIResponsesCodec.url(at: provider)
    return copy.draft.request(to: url, at: provider, streams: request.streams)
  }

  private mutating func fill() {
    draft.body["model"] = .string(model.id)
    setInput()
    draft.body["stream"] = .bool(request.streams)
    // Kept for thirty days and more unless it is said.
    draft.body["store"] = false
    draft.set("max_output_tokens", parameters.maxOutputTokens.map { .int(max(1, $0)) })
    setSampling()
    setReasoning()
    if let format = format() { draft.body["text"] = ["format": format] }
    setTools()
    if provider.quirks.takesCacheKey {
      draft.set("prompt_cache_key", request.cacheScope.map(JSON.string))
    }
  }

  private mutating func setInput() {
    var input = OpenAIResponsesInput.encode(request.messages)
    var words: String?
    switch parameters.responseFormat {
    case .text: break
    case .json:
      // JSON mode is refused unless the word stands in the input; instructions do not count.
      if !request.messages.contains(where: { $0.text.contains(ascii: "JSON") }),
        let text = StructuredOutput.words(for: .json)
      {
        input.insert(["role": "developer", "content": .string(text)], at: 0)
      }
    case .schema:
      if takesSchema { break }
      words = StructuredOutput.words(for: parameters.responseFormat)
      draft.note("the JSON Schema is asked for in words")
    }
    draft.set("instructions", StructuredOutput.joined(request.system, words).map(JSON.string))
    draft.body["input"] = .array(input)
  }

  private mutating func setSampling() {
    let sampling = Sampling(parameters, for: model)
    if let note = sampling.note { draft.note(note) }
    draft.set("temperature", .optional(sampling.temperature))
    draft.set("top_p", .optional(sampling.topP))
    if parameters.seed != nil { draft.note("the Responses API takes no seed") }
    if !parameters.stop.isEmpty { draft.note("the Responses API takes no stop sequences") }
  }

  /// Models that do not reason refuse all of it; of unknown ones nothing is asked unasked.
  private mutating func setReasoning() {
    let effort = parameters.reasoningEffort
    guard model.reasoning ?? (effort != nil) else {
      if let effort, effort != .none { draft.note("\(model.id) does not reason") }
      return
    }
    // Without a summary no readable reasoning is streamed.
    let summary: JSON? =
      provider.quirks.takesReasoningSummary && effort != ReasoningEffort.none ? "auto" : nil
    let members = JSON.members([
      "effort": effort.map { .string($0.rawValue) }, "summary": summary,
    ])
    if members != [:] { draft.body["reasoning"] = members }
    draft.body["include"] = ["reasoning.encrypted_content"]
  }

  // MARK: Structured output

  private var takesSchema: Bool { provider.quirks.takesJSONSchema && model.jsonSchema != false }

  private func format() -> JSON? {
    switch parameters.responseFormat {
    case .text: nil
    case .json: ["type": "json_object"]
    case .schema where !takesSchema: nil
    case .schema(let name, let schema):
      [
        "type": "json_schema", "name": .string(ToolName.wire(name)), "schema": schema,
        "strict": .bool(StructuredOutput.isStrict(schema)),
      ]
    }
  }

  // MARK: Tools

  private mutating func setTools() {
    guard !request.tools.isEmpty else { return }
    if model.tools == false { return draft.note("\(model.id) takes no tools") }
    draft.body["tools"] = .array(request.tools.map(OpenAIResponsesRequest.tool))
    if let choice = parameters.toolChoice { setToolChoice(choice) }
    draft.set("parallel_tool_calls", parameters.parallelToolCalls.map(JSON.bool))
  }

  /// Without `strict: false` the server would make any schema a strict one.
  private static func tool(_ tool: ToolDefinition) -> JSON {
    .members([
      "type": "function", "name": .string(ToolName.wire(tool.name)),
      "description": tool.description.isEmpty ? nil : .string(tool.description),
      "parameters": tool.parameters,
      "strict": .bool(StructuredOutput.isStrict(tool.parameters)),
    ])
  }

  private mutating func setToolChoice(_ choice: ToolChoice) {
    switch choice {
    case .auto: draft.body["tool_choice"] = "auto"
    case .none: draft.body["tool_choice"] = "none"
    case .required: draft.body["tool_choice"] = "required"
    case .tool(let name) where !provider.quirks.takesNamedToolChoice:
      draft.note("\(provider.name) cannot be told to call \(name): it chooses itself")
    case .tool(let name):
      draft.body["tool_choice"] = ["type": "function", "name": .string(ToolName.wire(name))]
    }
  }
}
