import ChatEngine
import DemoProviders
import Testing

private struct Case: Sendable, CustomTestStringConvertible {
  var name: String
  var path: String
  var headers = ""
  var body: String
  var status: Int
  var says = ""

  var testDescription: String { name }

  func ask(_ script: DemoScript) throws -> DemoClient.Response {
    let server = try DemoServer(script)
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.post(path, body, headers: headers)
    return client.response()
  }

  static func openAI(_ name: String, _ messages: String, _ status: Int, _ says: String = "") -> Case
  {
    Case(
      name: name, path: "/v1/chat/completions",
      body: "{\"model\":\"m\",\"messages\":[\(messages)]}", status: status, says: says)
  }

  static func anthropic(
    _ name: String, _ messages: String, _ status: Int, _ says: String = "",
    fields: String = "\"max_tokens\":9,", version: String = "2026-10-21"
  ) -> Case {
    Case(
      name: name, path: "/v1/messages", headers: "anthropic-version: \(version)\r\n",
      body: "{\"model\":\"m\",\(fields)\"messages\":[\(messages)]}", status: status, says: says)
  }

  static func gemini(
    _ name: String, _ contents: String, _ status: Int, _ says: String = "", fields: String = ""
  ) -> Case {
    Case(
      name: name, path: "/v1beta/models/m:generateContent",
      body: "{\(fields)\"contents\":[\(contents)]}", status: status, says: says)
  }
}

extension Case {
  fileprivate static func responses(
    _ name: String, _ items: String, _ status: Int, _ says: String = "", fields: String = ""
  ) -> Case {
    Case(
      name: name, path: "/v1/responses", body: "{\"model\":\"m\",\(fields)\"input\":[\(items)]}",
      status: status, says: says)
  }

  fileprivate static func ollama(
    _ name: String, _ messages: String, _ status: Int, _ says: String = "", fields: String = ""
  ) -> Case {
    Case(
      name: name, path: "/api/chat",
      body: "{\"model\":\"m\",\(fields)\"messages\":[\(messages)]}", status: status, says: says)
  }
}

private let functionItem =
  #"{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"}"#
private let outputItem = #"{"type":"function_call_output","call_id":"c1","output":"y"}"#
private let answerItem = #"{"type":"message","role":"assistant","content":"z"}"#
private let lax = #"{"type":"function","name":"f","parameters":{"type":"object"},"strict":false}"#

private let user = #"{"role":"user","content":"x"}"#
private let contents = #"{"role":"user","parts":[{"text":"x"}]}"#
private let openAICall =
  #"{"role":"assistant","content":null,"tool_calls":"#
  + #"[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}"#
private let toolUse =
  #"{"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"f","input":{}}]}"#
private let toolResult =
  #"{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"y"}]}"#
private let functionCall =
  #"{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"#
  + #""thoughtSignature":"skip_thought_signature_validator"}]}"#
private let functionResponse =
  #"{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"result":1}}}]}"#

@Suite struct `A request to the demo is checked as the real server does it` {
  @Test(arguments: [
    Case.responses("a question", user, 200),
    .responses("no items", "", 400, "Missing required parameter: 'input'"),
    .responses("a call and its output", "\(user),\(functionItem),\(outputItem)", 200),
    .responses("an output without a call", "\(user),\(outputItem)", 400, "No tool call found"),
    .responses("a call without an output", "\(user),\(functionItem)", 400, "No tool output found"),
    .responses(
      "reasoning without its seal",
      "\(user),"
        + #"{"type":"reasoning","id":"rs_1","summary":[]},\#(answerItem)"#, 404,
      "Items are not persisted"),
    .responses(
      "reasoning with a foreign seal",
      "\(user),"
        + #"{"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"x"},\#(answerItem)"#,
      400, "could not be verified"),
    .responses(
      "reasoning without an id", #"{"type":"reasoning","summary":[]}"#, 400, "input[0].id"),
    .responses(
      "an answer as input", #"{"role":"assistant","content":[{"type":"input_text","text":"x"}]}"#,
      400, "Supported values are: 'output_text'"),
    .responses("a seed", user, 400, "Unknown parameter: 'seed'", fields: #""seed":1,"#),
    .responses(
      "an effort", user, 400, "reasoning.effort", fields: #""reasoning":{"effort":"so"},"#),
    .responses("a lax tool", user, 200, fields: "\"tools\":[\(lax)],"),
    .responses(
      "a tool that does not say how strict", user, 400, "additionalProperties",
      fields: #""tools":[{"type":"function","name":"f","parameters":{"type":"object"}}],"#),
    .responses(
      "a nested tool", user, 400, "tools[0].name",
      fields: #""tools":[{"type":"function","function":{"name":"f"}}],"#),
    .responses(
      "JSON that nobody speaks of", user, 400, "must contain the word 'json'",
      fields: #""text":{"format":{"type":"json_object"}},"#),
    .responses(
      "a nested schema", user, 400, "text.format.name",
      fields: #""text":{"format":{"type":"json_schema","json_schema":{"name":"a"}}},"#),
  ])
  fileprivate func `in openai-responses`(_ item: Case) throws {
    let response = try item.ask(.always(DemoReply(text: "yes")))
    #expect(response.status == item.status)
    #expect(item.says.isEmpty || response.body.contains(item.says))
  }

  @Test(arguments: [
    Case.ollama("a question", user, 200), .ollama("a foreign field", user, 200, fields: #""n":1,"#),
    .ollama("content in parts", #"{"role":"user","content":[]}"#, 400, "cannot unmarshal"),
    .ollama("a foreign role", #"{"role":"developer","content":"x"}"#, 400, "invalid role"),
    .ollama(
      "an image with its type",
      #"{"role":"user","content":"x","images":["data:image/png;base64,A"]}"#,
      400, "illegal base64"),
    .ollama(
      "arguments as a text",
      #"{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}"#,
      400, "cannot unmarshal"),
    .ollama("an unknown level", user, 400, "invalid think value", fields: #""think":"much","#),
    .ollama("an unknown format", user, 400, "invalid format", fields: #""format":"xml","#),
    .ollama(
      "a prompt beyond the context", user, 400, "exceeds the context length",
      fields: #""truncate":false,"options":{"num_ctx":8},"#),
  ])
  fileprivate func `in ollama`(_ item: Case) throws {
    let response = try item.ask(.always(DemoReply(text: "yes")))
    #expect(response.status == item.status)
    #expect(item.says.isEmpty || response.body.contains(item.says))
  }

  @Test(arguments: [
    Case.openAI("a question", user, 200),
    .openAI(
      "a call and its result",
      "\(user),\(openAICall),"
        + #"{"role":"tool","tool_call_id":"c1","content":"y"}"#, 200),
    .openAI(
      "a result without a call", #"{"role":"tool","tool_call_id":"c1","content":"y"}"#, 400,
      "preceeding message"),
    .openAI(
      "a call without a result", "\(user),\(openAICall),\(user)", 400,
      "did not have response messages: c1"),
    .openAI(
      "a foreign part", #"{"role":"user","content":[{"type":"thinking","thinking":"x"}]}"#,
      400, "thinking"),
    .openAI("no content", #"{"role":"user","content":null}"#, 400, "got null"),
    .openAI("no messages", "", 400, "empty array"),
  ])
  fileprivate func `in openai-chat`(_ item: Case) throws {
    let response = try item.ask(.always(DemoReply(text: "yes")))
    #expect(response.status == item.status)
    #expect(item.says.isEmpty || response.body.contains(item.says))
  }

  @Test(arguments: [
    Case.anthropic("a question", user, 200),
    .anthropic("a call and its result", "\(user),\(toolUse),\(toolResult)", 200),
    .anthropic("no max_tokens", user, 400, "max_tokens: Field required", fields: ""),
    .anthropic("no version", user, 400, "anthropic-version", version: ""),
    .anthropic(
      "a temperature", user, 400, "temperature",
      fields: #""max_tokens":9,"temperature":1,"#),
    .anthropic(
      "an unknown field", user, 400, "seed: Extra inputs",
      fields: #""max_tokens":9,"seed":1,"#),
    .anthropic(
      "an empty text", #"{"role":"user","content":[{"type":"text","text":""}]}"#, 400,
      "must be non-empty"),
    .anthropic(
      "a call without a result", "\(user),\(toolUse),\(user)", 400,
      "`tool_use` ids were found without"),
    .anthropic("a result without a call", "\(user),\(toolResult)", 400, "unexpected `tool_use_id`"),
    .anthropic(
      "a foreign signature",
      "\(user),"
        + #"{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"zz"}]},"#
        + user, 400, "Invalid `signature`"),
    .anthropic(
      "an answer begun", "\(user),{\"role\":\"assistant\",\"content\":\"x\"}", 400,
      "prefill"),
  ])
  fileprivate func `in anthropic`(_ item: Case) throws {
    let response = try item.ask(.always(DemoReply(text: "yes")))
    #expect(response.status == item.status)
    #expect(item.says.isEmpty || response.body.contains(item.says))
    #expect(item.status == 200 || response.body.hasPrefix(#"{"type":"error","error":{"type":"#))
  }

  @Test(arguments: [
    Case.gemini("a question", contents, 200),
    .gemini("a call and its result", "\(contents),\(functionCall),\(functionResponse)", 200),
    .gemini("an unknown field", contents, 400, "Unknown name", fields: #""stream":true,"#),
    .gemini(
      "an unknown part field", #"{"role":"user","parts":[{"text":"x","cache":1}]}"#, 400,
      "Unknown name"),
    .gemini("snake case", contents, 200, fields: #""generation_config":{"top_p":1},"#),
    .gemini("no parts", #"{"role":"user","parts":[]}"#, 400, "must not be empty"),
    .gemini(
      "a call without a result", "\(contents),\(functionCall),\(contents)", 400,
      "number of function response parts"),
    .gemini(
      "an unsigned call",
      "\(contents),"
        + #"{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},"#
        + functionResponse,
      400, "missing a thought_signature"),
    .gemini("an unknown role", #"{"role":"assistant","parts":[{"text":"x"}]}"#, 400, "valid role"),
  ])
  fileprivate func `in gemini`(_ item: Case) throws {
    let response = try item.ask(.always(DemoReply(text: "yes")))
    #expect(response.status == item.status)
    #expect(item.says.isEmpty || response.body.contains(item.says))
  }

  @Test(arguments: [
    Case.openAI("openai-chat", user, 401, "invalid_api_key"),
    .anthropic("anthropic", user, 401, "authentication_error"),
    .gemini("gemini", contents, 400, "API_KEY_INVALID"),
  ])
  fileprivate func `for its key, where one is wanted`(_ item: Case) throws {
    var script = DemoScript.always(DemoReply(text: "yes"))
    script.keys = ["secret"]
    let refused = try item.ask(script)
    #expect(refused.status == item.status)
    #expect(refused.body.contains(item.says))

    var known = item
    known.headers += "Authorization: Bearer secret\r\n"
    #expect(try known.ask(script).status == 200)
  }
}
