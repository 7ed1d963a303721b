import Testing

@testable import ChatEngine

@Suite struct `A request for Ollama` {
  private func encode(
    _ request: ChatRequest, _ model: Model = Model(id: "qwen3:8b", context: 40_960),
    base: String = "http://127.0.0.1:11434"
  ) -> EncodedRequest {
    let provider = Provider(name: "p", dialect: .ollama, baseURL: base)
    return Dialect.ollama.codec.encode(request, to: model, at: provider)
  }

  private func ask(
    _ text: String = "hi", _ change: (inout Parameters) -> Void = { _ in }
  ) -> ChatRequest {
    var parameters = Parameters()
    change(&parameters)
    return ChatRequest(
      messages: [Requests.message(.user, [.text(text)])], parameters: parameters)
  }

  @Test func `spells a rich conversation`() {
    var parameters = Parameters()
    parameters.temperature = 0.5
    parameters.topP = 0.9
    parameters.seed = 7
    parameters.stop = ["END"]
    parameters.maxOutputTokens = 100
    parameters.reasoningEffort = .medium
    let request = ChatRequest(
      system: "Be terse.", messages: Requests.rich(), parameters: parameters,
      tools: [Requests.tool])
    let wanted = #"""
      {"model":"qwen3:8b","messages":[{"role":"system","content":"Be terse."},
      {"role":"user","content":"look\n\n[file: b.pdf, application/pdf]\n\n[file: c.txt]\nsee",
      "images":["AQID"]},
      {"role":"assistant","content":"reading","thinking":"why","tool_calls":[
      {"id":"call_1","function":{"name":"files_read","arguments":{"path":"x"}}},
      {"id":"call_2","function":{"name":"files_read","arguments":{}}}]},
      {"role":"tool","tool_name":"files_read","tool_call_id":"call_1","content":"data"},
      {"role":"tool","tool_name":"files_read","tool_call_id":"call_2","content":"Error: gone"},
      {"role":"user","content":"and?"}],"stream":true,"think":"medium",
      "options":{"num_ctx":8192,"num_predict":100,"temperature":0.5,"top_p":0.9,"seed":7,
      "stop":["END"]},"truncate":false,"shift":false,"tools":[{"type":"function","function":
      {"name":"files_read","description":"Reads a file","parameters":{"type":"object",
      "properties":{"path":{"type":"string"}},"required":["path"]}}}]}
      """#
    let encoded = encode(request)
    let body = Requests.body(encoded)
    #expect(body == (try? JSON.parse(wanted)), "\(body?.text() ?? "")")
    #expect(encoded.notes.isEmpty)
    #expect(encoded.http.url == "http://127.0.0.1:11434/api/chat")
    #expect(encoded.http.headers["accept"] == "application/x-ndjson")
  }

  @Test(
    arguments: [
      ("qwen3", nil, nil, nil), ("qwen3", true, ReasoningEffort.none, .bool(false)),
      ("qwen3", nil, .minimal, "low"), ("qwen3", true, .high, "high"),
      ("qwen3", true, .xhigh, "max"),
      ("llama3", false, ReasoningEffort.none, nil), ("llama3", false, .high, nil),
      ("gpt-oss:20b", true, ReasoningEffort.none, "low"), ("gpt-oss:20b", true, .max, "high"),
      ("library/gpt-oss", nil, .medium, "medium"),
    ] as [(String, Bool?, ReasoningEffort?, JSON?)])
  func `asks for thinking as the model knows it`(
    id: String, reasons: Bool?, effort: ReasoningEffort?, think: JSON?
  ) {
    let model = Model(id: id, reasoning: reasons)
    let encoded = encode(ask { $0.reasoningEffort = effort }, model)
    #expect(Requests.body(encoded)?["think"] == think)
  }

  @Test(
    arguments: [
      // A short prompt and room for an answer of unknown length.
      (0, nil, 40_960, 8192), (0, 500, 40_960, 4096),
      // 4 bytes a token, and half as many again: what is sent must have room.
      (40_000, nil, 131_072, 32_768), (40_000, nil, 40_960, 32_768), (40_000, nil, 8192, 8192),
      (4_000_000, nil, nil, 2_097_152), (0, 300_000, 131_072, 131_072), (0, nil, 2048, 2048),
    ] as [(Int, Int?, Int?, Int)])
  func `asks for as long a context as it needs and the model has`(
    bytes: Int, answer: Int?, window: Int?, length: Int
  ) {
    let request = ask(String(repeating: "a b ", count: bytes / 4)) { $0.maxOutputTokens = answer }
    let body = Requests.body(encode(request, Model(id: "m", context: window)))
    #expect(body?["options"]?["num_ctx"] == .int(length))
  }

  @Test func `asks for the same length as long as the conversation fits it`() {
    func length(_ bytes: Int) -> JSON? {
      Requests.body(encode(ask(String(repeating: "a b ", count: bytes / 4))))?["options"]?[
        "num_ctx"]
    }
    #expect(Set((0..<10).map { length($0 * 1000).map { $0.text() } ?? "" }) == ["8192"])
  }

  @Test func `asks for JSON by grammar, and in words`() {
    let schema = ask { $0.responseFormat = .schema(name: "a", Requests.strictSchema) }
    let body = Requests.body(encode(schema))
    #expect(body?["format"] == Requests.strictSchema)
    let system = body?["messages"]?[0]?["content"]?.stringValue ?? ""
    #expect(system.contains(Requests.strictSchema.text()))
    #expect(Requests.body(encode(ask { $0.responseFormat = .json }))?["format"] == "json")
  }

  @Test(
    arguments: [
      (ToolChoice.required, "Ollama cannot be told to call a tool: the model chooses itself"),
      (.tool("f"), "Ollama cannot be told to call f: the model chooses itself"),
      (.auto, nil), (ToolChoice.none, nil),
    ] as [(ToolChoice, String?)])
  func `cannot choose tools, and says so`(choice: ToolChoice, note: String?) {
    var request = ask { $0.toolChoice = choice }
    request.tools = [Requests.tool]
    let encoded = encode(request)
    #expect(encoded.notes == (note.map { [$0] } ?? []))
    #expect(Requests.body(encoded)?["tool_choice"] == nil)
    #expect((Requests.body(encoded)?["tools"] == nil) == (choice == ToolChoice.none))
  }

  @Test func `sends the images of a result with it`() {
    let result = ToolResult(callID: "c", name: "f", content: "", attachments: [Requests.png])
    let message = Requests.message(.tool, [.toolResult(result)])
    let wanted: JSON = [
      "role": "tool", "tool_name": "f", "tool_call_id": "c", "content": "", "images": ["AQID"],
    ]
    #expect(Requests.body(encode(ChatRequest(messages: [message])))?["messages"]?[0] == wanted)
  }

  @Test func `lets the user's own options stand`() {
    var provider = Provider(name: "p", dialect: .ollama, baseURL: "http://127.0.0.1:11434")
    provider.extraBody = JSONObject([
      JSONMember(key: "options", value: ["num_ctx": 16_384]),
      JSONMember(key: "keep_alive", value: "1h"),
    ])
    let body = Requests.body(
      Dialect.ollama.codec.encode(ask { $0.seed = 7 }, to: Model(id: "m"), at: provider))
    #expect(body?["options"] == ["num_ctx": 16_384, "seed": 7])
    #expect(body?["keep_alive"] == "1h")
  }

  @Test(arguments: [
    "http://127.0.0.1:11434", "http://127.0.0.1:11434/", "http://127.0.0.1:11434/v1",
    "http://127.0.0.1:11434/api", "http://127.0.0.1:11434/v1/",
  ])
  func `goes to the server's root, whichever layer is configured`(base: String) {
    #expect(encode(ask(), base: base).http.url == "http://127.0.0.1:11434/api/chat")
  }
}

@Suite struct `A model of Ollama's` {
  private let provider = Provider(
    name: "p", dialect: .ollama, baseURL: "http://127.0.0.1:11434")

  @Test func `is listed under its name and tag`() throws {
    let body = #"""
      {"models":[{"name":"qwen3:8b","model":"qwen3:8b","details":{"family":"qwen3"}},
      {"name":"cloud","capabilities":["completion","tools"],"details":{"context_length":9}},
      {"name":"embed","capabilities":["embedding"]}]}
      """#
    let models = try Dialect.ollama.codec.models(in: Array(body.utf8))
    #expect(
      models == [
        Model(id: "qwen3:8b"),
        Model(id: "cloud", context: 9, vision: false, tools: true, reasoning: false),
      ])
    #expect(
      Dialect.ollama.codec.modelsRequest(at: provider).url == "http://127.0.0.1:11434/api/tags")
  }

  @Test func `is asked what it can do, and how much it remembers`() throws {
    let request = try #require(
      Dialect.ollama.codec.detailRequest(for: Model(id: "qwen3:8b"), at: provider))
    #expect(request.method == "POST")
    #expect(request.url == "http://127.0.0.1:11434/api/show")
    #expect(request.body == Array(#"{"model":"qwen3:8b"}"#.utf8))
    let answer = #"""
      {"capabilities":["completion","tools","thinking"],"model_info":{
      "general.architecture":"qwen3","qwen3.context_length":40960,"qwen3.block_count":36}}
      """#
    let model = Dialect.ollama.codec.model(
      Model(id: "qwen3:8b"), completedBy: Array(answer.utf8))
    #expect(
      model
        == Model(id: "qwen3:8b", context: 40_960, vision: false, tools: true, reasoning: true))
  }

  @Test(arguments: ["", "<html>", "[]", #"{"model_info":{"general.architecture":7}}"#])
  func `stays as it was where the answer says nothing`(body: String) {
    let model = Model(id: "m", context: 5)
    #expect(Dialect.ollama.codec.model(model, completedBy: Array(body.utf8)) == model)
  }

  @Test func `of another dialect is not asked for`() {
    for dialect in Dialect.allCases where dialect != .ollama {
      #expect(dialect.codec.detailRequest(for: Model(id: "m"), at: provider) == nil)
    }
  }
}
