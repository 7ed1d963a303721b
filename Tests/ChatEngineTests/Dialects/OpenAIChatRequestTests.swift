import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A request for Chat Completions` {
  private func provider(_ change: (inout Provider) -> Void = { _ in }) -> Provider {
    var provider = Provider(
      name: "p", dialect: .openAIChat, baseURL: "https://api.openai.com/v1")
    change(&provider)
    return provider
  }

  private func encode(
    _ request: ChatRequest, _ model: Model = Model(id: "m"),
    _ change: (inout Provider) -> Void = { _ in }
  ) -> EncodedRequest {
    Dialect.openAIChat.codec.encode(request, to: model, at: provider(change))
  }

  @Test func `spells a rich conversation`() {
    var parameters = Requests.parameters
    parameters.temperature = 0.5
    parameters.toolChoice = .tool("files.read")
    let request = ChatRequest(
      system: "Be terse.", messages: Requests.rich(), parameters: parameters,
      tools: [Requests.tool])
    let wanted = #"""
      {"model":"m","messages":[{"role":"system","content":"Be terse."},
      {"role":"user","content":[{"type":"text","text":"look"},
      {"type":"image_url","image_url":{"url":"data:image/png;base64,AQID"}},
      {"type":"file","file":{"filename":"b.pdf","file_data":"data:application/pdf;base64,BA=="}},
      {"type":"text","text":"[file: c.txt]\nsee"}]},
      {"role":"assistant","content":"reading","tool_calls":[
      {"id":"call_1","type":"function","function":{"name":"files_read","arguments":"{\"path\":\"x\"}"}},
      {"id":"call_2","type":"function","function":{"name":"files_read","arguments":"{}"}}]},
      {"role":"tool","tool_call_id":"call_1","content":"data"},
      {"role":"tool","tool_call_id":"call_2","content":"Error: gone"},
      {"role":"user","content":"and?"}],"stream":true,"max_tokens":100,"stop":["END"],
      "temperature":0.5,"response_format":{"type":"json_schema","json_schema":{"name":"answer",
      "schema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"],
      "additionalProperties":false},"strict":true}},"tools":[{"type":"function","function":
      {"name":"files_read","description":"Reads a file","parameters":{"type":"object",
      "properties":{"path":{"type":"string"}},"required":["path"]}}}],
      "tool_choice":{"type":"function","function":{"name":"files_read"}}}
      """#
    let encoded = encode(request)
    #expect(Requests.body(encoded) == (try? JSON.parse(wanted)))
    #expect(encoded.notes.isEmpty)
    #expect(encoded.http.url == "https://api.openai.com/v1/chat/completions")
  }

  @Test func `leaves out what an unknown server may not take, and notes it`() {
    var parameters = Parameters()
    parameters.seed = 7
    parameters.reasoningEffort = .low
    let encoded = encode(
      ChatRequest(messages: [Requests.message(.user, [.text("hi")])], parameters: parameters))
    let wanted: JSON = [
      "model": "m", "messages": [["role": "user", "content": "hi"]], "stream": true,
    ]
    #expect(Requests.body(encoded) == wanted)
    #expect(encoded.notes == ["p takes no seed", "p takes no reasoning effort"])
  }

  @Test(arguments: [
    (Model.Sampling.no, false), (.ignored, false), (.effortNoneOnly, false), (.yes, true),
    (.discouraged, true), (.ignoredWhileThinking, true),
  ])
  func `sends a temperature only where the model takes it`(sampling: Model.Sampling, sends: Bool) {
    var parameters = Parameters()
    parameters.temperature = 1
    let model = Model(id: "m", sampling: sampling)
    let encoded = encode(
      ChatRequest(messages: [Requests.message(.user, [.text("hi")])], parameters: parameters), model
    )
    #expect((Requests.body(encoded)?["temperature"] != nil) == sends)
    #expect(encoded.notes.isEmpty == sends)
  }

  @Test func `merges the user's members and headers, but not over the key`() {
    let request = ChatRequest(messages: [Requests.message(.user, [.text("hi")])])
    let encoded = encode(request) { provider in
      provider.extraBody = JSONObject([JSONMember(key: "top_k", value: 40)])
      provider.headers = [
        HTTPHeader("X-Title", "t"), HTTPHeader("authorization", "no"), HTTPHeader("Accept", "a/b"),
      ]
    }
    #expect(Requests.body(encoded)?["top_k"] == 40)
    #expect(encoded.http.headers["x-title"] == "t")
    #expect(encoded.http.headers["authorization"] == nil)
    #expect(encoded.http.headers.filter { $0.isNamed("accept") }.map(\.value) == ["a/b"])
  }

  @Test func `returns reasoning as the server wants it`() {
    let details: JSON = [["type": "reasoning.text", "text": "why"]]
    let message = Requests.message(
      .assistant,
      [
        .reasoning(ReasoningPart("why", details: details)),
        .toolCall(ToolCall(id: "a", name: "f", arguments: "", signature: "s")),
      ])
    func member(_ quirk: Quirks.ReasoningReturn, _ name: String) -> JSON? {
      let encoded = encode(ChatRequest(messages: [message])) {
        $0.quirks.reasoningReturn = quirk
      }
      return Requests.body(encoded)?["messages"]?[0]?[name]
    }
    #expect(member(.reasoningContent, "reasoning_content") == "why")
    #expect(member(.reasoning, "reasoning") == "why")
    #expect(member(.details, "reasoning_details") == details)
    #expect(member(.none, "reasoning") == nil)
    let signature = member(.none, "tool_calls")?[0]?["extra_content"]?["google"]
    #expect(signature == ["thought_signature": "s"])
  }

  @Test(arguments: [
    ("https://h/v1", "https://h/v1/chat/completions"),
    ("https://h/v1/", "https://h/v1/chat/completions"),
    ("https://h/openai/v1", "https://h/openai/v1/chat/completions"),
    ("https://h/v1/chat/completions", "https://h/v1/chat/completions"),
    ("https://h/v1?k=1", "https://h/v1/chat/completions?k=1"),
  ])
  func `goes to the base's path`(base: String, url: String) {
    let request = ChatRequest(messages: [])
    #expect(encode(request) { $0.baseURL = base }.http.url == url)
  }

  @Test(arguments: [
    "https://n.openai.azure.com", "https://n.openai.azure.com/openai",
    "https://n.openai.azure.com/openai/deployments/m",
  ])
  func `names Azure's deployment in the path`(base: String) {
    let encoded = encode(ChatRequest(messages: [])) {
      $0.baseURL = base
      $0.quirks.azureAPIVersion = "2024-10-21"
    }
    let path = "https://n.openai.azure.com/openai/deployments/m/chat/completions"
    #expect(encoded.http.url == path + "?api-version=2024-10-21")
  }

  @Test func `keeps to what Mistral and xAI take`() {
    var parameters = Parameters()
    parameters.seed = 7
    parameters.stop = ["END"]
    parameters.toolChoice = .required
    let request = ChatRequest(messages: [], parameters: parameters, tools: [Requests.tool])
    let encoded = encode(request, Model(id: "m", reasoning: true)) {
      $0.quirks.seedField = "random_seed"
      $0.quirks.saysAnyForRequired = true
      $0.quirks.reasoningModelsRefuseStop = true
    }
    let body = Requests.body(encoded)
    #expect(body?["random_seed"] == 7)
    #expect(body?["tool_choice"] == "any")
    #expect(body?["stop"] == nil)
    #expect(encoded.notes == ["m takes no stop sequences while it reasons"])
  }

  @Test func `names no tool to a server that would not listen`() {
    var parameters = Parameters()
    parameters.toolChoice = .tool("f")
    let request = ChatRequest(messages: [], parameters: parameters, tools: [Requests.tool])
    let encoded = encode(request) { $0.quirks.takesNamedToolChoice = false }
    #expect(Requests.body(encoded)?["tool_choice"] == nil)
    #expect(encoded.notes == ["p cannot be told to call f: it chooses itself"])
  }

  // MARK: Against OpenAI's own description

  @Test(.enabled(if: Shared.suites != nil, "suites not found"), arguments: combinations())
  func `meets OpenAI's description`(parameters: Parameters) throws {
    let validator = try #require(OpenAPIValidator.openAI)
    let request = ChatRequest(
      system: "s", messages: Requests.rich(), parameters: parameters, tools: [Requests.tool])
    let encoded = encode(request) {
      $0.quirks.usesMaxCompletionTokens = parameters.seed != nil
      $0.quirks.takesStreamOptions = true
      $0.quirks.seedField = "seed"
      $0.quirks.takesReasoningEffort = true
      $0.quirks.takesParallelToolCalls = true
    }
    let body = try #require(Requests.body(encoded))
    #expect(validator.problems(of: body, as: "CreateChatCompletionRequest") == [])
  }

  @Test(.enabled(if: Shared.suites != nil, "suites not found"))
  func `would be found out by the description`() throws {
    let validator = try #require(OpenAPIValidator.openAI)
    let bad: JSON = ["model": "m", "messages": [["role": "nobody"]], "stop": 1, "extra": 1]
    #expect(validator.problems(of: bad, as: "CreateChatCompletionRequest").count >= 3)
  }

  private static func combinations() -> [Parameters] {
    let efforts: [ReasoningEffort?] = [nil] + ReasoningEffort.allCases.map { $0 }
    let formats: [ResponseFormat] = [
      .text, .json, .schema(name: "bad name!", Requests.strictSchema),
      .schema(name: "a", ["type": "object"]),
    ]
    let choices: [ToolChoice?] = [nil, .auto, ToolChoice.none, .required, .tool("files.read")]
    return efforts.indices.flatMap { first in
      formats.flatMap { format in
        choices.map { choice in
          var parameters = Parameters()
          parameters.reasoningEffort = efforts[first]
          parameters.responseFormat = format
          parameters.toolChoice = choice
          parameters.parallelToolCalls = first % 2 == 0
          parameters.seed = first % 3 == 0 ? first : nil
          parameters.temperature = first % 2 == 0 ? Double(first) / 4 : nil
          parameters.topP = first % 3 == 1 ? 0.5 : nil
          parameters.stop = Array(["a", "b", "c", "d", "e"].prefix(first))
          parameters.maxOutputTokens = first == 0 ? nil : first
          return parameters
        }
      }
    }
  }
}
