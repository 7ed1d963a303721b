/// One row: bytes of the text.
struct WrappedRow: Equatable, Sendable {
  let start: UInt32
  let end: UInt32
  /// Whether the row goes on from the one above, without a newline between them.
  let isContinuation: Bool
}

/// Decides where rows end; holds nothing but offsets.
struct RowBreaker: Sendable {
  /// The row that is still growing.
  struct OpenRow: Sendable {
    var start = 0
    var isContinuation = false
    /// The columns taken so far; trailing spaces may stand out over the edge.
    var column = 0
    /// Whether something other than spaces has been seen in it.
    var hasWord = false
    /// The last run of spaces at which the row may break.
    var gap: Range<Int>?
    /// Whether that run is the last thing in the row.
    var endsInGap = false
  }

  static let continuationMark: SafeText = "↳ "

  private let width: Int
  private let mode: WrappedText.Mode
  private let hangingIndent: Int
  private(set) var closed: [WrappedRow] = []
  private(set) var open = OpenRow()
  /// The bytes laid out so far.
  private var position = 0

  init(width: Int, mode: WrappedText.Mode, hangingIndent: Int) {
    self.width = max(1, width)
    self.mode = mode
    self.hangingIndent = min(max(0, hangingIndent), self.width / 2)
  }

  /// How far the layout was.
  struct Mark: Sendable {
    let closed: Int
    fileprivate let open: OpenRow
    fileprivate let position: Int
  }

  var mark: Mark { Mark(closed: closed.count, open: open, position: position) }

  /// Takes back what was laid out since.
  mutating func roll(back mark: Mark) {
    closed.removeLast(max(0, closed.count - mark.closed))
    open = mark.open
    position = mark.position
  }

  /// Lays out what was added to the text since the last time.
  mutating func layOut(_ text: SafeText) {
    var clusters = Clusters(text, in: position..<text.count)
    if position > 0 { clusters.skipMarks() }
    while let cluster = clusters.next() {
      if cluster.isNewline {
        close(at: visibleEnd(cluster.range.lowerBound))
        start(at: cluster.range.upperBound, isContinuation: false)
      } else if let restart = place(cluster) {
        clusters = Clusters(text, in: restart..<text.count)
      }
    }
    position = text.count
  }

  /// The row at the end of the text, as far as it fits.
  func openRow(of text: SafeText) -> WrappedRow {
    WrappedRow(
      start: UInt32(open.start), end: UInt32(visibleEnd(text.count)),
      isContinuation: open.isContinuation)
  }

  /// What stands before a row's own text.
  func prefix(of row: WrappedRow) -> Line {
    guard row.isContinuation, indent > 0 else { return Line() }
    switch mode {
    case .words: return Line(.spaces(indent))
    case .code: return Line(Self.continuationMark, style: Style(attributes: .dim))
    }
  }

  /// The columns for a row's own text.
  func available(in row: WrappedRow) -> Int { available(row.isContinuation) }

  /// A cluster's columns in a row that has room for `available`.
  static func columns(of cluster: Cluster, at column: Int, available: Int) -> Int {
    let width = cluster.columns(at: column)
    return cluster.isTab ? min(width, max(1, available - column)) : min(width, available)
  }

  private var indent: Int {
    switch mode {
    case .words: hangingIndent
    case .code: width >= 4 ? 2 : 0
    }
  }

  private func available(_ isContinuation: Bool) -> Int {
    isContinuation ? width - indent : width
  }

  /// Puts a cluster into the open row, or closes the row before it.
  ///
  /// - Returns: where to go on from, if the row was closed.
  private mutating func place(_ cluster: Cluster) -> Int? {
    let available = available(open.isContinuation)
    let columns = Self.columns(of: cluster, at: open.column, available: available)
    if mode == .words, cluster.isSpace {
      placeSpace(cluster.range, columns, available)
      return nil
    }
    if open.column + columns <= available {
      open.column += columns
      open.hasWord = true
      open.endsInGap = false
      return nil
    }
    let gap = open.gap ?? cluster.range.lowerBound..<cluster.range.lowerBound
    close(at: gap.lowerBound)
    start(at: gap.upperBound, isContinuation: true)
    return gap.upperBound
  }

  /// Spaces never start a row; those at the beginning of a paragraph are its indentation, and only
  /// what stands out over the edge is swallowed.
  private mutating func placeSpace(_ range: Range<Int>, _ columns: Int, _ available: Int) {
    let fits = open.column + columns <= available
    open.column += columns
    if open.endsInGap, let gap = open.gap {
      open.gap = gap.lowerBound..<range.upperBound
    } else if open.hasWord || !fits {
      open.gap = range
      open.endsInGap = true
    }
  }

  /// Where the open row's visible part ends if its text ends at `end`.
  private func visibleEnd(_ end: Int) -> Int {
    guard open.column > available(open.isContinuation), open.endsInGap, let gap = open.gap else {
      return end
    }
    return gap.lowerBound
  }

  private mutating func close(at end: Int) {
    closed.append(
      WrappedRow(
        start: UInt32(open.start), end: UInt32(max(open.start, end)),
        isContinuation: open.isContinuation))
  }

  private mutating func start(at position: Int, isContinuation: Bool) {
    open = OpenRow(start: position, isContinuation: isContinuation)
  }
}

extension [WrappedRow] {
  /// The first row that starts after a byte.
  func firstIndex(after offset: Int) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if Int(self[middle].start) <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
