import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A request for Responses` {
  private func encode(
    _ request: ChatRequest, _ model: Model = Model(id: "m"),
    _ change: (inout Provider) -> Void = { _ in }
  ) -> EncodedRequest {
    var provider = Provider(
      name: "p", dialect: .openAIResponses, baseURL: "https://api.openai.com/v1")
    change(&provider)
    return Dialect.openAIResponses.codec.encode(request, to: model, at: provider)
  }

  private func ask(_ change: (inout Parameters) -> Void) -> ChatRequest {
    var parameters = Parameters()
    change(&parameters)
    return ChatRequest(
      messages: [Requests.message(.user, [.text("hi")])], parameters: parameters)
  }

  private static let sealed: JSON = [
    ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "abc"]
  ]

  @Test func `spells a rich conversation`() {
    var parameters = Requests.parameters
    parameters.temperature = 0.5
    parameters.toolChoice = .tool("files.read")
    parameters.reasoningEffort = .high
    parameters.parallelToolCalls = false
    let request = ChatRequest(
      system: "Be terse.", messages: Requests.rich(), parameters: parameters,
      tools: [Requests.tool])
    let wanted = #"""
      {"model":"m","instructions":"Be terse.","input":[
      {"role":"user","content":[{"type":"input_text","text":"look"},
      {"type":"input_image","image_url":"data:image/png;base64,AQID","detail":"auto"},
      {"type":"input_file","filename":"b.pdf","file_data":"data:application/pdf;base64,BA=="},
      {"type":"input_text","text":"[file: c.txt]\nsee"}]},
      {"type":"message","role":"assistant","content":"reading"},
      {"type":"function_call","call_id":"call_1","name":"files_read",
      "arguments":"{\"path\":\"x\"}"},
      {"type":"function_call","call_id":"call_2","name":"files_read","arguments":"{}"},
      {"type":"function_call_output","call_id":"call_1","output":"data"},
      {"type":"function_call_output","call_id":"call_2","output":"Error: gone"},
      {"role":"user","content":"and?"}],"stream":true,"store":false,"max_output_tokens":100,
      "temperature":0.5,"reasoning":{"effort":"high","summary":"auto"},
      "include":["reasoning.encrypted_content"],"text":{"format":{"type":"json_schema",
      "name":"answer","schema":{"type":"object","properties":{"a":{"type":"integer"}},
      "required":["a"],"additionalProperties":false},"strict":true}},"tools":[{"type":"function",
      "name":"files_read","description":"Reads a file","parameters":{"type":"object",
      "properties":{"path":{"type":"string"}},"required":["path"]},"strict":false}],
      "tool_choice":{"type":"function","name":"files_read"},"parallel_tool_calls":false}
      """#
    let encoded = encode(request)
    #expect(Requests.body(encoded) == (try? JSON.parse(wanted)))
    #expect(encoded.notes == ["the Responses API takes no stop sequences"])
    #expect(encoded.http.url == "https://api.openai.com/v1/responses")
    #expect(encoded.http.headers["accept"] == "text/event-stream")
  }

  @Test func `gives back reasoning and phase where they stood`() {
    let answer = Requests.message(
      .assistant,
      [
        .reasoning(ReasoningPart("why", details: Self.sealed)),
        .text(TextPart("so", signature: "commentary")), .reasoning(ReasoningPart("unsealed")),
        .toolCall(ToolCall(id: "c", name: "f", arguments: "")),
      ])
    let items = Requests.body(encode(ChatRequest(messages: [answer])))?["input"]?.arrayValue
    #expect(items?.first == Self.sealed[0])
    #expect(
      items?[1] == [
        "type": "message", "role": "assistant", "content": "so", "phase": "commentary",
      ])
    #expect(items?.last?["type"] == "function_call")
    #expect(items?.count == 3)
  }

  @Test func `leaves out reasoning that nothing follows`() {
    let cut = Requests.message(
      .assistant, [.text("so"), .reasoning(ReasoningPart("why", details: Self.sealed))])
    let items = Requests.body(encode(ChatRequest(messages: [cut])))?["input"]?.arrayValue
    #expect(items?.map { $0["type"] } == ["message"])
  }

  @Test func `sends the images of a result in it`() {
    let result = ToolResult(
      callID: "c", name: "f", content: "seen", attachments: [Requests.png, Requests.notes])
    let message = Requests.message(.tool, [.toolResult(result)])
    let output = Requests.body(encode(ChatRequest(messages: [message])))?["input"]?[0]?["output"]
    #expect(
      output == [
        ["type": "input_text", "text": "seen"],
        [
          "type": "input_image", "image_url": "data:image/png;base64,AQID", "detail": "auto",
        ], ["type": "input_text", "text": "[file: c.txt]\nsee"],
      ])
  }

  @Test func `keeps what the interface has not, and notes it`() {
    let encoded = encode(
      ask {
        $0.seed = 7
        $0.stop = ["END"]
      })
    let wanted: JSON = [
      "model": "m", "input": [["role": "user", "content": "hi"]], "stream": true, "store": false,
    ]
    #expect(Requests.body(encoded) == wanted)
    #expect(
      encoded.notes == [
        "the Responses API takes no seed", "the Responses API takes no stop sequences",
      ])
  }

  @Test func `asks for reasoning only where there is some`() {
    func reasoning(_ model: Model, _ effort: ReasoningEffort?) -> JSON {
      let body = Requests.body(encode(ask { $0.reasoningEffort = effort }, model))
      return [body?["reasoning"] ?? .null, body?["include"] ?? .null]
    }
    let seals: JSON = ["reasoning.encrypted_content"]
    let thinker = Model(id: "m", reasoning: true)
    #expect(reasoning(Model(id: "m"), nil) == [.null, .null])
    #expect(reasoning(Model(id: "m", reasoning: false), .high) == [.null, .null])
    #expect(reasoning(thinker, nil) == [["summary": "auto"], seals])
    #expect(reasoning(thinker, ReasoningEffort.none) == [["effort": "none"], seals])
    let unasked = encode(ask { $0.reasoningEffort = .low }, Model(id: "m")) {
      $0.quirks.takesReasoningSummary = false
    }
    #expect(Requests.body(unasked)?["reasoning"] == ["effort": "low"])
  }

  @Test func `speaks of JSON in the input where it must`() {
    let body = Requests.body(encode(ask { $0.responseFormat = .json }))
    #expect(body?["text"] == ["format": ["type": "json_object"]])
    #expect(body?["input"]?[0]?["role"] == "developer")
    var named = ask { $0.responseFormat = .json }
    named.messages = [Requests.message(.user, [.text("as json, please")])]
    #expect(Requests.body(encode(named))?["input"]?.arrayValue?.count == 1)
  }

  @Test func `asks in words for a schema that the model does not take`() {
    let request = ask { $0.responseFormat = .schema(name: "a", Requests.strictSchema) }
    let encoded = encode(request, Model(id: "m", jsonSchema: false))
    #expect(Requests.body(encoded)?["text"] == nil)
    #expect(
      Requests.body(encoded)?["instructions"]?.stringValue?.hasPrefix("Answer with JSON") == true)
  }

  @Test func `goes to the base's path, at Azure too`() {
    func url(_ base: String, _ version: String? = nil) -> String {
      encode(ChatRequest(messages: [])) {
        $0.baseURL = base
        $0.quirks.azureAPIVersion = version
      }.http.url
    }
    #expect(url("http://127.0.0.1:8080/v1/") == "http://127.0.0.1:8080/v1/responses")
    #expect(url("https://n/openai/v1/responses") == "https://n/openai/v1/responses")
    let classic = "https://n.openai.azure.com/openai/responses?api-version=2025-04-01-preview"
    #expect(url("https://n.openai.azure.com", "2025-04-01-preview") == classic)
  }

  @Test(arguments: [
    ("reasoning.summary", "summary"), ("reasoning.effort", "effort"), ("text.format", "format"),
    ("temperature", "temperature"),
  ])
  func `can do without what was refused`(field: String, name: String) {
    let body =
      #"{"error":{"message":"Unsupported parameter: '\#(field)' is not supported with"#
      + #" this model.","type":"invalid_request_error","param":"\#(field)","code":"x"}}"#
    let failure = Dialect.openAIResponses.codec.failure(
      status: 400, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.rejectedField == name)
    var request = ask {
      $0.reasoningEffort = .low
      $0.responseFormat = .json
      $0.temperature = 1
    }
    var provider = Provider(name: "p", dialect: .openAIResponses, baseURL: "https://h/v1")
    #expect(OptionalField.drop(name, from: &request, at: &provider))
  }

  // MARK: Against OpenAI's own description

  @Test(.enabled(if: Shared.suites != nil, "suites not found"), arguments: combinations())
  func `meets OpenAI's description`(parameters: Parameters) throws {
    let validator = try #require(OpenAPIValidator.openAI)
    var messages = Requests.rich()
    messages[1].parts[0] = .reasoning(ReasoningPart("why", details: Self.sealed))
    messages[1].parts[1] = .text(TextPart("so", signature: "commentary"))
    if case .toolResult(var result) = messages[2].parts[0] {
      result.attachments = [Requests.png, Requests.pdf]
      messages[2].parts[0] = .toolResult(result)
    }
    let request = ChatRequest(
      system: "s", messages: messages, parameters: parameters, tools: [Requests.tool])
    let body = try #require(Requests.body(encode(request)))
    #expect(validator.problems(of: body, as: "CreateResponse") == [])
  }

  @Test(.enabled(if: Shared.suites != nil, "suites not found"))
  func `would be found out by the description`() throws {
    let validator = try #require(OpenAPIValidator.openAI)
    let bad: JSON = [
      "model": "m", "input": [["type": "reasoning"]], "stop": 1, "store": "no",
      "reasoning": ["effort": "much"],
    ]
    #expect(validator.problems(of: bad, as: "CreateResponse").count >= 3)
  }

  private static func combinations() -> [Parameters] {
    let efforts: [ReasoningEffort?] = [nil] + ReasoningEffort.allCases.map { $0 }
    let formats: [ResponseFormat] = [
      .text, .json, .schema(name: "bad name!", Requests.strictSchema),
      .schema(name: "a", ["type": "object"]),
    ]
    let choices: [ToolChoice?] = [nil, .auto, ToolChoice.none, .required, .tool("files.read")]
    return efforts.indices.flatMap { place in
      formats.indices.map { format in
        var parameters = Parameters()
        parameters.reasoningEffort = efforts[place]
        parameters.responseFormat = formats[format]
        parameters.toolChoice = choices[(place + format) % choices.count]
        parameters.parallelToolCalls = place % 2 == 0
        parameters.temperature = place % 2 == 0 ? Double(place) / 4 : nil
        parameters.topP = place % 3 == 1 ? 0.5 : nil
        parameters.maxOutputTokens = place == 0 ? nil : place * 16
        return parameters
      }
    }
  }
}
