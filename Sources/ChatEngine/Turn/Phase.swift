/// How far an attempt got: it decides what a failure may lead to (engine.md, P0 to P4).
package enum Phase: Int, Sendable, Comparable {
  /// The server never had it.
  case notSent
  /// No status yet.
  case sent
  /// 200, nothing shown.
  case responding
  /// Something was shown.
  case shown

  package static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
}

extension ChatRequest {
  /// Whether tools have run since the last prompt (P4).
  ///
  /// A turn never runs them again: whatever is asked anew holds the same results under the same call
  /// ids, because every attempt is made from this one request.
  package var toolsHaveRun: Bool {
    let last = messages.lastIndex { $0.role == .user && !$0.hasToolResult } ?? messages.startIndex
    return messages[last...].contains(where: \.hasToolResult)
  }
}

extension Message {
  var hasToolResult: Bool {
    parts.contains { if case .toolResult = $0 { true } else { false } }
  }
}
