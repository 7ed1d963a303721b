import ChatEngine

/// What the Messages API answers with 400 (wire/anthropic.md, sections 1 to 5).
struct AnthropicChecks {
  private static let fields: Set<String> = [
    "model", "max_tokens", "messages", "system", "stop_sequences", "stream", "thinking",
    "output_config", "tools", "tool_choice", "cache_control", "metadata", "service_tier", "speed",
    "inference_geo", "container", "diagnostics", "user_profile_id", "temperature", "top_p", "top_k",
  ]

  static func check(_ body: JSONObject, _ request: DemoRequest) throws(DemoRefusal) {
    let version = request.header("anthropic-version") ?? ""
    guard version == "2023-06-01" || version == "2026-10-21" else {
      throw DemoRefusal("anthropic-version: header is required")
    }
    for key in body.keys where !fields.contains(key) {
      throw DemoRefusal("\(key): Extra inputs are not permitted")
    }
    for key in ["temperature", "top_p", "top_k"] where body[key] != nil && version > "2026" {
      throw DemoRefusal("\(key): not supported in version 2026-10-21")
    }
    try checkLimits(body, counts: request.destination?.operation == .countTokens)
    if let system = body["system"], system.stringValue == nil {
      try checkTexts(system, at: "system")
    }
    for (place, tool) in (body["tools"]?.arrayValue ?? []).enumerated() {
      guard let name = tool["name"]?.stringValue, DemoChecks.isPlainName(name, upTo: 128) else {
        throw DemoRefusal("tools.\(place).custom.name: String should match pattern")
      }
    }
    try checkMessages(body["messages"]?.arrayValue ?? [])
  }

  private static func checkLimits(_ body: JSONObject, counts: Bool) throws(DemoRefusal) {
    if counts { return }
    guard let limit = body["max_tokens"]?.intValue else {
      throw DemoRefusal("max_tokens: Field required")
    }
    guard limit >= 0 else {
      throw DemoRefusal("max_tokens: Input should be greater than or equal to 0")
    }
    if let thinking = body["thinking"], thinking["type"]?.stringValue == "enabled" {
      guard let budget = thinking["budget_tokens"]?.intValue, budget >= 1024, budget < limit else {
        throw DemoRefusal("`max_tokens` must be greater than `thinking.budget_tokens`.")
      }
    }
  }

  private static func checkMessages(_ messages: [JSON]) throws(DemoRefusal) {
    guard let first = messages.first, let last = messages.last else {
      throw DemoRefusal("messages: at least one message is required")
    }
    guard first["role"]?.stringValue == "user" else {
      throw DemoRefusal("messages: first message must use the \"user\" role")
    }
    guard last["role"]?.stringValue != "assistant" else {
      throw DemoRefusal("This model does not support assistant message prefill.")
    }
    var waiting: [String] = []
    for (place, message) in messages.enumerated() {
      let role = message["role"]?.stringValue ?? ""
      guard ["user", "assistant", "system"].contains(role) else {
        throw DemoRefusal("messages.\(place).role: Input should be 'user' or 'assistant'")
      }
      let blocks = try blocks(of: message, at: place)
      try checkResults(blocks, for: waiting, at: place)
      waiting = []
      for (number, block) in blocks.enumerated() {
        let at = "messages.\(place).content.\(number)"
        try check(block, role: role, at: at)
        if block["type"]?.stringValue == "tool_use" {
          waiting.append(block["id"]?.stringValue ?? "")
        }
      }
    }
  }

  private static func blocks(of message: JSON, at place: Int) throws(DemoRefusal) -> [JSON] {
    if let text = message["content"]?.stringValue {
      guard !text.isEmpty else {
        throw DemoRefusal("messages.\(place): all messages must have non-empty content")
      }
      return [["type": "text", "text": .string(text)]]
    }
    guard let blocks = message["content"]?.arrayValue, !blocks.isEmpty else {
      throw DemoRefusal("messages.\(place): all messages must have non-empty content")
    }
    return blocks
  }

  /// The results come at once, first, and one for each call.
  private static func checkResults(
    _ blocks: [JSON], for calls: [String], at place: Int
  ) throws(DemoRefusal) {
    let results = blocks.prefix { $0["type"]?.stringValue == "tool_result" }
    guard
      !blocks.dropFirst(results.count).contains(where: {
        $0["type"]?.stringValue == "tool_result"
      })
    else {
      throw DemoRefusal("messages.\(place): `tool_result` blocks must come first in the content")
    }
    let ids = results.compactMap { $0["tool_use_id"]?.stringValue }
    let missing = calls.filter { !ids.contains($0) }
    guard missing.isEmpty else {
      throw DemoRefusal(
        "messages.\(place - 1): `tool_use` ids were found without `tool_result` blocks immediately "
          + "after: \(missing.joined(separator: ", ")).")
    }
    for id in ids where !calls.contains(id) {
      throw DemoRefusal(
        "messages.\(place): unexpected `tool_use_id` found in `tool_result` blocks: \(id).")
    }
    guard Set(ids).count == ids.count else {
      throw DemoRefusal("messages.\(place): each tool_use must have a single result.")
    }
  }

  private static func check(_ block: JSON, role: String, at place: String) throws(DemoRefusal) {
    switch (block["type"]?.stringValue ?? "", role) {
    case ("text", _): try checkText(block, at: place)
    case ("image", "user"), ("document", "user"), ("search_result", "user"):
      guard block["source"] != nil else { throw DemoRefusal("\(place).source: Field required") }
    case ("tool_result", "user"):
      if let content = block["content"], content.stringValue == nil {
        for part in content.arrayValue ?? [] where part["type"]?.stringValue == "text" {
          try checkText(part, at: place)
        }
      }
    case ("tool_use", "assistant"):
      guard let id = block["id"]?.stringValue, DemoChecks.isPlainName(id, upTo: .max) else {
        throw DemoRefusal("\(place).tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'")
      }
      guard let name = block["name"]?.stringValue, DemoChecks.isPlainName(name, upTo: 200) else {
        throw DemoRefusal("\(place).tool_use.name: String should match pattern")
      }
      guard block["input"]?.objectValue != nil else {
        throw DemoRefusal("\(place).tool_use.input: Input should be a valid dictionary")
      }
    case ("thinking", "assistant"):
      let signature = block["signature"]?.stringValue ?? ""
      guard signature == DemoSignature.of(block["thinking"]?.stringValue ?? "") else {
        throw DemoRefusal("\(place): Invalid `signature` in `thinking` block")
      }
    case ("redacted_thinking", "assistant"): break
    case (let type, _):
      throw DemoRefusal("\(place): Input tag '\(type)' does not match any of the expected tags")
    }
  }

  private static func checkTexts(_ blocks: JSON, at place: String) throws(DemoRefusal) {
    for (number, block) in (blocks.arrayValue ?? []).enumerated() {
      try checkText(block, at: "\(place).\(number)")
    }
  }

  private static func checkText(_ block: JSON, at place: String) throws(DemoRefusal) {
    guard let text = block["text"]?.stringValue, !text.isEmpty else {
      throw DemoRefusal("\(place): text content blocks must be non-empty")
    }
    guard !text.unicodeScalars.allSatisfy(\.properties.isWhitespace) else {
      throw DemoRefusal("\(place): text content blocks must contain non-whitespace text")
    }
  }
}
