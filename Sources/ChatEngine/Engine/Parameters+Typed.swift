extension Parameters {
  /// The parameters that can be typed.
  package enum Name: String, Sendable, CaseIterable {
    case temperature
    case topP = "top_p"
    case seed
    case maxOutputTokens = "max_output_tokens"
    case reasoningEffort = "reasoning_effort"
    case stop
    case parallelToolCalls = "parallel_tool_calls"

    /// Reads a name, as it is or as it is often said.
    package init?(typed text: String) {
      switch text {
      case "effort": self = .reasoningEffort
      case "max_tokens": self = .maxOutputTokens
      default: self.init(rawValue: text)
      }
    }

    /// The values it takes, in words.
    package var range: String {
      switch self {
      case .temperature: "a number from 0 to 2, or default"
      case .topP: "a number above 0 and up to 1, or default"
      case .seed: "a whole number, or default"
      case .maxOutputTokens: "a whole number from 1, or default"
      case .reasoningEffort:
        ReasoningEffort.allCases.map(\.rawValue).joined(separator: ", ") + ", or default"
      case .stop: "a text, a JSON list of up to four, or default"
      case .parallelToolCalls: "true, false or default"
      }
    }
  }

  /// Sets a parameter from what was typed, or gives false for what is out of its range.
  ///
  /// `default` leaves it to the provider.
  package mutating func set(_ name: Name, to text: String) -> Bool {
    switch name {
    case .temperature:
      return set(\.temperature, text) { Double($0).flatMap { (0...2).contains($0) ? $0 : nil } }
    case .topP: return set(\.topP, text) { Double($0).flatMap { $0 > 0 && $0 <= 1 ? $0 : nil } }
    case .seed: return set(\.seed, text) { Int($0) }
    case .maxOutputTokens:
      return set(\.maxOutputTokens, text) { Int($0).flatMap { $0 >= 1 ? $0 : nil } }
    case .reasoningEffort:
      return set(\.reasoningEffort, text) { ReasoningEffort(rawValue: $0) }
    case .stop: return setStop(text)
    case .parallelToolCalls: return set(\.parallelToolCalls, text) { Bool($0) }
    }
  }

  private mutating func setStop(_ text: String) -> Bool {
    guard text != "default" else {
      stop = []
      return true
    }
    var texts = [text]
    if text.hasPrefix("["), let list = try? JSON.parse(text).arrayValue {
      texts = list.compactMap(\.stringValue)
      guard texts.count == list.count else { return false }
    }
    guard (1...4).contains(texts.count), !texts.contains("") else { return false }
    stop = texts
    return true
  }

  private mutating func set<Value>(
    _ path: WritableKeyPath<Parameters, Value?>, _ text: String, read: (String) -> Value?
  ) -> Bool {
    let value = read(text)
    guard value != nil || text == "default" else { return false }
    self[keyPath: path] = value
    return true
  }
}
