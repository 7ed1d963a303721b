/// The rows of the last view, in their order: those that are settled need not be made again.
struct KnownRows {
  private let rows: [Transcript.VisibleRow]
  private var next = 0

  init(_ rows: [Transcript.VisibleRow]) { self.rows = rows }

  /// A row that is still what it was; to be asked for in the order of entries and rows.
  mutating func row(_ index: Int, of entry: Int, _ revision: Int) -> Transcript.VisibleRow? {
    while next < rows.count, (rows[next].entry, rows[next].index) < (entry, index) { next += 1 }
    guard next < rows.count, rows[next].entry == entry, rows[next].index == index,
      rows[next].revision == revision
    else { return nil }
    return rows[next]
  }
}
