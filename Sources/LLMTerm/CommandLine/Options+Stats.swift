import ChatEngine

extension CommandEntry {
  static let stats = CommandEntry(
    summary: "what was asked: requests, tokens, cost, times",
    flags: [.since, .by, .json],
    notes: [
      "Times are of answers: p50 is the usual one, and one in twenty is slower than p95.",
      "Answers from the cache are counted apart and cost nothing.",
    ],
    examples: [
      Example(line: "llmterm stats", help: "the last 30 days, by model"),
      Example(line: "llmterm stats --since 7d --by day", help: "the last week, day by day"),
      Example(
        line: "llmterm stats --since 2026-11-01 --json | jq .total.cost_usd",
        help: "what a month has cost so far"),
    ])
}

extension Options {
  /// Statistics of what was asked.
  struct Stats: Equatable {
    enum Since: Equatable {
      /// So long ago.
      case ago(Duration)
      /// A day where the person is, or a time.
      case day(String)
      case time(Timestamp)
    }

    var since = Since.ago(.seconds(30 * 86_400))
    var grouping = UsageReport.Grouping.model
    var asJSON = false
  }

  private static let sinceForms =
    "a day as 2026-11-23, a time as 2026-11-23T08:00:00Z, or so long ago as 7d, 12h or 30m"

  /// Which requests are counted, and how they are put together.
  static func stats(_ words: CommandLineWords) throws(UsageError) -> Stats {
    var stats = Stats(asJSON: words.has(.json))
    let since = try words.read(of: .since, as: sinceForms) { text -> Stats.Since? in
      if let duration = Duration(text: text), duration > .zero { return .ago(duration) }
      if text.utf8.count == 10, Timestamp(text: text + "T00:00:00Z") != nil { return .day(text) }
      return Timestamp(text: text).map { .time($0) }
    }
    let groupings = UsageReport.Grouping.allCases.map(\.rawValue)
    let grouping = try words.read(
      of: .by, as: groupings.dropLast().joined(separator: ", ") + " or model"
    ) { UsageReport.Grouping(rawValue: $0) }
    stats.since = since ?? stats.since
    stats.grouping = grouping ?? stats.grouping
    return stats
  }
}
