import ChatEngine

/// What was asked lately: by model, provider or day, and which answers were the better ones.
enum UsagePage {
  /// `2026-10-30 to 2026-11-29`.
  static func span(_ summary: UsageSummary, _ state: AppState) -> SafeText {
    let since = Figures.date(summary.since, utcOffset: state.utcOffset)
    let until = Figures.date(summary.until, utcOffset: state.utcOffset)
    return "\(since) to \(until)"
  }

  static func lines(_ summary: UsageSummary, _ state: AppState, columns: Int) -> [Line] {
    var page = PageText(columns: columns, theme: state.theme)
    let report = summary.report
    if report.groups.isEmpty { page.text("Nothing was asked in these days.") }
    for group in report.groups {
      add(group.figures, named: SafeText(group.name, context: .code), to: &page)
    }
    if report.groups.count > 1 { add(report.all, named: "all", to: &page) }
    if !summary.wins.rows.isEmpty {
      page.blank()
      page.heading("Compared")
      for row in summary.wins.rows { add(row, to: &page) }
    }
    if summary.damaged > 0 {
      page.blank()
      page.text(
        "\(summary.damaged) damaged line\(summary.damaged == 1 ? " was" : "s were") passed over.",
        style: state.theme.dim)
    }
    return page.lines
  }

  private static func add(
    _ figures: UsageReport.Figures, named name: SafeText, to page: inout PageText
  ) {
    page.text(name, style: Style(attributes: .bold))
    var facts: [SafeText] = ["\(figures.requests) request\(figures.requests == 1 ? "" : "s")"]
    if figures.failed > 0 { facts.append("\(figures.failed) failed") }
    if figures.cancelled > 0 { facts.append("\(figures.cancelled) stopped") }
    if figures.cacheHits > 0 { facts.append("\(figures.cacheHits) from the cache") }
    facts.append("\(Figures.tokens(figures.inputTokens)) in")
    if figures.cachedInputTokens > 0 {
      facts.append("\(Figures.tokens(figures.cachedInputTokens)) of it cached")
    }
    facts.append("\(Figures.tokens(figures.outputTokens)) out")
    // What is not known is more than nothing.
    facts.append(Figures.money(figures.cost) + (figures.withoutCost > 0 ? "+?" : ""))
    page.text(facts.joined(separator: " · "), indent: 2)
    let times = [time("first token", figures.firstToken), time("whole", figures.total)]
    page.text(
      times.compactMap(\.self).joined(separator: " · "), indent: 2, style: page.theme.dim)
  }

  /// `first token 420 ms, 95% within 1.2 s`; nil where nothing was measured.
  private static func time(_ name: SafeText, _ samples: UsageReport.Samples) -> SafeText? {
    guard let median = samples.quantile(0.5), let most = samples.quantile(0.95) else { return nil }
    return "\(name) \(Figures.duration(median)), 95% within \(Figures.duration(most))"
  }

  private static func add(_ row: WinTable.Row, to page: inout PageText) {
    page.text(
      SafeText(row.target.description, context: .code), style: Style(attributes: .bold))
    var facts: [SafeText] = ["\(Figures.percent(row.rate)) of \(row.votes)", "\(row.wins) won"]
    if row.ties > 0 { facts.append("\(row.ties) tied") }
    facts.append("\(row.losses) lost")
    if row.bothBad > 0 { facts.append("\(row.bothBad) all bad") }
    page.text(facts.joined(separator: " · "), indent: 2)
  }
}
