import ChatEngine

/// What Responses answers with 400 and 404 (wire/openai-responses.md, sections 2 and 3).
struct OpenAIResponsesChecks {
  private static let fields: Set<String> = [
    "model", "input", "instructions", "stream", "stream_options", "max_output_tokens",
    "temperature", "top_p", "top_logprobs", "truncation", "parallel_tool_calls", "max_tool_calls",
    "reasoning", "text", "tools", "tool_choice", "store", "include", "previous_response_id",
    "conversation", "background", "background_options", "context_management", "prompt",
    "prompt_cache_key", "prompt_cache_options", "safety_identifier", "service_tier", "metadata",
    "user", "moderation",
  ]
  private static let efforts: [JSON] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
  /// Calls that no output has answered yet.
  private var waiting: [String] = []
  /// A reasoning item that nothing has followed yet.
  private var lonely: String?

  /// `reasons` says whether the model does; nil where that is not known.
  static func check(_ body: JSONObject, reasons: Bool?) throws(DemoRefusal) {
    for key in body.keys where !fields.contains(key) {
      throw DemoRefusal(
        400, "Unknown parameter: '\(key)'.", code: "unknown_parameter", parameter: key)
    }
    try checkReasoning(body, reasons: reasons)
    try checkTools(body)
    let input = body["input"] ?? .null
    try checkFormat(body["text"]?["format"], input)
    if input.stringValue?.isEmpty == false { return }
    guard let items = input.arrayValue, !items.isEmpty else {
      throw DemoRefusal(
        400, "Missing required parameter: 'input'.", code: "missing_required_parameter",
        parameter: "input")
    }
    var checks = OpenAIResponsesChecks()
    for (place, item) in items.enumerated() { try checks.check(item, at: "input[\(place)]") }
    try checks.checkNothingWaits()
  }

  // MARK: Settings

  private static func checkReasoning(_ body: JSONObject, reasons: Bool?) throws(DemoRefusal) {
    let effort = body["reasoning"]?["effort"]
    if let effort, !efforts.contains(effort) {
      throw invalid(effort.text(), at: "reasoning.effort")
    }
    if let summary = body["reasoning"]?["summary"],
      !["auto", "concise", "detailed"].contains(summary)
    {
      throw invalid(summary.text(), at: "reasoning.summary")
    }
    guard reasons == false else { return }
    if body["reasoning"] != nil {
      throw DemoRefusal(
        400, "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
        code: "unsupported_parameter", parameter: "reasoning.effort")
    }
    if body["include"]?.arrayValue?.contains("reasoning.encrypted_content") ?? false {
      throw DemoRefusal(
        400, "Encrypted content is not supported with this model.", parameter: "include")
    }
  }

  private static func checkTools(_ body: JSONObject) throws(DemoRefusal) {
    let tools = body["tools"]?.arrayValue ?? []
    if tools.isEmpty, body["tool_choice"] != nil {
      throw DemoRefusal("Tool choice '\(body["tool_choice"]?.text() ?? "")' needs 'tools'.")
    }
    for (place, tool) in tools.enumerated() where tool["type"] == "function" {
      try checkName(tool["name"], at: "tools[\(place)].name")
      // What is not said to be lax is taken for strict.
      guard tool["strict"] != false else { continue }
      guard tool["parameters"]?["additionalProperties"] == false else {
        throw DemoRefusal(
          400,
          "Invalid schema for function '\(tool["name"]?.stringValue ?? "")': In context=(), "
            + "'additionalProperties' is required to be supplied and to be false.",
          code: "invalid_function_parameters", parameter: "tools[\(place)].parameters")
      }
    }
  }

  private static func checkFormat(_ format: JSON?, _ input: JSON) throws(DemoRefusal) {
    switch format?["type"]?.stringValue {
    case "json_schema"?:
      try checkName(format?["name"], at: "text.format.name")
      guard format?["schema"]?.objectValue != nil else {
        throw DemoRefusal("Missing required parameter: 'text.format.schema'.")
      }
    case "json_object"?:
      guard input.text().lowercased().split(whereSeparator: { !$0.isLetter }).contains("json")
      else {
        throw DemoRefusal(
          400,
          "Response input messages must contain the word 'json' in some form to use 'text.format' "
            + "of type 'json_object'.", parameter: "input")
      }
    default: return
    }
  }

  // MARK: Items

  private mutating func check(_ item: JSON, at place: String) throws(DemoRefusal) {
    let type = item["type"]?.stringValue ?? (item["role"] == nil ? "" : "message")
    if let lonely, !["message", "function_call", "reasoning"].contains(type) || isPrompt(item) {
      throw orphan(lonely)
    }
    lonely = nil
    switch type {
    case "message": try checkMessage(item, at: place)
    case "reasoning": try checkReasoning(item, at: place)
    case "function_call": try checkCall(item, at: place)
    case "function_call_output": try checkOutput(item, at: place)
    default: throw Self.invalid("'\(type)'", at: place + ".type")
    }
  }

  private func isPrompt(_ item: JSON) -> Bool {
    item["role"] != nil && item["role"] != "assistant"
  }

  private func checkMessage(_ item: JSON, at place: String) throws(DemoRefusal) {
    let types: [String]
    switch item["role"]?.stringValue {
    case "user", "system", "developer": types = ["input_text", "input_image", "input_file"]
    case "assistant": types = ["output_text", "refusal"]
    case let role: throw Self.invalid("'\(role ?? "")'", at: place + ".role")
    }
    try Self.checkContent(item["content"], types, at: place + ".content")
  }

  private static func checkContent(
    _ content: JSON?, _ types: [String], at place: String
  ) throws(DemoRefusal) {
    if content?.stringValue != nil { return }
    guard let parts = content?.arrayValue, !parts.isEmpty else {
      throw DemoRefusal("Invalid type for '\(place)': expected an array or a string.")
    }
    for (number, part) in parts.enumerated() {
      let type = part["type"]?.stringValue ?? ""
      let known = types.joined(separator: "', '")
      guard types.contains(type) else {
        throw DemoRefusal(
          400, "Invalid value: '\(type)'. Supported values are: '\(known)'.",
          code: "invalid_value", parameter: "\(place)[\(number)]")
      }
      if type == "input_image", part["image_url"]?.stringValue == nil {
        throw invalid("null", at: "\(place)[\(number)].image_url")
      }
    }
  }

  private mutating func checkReasoning(_ item: JSON, at place: String) throws(DemoRefusal) {
    let id = item["id"]?.stringValue ?? ""
    guard id.hasPrefix("rs_") else { throw Self.invalid("'\(id)'", at: place + ".id") }
    guard let summary = item["summary"]?.arrayValue else {
      throw DemoRefusal("Missing required parameter: '\(place).summary'.")
    }
    guard let seal = item["encrypted_content"]?.stringValue, !seal.isEmpty else {
      throw DemoRefusal(
        404,
        "Item with id '\(id)' not found. Items are not persisted when `store` is set to false. Try "
          + "again with `store` set to true, or remove this item from your input.",
        parameter: "input")
    }
    let text = summary.compactMap { $0["text"]?.stringValue }.joined()
    guard seal == DemoSignature.of(text) else {
      throw DemoRefusal(
        400, "The encrypted content for item \(id) could not be verified.",
        code: "invalid_encrypted_content")
    }
    lonely = id
  }

  private mutating func checkCall(_ item: JSON, at place: String) throws(DemoRefusal) {
    guard let id = item["call_id"]?.stringValue, !id.isEmpty, id.utf8.count <= 64 else {
      throw DemoRefusal("Missing required parameter: '\(place).call_id'.")
    }
    if let own = item["id"]?.stringValue, !own.hasPrefix("fc") {
      throw DemoRefusal(
        "Invalid '\(place).id': '\(own)'. Expected an ID that begins with 'fc'.")
    }
    try Self.checkName(item["name"], at: place + ".name")
    guard item["arguments"]?.stringValue != nil else {
      throw DemoRefusal("Invalid type for '\(place).arguments': expected a string.")
    }
    waiting.append(id)
  }

  private mutating func checkOutput(_ item: JSON, at place: String) throws(DemoRefusal) {
    let id = item["call_id"]?.stringValue ?? ""
    guard let answered = waiting.firstIndex(of: id) else {
      throw DemoRefusal(
        400, "No tool call found for function call output with call_id \(id).",
        parameter: "input")
    }
    waiting.remove(at: answered)
    try Self.checkContent(
      item["output"], ["input_text", "input_image", "input_file"], at: place + ".output")
  }

  private func checkNothingWaits() throws(DemoRefusal) {
    if let lonely { throw orphan(lonely) }
    guard let id = waiting.first else { return }
    throw DemoRefusal(
      400, "No tool output found for function call \(id).", parameter: "input")
  }

  // MARK: Refusals

  private func orphan(_ id: String) -> DemoRefusal {
    DemoRefusal(
      "Item '\(id)' of type 'reasoning' was provided without its required following item.")
  }

  private static func invalid(_ value: String, at place: String) -> DemoRefusal {
    DemoRefusal(
      400, "Invalid value: \(value) at '\(place)'.", code: "invalid_value", parameter: place)
  }

  private static func checkName(_ name: JSON?, at place: String) throws(DemoRefusal) {
    guard let name = name?.stringValue, DemoChecks.isPlainName(name, upTo: 64) else {
      throw DemoRefusal(
        "Invalid '\(place)': string does not match pattern '^[a-zA-Z0-9_-]+$'.")
    }
  }
}
