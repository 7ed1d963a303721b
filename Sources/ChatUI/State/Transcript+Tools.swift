import ChatEngine

/// Tool calls and what they gave: results stand in messages of their own, and are read under the
/// calls.
extension Transcript {
  /// Messages that are looked through for a call, from its result backwards.
  private static let farthestCall = 64

  /// Puts the results of a message under their calls; false where one of them has none, and for
  /// any other message.
  static func attach(_ message: Message, to entries: inout [Entry]) -> Bool {
    guard message.role == .tool, !message.parts.isEmpty else { return false }
    var places: [(entry: Int, call: Int, result: ToolResult)] = []
    for part in message.parts {
      guard case .toolResult(let result) = part else { return false }
      let taken = places.map { [$0.entry, $0.call] }
      let found = place(ofCall: result.callID, in: entries) { entry, call in
        !taken.contains([entry, call]) && entries[entry].accepts(result, forCall: call)
      }
      guard let found else { return false }
      places.append((found.entry, found.call, result))
    }
    for place in places { entries[place.entry].take(place.result, forCall: place.call) }
    return true
  }

  /// The last call of that id which fits, within the answers to the last prompt.
  private static func place(
    ofCall id: String, in entries: [Entry], where fits: (Int, Int) -> Bool
  ) -> (entry: Int, call: Int)? {
    for entry in entries.indices.reversed().prefix(farthestCall) {
      guard entries[entry].message.role != .user else { return nil }
      for (number, call) in entries[entry].message.toolCalls.enumerated()
      where call.id == id && fits(entry, number) {
        return (entry, number)
      }
    }
    return nil
  }

  /// Takes how far a call is.
  mutating func run(_ id: String, _ state: ToolRunState) {
    switch state {
    case .running(let since): running[id] = since
    case .waiting, .ended: running[id] = nil
    case .progress: break
    }
    let place = Transcript.place(ofCall: id, in: entries) { entry, call in
      entries[entry].run(call).result == nil
    }
    guard let place else { return }
    entries[place.entry].take(state, forCall: place.call)
  }

  /// Nothing runs any more.
  mutating func endRuns() { running = [:] }
}

extension Transcript.Entry {
  /// What is known of the call of that number.
  func run(_ call: Int) -> CallRun { runs.indices.contains(call) ? runs[call] : CallRun() }

  /// Whether a result can be that call's: there is none yet, or the same.
  fileprivate func accepts(_ result: ToolResult, forCall call: Int) -> Bool {
    let known = run(call).result
    return known == nil || known == result
  }
}
