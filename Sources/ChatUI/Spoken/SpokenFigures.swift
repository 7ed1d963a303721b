import ChatEngine

/// Figures as they are read out: units in words.
enum SpokenFigures {
  /// `0.8 seconds`, `1 second`, `2 minutes 5 seconds`.
  static func duration(_ duration: Duration) -> SafeText {
    let milliseconds = Int(clamping: max(0, duration.milliseconds))
    guard milliseconds < 60_000 else {
      let (minutes, seconds) = (milliseconds / 60_000, milliseconds / 1000 % 60)
      let whole = counted(minutes, "minute")
      return seconds == 0 ? whole : "\(whole) \(counted(seconds, "second"))"
    }
    if (1..<50).contains(milliseconds) { return "less than 0.1 seconds" }
    let text = Figures.fixed(Double(milliseconds) / 1000, places: 1)
    let number = text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    return "\(SafeText(number)) \(number == "1" ? "second" : "seconds")"
  }

  /// `3 messages`, `1 message`.
  static func counted(_ count: Int, _ noun: SafeText) -> SafeText {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `45 tokens per second`.
  static func speed(_ tokensPerSecond: Double) -> SafeText {
    SafeText(Figures.fixed(tokensPerSecond, places: tokensPerSecond < 9.95 ? 1 : 0))
      + " tokens per second"
  }

  /// `$0.0042`, or `about $0.0042`.
  static func money(_ dollars: Double, isEstimated: Bool) -> SafeText {
    isEstimated ? "about \(Figures.money(dollars))" : Figures.money(dollars)
  }

  /// What an answer took and cost, and how it ended where that is not the ordinary way; nil where
  /// nothing is known of it.
  static func line(of message: Message) -> SafeText? {
    guard let ending = message.ending else { return nil }
    var figures: [SafeText] = []
    if let cached = ending.cached {
      figures.append("kept answer, \(Figures.age(of: cached, at: message.time))")
    }
    if ending.attempts.count > 1 { figures.append("\(ending.attempts.count) attempts") }
    if ending.attempts.count > 1, message.parts.isEmpty {
      figures.append(duration(ending.attempts.reduce(.zero) { $0 + $1.wait + $1.total }))
    } else if let attempt = ending.attempts.last {
      figures.append(duration(attempt.total))
      if let speed = attempt.tokensPerSecond { figures.append(self.speed(speed)) }
    }
    if let cost = ending.cost {
      figures.append(money(cost, isEstimated: ending.usage?.isEstimated == true))
    }
    let finish = ending.finish.flatMap { words($0, raw: ending.rawFinish) }
    let took: SafeText? = figures.isEmpty ? nil : "\(figures.joined(separator: ", "))."
    let told = [finish, took].compactMap(\.self)
    return told.isEmpty ? nil : told.joined(separator: " ")
  }

  /// Nil where an answer ended as answers do.
  private static func words(_ finish: FinishReason, raw: String?) -> SafeText? {
    switch finish {
    case .stop, .toolCalls: nil
    case .length: "Cut at the length limit."
    case .filtered: "Cut by the provider's filter."
    case .refused: "The model refused."
    case .other: raw.map { "Ended with \(SafeText($0, context: .code))." }
    }
  }
}
