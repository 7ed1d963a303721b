/// What a provider said is left, until it counts anew; each word can only make a limit tighter.
///
/// What "r left, new in s" promises is taken at its least: r more before s has passed, although
/// most providers refill evenly and would take some earlier.
struct ReportedLimits: Sendable, Equatable {
  /// A longer wait is cut to this.
  ///
  /// Then the provider may say it again; a wrong word must not keep a target away for a week.
  private static let longest: Duration = .seconds(3600)
  /// Mistral does not say when it counts anew, but that it counts by the minute.
  private static let usualReset: Duration = .seconds(60)

  private var requests = Kind()
  private var tokens = Kind()
  private var closedUntil = Instant(nanoseconds: .min)

  /// Takes a word; `ahead` has been granted for later, and the provider knows nothing of it yet.
  mutating func take(
    _ report: RateLimitReport, at now: Instant, ahead: (requests: Int, tokens: Int) = (0, 0)
  ) {
    if let wait = report.retryAfter {
      closedUntil = max(closedUntil, now + min(wait, Self.longest))
    }
    // A limit of nothing is how some say that there is none.
    if let left = report.requestsRemaining, report.requestsLimit != 0 {
      let reset = min(report.requestsReset ?? Self.usualReset, Self.longest)
      requests.take(max(0, left - ahead.requests), until: now + reset, at: now)
    }
    if let left = report.tokensRemaining, report.tokensLimit != 0 {
      let reset = min(report.tokensReset ?? Self.usualReset, Self.longest)
      tokens.take(max(0, left - ahead.tokens), until: now + reset, at: now)
    }
  }

  /// When a request of so many tokens may go out.
  func earliest(tokens cost: Int, at now: Instant) -> Instant {
    max(now, closedUntil, requests.earliest(1), tokens.earliest(cost))
  }

  /// A request goes out then.
  mutating func charge(tokens cost: Int, at slot: Instant) {
    requests.charge(1, at: slot)
    tokens.charge(cost, at: slot)
  }

  /// What is left as far as the provider said; nil where no word of it holds.
  func left(at now: Instant) -> (requests: Int?, tokens: Int?) {
    if closedUntil > now { return (0, 0) }
    return (requests.left(at: now), tokens.left(at: now))
  }
}

extension ReportedLimits {
  /// All words on one kind that still hold.
  ///
  /// Answers overtake each other, so an earlier word may be the tighter one: both hold. One that
  /// another covers (no more left, and no earlier end) is dropped, so that few are kept.
  private struct Kind: Sendable, Equatable {
    private struct Word: Sendable, Equatable {
      var left: Int
      let until: Instant
    }

    private static let most = 16
    private var words: [Word] = []

    mutating func take(_ left: Int, until end: Instant, at now: Instant) {
      words.removeAll { $0.until <= now || left <= $0.left && end >= $0.until }
      guard end > now, !words.contains(where: { $0.left <= left && $0.until >= end }) else {
        return
      }
      if words.count == Self.most { words.removeFirst() }
      words.append(Word(left: left, until: end))
    }

    func earliest(_ cost: Int) -> Instant {
      var earliest = Instant(nanoseconds: .min)
      for word in words where word.left < cost { earliest = max(earliest, word.until) }
      return earliest
    }

    mutating func charge(_ cost: Int, at slot: Instant) {
      for index in words.indices where words[index].until > slot { words[index].left -= cost }
    }

    func left(at now: Instant) -> Int? {
      var least: Int?
      for word in words where word.until > now { least = min(least ?? .max, word.left) }
      return least
    }
  }
}
