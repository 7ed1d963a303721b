/// What is kept of a request for statistics: who was asked and what came of it, never a word.
package struct UsageRecord: Sendable, Equatable {
  package enum Outcome: String, Sendable {
    case answered, failed, cancelled
    /// A kept answer was given, and nobody was asked.
    case cached
  }

  package var time: Timestamp
  package var target: Target
  package var outcome: Outcome
  /// The kind of the failure, as scripts see it (`rate_limited`).
  package var error: String?
  package var usage: Usage?
  /// In US dollars; nil where no price is known.
  package var cost: Double?
  /// From sending to the first shown part.
  package var firstToken: Duration?
  /// From sending to the end.
  package var total: Duration?

  package init(
    time: Timestamp, target: Target, outcome: Outcome, error: String? = nil, usage: Usage? = nil,
    cost: Double? = nil, firstToken: Duration? = nil, total: Duration? = nil
  ) {
    self.time = time
    self.target = target
    self.outcome = outcome
    self.error = error
    self.usage = usage
    self.cost = cost
    self.firstToken = firstToken
    self.total = total
  }

  /// What an attempt came to.
  package init(_ attempt: AttemptRecord, at time: Timestamp) {
    let outcome: Outcome =
      switch attempt.outcome {
      case .answered: .answered
      case .failed: .failed
      case .cancelled: .cancelled
      }
    self.init(
      time: time, target: attempt.target, outcome: outcome,
      error: attempt.failure?.kind.rawValue, usage: attempt.usage, cost: attempt.cost,
      firstToken: attempt.firstToken, total: attempt.total)
  }
}

extension UsageRecord {
  /// The line, its end included.
  package var line: [UInt8] {
    var line = JSONOutput(capacity: 256)
    write(into: &line)
    return line.bytes
  }

  /// Writes the line, its end included.
  func write(into line: inout JSONOutput) {
    line.object { line in
      line.member("t", time.text)
      line.member("target", target)
      line.member("outcome", outcome.rawValue)
      if let error { line.member("error", error) }
      if let count = usage?.inputTokens { line.member("in", count) }
      if let count = usage?.outputTokens { line.member("out", count) }
      if let count = usage?.cachedInputTokens { line.member("cached", count) }
      if usage?.isEstimated == true { line.member("estimated", true) }
      if let cost, cost.isFinite { line.member("cost", cost) }
      if let firstToken { line.member("first_ms", Int(clamping: firstToken.milliseconds)) }
      if let total { line.member("total_ms", Int(clamping: total.milliseconds)) }
    }
    line.endLine()
  }

  /// Reads a line without its end; nil where it is not what was written.
  package init?(line: UnsafeBufferPointer<UInt8>) {
    var fields = Fields()
    do {
      var scanner = JSONScanner(line)
      let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
        try fields.take(&scanner, key)
      }
      guard isObject else { return nil }
      try scanner.finish()
    } catch {
      return nil
    }
    guard let time = fields.time, let target = fields.target, let outcome = fields.outcome,
      fields.cost.map({ 0...LedgerEntry.mostDollars ~= $0 }) ?? true
    else { return nil }
    self.init(
      time: time, target: target, outcome: outcome, error: fields.error,
      usage: fields.usage == Usage() ? nil : fields.usage, cost: fields.cost,
      firstToken: fields.first, total: fields.total)
  }

  private struct Fields {
    var time: Timestamp?
    var target: Target?
    var outcome: Outcome?
    var error: String?
    var usage = Usage()
    var cost: Double?
    var first: Duration?
    var total: Duration?

    mutating func take(_ scanner: inout JSONScanner, _ key: JSONKey) throws(JSONError) {
      switch key {
      case "t": time = try scanner.string().flatMap { Timestamp(text: $0) }
      case "target": target = try scanner.string().flatMap { Target($0) }
      case "outcome": outcome = try scanner.string().flatMap { Outcome(rawValue: $0) }
      case "error": error = try scanner.string()
      case "in": usage.inputTokens = try Fields.count(scanner.int())
      case "out": usage.outputTokens = try Fields.count(scanner.int())
      case "cached": usage.cachedInputTokens = try Fields.count(scanner.int())
      case "estimated": usage.isEstimated = try scanner.bool() ?? false
      case "cost": cost = try scanner.double()
      case "first_ms": first = try Fields.count(scanner.int()).map { .milliseconds($0) }
      case "total_ms": total = try Fields.count(scanner.int()).map { .milliseconds($0) }
      default: break
      }
    }

    /// No figure of a request is that large: sums of what a damaged file says must not overflow.
    private static func count(_ count: Int?) -> Int? {
      count.flatMap { 0...1_000_000_000 ~= $0 ? $0 : nil }
    }
  }
}
