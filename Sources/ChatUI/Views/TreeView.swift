import ChatEngine

/// The map of a conversation's branches.
enum TreeView {
  static func draw(_ map: BranchMap, _ state: AppState, in frame: Rect, on grid: inout Grid) {
    let keys = state.keys
    let rect = Box.place(columns: 100, rows: map.rows.count, in: frame)
    let hint = HintLine.fitting(
      [
        (keys.hint(.accept, "goes there"), 0), (keys.hint(.forkMessage, "forks"), 3),
        (keys.hint(.deleteMessage, "deletes, brings back"), 2), (keys.hint(.close, "closes"), 1),
      ], columns: Box.edgeColumns(rect))
    let inside = Box.draw(rect, title: "Branches", hint: hint, state.theme, on: &grid)
    let first = firstRow(of: map, rows: inside.rows)
    for (place, row) in map.rows.dropFirst(first).prefix(inside.rows).enumerated() {
      let point = Point(column: inside.column, row: inside.row + place)
      grid.put(line(row, columns: inside.columns, state.theme), at: point, clip: inside)
      let whole = Rect(column: inside.column, row: point.row, columns: inside.columns, rows: 1)
      grid.mark(whole, as: .listRow(offset: first + place - map.selected))
      guard first + place == map.selected else { continue }
      grid.restyle(whole) { $0.overlaid(by: state.theme.marked) }
    }
  }

  /// The marked message stays in view.
  static func firstRow(of map: BranchMap, rows: Int) -> Int {
    max(0, min(map.selected - rows / 2, map.rows.count - rows))
  }

  /// `│ ├─○ claude-sonnet-5  Three places do it … 46 tok`.
  private static func line(_ row: BranchMap.Row, columns: Int, _ theme: Theme) -> Line {
    let node = row.node
    var line = Line(SafeText(cut(row.lines, to: columns / 2)), style: theme.frame)
    let style = row.isHidden || !node.isOnPath ? theme.dim : Style.plain
    let mark: SafeText = row.isHidden ? "✕ " : node.isOnPath ? "● " : "○ "
    line.append(mark, style: node.isOnPath ? theme.accent : theme.dim)
    let who = SafeText(node.target?.model ?? name(of: node.role), context: .code)
    let whoStyle = node.role == .user ? theme.you : theme.answer
    line.append(
      who.truncated(to: max(3, columns / 4)), style: row.isHidden ? theme.dim : whoStyle)
    line.append("  ")
    let right: SafeText =
      columns < 40 ? "" : "  \(node.isPartial ? "partial, " : "")\(Figures.tokens(node.tokens)) tok"
    let words =
      node.role == .assistant
      ? ShownText.line(of: node.words) : SafeText(node.words, context: .code)
    line.append(
      words.truncated(to: max(0, columns - line.columns - right.columns)), style: style)
    guard !right.isEmpty else { return line }
    line.pad(to: columns - right.columns)
    line.append(right, style: theme.dim)
    return line
  }

  /// The last of the lines, where there are more than fit: what is beside the message counts most.
  private static func cut(_ lines: String, to columns: Int) -> String {
    lines.count <= columns ? lines : "…" + lines.suffix(max(0, columns - 1))
  }

  private static func name(of role: Role) -> String {
    switch role {
    case .user: "You"
    case .assistant: "Answer"
    case .system: "System"
    case .tool: "Tool"
    }
  }
}
