import ChatEngine

/// What Chat Completions answers with 400 (wire/openai-chat.md, section 1).
struct OpenAIChatChecks {
  private static let fields: Set<String> = [
    "model", "messages", "stream", "stream_options", "max_completion_tokens", "max_tokens",
    "temperature", "top_p", "presence_penalty", "frequency_penalty", "seed", "stop",
    "reasoning_effort", "verbosity", "response_format", "tools", "tool_choice",
    "parallel_tool_calls", "n", "logprobs", "top_logprobs", "logit_bias", "user", "metadata",
    "store", "service_tier", "prediction", "modalities", "audio", "web_search_options",
    "prompt_cache_key", "safety_identifier", "prompt_cache_options", "moderation",
  ]
  private static let userParts: Set<String> = ["text", "image_url", "input_audio", "file"]
  /// Calls that no tool message has answered yet.
  private var waiting: [String] = []

  static func check(_ body: JSONObject) throws(DemoRefusal) {
    for key in body.keys where !fields.contains(key) {
      throw DemoRefusal("Unrecognized request argument supplied: \(key)")
    }
    if body["max_tokens"] != nil, body["max_completion_tokens"] != nil {
      throw DemoRefusal("Setting 'max_tokens' and 'max_completion_tokens' is not supported.")
    }
    let streams = body["stream"]?.boolValue ?? false
    if body["stream_options"] != nil, !streams {
      throw DemoRefusal("The 'stream_options' parameter is only allowed when 'stream' is enabled.")
    }
    let tools = body["tools"]?.arrayValue
    if tools == nil, body["tool_choice"] != nil || body["parallel_tool_calls"] != nil {
      throw DemoRefusal("'tool_choice' is only allowed when 'tools' are specified.")
    }
    for (place, tool) in (tools ?? []).enumerated() {
      try checkName(tool["function"]?["name"], at: "tools[\(place)].function.name")
    }
    guard let messages = body["messages"]?.arrayValue, !messages.isEmpty else {
      throw DemoRefusal("Invalid 'messages': empty array. Expected at least one message.")
    }
    var checks = OpenAIChatChecks()
    for (place, message) in messages.enumerated() {
      try checks.check(message, at: "messages[\(place)]")
    }
    try checks.checkNothingWaits()
  }

  private mutating func check(_ message: JSON, at place: String) throws(DemoRefusal) {
    switch message["role"]?.stringValue {
    case "system", "developer", "user":
      try checkNothingWaits()
      try Self.checkContent(message["content"], Self.userParts, at: place)
    case "assistant":
      try checkNothingWaits()
      try checkAssistant(message, at: place)
    case "tool": try checkResult(message, at: place)
    case let role:
      throw DemoRefusal(400, "Invalid value: '\(role ?? "")'.", parameter: place + ".role")
    }
  }

  private mutating func checkAssistant(_ message: JSON, at place: String) throws(DemoRefusal) {
    let calls = message["tool_calls"]?.arrayValue
    if let calls, calls.isEmpty {
      throw DemoRefusal("Invalid '\(place).tool_calls': empty array.")
    }
    let content = message["content"] ?? .null
    if calls == nil || !content.isNull {
      try Self.checkContent(content, ["text", "refusal"], at: place)
    }
    for (number, call) in (calls ?? []).enumerated() {
      let at = "\(place).tool_calls[\(number)]"
      guard let id = call["id"]?.stringValue, !id.isEmpty else {
        throw DemoRefusal("Missing required parameter: '\(at).id'.")
      }
      guard id.utf8.count <= 40 else {
        throw DemoRefusal("Invalid '\(at).id': string too long. Expected at most 40 characters.")
      }
      guard call["type"]?.stringValue == "function" else {
        throw DemoRefusal("Missing required parameter: '\(at).type'.")
      }
      try Self.checkName(call["function"]?["name"], at: at + ".function.name")
      guard call["function"]?["arguments"]?.stringValue != nil else {
        throw DemoRefusal("Invalid type for '\(at).function.arguments': expected a string.")
      }
      waiting.append(id)
    }
  }

  private mutating func checkResult(_ message: JSON, at place: String) throws(DemoRefusal) {
    let id = message["tool_call_id"]?.stringValue ?? ""
    guard let answered = waiting.firstIndex(of: id) else {
      throw DemoRefusal(
        400,
        "Invalid parameter: messages with role 'tool' must be a response to a preceeding message "
          + "with 'tool_calls'.", parameter: place + ".role")
    }
    waiting.remove(at: answered)
    try Self.checkContent(message["content"], ["text"], at: place)
  }

  private func checkNothingWaits() throws(DemoRefusal) {
    guard !waiting.isEmpty else { return }
    throw DemoRefusal(
      "An assistant message with 'tool_calls' must be followed by tool messages responding to each "
        + "'tool_call_id'. The following tool_call_ids did not have response messages: "
        + waiting.joined(separator: ", "))
  }

  private static func checkContent(
    _ content: JSON?, _ types: Set<String>, at place: String
  ) throws(DemoRefusal) {
    if content?.stringValue != nil { return }
    guard let parts = content?.arrayValue, !parts.isEmpty else {
      throw DemoRefusal("Invalid value for '\(place).content': expected a string, got null.")
    }
    for (number, part) in parts.enumerated() {
      let type = part["type"]?.stringValue ?? ""
      guard types.contains(type), part[type] != nil else {
        throw DemoRefusal("Invalid value: '\(type)' in '\(place).content[\(number)]'.")
      }
    }
  }

  private static func checkName(_ name: JSON?, at place: String) throws(DemoRefusal) {
    guard let name = name?.stringValue, DemoChecks.isPlainName(name, upTo: 64) else {
      throw DemoRefusal(
        "Invalid '\(place)': string does not match pattern '^[a-zA-Z0-9_-]{1,64}$'.")
    }
  }
}
