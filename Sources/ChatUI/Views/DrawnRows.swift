/// Rows of a transcript as they were drawn last, so that a frame draws only those that are new.
///
/// A row is found again by what it shows, wherever it stands by now.
struct DrawnRows: Sendable {
  private struct Row {
    let visible: Transcript.VisibleRow
    let cells: [Cell]
  }

  private var rows: [Row] = []
  private var last: [Row] = []
  private var next = 0
  private var theme: Theme?
  private var columns = 0

  /// Begins a frame; what was drawn with another theme or width is forgotten.
  mutating func begin(_ theme: Theme, columns: Int) {
    last = self.theme == theme && self.columns == columns ? rows : []
    rows.removeAll(keepingCapacity: true)
    (self.theme, self.columns, next) = (theme, columns, 0)
  }

  /// A row's cells if it was in the last frame; to be asked for in the order of the rows.
  mutating func cells(of visible: Transcript.VisibleRow) -> [Cell]? {
    let place = (visible.entry, visible.index)
    while next < last.count, (last[next].visible.entry, last[next].visible.index) < place {
      next += 1
    }
    guard next < last.count, last[next].visible.entry == visible.entry,
      last[next].visible.index == visible.index, last[next].visible.row == visible.row
    else { return nil }
    rows.append(last[next])
    return last[next].cells
  }

  /// Keeps what was drawn for a row.
  mutating func keep(_ visible: Transcript.VisibleRow, _ cells: [Cell]) {
    rows.append(Row(visible: visible, cells: cells))
  }
}

extension EntryRow {
  /// Whether the row alone says how it is drawn, with the theme and the width.
  var isPlain: Bool {
    switch self {
    case .text, .reasoning, .toolText, .toolResult, .toolMore, .attachment, .failure: true
    case .header, .reasoningFold, .toolCall, .image, .blank: false
    }
  }
}
