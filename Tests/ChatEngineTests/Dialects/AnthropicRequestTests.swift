import Testing

@testable import ChatEngine

@Suite struct `A request for Anthropic` {
  private func encode(
    _ request: ChatRequest, _ id: String = "claude-opus-5-5", version: String = "2026-10-21",
    base: String = "https://api.anthropic.com"
  ) -> EncodedRequest {
    var provider = Provider(
      name: "anthropic", dialect: .anthropic, baseURL: base, authentication: .header("x-api-key"))
    provider.quirks.anthropicVersion = version
    return Dialect.anthropic.codec.encode(request, to: Model(id: id), at: provider)
  }

  private func ask(_ change: (inout Parameters) -> Void) -> ChatRequest {
    var parameters = Parameters()
    change(&parameters)
    return ChatRequest(
      messages: [Requests.message(.user, [.text("hi")])], parameters: parameters,
      tools: [Requests.tool])
  }

  @Test func `spells a rich conversation`() {
    let request = ChatRequest(
      system: "Be terse.", messages: Requests.rich(), parameters: Requests.parameters,
      tools: [Requests.tool])
    let wanted = #"""
      {"model":"claude-opus-5-5","max_tokens":100,"stream":true,
      "output_config":{"format":{"type":"json_schema","schema":{"type":"object",
      "properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}}},
      "system":"Be terse.","stop_sequences":["END"],
      "tools":[{"name":"files_read","description":"Reads a file","input_schema":{"type":"object",
      "properties":{"path":{"type":"string"}},"required":["path"]}}],
      "messages":[{"role":"user","content":[{"type":"text","text":"look"},
      {"type":"image","source":{"type":"base64","media_type":"image/png","data":"AQID"}},
      {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"BA=="},
      "title":"b.pdf"},{"type":"text","text":"[file: c.txt]\nsee"}]},
      {"role":"assistant","content":[{"type":"thinking","thinking":"why","signature":"sig"},
      {"type":"text","text":"reading"},
      {"type":"tool_use","id":"call_1","name":"files_read","input":{"path":"x"}},
      {"type":"tool_use","id":"call_2","name":"files_read","input":{}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"data"},
      {"type":"tool_result","tool_use_id":"call_2","content":"gone","is_error":true},
      {"type":"text","text":"and?"}]}]}
      """#
    let encoded = encode(request)
    #expect(Requests.body(encoded) == (try? JSON.parse(wanted)))
    #expect(encoded.http.url == "https://api.anthropic.com/v1/messages")
    #expect(encoded.http.headers["anthropic-version"] == "2026-10-21")
  }

  @Test func `always has a limit and goes to a base with a version as it is`() {
    let encoded = encode(ask { _ in }, base: "https://h/anthropic/v1/")
    #expect(Requests.body(encoded)?["max_tokens"] == 8192)
    #expect(encoded.http.url == "https://h/anthropic/v1/messages")
  }

  @Test(arguments: [
    ("claude-sonnet-4-6", "2026-10-21", "2023-06-01", true),
    ("claude-3-5-haiku-20241022", "2026-10-21", "2023-06-01", true),
    ("claude-opus-4-7", "2026-10-21", "2026-10-21", false),
    ("claude-opus-5-5", "2026-10-21", "2026-10-21", false),
    ("deepseek-chat", "2023-06-01", "2023-06-01", true),
  ])
  func `sends a temperature under the old version, to old models only`(
    id: String, version: String, sent: String, sends: Bool
  ) {
    let encoded = encode(ask { $0.temperature = 1.5 }, id, version: version)
    #expect(encoded.http.headers["anthropic-version"] == sent)
    #expect(Requests.body(encoded)?["temperature"]?.doubleValue == (sends ? 1 : nil))
    #expect(encoded.notes.isEmpty == sends)
  }

  @Test(arguments: [
    ("claude-opus-5-5", ReasoningEffort.high, #"{"type":"adaptive","display":"summarized"}"#),
    ("claude-opus-5-5", .none, #"{"type":"adaptive","display":"summarized"}"#),
    ("claude-sonnet-5-5", .none, #"{"type":"between_tools"}"#),
    ("claude-opus-4-7", .none, #"{"type":"disabled"}"#),
    ("claude-opus-4-5-20251101", .low, #"{"type":"enabled","budget_tokens":4096}"#),
    ("claude-3-7-sonnet-latest", .minimal, #"{"type":"enabled","budget_tokens":1024}"#),
    ("claude-3-5-sonnet-20241022", .high, "null"),
  ])
  func `asks each family for reasoning in its way`(
    id: String, effort: ReasoningEffort, wanted: String
  ) {
    let body = Requests.body(encode(ask { $0.reasoningEffort = effort }, id))
    #expect((body?["thinking"] ?? .null) == (try? JSON.parse(wanted)))
    let budget = body?["thinking"]?["budget_tokens"]?.intValue ?? 0
    #expect(budget < body?["max_tokens"]?.intValue ?? 0)
  }

  @Test func `does not force a tool where that is refused`() {
    let choice = { (id: String) in
      Requests.body(encode(ask { $0.toolChoice = .required }, id))?["tool_choice"]?["type"]
    }
    #expect(choice("claude-opus-5-5") == "auto")
    #expect(choice("claude-sonnet-4-6") == "any")
  }

  @Test func `notes the seed and asks imitators for JSON in words`() {
    let encoded = encode(
      ask {
        $0.seed = 1
        $0.responseFormat = .json
      }, "glm-5", version: "2023-06-01")
    #expect(encoded.notes == ["JSON is asked for in words", "Anthropic's API takes no seed"])
    #expect(Requests.body(encoded)?["system"]?.stringValue?.contains("JSON") == true)
  }
}

@Suite struct `A request for Gemini` {
  private func encode(
    _ request: ChatRequest, _ id: String = "gemini-4-hydrogen", streams: Bool = true,
    base: String = "https://generativelanguage.googleapis.com"
  ) -> EncodedRequest {
    let provider = Provider(name: "gemini", dialect: .gemini, baseURL: base)
    return Dialect.gemini.codec.encode(request, to: Model(id: id), at: provider)
  }

  @Test func `spells a rich conversation`() {
    var parameters = Requests.parameters
    parameters.reasoningEffort = .max
    parameters.seed = 42
    parameters.toolChoice = .required
    let request = ChatRequest(
      system: "Be terse.", messages: Requests.rich(), parameters: parameters,
      tools: [Requests.tool])
    let wanted = #"""
      {"systemInstruction":{"parts":[{"text":"Be terse."}]},
      "contents":[{"role":"user","parts":[{"text":"look"},
      {"inlineData":{"mimeType":"image/png","data":"AQID"}},
      {"inlineData":{"mimeType":"application/pdf","data":"BA=="}},
      {"text":"[file: c.txt]\nsee"}]},
      {"role":"model","parts":[{"text":"reading"},
      {"functionCall":{"id":"call_1","name":"files_read","args":{"path":"x"}},
      "thoughtSignature":"context_engineering_is_the_way_to_go"},
      {"functionCall":{"id":"call_2","name":"files_read","args":{}}}]},
      {"role":"user","parts":[
      {"functionResponse":{"id":"call_1","name":"files_read","response":{"result":"data"}}},
      {"functionResponse":{"id":"call_2","name":"files_read","response":{"error":"gone"}}},
      {"text":"and?"}]}],
      "generationConfig":{"seed":42,"maxOutputTokens":100,"stopSequences":["END"],
      "thinkingConfig":{"includeThoughts":true,"thinkingLevel":"XHIGH"},
      "responseMimeType":"application/json","responseJsonSchema":{"type":"object",
      "properties":{"a":{"type":"integer"}},"required":["a"],"additionalProperties":false}},
      "tools":[{"functionDeclarations":[{"name":"files_read","description":"Reads a file",
      "parametersJsonSchema":{"type":"object","properties":{"path":{"type":"string"}},
      "required":["path"]}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY"}}}
      """#
    let encoded = encode(request)
    #expect(Requests.body(encoded) == (try? JSON.parse(wanted)))
    let base = "https://generativelanguage.googleapis.com/v1beta/models/"
    #expect(encoded.http.url == base + "gemini-4-hydrogen:streamGenerateContent?alt=sse")
  }

  @Test(arguments: [
    ("gemini-2.5-flash", ReasoningEffort.none, #"{"includeThoughts":false,"thinkingBudget":0}"#),
    ("gemini-2.5-pro", .none, #"{"includeThoughts":true,"thinkingBudget":128}"#),
    ("gemini-2.5-pro", .max, #"{"includeThoughts":true,"thinkingBudget":32768}"#),
    ("models/gemini-3-pro", .minimal, #"{"includeThoughts":true,"thinkingLevel":"MINIMAL"}"#),
    ("gemini-3.5-flash", .xhigh, #"{"includeThoughts":true,"thinkingLevel":"HIGH"}"#),
    ("gemini-4-helium", .minimal, #"{"includeThoughts":true,"thinkingLevel":"LOW"}"#),
    ("gemini-2.0-flash", .high, "null"), ("gemma-3-27b-it", .high, "null"),
  ])
  func `asks each family for reasoning in its way`(
    id: String, effort: ReasoningEffort, wanted: String
  ) {
    var parameters = Parameters()
    parameters.reasoningEffort = effort
    let body = Requests.body(encode(ChatRequest(messages: [], parameters: parameters), id))
    let config = body?["generationConfig"]?["thinkingConfig"] ?? .null
    #expect(config == (try? JSON.parse(wanted)))
  }

  @Test func `goes to a base with a version as it is, and keeps signatures on their parts`() {
    let parts: [ContentPart] = [
      .text(TextPart("a")), .text(TextPart("", signature: "s")),
      .toolCall(ToolCall(id: "call-local-0", name: "f", arguments: "", signature: "t")),
    ]
    let request = ChatRequest(
      messages: [Requests.message(.assistant, parts)], streams: false)
    let encoded = encode(request, "models/gemini-3-pro", base: "https://h/v1/")
    #expect(encoded.http.url == "https://h/v1/models/gemini-3-pro:generateContent")
    let wanted: JSON = [
      ["text": "a"], ["text": "", "thoughtSignature": "s"],
      ["functionCall": ["name": "f", "args": [:]], "thoughtSignature": "t"],
    ]
    #expect(Requests.body(encoded)?["contents"]?[0]?["parts"] == wanted)
  }
}
