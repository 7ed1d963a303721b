/// How an answer ended, as members of a line; the names are those of `--json` (config.md).
extension RecordBody {
  static func members(of ending: Ending) -> JSONObject {
    var body = JSONObject()
    body["finish_reason"] = ending.finish.map { .string($0.rawValue) }
    body["finish_reason_raw"] = ending.rawFinish.map(JSON.string)
    body["usage"] = ending.usage.map(value)
    body["cost_usd"] = ending.cost.map(JSON.double)
    if !ending.attempts.isEmpty { body["attempts"] = .array(ending.attempts.map(value)) }
    if !ending.notes.isEmpty { body["notes"] = .array(ending.notes.map(JSON.string)) }
    body["failure"] = ending.failure.map(value)
    body["request_id"] = ending.requestID.map(JSON.string)
    body["system_fingerprint"] = ending.fingerprint.map(JSON.string)
    body["seed"] = ending.seed.map(JSON.int)
    body["cached"] = ending.cached.map { .string($0.text) }
    return body
  }

  private static func value(_ usage: Usage) -> JSON {
    var value = JSONObject()
    value["input_tokens"] = usage.inputTokens.map(JSON.int)
    value["output_tokens"] = usage.outputTokens.map(JSON.int)
    value["cached_input_tokens"] = usage.cachedInputTokens.map(JSON.int)
    value["cache_write_tokens"] = usage.cacheWriteTokens.map(JSON.int)
    value["reasoning_tokens"] = usage.reasoningTokens.map(JSON.int)
    if usage.isEstimated { value["estimated"] = true }
    return .object(value)
  }

  private static func value(_ attempt: AttemptRecord) -> JSON {
    var value = JSONObject()
    value["target"] = self.value(attempt.target)
    value["outcome"] = .string(attempt.outcome.rawValue)
    value["status"] = attempt.status.map(JSON.int)
    value["failure"] = attempt.failure.map(self.value)
    if attempt.wait != .zero { value["wait_ms"] = milliseconds(attempt.wait) }
    value["first_token_ms"] = attempt.firstToken.map(milliseconds)
    value["total_ms"] = milliseconds(attempt.total)
    value["timings"] = attempt.timings.map(self.value)
    value["usage"] = attempt.usage.map(self.value)
    value["cost_usd"] = attempt.cost.map(JSON.double)
    if !attempt.reason.isEmpty { value["reason"] = .string(attempt.reason) }
    return .object(value)
  }

  private static func value(_ timings: TransferTimings) -> JSON {
    var value = JSONObject()
    value["dns_ms"] = timings.dns.map(milliseconds)
    value["connect_ms"] = timings.connect.map(milliseconds)
    value["tls_ms"] = timings.tls.map(milliseconds)
    value["first_byte_ms"] = timings.firstByte.map(milliseconds)
    value["total_ms"] = timings.total.map(milliseconds)
    if timings.reused { value["reused"] = true }
    value["local"] = timings.localAddress.map(JSON.string)
    value["remote"] = timings.remoteAddress.map(JSON.string)
    return .object(value)
  }

  private static func value(_ failure: Failure) -> JSON {
    var value = JSONObject()
    value["kind"] = .string(failure.kind.rawValue)
    if !failure.message.isEmpty { value["message"] = .string(failure.message) }
    value["status"] = failure.status.map(JSON.int)
    value["code"] = failure.code.map(JSON.string)
    value["retry_after_ms"] = failure.retryAfter.map(milliseconds)
    value["should_retry"] = failure.shouldRetry.map(JSON.bool)
    value["request_id"] = failure.requestID.map(JSON.string)
    value["rejected_field"] = failure.rejectedField.map(JSON.string)
    return .object(value)
  }

  /// With the nanoseconds as decimals: exact for up to 26 days.
  private static func milliseconds(_ duration: Duration) -> JSON {
    .double(Double(duration.nanoseconds) / 1e6)
  }
}
