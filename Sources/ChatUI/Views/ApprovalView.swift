import ChatEngine

/// The question whether a call may run.
enum ApprovalView {
  private static let widest = 100

  /// The columns and rows for what there is to read.
  static func room(in frame: Rect, lines: Int) -> Size {
    let rect = Box.place(columns: widest, rows: lines, in: frame)
    let inside = Box.inside(rect)
    // Without a frame, title and hint take a row each.
    return inside == rect
      ? Size(columns: rect.columns, rows: rect.rows - 2) : inside.size
  }

  static func draw(
    _ dialog: ApprovalDialog, _ state: AppState, in frame: Rect, on grid: inout Grid
  ) {
    let rect = Box.place(columns: widest, rows: dialog.lines.count, in: frame)
    let title = title(of: dialog.request)
    let isFramed = Box.inside(rect) != rect
    let hint = hint(dialog, state.keys, columns: isFramed ? rect.columns - 6 : rect.columns)
    var inside = Box.draw(rect, title: title, hint: hint, state.theme, on: &grid)
    if !isFramed {
      let (rest, bottom) = inside.split(bottom: 1)
      let (top, middle) = rest.split(top: 1)
      inside = middle
      grid.put(
        title.truncated(to: top.columns), at: top.origin, style: state.theme.accent, clip: top)
      grid.put(
        hint.truncated(to: bottom.columns), at: bottom.origin, style: state.theme.dim, clip: bottom)
    }
    guard !dialog.isTooSmall else {
      let text: SafeText = "too small to show it"
      grid.put(
        text.truncated(to: inside.columns), at: inside.origin, style: state.theme.warning,
        clip: inside)
      return
    }
    for (row, line) in dialog.lines.dropFirst(dialog.offset).prefix(inside.rows).enumerated() {
      grid.put(line, at: Point(column: inside.column, row: inside.row + row), clip: inside)
    }
  }

  private static func title(of request: ApprovalRequest) -> SafeText {
    let place: SafeText = request.count > 1 ? " \(request.position) of \(request.count)" : ""
    return "May this run?\(place)"
  }

  /// What can be done, in as many words as there is room for.
  private static func hint(_ dialog: ApprovalDialog, _ keys: KeyMap, columns: Int) -> SafeText {
    var forms: [[SafeText]]
    let deny = keys.hint(.deny, "denies")
    if dialog.isTooSmall {
      forms = [["too small to allow it", deny], [deny]]
    } else if !dialog.isRead {
      let on = keys.hint(.scrollDown, "goes on")
      forms = [
        [on.isEmpty ? "" : "\(on); it can be allowed at its end", deny],
        [on.isEmpty ? "" : "\(on), then allow", deny], [on, deny],
        [keys.hint(.itemDown, "more"), deny],
      ]
    } else {
      let once = keys.hint(.allowOnce, "runs it once")
      let always = keys.hint(.allowAlways, "always")
      let change = keys.hint(
        .difference, dialog.showsDifference ? "hides the change" : "shows the change")
      let more = dialog.request.mayAlways ? [once, always] : [once]
      let short = keys.hint(.allowOnce, "once")
      forms = [more + [deny], [short, deny]]
      if !dialog.request.difference.isEmpty { forms.insert(more + [deny, change], at: 0) }
    }
    let texts = forms.map { $0.asHints() }
    return texts.first { $0.columns <= columns } ?? deny
  }
}
