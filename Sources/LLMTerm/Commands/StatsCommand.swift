import ChatEngine
import ChatUI

/// `llmterm stats`: what was asked, from the files that chat, ask and batch append to.
struct StatsCommand {
  private let options: Options.Stats
  private let surroundings: Surroundings
  private let folders: Folders?

  init(_ options: Options.Stats) {
    self.options = options
    surroundings = Surroundings()
    folders = Folders(
      environment: surroundings.environment, workingFolder: surroundings.workingFolder)
  }

  func run() -> Int32 {
    guard let folders else {
      return Program.complain(
        "There are no statistics: neither LLMTERM_HOME nor HOME says where they lie. Set HOME.")
    }
    let now = SystemClock.timestamp()
    let since = since(now)
    if since > now {
      return Program.complain(
        "--since names a time that is still to come. Name one before now, or so long ago, as 7d.")
    }
    var summary = UsageSummary(
      since: since, until: now, by: options.grouping, utcOffset: surroundings.utcOffset)
    summary.read(folders)
    if let path = summary.unreadable {
      Program.complain(
        "The statistics could not be read: \(path). Look at its owner and mode.")
      return Program.Exit.failed
    }
    if summary.damaged > 0 {
      Program.complain(
        "\(summary.damaged) damaged line\(summary.damaged == 1 ? "" : "s") of usage in "
          + "\(folders.state) \(summary.damaged == 1 ? "was" : "were") passed over.")
    }
    var output = StatsOutput(summary.report, since: since, until: now, surroundings.utcOffset)
    output.wins = WinOutput(summary.wins)
    Output.say(options.asJSON ? output.json : output.text(width: OutputWidth.columns))
    return Program.Exit.answered
  }

  private func since(_ now: Timestamp) -> Timestamp {
    switch options.since {
    case .time(let time): return time
    case .ago(let duration):
      return Timestamp(milliseconds: now.milliseconds - duration.milliseconds)
    case .day(let day):
      let midnight = Timestamp(text: day + "T00:00:00Z")?.milliseconds ?? 0
      return Timestamp(milliseconds: midnight - Int64(surroundings.utcOffset) * 1000)
    }
  }
}

/// Statistics as a table and as one JSON object.
struct StatsOutput {
  private let report: UsageReport
  private let since: Timestamp
  private let until: Timestamp
  private let utcOffset: Int
  /// What was voted on answers that were compared.
  var wins = WinOutput(WinTable([]))

  init(_ report: UsageReport, since: Timestamp, until: Timestamp, _ utcOffset: Int = 0) {
    self.report = report
    self.since = since
    self.until = until
    self.utcOffset = utcOffset
  }

  func text(width: Int?) -> String {
    let first = Figures.date(since, utcOffset: utcOffset).string
    let last = Figures.date(until, utcOffset: utcOffset).string
    let compared = wins.text(width: width)
    guard !report.groups.isEmpty else {
      return "Nothing was asked from \(first) to \(last).\n" + compared
    }
    return "\(first) to \(last), by \(report.grouping.rawValue)\n\n" + table.text(width: width)
      + compared
  }

  private var table: TextTable {
    var table = TextTable([
      TextTable.Column(SafeText(report.grouping.rawValue), canShrink: true),
      TextTable.Column("requests", isNumber: true),
      TextTable.Column("failed", isNumber: true, isSparedLast: true),
      TextTable.Column("in", isNumber: true, isSparedLast: true),
      TextTable.Column("out", isNumber: true, isSparedLast: true),
      TextTable.Column("cost", isNumber: true),
      TextTable.Column("first p50", isNumber: true, canBeSpared: true),
      TextTable.Column("p95", isNumber: true, canBeSpared: true),
      TextTable.Column("total p50", isNumber: true, canBeSpared: true),
      TextTable.Column("p95", isNumber: true, canBeSpared: true),
      TextTable.Column("cached in", isNumber: true, canBeSpared: true),
      TextTable.Column("cache hits", isNumber: true, canBeSpared: true),
    ])
    for group in report.groups {
      table.add(cells(of: group.figures, named: SafeText(group.name, context: .code)))
    }
    if report.groups.count > 1 { table.add(cells(of: report.all, named: "all")) }
    return table
  }

  private func cells(of figures: UsageReport.Figures, named name: SafeText) -> [SafeText] {
    let times = [figures.firstToken, figures.total].flatMap { samples in
      [samples.quantile(0.5), samples.quantile(0.95)].map { $0.map(Figures.duration) ?? "" }
    }
    // What is not known is more than nothing.
    let cost = Figures.money(figures.cost) + (figures.withoutCost > 0 ? "+?" : "")
    return [
      name, SafeText(figures.requests), SafeText(figures.failed),
      Figures.tokens(figures.inputTokens), Figures.tokens(figures.outputTokens), cost,
    ] + times + [Figures.tokens(figures.cachedInputTokens), SafeText(figures.cacheHits)]
  }

  /// One object; times in milliseconds, null where nothing was measured.
  var json: String {
    var object: JSON = [
      "since": .string(since.text), "until": .string(until.text),
      "by": .string(report.grouping.rawValue),
      "groups": .array(
        report.groups.map { group in
          var members = JSONObject([JSONMember(key: "name", value: .string(group.name))])
          for member in self.members(of: group.figures) { members[member.key] = member.value }
          return .object(members)
        }),
      "total": .object(JSONObject(members(of: report.all))),
    ]
    if case .object(var members) = object, wins.json != .array([]) {
      members["wins"] = wins.json
      object = .object(members)
    }
    return object.text(.init(isPretty: true)) + "\n"
  }

  private func members(of figures: UsageReport.Figures) -> [JSONMember] {
    func milliseconds(_ samples: UsageReport.Samples, _ share: Double) -> JSON {
      samples.quantile(share).map { .int(Int(clamping: $0.milliseconds)) } ?? .null
    }
    return [
      JSONMember(key: "requests", value: .int(figures.requests)),
      JSONMember(key: "failed", value: .int(figures.failed)),
      JSONMember(key: "cancelled", value: .int(figures.cancelled)),
      JSONMember(key: "cache_hits", value: .int(figures.cacheHits)),
      JSONMember(key: "input_tokens", value: .int(figures.inputTokens)),
      JSONMember(key: "output_tokens", value: .int(figures.outputTokens)),
      JSONMember(key: "cached_input_tokens", value: .int(figures.cachedInputTokens)),
      JSONMember(key: "cost_usd", value: .double(figures.cost)),
      JSONMember(key: "requests_without_cost", value: .int(figures.withoutCost)),
      JSONMember(key: "first_token_p50_ms", value: milliseconds(figures.firstToken, 0.5)),
      JSONMember(key: "first_token_p95_ms", value: milliseconds(figures.firstToken, 0.95)),
      JSONMember(key: "total_p50_ms", value: milliseconds(figures.total, 0.5)),
      JSONMember(key: "total_p95_ms", value: milliseconds(figures.total, 0.95)),
    ]
  }
}
