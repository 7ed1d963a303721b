import ChatEngine

/// What `/api/chat` answers with 400 (wire/ollama.md, section 2); unknown fields it passes over.
enum OllamaChecks {
  private static let levels = ["low", "medium", "high", "max"]
  private static let usualLength = 4096

  static func check(
    _ body: JSONObject, _ request: DemoRequest, _ model: DemoModel?
  ) throws(DemoRefusal) {
    guard let messages = body["messages"]?.arrayValue else {
      throw DemoRefusal("messages is required")
    }
    for message in messages { try check(message) }
    try checkFormat(body["format"])
    try checkThinking(body["think"], model)
    for tool in body["tools"]?.arrayValue ?? [] {
      guard tool["type"] == "function", tool["function"]?["name"]?.stringValue != nil,
        tool["function"]?["parameters"]?.objectValue != nil
      else { throw mismatch("ChatRequest.tools", "api.Tool") }
    }
    try checkOptions(body["options"])
    let length = body["options"]?["num_ctx"]?.intValue ?? usualLength
    if body["truncate"] == false, request.bodyBytes.count / 5 > length {
      throw DemoRefusal("the input length exceeds the context length")
    }
  }

  private static func check(_ message: JSON) throws(DemoRefusal) {
    let role = message["role"]?.stringValue ?? ""
    guard ["system", "user", "assistant", "tool"].contains(role) else {
      throw DemoRefusal(
        "invalid role: \(role), must be one of [system, user, assistant, or tool]")
    }
    guard message["content"]?.stringValue != nil else {
      throw mismatch("Message.messages.content", "string")
    }
    for image in message["images"]?.arrayValue ?? [] {
      guard let text = image.stringValue, !text.hasPrefix("data:") else {
        throw DemoRefusal("illegal base64 data at input byte 4")
      }
    }
    for call in message["tool_calls"]?.arrayValue ?? [] {
      guard call["function"]?["arguments"]?.objectValue != nil else {
        throw mismatch("ToolCallFunction.arguments", "api.ToolCallFunctionArguments")
      }
    }
  }

  private static func checkFormat(_ format: JSON?) throws(DemoRefusal) {
    guard let format, format != "json", format != "", format.objectValue == nil else { return }
    throw DemoRefusal(
      "invalid format: \(format.text()); expected \"json\" or a valid JSON Schema object")
  }

  private static func checkThinking(_ think: JSON?, _ model: DemoModel?) throws(DemoRefusal) {
    guard let think, !think.isNull else { return }
    guard think.boolValue != nil || levels.contains(think.stringValue ?? "") else {
      throw DemoRefusal(
        "invalid think value: \(think.text()) (must be \"high\", \"medium\", \"low\", \"max\", "
          + "true, or false)")
    }
    if think != false, let model, !model.reasons {
      throw DemoRefusal("\"\(model.id)\" does not support thinking")
    }
  }

  private static func checkOptions(_ options: JSON?) throws(DemoRefusal) {
    for name in ["num_ctx", "num_predict", "seed"] {
      guard let value = options?[name], value.intValue == nil else { continue }
      throw DemoRefusal("option \"\(name)\" must be of type integer")
    }
    if let stop = options?["stop"], stop.arrayValue == nil {
      throw DemoRefusal("option \"stop\" must be of type array")
    }
  }

  private static func mismatch(_ field: String, _ type: String) -> DemoRefusal {
    DemoRefusal("json: cannot unmarshal value into Go struct field \(field) of type \(type)")
  }
}
