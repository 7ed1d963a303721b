package import ChatEngine

/// One header as it stood, its name as spelled.
package struct DemoHeader: Sendable, Equatable {
  package var name: String
  package var value: String

  package init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }
}

/// What was asked of the demo server, and what became of it.
package struct DemoRequest: Sendable {
  package enum Outcome: Sendable, Equatable {
    case answering
    case answered
    /// The script's fault ended the connection.
    case broken
    /// The client went away before the answer's end, that long after its request was complete.
    case clientClosed(after: Duration)
  }

  package var method: String
  /// Without the query.
  package var path: String
  package var query: String
  package var headers: [DemoHeader]
  package var bodyBytes: [UInt8]
  /// The body, where it is JSON.
  package var body: JSON?
  /// Counts connections from 1.
  package var connection: Int
  /// Counts requests from 1.
  package var number: Int
  /// How many requests for answers had come to the same base before this one.
  package var visit: Int
  package var destination: DemoDestination?
  package var outcome: Outcome = .answering
  /// Bytes of the response that the client's socket has taken, head included.
  package var bytesAccepted = 0
  /// The status answered, once it is known.
  package var status: Int?

  /// The first header of that name, in any case.
  package func header(_ name: String) -> String? {
    let wanted = name.lowercased()
    return headers.first { $0.name.lowercased() == wanted }?.value
  }

  /// Whether the client went away in the middle.
  package var clientClosed: Bool {
    if case .clientClosed = outcome { true } else { false }
  }

  package var model: String { destination?.model ?? body?["model"]?.stringValue ?? "" }

  package var wantsStream: Bool {
    // Only Ollama streams where nothing is said.
    destination?.streams ?? body?["stream"]?.boolValue ?? (destination?.dialect == .ollama)
  }

  /// The key as sent, from whichever header the dialect uses.
  package var key: String? {
    if let key = header("x-api-key") ?? header("x-goog-api-key") ?? header("api-key") { return key }
    guard let bearer = header("authorization"), bearer.hasPrefix("Bearer ") else { return nil }
    return String(bearer.dropFirst("Bearer ".count))
  }

  /// The text of the last message of the user, tool results aside.
  package var prompt: String {
    for message in messages.reversed() where message["role"]?.stringValue == "user" {
      let text = DemoRequest.text(of: message)
      if !text.isEmpty { return text }
    }
    return ""
  }

  /// Whether the last message brings the results of tool calls.
  package var bringsToolResults: Bool {
    guard let last = messages.last else { return false }
    if last["role"]?.stringValue == "tool" { return true }
    if last["type"]?.stringValue == "function_call_output" { return true }
    let parts = last["content"]?.arrayValue ?? last["parts"]?.arrayValue ?? []
    return parts.contains {
      $0["type"]?.stringValue == "tool_result" || $0["functionResponse"] != nil
    }
  }

  /// The tokens that the request allows, if it limits them.
  var maxTokens: Int? {
    let config = body?["generationConfig"]
    let limits = [
      body?["max_tokens"], body?["max_completion_tokens"], config?["maxOutputTokens"],
      body?["max_output_tokens"], body?["options"]?["num_predict"],
    ]
    return limits.lazy.compactMap { $0?.intValue }.first
  }

  /// Messages, contents or input, as the dialect calls them.
  var messages: [JSON] {
    if let text = body?["input"]?.stringValue {
      return [["role": "user", "content": .string(text)]]
    }
    return body?["input"]?.arrayValue ?? body?["messages"]?.arrayValue ?? body?["contents"]?
      .arrayValue ?? []
  }

  private static func text(of message: JSON) -> String {
    if let text = message["content"]?.stringValue { return text }
    let parts = message["content"]?.arrayValue ?? message["parts"]?.arrayValue ?? []
    return parts.compactMap { $0["text"]?.stringValue }.joined(separator: "\n")
  }
}
