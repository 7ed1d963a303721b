import ChatEngine

/// The list of targets and routes, each with what is known of it.
enum PickerView {
  /// Columns of the name in a list with figures beside it.
  private static let nameColumns = 36

  static func draw(_ picker: Picker, _ state: AppState, in frame: Rect, on grid: inout Grid) {
    let rect = Box.place(columns: 100, rows: picker.list.rows.count + 1, in: frame)
    let title: SafeText =
      switch picker.purpose {
      case .select: "Who answers next"
      case .regenerate: "Answer again with"
      }
    var hint: SafeText = state.keys.listHint("takes it")
    if rect.columns >= 90 { hint += " · V vision T tools S schema R reasoning" }
    let inside = Box.draw(rect, title: title, hint: hint, state.theme, on: &grid)
    ListView.draw(
      picker.list, empty: "Nothing fits, but any PROVIDER/MODEL can be taken.", in: inside,
      state.theme, on: &grid
    ) { row, _ in
      line(row.item, places: row.places, columns: inside.columns, state)
    }
  }

  private static func line(
    _ choice: Choice, places: [Int], columns: Int, _ state: AppState
  ) -> Line {
    let theme = state.theme
    var line = Line(choice.destination == state.destination ? "▸" : " ", style: theme.accent)
    line.append(HealthMark.line(choice.health, theme))
    line.append(" ")
    let hasFigures = columns >= nameColumns + 20
    let room = (hasFigures ? nameColumns : columns) - line.columns
    let base = choice.obstacle == nil ? Style.plain : theme.dim
    line.append(
      ListView.highlighted(
        choice.destination.text, places: places, columns: room, base: base, match: theme.match))
    if hasFigures { line.pad(to: nameColumns) }
    let rest = columns - line.columns - 2
    guard rest > 3 else { return line }
    if let obstacle = choice.obstacle {
      line.append("  \(SafeText(obstacle).truncated(to: rest))", style: theme.warning)
    } else if hasFigures {
      line.append("  \(figures(choice, columns: rest))", style: theme.dim)
    }
    return line
  }

  /// `200k    $2 / $10         VTSR   840 ms  45 tok/s  2% errors  98 left`, as far as it fits.
  private static func figures(_ choice: Choice, columns: Int) -> SafeText {
    if case .route = choice.destination {
      return choice.targets.map { SafeText($0.description, context: .code) }
        .joined(separator: " → ").truncated(to: columns)
    }
    let price = choice.price.map {
      "$\(Figures.price($0.input)) / $\(Figures.price($0.output))" as SafeText
    }
    var pieces = [
      column(choice.context.map(Figures.tokens) ?? "?", 6), column(price ?? "price unknown", 15),
      marks(choice),
    ]
    if let time = choice.firstToken { pieces.append(Figures.duration(time)) }
    if let speed = choice.tokensPerSecond { pieces.append(Figures.speed(speed)) }
    if let rate = choice.errorRate, rate > 0 { pieces.append("\(Figures.percent(rate)) errors") }
    if let left = choice.requestsLeft { pieces.append("\(left) left") }
    while pieces.count > 1, pieces.joined(separator: "  ").columns > columns { pieces.removeLast() }
    return pieces.joined(separator: "  ").truncated(to: columns)
  }

  /// V vision, T tools, S JSON schema, R reasoning; a dot where the model has it not.
  private static func marks(_ choice: Choice) -> SafeText {
    var text = SafeText()
    text += choice.vision == true ? "V" : "·"
    text += choice.tools == true ? "T" : "·"
    text += choice.jsonSchema == true ? "S" : "·"
    text += choice.reasoning == true ? "R" : "·"
    return text
  }

  private static func column(_ text: SafeText, _ columns: Int) -> SafeText {
    text + .spaces(columns - text.columns)
  }
}
