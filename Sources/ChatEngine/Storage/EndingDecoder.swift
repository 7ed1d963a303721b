/// Reads how an answer ended, and leaves out what is unknown.
enum EndingDecoder {
  static func ending(_ scanner: inout JSONScanner) throws(JSONError) -> Ending? {
    var ending: Ending? = Ending()
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      try member(key, &scanner, &ending)
    }
    return isObject ? ending : nil
  }

  /// Reads one member into the ending.
  static func member(
    _ key: JSONKey, _ scanner: inout JSONScanner, _ ending: inout Ending?
  ) throws(JSONError) {
    switch key {
    case "finish_reason":
      ending?.finish = try scanner.string().map { FinishReason(rawValue: $0) ?? .other }
    case "finish_reason_raw": ending?.rawFinish = try scanner.string()
    case "usage": ending?.usage = try usage(&scanner)
    case "cost_usd": ending?.cost = try scanner.double()
    case "attempts": ending?.attempts = try attempts(&scanner)
    case "notes": ending?.notes = try notes(&scanner)
    case "failure": ending?.failure = try failure(&scanner)
    case "request_id": ending?.requestID = try scanner.string()
    case "system_fingerprint": ending?.fingerprint = try scanner.string()
    case "seed": ending?.seed = try scanner.int()
    case "cached": ending?.cached = try RecordDecoder.time(&scanner)
    default: break
    }
  }

  private static func notes(_ scanner: inout JSONScanner) throws(JSONError) -> [String] {
    var notes: [String] = []
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      if let note = try scanner.string() { notes.append(note) }
    }
    return notes
  }

  private static func usage(_ scanner: inout JSONScanner) throws(JSONError) -> Usage? {
    var usage = Usage()
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "input_tokens": usage.inputTokens = try scanner.int()
      case "output_tokens": usage.outputTokens = try scanner.int()
      case "cached_input_tokens": usage.cachedInputTokens = try scanner.int()
      case "cache_write_tokens": usage.cacheWriteTokens = try scanner.int()
      case "reasoning_tokens": usage.reasoningTokens = try scanner.int()
      case "estimated": usage.isEstimated = try scanner.bool() ?? false
      default: break
      }
    }
    return isObject ? usage : nil
  }

  private static func attempts(_ scanner: inout JSONScanner) throws(JSONError) -> [AttemptRecord] {
    var attempts: [AttemptRecord] = []
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      if let attempt = try attempt(&scanner) { attempts.append(attempt) }
    }
    return attempts
  }

  private static func attempt(_ scanner: inout JSONScanner) throws(JSONError) -> AttemptRecord? {
    var target: Target?
    var outcome: AttemptRecord.Outcome?
    var status: Int?
    var failure: Failure?
    var (wait, firstToken, total): (Duration?, Duration?, Duration?)
    var timings: TransferTimings?
    var usage: Usage?
    var cost: Double?
    var reason: String?
    try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "target": target = try PartDecoder.target(&scanner)
      case "outcome":
        outcome = try scanner.string().flatMap(AttemptRecord.Outcome.init)
      case "status": status = try scanner.int()
      case "failure": failure = try self.failure(&scanner)
      case "wait_ms": wait = try duration(&scanner)
      case "first_token_ms": firstToken = try duration(&scanner)
      case "total_ms": total = try duration(&scanner)
      case "timings": timings = try self.timings(&scanner)
      case "usage": usage = try self.usage(&scanner)
      case "cost_usd": cost = try scanner.double()
      case "reason": reason = try scanner.string()
      default: break
      }
    }
    guard let target else { return nil }
    return AttemptRecord(
      target: target, outcome: outcome ?? .failed, status: status, failure: failure,
      wait: wait ?? .zero, firstToken: firstToken, total: total ?? .zero, timings: timings,
      usage: usage, cost: cost, reason: reason ?? "")
  }

  private static func timings(_ scanner: inout JSONScanner) throws(JSONError) -> TransferTimings? {
    var timings = TransferTimings()
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "dns_ms": timings.dns = try duration(&scanner)
      case "connect_ms": timings.connect = try duration(&scanner)
      case "tls_ms": timings.tls = try duration(&scanner)
      case "first_byte_ms": timings.firstByte = try duration(&scanner)
      case "total_ms": timings.total = try duration(&scanner)
      case "reused": timings.reused = try scanner.bool() ?? false
      case "local": timings.localAddress = try scanner.string()
      case "remote": timings.remoteAddress = try scanner.string()
      default: break
      }
    }
    return isObject ? timings : nil
  }

  private static func failure(_ scanner: inout JSONScanner) throws(JSONError) -> Failure? {
    var failure = Failure(.malformed)
    let isObject = try scanner.forEachMember { scanner, key throws(JSONError) in
      switch key {
      case "kind":
        failure.kind = try scanner.string().flatMap(Failure.Kind.init) ?? .malformed
      case "message": failure.message = try scanner.string() ?? ""
      case "status": failure.status = try scanner.int()
      case "code": failure.code = try scanner.string()
      case "retry_after_ms": failure.retryAfter = try duration(&scanner)
      case "should_retry": failure.shouldRetry = try scanner.bool()
      case "request_id": failure.requestID = try scanner.string()
      case "rejected_field": failure.rejectedField = try scanner.string()
      default: break
      }
    }
    return isObject ? failure : nil
  }

  /// Milliseconds with decimals, to the nanosecond; nil beyond what 64 bits hold.
  private static func duration(_ scanner: inout JSONScanner) throws(JSONError) -> Duration? {
    guard let milliseconds = try scanner.double(),
      let nanoseconds = Int64(exactly: (milliseconds * 1e6).rounded())
    else { return nil }
    return .nanoseconds(nanoseconds)
  }
}
