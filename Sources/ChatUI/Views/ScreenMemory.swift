/// What of the last frame may be used again for the next; that changes no frame, only what it costs.
package struct ScreenMemory: Sendable {
  private var blank = Grid(columns: 0, rows: 0)
  var top: (content: TopBar.Content, cells: [Cell])?
  var transcript = DrawnRows()
  /// By the number of the pane.
  var panes: [Int: DrawnRows] = [:]

  package init() {}

  /// An empty grid.
  mutating func grid(_ size: Size) -> Grid {
    if blank.size != size { blank = Grid(size) }
    return blank
  }
}
