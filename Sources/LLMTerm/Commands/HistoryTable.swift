import CSystem
import ChatEngine
import ChatUI
import Glibc

/// Rows of conversations that fit the terminal.
struct HistoryTable {
  private let columns: Int
  private let utcOffset: Int

  init(columns: Int, _ utcOffset: Int) {
    self.columns = columns
    self.utcOffset = utcOffset
  }

  /// The terminal's width; a pipe takes rows of any length.
  static var terminalColumns: Int {
    var rows: UInt16 = 0
    var columns: UInt16 = 0
    guard isatty(STDOUT_FILENO) == 1, csys_window_size(STDOUT_FILENO, &rows, &columns) == 0,
      columns > 0
    else { return .max }
    return Int(columns)
  }

  /// `ID  2026-11-23 10:42  * Title #tag`.
  func row(_ entry: Library.Entry, _ marks: LibraryMarks.Marks) -> String {
    let date = Figures.date(entry.changed, utcOffset: utcOffset)
    let clock = Figures.clock(entry.changed, utcOffset: utcOffset)
    var row = SafeText(entry.id.text, context: .code) + "  " + date + " " + clock + "  "
    if marks.isPinned { row += "★ " }
    if marks.isArchived { row += "archived " }
    row += SafeText(entry.title ?? "New conversation")
    for tag in marks.tags { row += " #" + SafeText(tag, context: .code) }
    return row.truncated(to: columns).string + "\n"
  }

  /// What was found, below its conversation.
  func row(_ found: LibrarySearch.Found) -> String {
    let hit = found.hit
    let bytes = Array(hit.snippet.utf8)
    // As much before the place as leaves it in sight.
    let room = columns == .max ? bytes.count : max(0, columns / 4)
    var start = max(0, hit.place.lowerBound - room)
    while start > 0, start < bytes.count, bytes[start] & 0xC0 == 0x80 { start += 1 }
    let text = SafeText(String(decoding: bytes[start...], as: UTF8.self))
    let who: SafeText = hit.role == .user ? "You: " : "Answer: "
    let row: SafeText = "    " + who + (start > 0 ? "…" : "") + text
    return row.truncated(to: columns).string + "\n"
  }
}
