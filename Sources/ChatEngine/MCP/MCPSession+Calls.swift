/// Calls of tools, prompts and resources: progress, cancellation, questions of the server.
extension MCPSession {
  // A flood of progress would draw the screen again and again.
  private static let progressPause: Duration = .milliseconds(100)

  mutating func begin(_ call: MCPCall) {
    guard revision != nil else { return waiting.append((call, false)) }
    request(.call(call), call.method, call.params, timeout: call.timeout)
  }

  mutating func cancel(_ key: MCPCall.Key) {
    waiting.removeAll { $0.call.key == key }
    for (id, request) in pending {
      guard case .call(let call) = request.purpose, call.key == key else { continue }
      pending[id] = nil
      giveUp(id, "cancelled by the user")
    }
  }

  mutating func called(_ call: MCPCall, _ request: Pending, _ outcome: MCPOutcome) {
    guard case .result(let result) = outcome else {
      return effects.append(.ended(call.key, outcome))
    }
    switch result["resultType"]?.stringValue {
    case nil, "complete":
      let isObject = result.objectValue != nil
      effects.append(
        .ended(call.key, isObject ? outcome : .failed("gave a result that is no object")))
    case "input_required": declineInput(call, request, result)
    default: effects.append(.ended(call.key, .failed("gave a result of an unknown kind")))
    }
  }

  /// The same request once more, with a "no" to every question (mcp.md, section 6).
  private mutating func declineInput(_ call: MCPCall, _ request: Pending, _ result: JSON) {
    let questions = result["inputRequests"]?.objectValue ?? [:]
    let canDecline = questions.members.allSatisfy {
      $0.value["method"]?.stringValue == "elicitation/create"
    }
    guard request.rounds < Self.maxRounds, canDecline else {
      return effects.append(
        .ended(call.key, .failed("asks for input that this program does not give")))
    }
    var again = call
    again.params["inputResponses"] = nil
    again.params["requestState"] = result["requestState"]
    if !questions.isEmpty {
      let answers = questions.members.map {
        JSONMember(key: $0.key, value: ["action": "decline"])
      }
      again.params["inputResponses"] = .object(JSONObject(answers))
    }
    self.request(.call(again), again.method, again.params, timeout: call.timeout)
    pending[lastID]?.rounds = request.rounds + 1
    pending[lastID]?.latest = request.latest
  }

  mutating func progress(_ params: JSON) {
    guard let id = params["progressToken"]?.intValue, var request = pending[id],
      case .call(let call) = request.purpose
    else { return }
    request.deadline = min(now + request.timeout, request.latest)
    let isFirst = request.progressShown == .zero
    if isFirst || now - request.progressShown >= Self.progressPause {
      request.progressShown = max(now, Instant(nanoseconds: 1))
      effects.append(.progress(call.key, Self.text(ofProgress: params)))
    }
    pending[id] = request
  }

  /// As in `1/2 half`; at most 200 characters.
  private static func text(ofProgress params: JSON) -> String {
    var words: [String] = []
    if case .number(let done) = params["progress"] {
      var text = String(done.text.prefix(20))
      if case .number(let total) = params["total"] { text += "/" + total.text.prefix(20) }
      words.append(text)
    }
    if let message = params["message"]?.stringValue { words.append(String(message.prefix(160))) }
    return words.joined(separator: " ")
  }
}
