/// One line of the log: what happened, in figures and names; never what was said.
struct LogEntry: Sendable, Equatable {
  enum Event: String, Sendable {
    case attemptStarted = "attempt_started"
    case attempt, retry, failover, hedge, queued, waiting
    case passedOver = "passed_over"
    case cacheHit = "cache_hit"
    case cacheMiss = "cache_miss"
    case cut, breaker, turn
    /// Lines before this one could not be written.
    case dropped
  }

  var level: Configuration.LogLevel
  var event: Event
  var turn: TurnID?
  var target: Target?
  /// The target that went before.
  var from: Target?
  /// Its number within the turn.
  var attempt: Int?
  /// How many there were.
  var attempts: Int?
  var outcome: String?
  var status: Int?
  var failure: Failure?
  var duration: Duration?
  var firstToken: Duration?
  var usage: Usage?
  var cost: Double?
  var requestID: String?
  /// Why this target.
  var reason: String?
  /// Lines that were dropped.
  var count: Int?

  init(_ level: Configuration.LogLevel, _ event: Event, _ turn: TurnID? = nil) {
    self.level = level
    self.event = event
    self.turn = turn
  }
}

extension LogEntry {
  /// The line, ended by a line feed; the provider's own words are in it only at `debug`.
  func line(
    at time: Timestamp, processID: Int32, level: Configuration.LogLevel, _ redactor: Redactor
  ) -> [UInt8] {
    func safe(_ text: String, _ limit: Int = 200) -> JSON {
      .string(LogText.safe(text, limit: limit, redactor))
    }
    var line = JSONObject()
    line["t"] = .string(time.text)
    line["level"] = .string(self.level.rawValue)
    line["event"] = .string(event.rawValue)
    line["pid"] = .number(JSONNumber(Int(processID)))
    line["turn"] = turn.map { .number(JSONNumber(Int(clamping: $0.value))) }
    line["target"] = target.map { safe($0.description) }
    line["from"] = from.map { safe($0.description) }
    line["attempt"] = attempt.map { .number(JSONNumber($0)) }
    line["attempts"] = attempts.map { .number(JSONNumber($0)) }
    line["outcome"] = outcome.map { .string($0) }
    line["status"] = status.map { .number(JSONNumber($0)) }
    line["error"] = failure.map { .string($0.kind.rawValue) }
    line["ms"] = duration.map { .number(JSONNumber(Int($0.milliseconds))) }
    line["first_token_ms"] = firstToken.map { .number(JSONNumber(Int($0.milliseconds))) }
    line["input_tokens"] = usage?.inputTokens.map { .number(JSONNumber($0)) }
    line["output_tokens"] = usage?.outputTokens.map { .number(JSONNumber($0)) }
    line["cost_usd"] = cost.map { .double($0) }
    line["request_id"] = requestID.map { safe($0) }
    line["reason"] = reason.map { safe($0) }
    line["count"] = count.map { .number(JSONNumber($0)) }
    if level == .debug, let failure, !failure.message.isEmpty {
      line["message"] = safe(failure.message, 500)
    }
    return JSON.object(line).bytes() + [0x0A]
  }
}

/// Text from outside, fit for a line that people and programs read.
enum LogText {
  /// Without keys and control characters, cut to so many characters; keys go before the cut.
  static func safe(_ text: String, limit: Int, _ redactor: Redactor) -> String {
    // What is cut off here cannot be seen: a key that the cut goes through lies behind the limit.
    let head = Array(text.utf8.prefix(16 * limit + 16_384))
    var safe = String.UnicodeScalarView()
    for scalar in String(decoding: redactor.redacted(head), as: UTF8.self).unicodeScalars {
      if safe.count == limit { break }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: safe.append(" ")
      default: safe.append(scalar)
      }
    }
    return String(safe)
  }
}

extension Configuration.LogLevel {
  /// Whether lines of another level are written at this one.
  func includes(_ other: Configuration.LogLevel) -> Bool { other.rank <= rank && self != .off }

  private var rank: Int {
    switch self {
    case .off: 0
    case .error: 1
    case .warning: 2
    case .info: 3
    case .debug: 4
    }
  }
}
