import ChatEngine

/// The list of targets and routes, each with what is known of it.
enum PickerView {
  /// Columns that a name gets beside figures, its marks among them.
  private static let nameRange = 20...36

  /// Columns of the names in a list with figures beside them: what the longest needs.
  private static func nameColumns(of choices: [Choice]) -> Int {
    let longest = choices.map { SafeText($0.destination.text, context: .code).columns }.max() ?? 0
    return min(max(longest + markColumns, nameRange.lowerBound), nameRange.upperBound)
  }

  /// What stands before a name: whether it answers next, and how well it does.
  private static let markColumns = 3

  /// The widest that the list becomes: with every figure there is.
  private static let mostColumns = 132

  static func draw(_ picker: Picker, _ state: AppState, in frame: Rect, on grid: inout Grid) {
    let rect = Box.place(columns: mostColumns, rows: picker.list.rows.count + 1, in: frame)
    let title: SafeText =
      switch picker.purpose {
      case .select: "Who answers next"
      case .regenerate: "Answer again with"
      case .compare where picker.marks.isEmpty: "Compare side by side: mark 2 to 6"
      case .compare: "Compare side by side: \(picker.marks.count) marked, 2 to 6"
      case .merge: "Who makes one answer of all"
      }
    let hint = hint(picker, state.keys, columns: rect.columns - 6)
    let inside = Box.draw(rect, title: title, hint: hint, state.theme, on: &grid)
    // Of all rows, so that the columns stay where they are while the list is narrowed.
    let nameColumns = nameColumns(of: state.choices)
    let figures = PickerFigures(state.choices, columns: inside.columns - nameColumns - 2)
    ListView.draw(
      picker.list, empty: "Nothing fits, but any PROVIDER/MODEL can be taken.", in: inside,
      state.theme, on: &grid
    ) { row, _ in
      line(row, names: nameColumns, columns: inside.columns, figures, picker.marks, state)
    }
  }

  /// What can be done, in as many words as there is room for.
  private static func hint(_ picker: Picker, _ keys: KeyMap, columns: Int) -> SafeText {
    let compares = picker.purpose == .compare || !picker.marks.isEmpty
    let take = keys.hint(.accept, compares ? "compares" : "takes it")
    let mark = keys.hint(.markTarget, "marks to compare")
    let close = keys.hint(.close, "closes")
    let legend: SafeText = "V vision T tools S schema R reasoning"
    let all: [SafeText] = ["type to search"] + (picker.takesMarks ? [mark] : []) + [take, close]
    let short = picker.takesMarks ? [keys.hint(.markTarget, "marks")] : []
    let forms = [
      all + [legend], all, Array(all.dropFirst()), short + [take, close], [take, close], [close],
    ]
    return forms.map { $0.asHints() }.first { $0.columns <= columns } ?? close
  }

  private static func line(
    _ row: FilteredList<Choice>.Row, names nameColumns: Int, columns: Int,
    _ figures: PickerFigures, _ marks: [Destination], _ state: AppState
  ) -> Line {
    let choice = row.item
    let theme = state.theme
    let mark: SafeText = choice.destination == state.destination ? "▸" : " "
    var line = Line(marks.contains(choice.destination) ? "✓" : mark, style: theme.accent)
    line.append(HealthMark.line(choice.health, theme))
    line.append(" ")
    let hasFigures = columns >= nameColumns + 20
    let room = (hasFigures ? nameColumns : columns) - line.columns
    let base = choice.obstacle == nil ? Style.plain : theme.dim
    line.append(
      ListView.highlighted(
        choice.destination.text, places: row.places, columns: room, base: base, match: theme.match))
    if hasFigures { line.pad(to: nameColumns) }
    let rest = columns - line.columns - 2
    guard rest > 3 else { return line }
    if let obstacle = choice.obstacle {
      line.append("  \(SafeText(obstacle).truncated(to: rest))", style: theme.warning)
    } else if hasFigures {
      line.append("  \(figures.text(of: choice).truncated(to: rest))", style: theme.dim)
    }
    return line
  }
}
