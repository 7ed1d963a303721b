import ChatEngine
import ChatUI

/// The figures of a comparison, a row for each.
enum ComparisonTable {
  /// The lines, headings first, as wide as the terminal; nil for as wide as they are.
  static func rows(_ contestants: [Contestant], width: Int?) -> [Substring] {
    var table = TextTable([
      TextTable.Column("target", canShrink: true),
      TextTable.Column("first token", isNumber: true, canBeSpared: true),
      TextTable.Column("total", isNumber: true),
      TextTable.Column("speed", isNumber: true, canBeSpared: true),
      TextTable.Column("tokens", isNumber: true, isSparedLast: true),
      TextTable.Column("cost", isNumber: true), TextTable.Column("finish", canShrink: true),
    ])
    for contestant in contestants { table.add(row(contestant)) }
    return table.text(width: width).split(separator: "\n")
  }

  private static func row(_ contestant: Contestant) -> [SafeText] {
    let unknown: SafeText = "-"
    let ends = contestant.earlier + [contestant.end].compactMap(\.self)
    let attempts = ends.flatMap(\.ending.attempts)
    let last = contestant.end?.ending.attempts.last
    let total = attempts.reduce(Duration.zero) { $0 + $1.wait + $1.total }
    let usages = ends.compactMap(\.ending.usage)
    let costs = ends.compactMap(\.cost)
    let input = usages.compactMap(\.inputTokens)
    let output = usages.compactMap(\.outputTokens)
    let asked = input.isEmpty ? "-" : "\(input.reduce(0, +))"
    let tokens = "\(asked) + \(output.reduce(0, +))"
    return [
      SafeText(contestant.name, context: .code),
      last?.firstToken.map(Figures.duration) ?? unknown,
      attempts.isEmpty ? unknown : Figures.duration(total),
      last?.tokensPerSecond.map(Figures.speed) ?? unknown,
      output.isEmpty ? unknown : SafeText(tokens),
      costs.isEmpty ? unknown : Figures.money(costs.reduce(0, +)),
      SafeText(finish(contestant.end)),
    ]
  }

  private static func finish(_ end: TurnEnd?) -> String {
    guard let end else { return "-" }
    switch end.outcome {
    case .answered:
      return (end.ending.finish?.rawValue ?? "-") + (end.ending.cached == nil ? "" : " (cached)")
    case .failed, .cancelled: return end.ending.failure?.kind.rawValue ?? end.outcome.rawValue
    }
  }
}
