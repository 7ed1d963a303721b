/// A revision of the Model Context Protocol, by its date; compared by place in this list.
package enum MCPRevision: String, CaseIterable, Comparable, Sendable {
  case november2024 = "2024-11-05"
  case march2025 = "2025-03-26"
  case june2025 = "2025-06-18"
  case november2025 = "2025-11-25"
  case july2026 = "2026-07-28"

  /// What `server/discover` is asked under.
  static let newest = MCPRevision.july2026
  /// What `initialize` offers.
  static let newestHandshake = MCPRevision.november2025

  /// Whether requests stand for themselves; before, a handshake opened a session.
  package var isStateless: Bool { self >= .july2026 }

  package static func < (left: MCPRevision, right: MCPRevision) -> Bool {
    allCases.firstIndex(of: left) ?? 0 < allCases.firstIndex(of: right) ?? 0
  }
}
