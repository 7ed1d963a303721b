/// Where the panes of a comparison lie: side by side while each has room to read, else below each
/// other, else one at a time under tabs.
struct PaneFrames: Equatable {
  /// One pane that is in view.
  struct Frame: Equatable {
    let pane: Int
    /// Its place on the screen, from 0; what a person calls it is one more.
    let position: Int
    let whole: Rect
    let heading: Rect
    /// Figures, or what was just said; empty in a low pane.
    let figures: Rect
    let body: Rect
  }

  /// Narrower columns are no pleasure to read.
  static let leastColumns = 36
  /// A heading, figures and four rows of text.
  static let leastRows = 6

  /// The row of names above a pane that is alone in view; empty where all are.
  private(set) var tabs = Rect(columns: 0, rows: 0)
  private(set) var panes: [Frame] = []

  init(_ state: AppState) {
    self.init(
      state.comparison?.order ?? [], focus: state.comparison?.position ?? 0,
      isZoomed: state.comparison?.layout.isZoomed ?? false, in: ScreenLayout(state).transcript)
  }

  init(_ order: [Int], focus: Int, isZoomed: Bool, in area: Rect) {
    guard !order.isEmpty, !area.isEmpty else { return }
    let columns = min(order.count, max(1, (area.columns + 1) / (Self.leastColumns + 1)))
    let rows = (order.count + columns - 1) / columns
    guard !isZoomed, rows == 1 || area.rows / rows >= Self.leastRows,
      columns > 1 || area.columns >= Self.leastColumns
    else {
      var rest = area
      if area.rows > 4 { (tabs, rest) = area.split(top: 1) }
      panes = [Self.frame(order[focus], focus, rest)]
      return
    }
    place(order, rows: rows, in: area)
  }

  /// The upper rows take what cannot be shared out evenly.
  private mutating func place(_ order: [Int], rows: Int, in area: Rect) {
    var position = 0
    var rest = area
    for row in 0..<rows {
      let (line, below) = rest.split(top: (rest.rows + rows - row - 1) / (rows - row))
      rest = below
      let count = (order.count - position + rows - row - 1) / (rows - row)
      var strip = line
      for column in 0..<count {
        let left = count - column
        // A column between two panes is the line that parts them.
        let width = (strip.columns - (left - 1)) / left
        let (whole, right) = strip.split(left: width)
        strip = right.split(left: 1).rest
        panes.append(Self.frame(order[position], position, whole))
        position += 1
      }
    }
  }

  private static func frame(_ pane: Int, _ position: Int, _ whole: Rect) -> Frame {
    let (heading, rest) = whole.split(top: whole.rows > 1 ? 1 : 0)
    let (figures, body) = rest.split(top: whole.rows >= leastRows ? 1 : 0)
    return Frame(
      pane: pane, position: position, whole: whole, heading: heading, figures: figures, body: body)
  }
}
