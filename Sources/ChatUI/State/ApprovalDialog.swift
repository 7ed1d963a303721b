package import ChatEngine

/// The question whether a call may run, how far it was read, and from when on it can be answered.
package struct ApprovalDialog: Sendable {
  package let request: ApprovalRequest
  /// Whether the change of the tool's description is shown.
  package private(set) var showsDifference: Bool
  /// All of it in rows of the width in force.
  private(set) var lines: [Line] = []
  private(set) var offset = 0
  /// Whether its last row has been in view; only then it can be allowed.
  private(set) var isRead = false
  /// Keys before that were meant for what was there before.
  private(set) var opens: Instant
  private var room = Size(columns: 0, rows: 0)

  /// How long keys are not taken for an answer (faults.md, section 6).
  static let guardTime: Duration = .milliseconds(300)
  /// In less room, nobody can read what a call would do.
  static let least = Size(columns: 16, rows: 2)

  package init(_ request: ApprovalRequest, at now: Instant) {
    self.request = request
    showsDifference = !request.difference.isEmpty
    opens = now + ApprovalDialog.guardTime
  }

  /// Takes no answer for a moment: somebody types, or looks at something new.
  mutating func holdBack(at now: Instant) { opens = max(opens, now + ApprovalDialog.guardTime) }

  /// Whether there is no room in which it can be read.
  var isTooSmall: Bool {
    room.columns < ApprovalDialog.least.columns || room.rows < ApprovalDialog.least.rows
  }

  var mayAllow: Bool { isRead && !isTooSmall }

  /// Lays it out for a room, if that is another.
  mutating func fit(_ room: Size, _ theme: Theme) {
    if lines.isEmpty || room.columns != self.room.columns {
      lines = ApprovalText.lines(of: self, columns: room.columns, theme)
    }
    self.room = room
    scroll(by: 0)
  }

  mutating func scroll(by lines: Int) {
    let last = max(0, self.lines.count - room.rows)
    offset = max(0, min(offset + lines, last))
    if offset == last, !isTooSmall { isRead = true }
  }

  /// Shows or hides how the description has changed; what is new has to be read.
  mutating func toggleDifference() {
    showsDifference.toggle()
    lines = []
    isRead = false
  }
}
