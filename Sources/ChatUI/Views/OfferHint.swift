/// What is said beside names that are offered.
enum OfferHint {
  /// Marks a row that is chosen.
  static func mark(
    _ offer: Int, at place: Point, _ state: AppState, on grid: inout Grid
  ) {
    guard state.offerMark == offer else { return }
    let row = Rect(column: 0, row: place.row, columns: grid.columns, rows: 1)
    grid.restyle(row) { $0.overlaid(by: state.theme.marked) }
  }

  /// How many are not in view, and how one is chosen, at the right end of the last row as far as
  /// there is room.
  static func draw(_ rows: OfferRows, _ state: AppState, in area: Rect, on grid: inout Grid) {
    guard let last = area.rowRange.last else { return }
    var pieces: [SafeText] = rows.hidden > 0 ? ["\(rows.hidden) more"] : []
    if state.offerMark == nil {
      pieces.append(state.keys.hint(.earlierPrompt, "chooses"))
      pieces.append(state.keys.hint(.complete, "completes"))
    } else {
      pieces.append(state.keys.hint(.send, "takes it"))
    }
    pieces.removeAll(where: \.isEmpty)
    let text = grid.row(last)
    let end = (text.lastIndex { $0.glyph != .blank } ?? text.startIndex) - text.startIndex + 1
    let isMarked = state.offerMark == rows.first + rows.count - 1
    let style = isMarked ? state.theme.dim.overlaid(by: state.theme.marked) : state.theme.dim
    while let first = pieces.first {
      let hint = pieces.joined(separator: " · ")
      let column = area.right - hint.columns - 1
      if column >= end + 2 {
        grid.put(hint, at: Point(column: column, row: last), style: style, clip: area)
        return
      }
      if pieces.count == 1, rows.hidden > 0 {
        // That there are more is said over what one of them does.
        let text: SafeText = " … \(hint) "
        let start = max(area.column, area.right - text.columns)
        grid.put(text, at: Point(column: start, row: last), style: style, clip: area)
      }
      pieces = pieces.count > 1 ? [first] + pieces[1...].dropLast() : []
    }
  }
}
