import ChatEngine

/// The figures beside the names of a list, in columns:
/// `200k  $2 / $10  VTSR  840 ms  45 tok/s  2% errors  98 req left  120k tok left`.
///
/// A figure that no row has takes no column. Where room is short, columns are left out from the right:
/// tokens left first, then requests left, errors, speed, time to the first token, abilities and price.
struct PickerFigures {
  private struct Column: Sendable {
    var cell: @Sendable (Choice) -> SafeText?
    var isRightAligned = false
  }

  private static let gap: SafeText = "  "

  private static let all = [
    Column(cell: { $0.context.map(Figures.tokens) ?? "?" }),
    Column(cell: { price($0) }),
    Column(cell: { marks($0) }),
    Column(cell: { $0.firstToken.map(Figures.duration) }, isRightAligned: true),
    Column(cell: { $0.tokensPerSecond.map(Figures.speed) }, isRightAligned: true),
    Column(cell: { $0.errorRate.map { "\(Figures.percent($0)) errors" } }, isRightAligned: true),
    Column(
      cell: { $0.requestsLeft.map { "\(Figures.tokens($0)) req left" } },
      isRightAligned: true),
    Column(
      cell: { $0.tokensLeft.map { "\(Figures.tokens($0)) tok left" } }, isRightAligned: true),
  ]

  /// What there is room for, with widths.
  private let columns: [(column: Column, width: Int)]

  /// The columns for these rows.
  init(_ choices: [Choice], columns room: Int) {
    let targets = choices.filter { $0.isTarget }
    var columns = Self.all.compactMap { column -> (column: Column, width: Int)? in
      targets.compactMap { column.cell($0)?.columns }.max().map { (column, $0) }
    }
    while columns.count > 1,
      columns.reduce(-Self.gap.columns, { $0 + $1.width + Self.gap.columns }) > room
    {
      columns.removeLast()
    }
    self.columns = columns
  }

  /// A target's figures, or the targets of a route.
  func text(of choice: Choice) -> SafeText {
    guard choice.isTarget else { return Self.targets(of: choice) }
    let cells = columns.map { column, width -> SafeText in
      let text = column.cell(choice) ?? ""
      let padding = SafeText.spaces(width - text.columns)
      return column.isRightAligned ? padding + text : text + padding
    }
    return cells.joined(separator: Self.gap)
  }

  /// `a/m → b/m` where they are asked in order, else `weighted: a/m, b/m`.
  private static func targets(of choice: Choice) -> SafeText {
    let names = choice.targets.map { SafeText($0.description, context: .code) }
    switch choice.policy {
    case .failover, nil: return names.joined(separator: " → ")
    case .weighted: return "weighted: " + names.joined(separator: ", ")
    case .cheapest: return "cheapest of " + names.joined(separator: ", ")
    case .fastest: return "fastest of " + names.joined(separator: ", ")
    }
  }

  private static func price(_ choice: Choice) -> SafeText {
    choice.price.map { "$\(Figures.price($0.input)) / $\(Figures.price($0.output))" }
      ?? "price unknown"
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
}

extension Choice {
  fileprivate var isTarget: Bool {
    switch destination {
    case .target: true
    case .route: false
    }
  }
}
