import ChatEngine

/// Everything that is known of a message: who wrote it, each attempt, and what was left out.
enum DetailsPage {
  static func lines(_ shown: PathMessage, _ state: AppState, columns: Int) -> [Line] {
    let message = shown.message
    var page = PageText(columns: columns, theme: state.theme)
    page.fact("role", SafeText(message.role.rawValue))
    let date = Figures.date(message.time, utcOffset: state.utcOffset)
    page.fact("time", "\(date) \(Figures.clock(message.time, utcOffset: state.utcOffset))")
    if shown.siblings > 1 { page.fact("version", "\(shown.position) of \(shown.siblings)") }
    if let origin = message.origin { add(origin, to: &page) }
    page.fact("state", SafeText(message.state.rawValue))
    if let failure = shown.failure { page.fact("failure", SafeText(failure)) }
    if let kept = message.ending?.cached { add(kept, of: message, to: &page, state) }
    if let ending = message.ending { add(ending, to: &page) }
    return page.lines
  }

  private static func add(
    _ kept: Timestamp, of message: Message, to page: inout PageText, _ state: AppState
  ) {
    let date = Figures.date(kept, utcOffset: state.utcOffset)
    let clock = Figures.clock(kept, utcOffset: state.utcOffset)
    page.fact("cached", "given \(date) \(clock), \(Figures.age(of: kept, at: message.time))")
  }

  private static func add(_ origin: Origin, to page: inout PageText) {
    page.fact("target", SafeText(origin.target.description, context: .code))
    page.fact("dialect", SafeText(origin.dialect.rawValue))
    if let model = origin.reportedModel {
      page.fact("answered as", SafeText(model, context: .code))
    }
  }

  private static func add(_ ending: Ending, to page: inout PageText) {
    if let finish = ending.finish {
      var text = SafeText(finish.rawValue)
      if let raw = ending.rawFinish, raw != finish.rawValue {
        text += " (\(SafeText(raw, context: .code)))"
      }
      page.fact("finish", text)
    }
    if let usage = ending.usage { page.fact("usage", self.usage(usage)) }
    if let cost = cost(ending) { page.fact("cost", cost) }
    if let id = ending.requestID { page.fact("request id", SafeText(id, context: .code)) }
    if let print = ending.fingerprint { page.fact("fingerprint", SafeText(print, context: .code)) }
    if let seed = ending.seed { page.fact("seed", SafeText(seed)) }
    for note in ending.notes { page.fact("note", SafeText(note)) }
    guard !ending.attempts.isEmpty else { return }
    page.blank()
    page.heading("Attempts")
    for (place, attempt) in ending.attempts.enumerated() { add(attempt, place + 1, to: &page) }
  }

  /// Of the answer, and of all attempts where others were paid too.
  private static func cost(_ ending: Ending) -> SafeText? {
    let costs = ending.attempts.compactMap(\.cost)
    let isGuess = ending.attempts.contains { $0.cost != nil && isEstimated($0) }
    let sum = money(costs.reduce(0, +), isEstimated: isGuess)
    guard let cost = ending.cost else { return costs.isEmpty ? nil : "\(sum) with all attempts" }
    let own = money(cost, isEstimated: ending.usage?.isEstimated == true)
    return costs.count > 1 ? "\(own), with all attempts \(sum)" : own
  }

  private static func usage(_ usage: Usage) -> SafeText {
    var pieces: [SafeText] = []
    if let count = usage.inputTokens { pieces.append("\(Figures.tokens(count)) in") }
    if let count = usage.cachedInputTokens, count > 0 {
      pieces.append("\(Figures.tokens(count)) cached")
    }
    if let count = usage.cacheWriteTokens, count > 0 {
      pieces.append("\(Figures.tokens(count)) written to the cache")
    }
    if let count = usage.outputTokens { pieces.append("\(Figures.tokens(count)) out") }
    if let count = usage.reasoningTokens, count > 0 {
      pieces.append("\(Figures.tokens(count)) reasoning")
    }
    if usage.isEstimated { pieces.append("estimated") }
    return pieces.joined(separator: ", ")
  }

  private static func add(_ attempt: AttemptRecord, _ number: Int, to page: inout PageText) {
    let target = SafeText(attempt.target.description, context: .code)
    var text: SafeText = "\(target) \(SafeText(attempt.outcome.rawValue))"
    if let status = attempt.status { text += " (\(status))" }
    if let failure = attempt.failure, attempt.outcome != .cancelled {
      text += ": \(words(failure.kind))"
      if !failure.message.isEmpty { text += ", \(SafeText(failure.message))" }
    }
    page.item("\(number).", text)
    if !attempt.reason.isEmpty { page.text(SafeText(attempt.reason), indent: 3) }
    var facts: [SafeText] = []
    if attempt.wait >= leastWait { facts.append("waited \(Figures.duration(attempt.wait))") }
    facts += timings(attempt)
    if let usage = attempt.usage { facts.append(self.usage(usage)) }
    if let cost = attempt.cost { facts.append(money(cost, isEstimated: isEstimated(attempt))) }
    page.text(facts.joined(separator: " · "), indent: 3, style: page.theme.dim)
  }

  /// No wait is meant by less: Redis alone may take as long (engine.md, "Rate limits").
  private static let leastWait: Duration = .milliseconds(50)

  /// `rate limited`.
  private static func words(_ kind: Failure.Kind) -> SafeText {
    SafeText(kind.rawValue.split(separator: "_").joined(separator: " "))
  }

  private static func isEstimated(_ attempt: AttemptRecord) -> Bool {
    attempt.usage?.isEstimated == true
  }

  /// `~$0.0025` where the usage is not the provider's.
  private static func money(_ dollars: Double, isEstimated: Bool) -> SafeText {
    isEstimated ? "~" + Figures.money(dollars) : Figures.money(dollars)
  }

  private static func timings(_ attempt: AttemptRecord) -> [SafeText] {
    var facts: [SafeText] = []
    if let timings = attempt.timings {
      if timings.reused { facts.append("kept connection") }
      if let time = timings.dns { facts.append("dns \(Figures.duration(time))") }
      if let time = timings.connect { facts.append("connect \(Figures.duration(time))") }
      if let time = timings.tls { facts.append("tls \(Figures.duration(time))") }
      if let time = timings.firstByte { facts.append("first byte \(Figures.duration(time))") }
    }
    if let time = attempt.firstToken { facts.append("first token \(Figures.duration(time))") }
    facts.append("total \(Figures.duration(attempt.total))")
    return facts
  }
}

extension PageText {
  fileprivate mutating func fact(_ name: SafeText, _ text: SafeText) {
    row(name, text, nameColumns: 14, nameStyle: theme.dim)
  }
}
