import TestSupport

@testable import ChatEngine

/// What each dialect's own server answers with 400 (wire/*.md): one checker for each.
struct WireRules {
  let dialect: Dialect
  private(set) var problems: [String] = []

  init(_ encoded: EncodedRequest, _ dialect: Dialect) {
    self.dialect = dialect
    guard let body = WireRules.body(encoded, dialect) else {
      problems = ["the body cannot be read"]
      return
    }
    switch dialect {
    case .openAIChat: checkChat(body)
    case .openAIResponses: checkResponses(body)
    case .anthropic: checkAnthropic(body)
    case .gemini, .geminiGRPC: checkGemini(body)
    case .ollama: checkOllama(body)
    }
  }

  /// The body as JSON, whatever the dialect spells it in.
  static func body(_ encoded: EncodedRequest, _ dialect: Dialect) -> JSON? {
    guard dialect == .geminiGRPC else { return Requests.body(encoded) }
    return try? GeminiMessages.decode(
      Array(encoded.http.body.dropFirst(5)), as: .generateContentRequest)
  }

  private mutating func demand(_ holds: Bool, _ problem: @autoclosure () -> String) {
    if !holds { problems.append(problem()) }
  }

  private mutating func demandName(_ name: JSON?) {
    let text = name?.stringValue ?? ""
    demand(ToolName.wire(text) == text && !text.isEmpty, "the name \(text)")
  }

  private mutating func demandSchema(_ schema: JSON?) {
    demand(schema?["type"] == "object", "a schema of no object")
    demand(schema?["properties"]?.objectValue != nil, "a schema without properties")
    for key in ["oneOf", "anyOf", "allOf", "$schema", "$id"] {
      demand(schema?[key] == nil, "\(key) at a schema's top")
    }
  }

  // MARK: Chat Completions

  private mutating func checkChat(_ body: JSON) {
    if let validator = OpenAPIValidator.openAI {
      problems += validator.problems(of: body, as: "CreateChatCompletionRequest")
    }
    for tool in body["tools"]?.arrayValue ?? [] {
      demandName(tool["function"]?["name"])
      demandSchema(tool["function"]?["parameters"])
    }
    var waiting: [String] = []
    for message in body["messages"]?.arrayValue ?? [] {
      let role = message["role"]?.stringValue ?? ""
      demand(role == "tool" || waiting.isEmpty, "\(role) before the results of \(waiting)")
      switch role {
      case "assistant":
        for call in message["tool_calls"]?.arrayValue ?? [] {
          let id = call["id"]?.stringValue ?? ""
          demand((1...40).contains(id.utf8.count), "the id \(id)")
          demandName(call["function"]?["name"])
          demandObject(text: call["function"]?["arguments"])
          waiting.append(id)
        }
        let words = message["content"]?.stringValue ?? ""
        demand(!words.isEmpty || !waiting.isEmpty, "an empty answer")
      case "tool":
        let id = message["tool_call_id"]?.stringValue ?? ""
        demand(waiting.contains(id), "a result of \(id)")
        waiting.removeAll { $0 == id }
        demand(message["content"]?.stringValue != nil, "a result that is no text")
      case "user":
        demand(message["content"] != "" && message["content"] != [], "an empty prompt")
      case "system": break
      default: problems.append("the role \(role)")
      }
    }
    demand(waiting.isEmpty, "no results of \(waiting)")
  }

  private mutating func demandObject(text: JSON?) {
    let value = text?.stringValue.flatMap { try? JSON.parse($0) }
    demand(value?.objectValue != nil, "arguments that are no object")
  }

  // MARK: Responses

  private mutating func checkResponses(_ body: JSON) {
    if let validator = OpenAPIValidator.openAI {
      problems += validator.problems(of: body, as: "CreateResponse")
    }
    for tool in body["tools"]?.arrayValue ?? [] {
      demandName(tool["name"])
      demandSchema(tool["parameters"])
    }
    var waiting: [String] = []
    var isOrphan = false
    for item in body["input"]?.arrayValue ?? [] {
      let isResult = item["type"] == "function_call_output"
      let isCall = item["type"] == "function_call"
      demand(isCall || isResult || waiting.isEmpty, "an item before the results of \(waiting)")
      if isOrphan {
        let follows = isCall || item["role"] == "assistant" || item["type"] == "reasoning"
        demand(follows, "reasoning that nothing follows")
      }
      isOrphan = item["type"] == "reasoning"
      if isOrphan { demand(item["encrypted_content"]?.stringValue != nil, "unsealed reasoning") }
      let id = item["call_id"]?.stringValue ?? ""
      if isCall {
        demand(!id.isEmpty, "a call without an id")
        demandName(item["name"])
        demandObject(text: item["arguments"])
        waiting.append(id)
      } else if isResult {
        demand(waiting.contains(id), "a result of \(id)")
        waiting.removeAll { $0 == id }
      }
    }
    demand(!isOrphan && waiting.isEmpty, "an unfinished end")
  }

  // MARK: Anthropic

  private mutating func checkAnthropic(_ body: JSON) {
    for tool in body["tools"]?.arrayValue ?? [] {
      demandName(tool["name"])
      demandSchema(tool["input_schema"])
    }
    var waiting: [String] = []
    var last = ""
    for message in body["messages"]?.arrayValue ?? [] {
      let role = message["role"]?.stringValue ?? ""
      let blocks = message["content"]?.arrayValue ?? []
      demand(!blocks.isEmpty, "an empty message")
      demand(role != last, "\(role) twice")
      last = role
      let results = blocks.prefix { $0["type"] == "tool_result" }
      let ids = results.map { $0["tool_use_id"]?.stringValue ?? "" }
      demand(ids == waiting, "calls \(waiting), results \(ids)")
      waiting = []
      for block in blocks.dropFirst(results.count) { check(block, by: role, &waiting) }
      for result in results {
        for part in result["content"]?.arrayValue ?? [] { checkContent(part) }
      }
    }
    demand(last == "user" && waiting.isEmpty, "an end by \(last)")
    demand(body.text().split(separator: "ephemeral").count <= 5, "more than four marks")
  }

  private mutating func check(_ block: JSON, by role: String, _ waiting: inout [String]) {
    switch (block["type"]?.stringValue ?? "", role) {
    case ("text", _): checkContent(block)
    case ("image", "user"), ("document", "user"): checkContent(block)
    case ("thinking", "assistant"):
      demand(block["signature"]?.stringValue?.isEmpty == false, "unsigned thinking")
    case ("tool_use", "assistant"):
      let id = block["id"]?.stringValue ?? ""
      let isPlain = id.allSatisfy {
        $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0))
      }
      demand(isPlain && !id.isEmpty, "the id \(id)")
      demandName(block["name"])
      demand(block["input"]?.objectValue != nil, "an input that is no object")
      waiting.append(id)
    case (let type, _): problems.append("\(type) by \(role)")
    }
  }

  private mutating func checkContent(_ part: JSON) {
    switch part["type"] {
    case "text":
      let text = part["text"]?.stringValue ?? ""
      demand(!text.allSatisfy(\.isWhitespace), "an empty text")
    case "image":
      let types: [JSON] = ["image/png", "image/jpeg", "image/webp", "image/gif"]
      demand(part["source"]?["media_type"].map(types.contains) == true, "an image's type")
    case "document": demand(part["source"]?["media_type"] == "application/pdf", "a document's type")
    default: problems.append("content of type \(part["type"]?.stringValue ?? "")")
    }
  }

  // MARK: Gemini

  private mutating func checkGemini(_ body: JSON) {
    for tool in body["tools"]?[0]?["functionDeclarations"]?.arrayValue ?? [] {
      demandName(tool["name"])
      demandSchema(tool["parametersJsonSchema"])
    }
    let contents = body["contents"]?.arrayValue ?? []
    let turn = contents.lastIndex { content in
      content["role"] != "model"
        && content["parts"]?.arrayValue?.contains { $0["functionResponse"] != nil } != true
    }
    var waiting: [JSON] = []
    var last = ""
    for (place, content) in contents.enumerated() {
      let role = content["role"]?.stringValue ?? ""
      demand(role != last && ["user", "model"].contains(role), "\(role) after \(last)")
      last = role
      let parts = content["parts"]?.arrayValue ?? []
      demand(!parts.isEmpty, "an empty content")
      let responses = parts.compactMap { $0["functionResponse"] }
      demand(responses.compactMap { $0["name"] } == waiting, "results for \(waiting)")
      for response in responses {
        demand(response["response"]?.objectValue != nil, "a response that is no object")
      }
      let calls = parts.filter { $0["functionCall"] != nil }
      waiting = calls.compactMap { $0["functionCall"]?["name"] }
      if place > turn ?? 0, let first = calls.first {
        demand(first["thoughtSignature"] != nil, "an unsigned call")
      }
      for part in parts { checkGeminiPart(part) }
    }
    demand(last == "user" && waiting.isEmpty, "an end by \(last)")
  }

  private mutating func checkGeminiPart(_ part: JSON) {
    let data = ["text", "inlineData", "functionCall", "functionResponse"].filter { part[$0] != nil }
    demand(data.count == 1, "a part with \(data)")
    if let text = part["text"] {
      demand(text != "" || part["thoughtSignature"] != nil, "an empty text")
    }
    let type = part["inlineData"]?["mimeType"]?.stringValue
    demand(type != "image/gif", "a GIF")
    if let call = part["functionCall"] {
      demandName(call["name"])
      demand(call["args"]?.objectValue != nil, "args that are no object")
    }
  }

  // MARK: Ollama

  private mutating func checkOllama(_ body: JSON) {
    for tool in body["tools"]?.arrayValue ?? [] {
      demandName(tool["function"]?["name"])
      demandSchema(tool["function"]?["parameters"])
    }
    var waiting = 0
    for message in body["messages"]?.arrayValue ?? [] {
      let role = message["role"]?.stringValue ?? ""
      demand(["system", "user", "assistant", "tool"].contains(role), "the role \(role)")
      demand(message["content"]?.stringValue != nil, "content that is no text")
      for image in message["images"]?.arrayValue ?? [] {
        demand(image.stringValue?.hasPrefix("data:") == false, "an image as a URL")
        demand(role == "user", "an image by \(role)")
      }
      if role == "tool" {
        waiting -= 1
        demandName(message["tool_name"])
      } else {
        demand(waiting == 0, "\(role) before \(waiting) results")
      }
      for call in message["tool_calls"]?.arrayValue ?? [] {
        demandName(call["function"]?["name"])
        demand(call["function"]?["arguments"]?.objectValue != nil, "arguments of no object")
        waiting += 1
      }
    }
    demand(waiting == 0, "\(waiting) results are missing")
  }
}
