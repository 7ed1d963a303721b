import ChatEngine
import ChatUI

/// Which targets' answers were the better ones, as a table and as JSON.
struct WinOutput {
  private let table: WinTable

  init(_ table: WinTable) { self.table = table }

  /// Nothing where nobody has voted.
  func text(width: Int?) -> String {
    guard !table.rows.isEmpty else { return "" }
    var text = TextTable([
      TextTable.Column("compared", canShrink: true), TextTable.Column("wins", isNumber: true),
      TextTable.Column("losses", isNumber: true), TextTable.Column("ties", isNumber: true),
      TextTable.Column("all bad", isNumber: true, isSparedLast: true),
      TextTable.Column("rate", isNumber: true),
    ])
    for row in table.rows {
      text.add([
        SafeText(row.target.description, context: .code), SafeText(row.wins), SafeText(row.losses),
        SafeText(row.ties), SafeText(row.bothBad), Figures.percent(row.rate),
      ])
    }
    return "\n" + text.text(width: width)
  }

  var json: JSON {
    .array(
      table.rows.map { row in
        [
          "target": .string(row.target.description), "wins": .int(row.wins),
          "losses": .int(row.losses), "ties": .int(row.ties), "all_bad": .int(row.bothBad),
          "rate": .double(row.rate),
        ]
      })
  }
}
