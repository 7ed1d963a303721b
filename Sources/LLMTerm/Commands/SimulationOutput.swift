import ChatEngine
import ChatUI

/// A simulated run as text for people and as one JSON object.
struct SimulationOutput {
  let report: SimulationReport
  let route: SimulatedRoute
  let settings: Simulation.Settings

  init(_ report: SimulationReport, of route: SimulatedRoute, _ settings: Simulation.Settings) {
    self.report = report
    self.route = route
    self.settings = settings
  }

  // MARK: Text

  var text: String {
    let stories = report.stories.map(text(of:)).joined(separator: "\n")
    let all = [heading, figures, tenths, table].joined(separator: "\n")
    return stories.isEmpty
      ? all : all + "\nWhat was seen of the first turns with a failure:\n" + stories
  }

  private var heading: String {
    let length = Figures.seconds(report.length).string
    var lines = [
      "Route \(safe(route.route.name)), \(route.route.policy.rawValue): \(report.turns) prompts in "
        + "\(length), seed \(settings.seed). Nobody was asked."
    ]
    for fault in settings.faults {
      let from = Figures.percent(fault.span.lowerBound).string
      let to = Figures.percent(fault.span.upperBound).string
      lines.append("\(safe(fault.target)) is made to fail (\(fault.kind)) from \(from) to \(to).")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var figures: String {
    let share = Double(report.answered) / Double(max(report.turns, 1))
    let rows = [
      ("Answered", "\(report.answered) of \(report.turns) (\(percent(share)))"),
      (
        "Requests",
        "\(report.attempts), \(report.extraRequests) of them extra; \(report.failovers) failovers, "
          + "\(report.retries) retries, \(report.hedges) hedges"
      ),
      ("First word", text(of: report.firstToken)),
      ("Whole answer", text(of: report.total)),
      ("Cost", Figures.money(report.cost).string),
    ]
    return SimulationOutput.aligned(rows.map { [$0.0, $0.1] }, left: [0, 1])
  }

  /// Whole percents hide what matters between 99 and 100.
  private func percent(_ share: Double) -> String {
    let thousandths = Int((share * 1000).rounded(.down))
    return "\(thousandths / 10).\(thousandths % 10) %"
  }

  private func text(of quantiles: SimulationReport.Quantiles?) -> String {
    guard let quantiles else { return "none" }
    let values = [("p50", quantiles.p50), ("p95", quantiles.p95), ("p99", quantiles.p99)]
    return values.map { "\($0.0) \(Figures.duration($0.1).string)" }.joined(separator: "   ")
  }

  /// Who was asked when: the shift away from a target that fails, and the return to it.
  private var tenths: String {
    let rows = report.targets.map { target in
      [safe(target.target)] + target.requests.map { $0 == 0 ? "·" : "\($0)" }
    }
    return "Requests in each tenth of the run:\n" + SimulationOutput.aligned(rows, left: [0])
  }

  private var table: String {
    var rows = [["", "answered", "failed", "breaker opened", "cost"]]
    for target in report.targets {
      let counts = [target.answered, target.failed, target.openings].map { "\($0)" }
      rows.append([safe(target.target)] + counts + [Figures.money(target.cost).string])
    }
    return SimulationOutput.aligned(rows, left: [0])
  }

  private func text(of story: SimulationStory) -> String {
    let rows = story.lines.map { line in
      ["  " + Figures.duration(line.after).string, SafeText(line.text).string]
    }
    return "prompt \(story.turn), after \(Figures.duration(story.began).string)\n"
      + SimulationOutput.aligned(rows, left: [1])
  }

  private func safe(_ target: Target) -> String { safe(target.description) }

  private func safe(_ text: String) -> String { SafeText(text, context: .code).string }

  /// Columns as wide as their widest cell; those that are not `left` stand at the right.
  static func aligned(_ rows: [[String]], left: Set<Int>) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        if left.contains(column) { return column == row.count - 1 ? cell : cell + padding }
        return padding + cell
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
