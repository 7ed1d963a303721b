import ChatEngine
import ChatUI

/// The figures of a comparison, a row for each.
enum ComparisonTable {
  private static let heads = [
    "target", "first token", "total", "speed", "tokens", "cost", "finish",
  ]

  /// The lines, headings first.
  static func rows(_ contestants: [Contestant]) -> [String] {
    let cells = [heads] + contestants.map(row)
    let widths = heads.indices.map { place in cells.map { $0[place].count }.max() ?? 0 }
    return cells.map { row in
      let padded = row.indices.map { place in
        let gap = String(repeating: " ", count: widths[place] - row[place].count)
        // Names and words stand left, figures right.
        return place == 0 || place == row.count - 1 ? row[place] + gap : gap + row[place]
      }
      let line = padded.joined(separator: "  ")
      return String(line[...(line.lastIndex { $0 != " " } ?? line.startIndex)])
    }
  }

  private static func row(_ contestant: Contestant) -> [String] {
    let unknown = "-"
    let ends = contestant.earlier + [contestant.end].compactMap(\.self)
    let attempts = ends.flatMap(\.ending.attempts)
    let last = contestant.end?.ending.attempts.last
    let total = attempts.reduce(Duration.zero) { $0 + $1.wait + $1.total }
    let usages = ends.compactMap(\.ending.usage)
    let costs = ends.compactMap(\.cost)
    let input = usages.compactMap(\.inputTokens)
    let output = usages.compactMap(\.outputTokens)
    let tokens =
      output.isEmpty
      ? unknown
      : "\(input.isEmpty ? unknown : "\(input.reduce(0, +))") + \(output.reduce(0, +))"
    return [
      SafeText(contestant.name, context: .code).string,
      last?.firstToken.map { Figures.duration($0).string } ?? unknown,
      attempts.isEmpty ? unknown : Figures.duration(total).string,
      last?.tokensPerSecond.map { Figures.speed($0).string } ?? unknown, tokens,
      costs.isEmpty ? unknown : Figures.money(costs.reduce(0, +)).string,
      finish(contestant.end),
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
