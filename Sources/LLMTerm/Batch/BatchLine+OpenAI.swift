import ChatEngine

/// The lines of OpenAI's batch interface: `custom_id`, `url` and `body`.
extension BatchLine {
  private static let chatKeys: Set<String> = [
    "model", "messages", "temperature", "top_p", "seed", "max_tokens", "max_completion_tokens",
    "reasoning_effort", "stop", "response_format", "stream", "stream_options",
  ]
  private static let responsesKeys: Set<String> = [
    "model", "input", "instructions", "temperature", "top_p", "max_output_tokens", "reasoning",
    "text", "stream",
  ]

  init(
    _ body: JSON, of line: JSONObject, _ identity: BatchIdentity, _ time: Timestamp
  ) throws(BatchMistake) {
    guard let body = body.objectValue else { throw BatchMistake("\"body\" must be an object") }
    self.init(identity)
    if let model = try body.text("model") { wish = .model(model) }
    switch try line.text("url") {
    case "/v1/chat/completions", nil: try takeChat(body, time)
    case "/v1/responses": try takeResponses(body, time)
    case let url?:
      throw BatchMistake(
        "\(SafeQuote.quoted(url)) cannot be asked; what can be is /v1/chat/completions and "
          + "/v1/responses")
    }
  }

  private mutating func takeChat(_ body: JSONObject, _ time: Timestamp) throws(BatchMistake) {
    try take(body["messages"] ?? .null, time)
    parameters = try Parameters(
      batch: .object(body),
      named: [
        "temperature": "temperature", "top_p": "top_p", "seed": "seed", "stop": "stop",
        "max_tokens": "max_output_tokens", "max_completion_tokens": "max_output_tokens",
        "reasoning_effort": "reasoning_effort",
      ])
    try take(format: body.given("response_format"), schemaIn: "json_schema")
    leaveOut(body.keys.filter { !Self.chatKeys.contains($0) })
  }

  private mutating func takeResponses(_ body: JSONObject, _ time: Timestamp) throws(BatchMistake) {
    if let text = body["input"]?.stringValue {
      messages = [.asked([.text(text)], number: 0, time)]
    } else {
      try take(body["input"] ?? .null, time)
    }
    if let instructions = try body.text("instructions") {
      system = system.map { instructions + "\n\n" + $0 } ?? instructions
    }
    var values = body
    if let effort = body["reasoning"]?["effort"] { values["reasoning_effort"] = effort }
    parameters = try Parameters(
      batch: .object(values),
      named: [
        "temperature": "temperature", "top_p": "top_p",
        "max_output_tokens": "max_output_tokens", "reasoning_effort": "reasoning_effort",
      ])
    try take(format: body["text"]?["format"], schemaIn: nil)
    leaveOut(body.keys.filter { !Self.responsesKeys.contains($0) })
  }

  /// `{"type": "json_schema", "json_schema": {"schema": …}}`, or the schema beside the type.
  private mutating func take(format: JSON?, schemaIn key: String?) throws(BatchMistake) {
    guard let format, let type = format["type"]?.stringValue else { return }
    switch type {
    case "text": break
    case "json_object": parameters.responseFormat = .json
    case "json_schema":
      guard let schema = key.map({ format[$0]?["schema"] }) ?? format["schema"] else {
        throw BatchMistake("its format names no schema")
      }
      self.schema = schema
    default: leaveOut(["\(type)"])
    }
  }
}

extension Parameters {
  private static let names: [String: String] = [
    "temperature": "temperature", "top_p": "top_p", "seed": "seed",
    "max_output_tokens": "max_output_tokens", "reasoning_effort": "reasoning_effort",
    "stop": "stop",
  ]

  /// The parameters of a line, named as in the configuration; what is not known is a mistake.
  init(batch json: JSON) throws(BatchMistake) {
    guard let object = json.objectValue else {
      throw BatchMistake("\"parameters\" must be an object")
    }
    if let unknown = object.keys.first(where: { Self.names[$0] == nil }) {
      throw BatchMistake(
        "there is no parameter \(SafeQuote.quoted(unknown))."
          + (Suggestion.question(for: unknown, among: Self.names.keys.sorted()).isEmpty
            ? " There are: \(Self.names.keys.sorted().joined(separator: ", "))"
            : Suggestion.question(for: unknown, among: Self.names.keys.sorted())))
    }
    try self.init(batch: json, named: Self.names)
  }

  /// Takes those of the names, each of which stands for one of ours.
  init(batch json: JSON, named names: [String: String]) throws(BatchMistake) {
    self.init()
    for member in json.objectValue?.members ?? [] where !member.value.isNull {
      guard let name = names[member.key] else { continue }
      if name == "stop" {
        stop = try Self.stop(member.value)
      } else if !set(name, to: member.value) {
        throw BatchMistake("\"\(member.key)\" has a value that it cannot have")
      }
    }
  }

  private mutating func set(_ name: String, to value: JSON) -> Bool {
    guard let name = Name(rawValue: name) else { return false }
    switch value {
    case .string(let text):
      guard name == .reasoningEffort, text != "default" else { return false }
      return set(name, to: text)
    case .number(let number):
      // As in 100.0: a whole number all the same.
      return set(name, to: number.int.map { String($0) } ?? number.text)
    case .null, .bool, .array, .object: return false
    }
  }

  private static func stop(_ value: JSON) throws(BatchMistake) -> [String] {
    if let text = value.stringValue, !text.isEmpty { return [text] }
    let texts = value.arrayValue?.compactMap(\.stringValue).filter { !$0.isEmpty } ?? []
    guard (1...4).contains(texts.count), texts.count == value.arrayValue?.count else {
      throw BatchMistake("\"stop\" must be one to four texts")
    }
    return texts
  }
}
