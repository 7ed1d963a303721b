/// How long a provider asks us to wait, from wherever it says so (sdk-retry.md, section 3).
enum RetryHints {
  /// Longer hints are taken for garbage.
  private static let maxSeconds = Backoff.longestHint / .seconds(1)

  /// The first hint that makes sense; negative, past, absurd and unreadable ones are passed over.
  static func delay(
    headers: [HTTPHeader], error: ProviderError?, now: Timestamp?
  ) -> Duration? {
    let hints: [() -> Double?] = [
      { error?.retryDelay.flatMap(WireDuration.seconds) },
      { error.flatMap { inText($0.message) } },
      { reset(in: headers, now: now) },
    ]
    return asked(headers, now: now) ?? hints.lazy.compactMap { $0().flatMap(sensible) }.first
  }

  /// What the headers that are meant for it ask for: milliseconds, seconds or a date.
  static func asked(_ headers: [HTTPHeader], now: Timestamp?) -> Duration? {
    let exact = headers["retry-after-ms"].flatMap(number).flatMap { sensible($0 / 1000) }
    return exact ?? headers["retry-after"].flatMap { retryAfter($0, now: now) }.flatMap(sensible)
  }

  /// `x-should-retry`, which goes before any table.
  static func shouldRetry(_ headers: [HTTPHeader]) -> Bool? {
    switch headers["x-should-retry"]?.lowercased() {
    case "true"?: true
    case "false"?: false
    default: nil
    }
  }

  private static func sensible(_ seconds: Double) -> Duration? {
    guard seconds.isFinite, seconds > 0, seconds <= maxSeconds else { return nil }
    return .milliseconds(Int64((seconds * 1000).rounded(.up)))
  }

  private static func number(_ text: String) -> Double? { Double(text.trimmed) }

  private static func retryAfter(_ text: String, now: Timestamp?) -> Double? {
    if let seconds = number(text) { return seconds }
    guard let now, let date = WireDate.http(text) else { return nil }
    return Double(date.milliseconds - now.milliseconds) / 1000
  }

  /// "Please try again in 6.57s", "Please retry in 37.4s.", "try again in 2 minutes".
  private static func inText(_ message: String) -> Double? {
    let marks: [StaticString] = ["try again in ", "retry in ", "retry after "]
    guard let mark = marks.lazy.compactMap({ message.range(ofASCII: $0) }).first else { return nil }
    let words = message[mark.upperBound...].split(separator: " ", maxSplits: 2)
    guard let first = words.first else { return nil }
    let bare = String(first).trimmed(of: ".,;)!")
    if let seconds = WireDuration.seconds(bare) { return seconds }
    guard let count = Double(bare), words.count > 1 else { return nil }
    switch words[1].lowercased().trimmed(of: ".,;)!") {
    case "ms", "milliseconds": return count / 1000
    case "s", "sec", "second", "seconds": return count
    case "m", "min", "minute", "minutes": return count * 60
    case "h", "hour", "hours": return count * 3600
    default: return nil
    }
  }

  /// The reset of whichever bucket is empty, the later if both are.
  private static func reset(in headers: [HTTPHeader], now: Timestamp?) -> Double? {
    guard let report = RateLimitHeaders.report(headers, now: now) else { return nil }
    let buckets = [
      (report.requestsRemaining, report.requestsReset),
      (report.tokensRemaining, report.tokensReset),
    ]
    let waits = buckets.compactMap { remaining, reset in remaining == 0 ? reset : nil }
    return waits.max().map { $0 / .seconds(1) }
  }
}

/// Durations as Go and protobuf write them: `12ms`, `1s`, `6m0s`, `1h2m3.5s`, `37.4s`.
enum WireDuration {
  static func seconds(_ text: String) -> Double? {
    var rest = Substring(text.trimmed)
    guard !rest.isEmpty else { return nil }
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      let unit = rest.prefix { $0.isLetter || $0 == "µ" }
      rest = rest.dropFirst(unit.count)
      guard let count = Double(digits), let scale = scale(of: unit) else { return nil }
      total += count * scale
    }
    return total
  }

  private static func scale(of unit: Substring) -> Double? {
    switch unit {
    case "ns": 1e-9
    case "us", "µs", "μs": 1e-6
    case "ms": 1e-3
    case "s": 1
    case "m": 60
    case "h": 3600
    case "d": 86400
    default: nil
    }
  }
}

extension String {
  /// Without white space at its ends.
  var trimmed: String { trimmed(of: " \t\r\n") }

  /// Without these characters at its ends.
  func trimmed(of characters: String) -> String {
    var text = Substring(self)
    while let last = text.last, characters.contains(last) { text.removeLast() }
    while let first = text.first, characters.contains(first) { text.removeFirst() }
    return String(text)
  }
}
