/// How a provider's error becomes one of our kinds: by type and code first, by status after.
extension ProviderError {
  /// The failure that this error is; `httpStatus` is nil for one that came in a stream.
  func failure(
    httpStatus: Int? = nil, headers httpHeaders: [HTTPHeader] = [], now: Timestamp? = nil
  ) -> Failure {
    let known = httpStatus ?? status
    let kind = kind(status: known)
    let all = httpHeaders + headers
    var failure = Failure(kind, message, status: known, code: code ?? type)
    failure.retryAfter = RetryHints.delay(headers: all, error: self, now: now)
    failure.shouldRetry = RetryHints.shouldRetry(all)
    failure.requestID = requestID ?? RequestID.read(all)
    if kind == .invalidRequest { failure.rejectedField = RejectedField.name(in: self) }
    if kind == .notFound, RejectedField.isAboutVersion(self) {
      failure.rejectedField = RejectedField.version
    }
    if httpStatus == 499 { failure.shouldRetry = false }
    if let httpStatus, (300...399).contains(httpStatus) {
      failure.message = "it redirects elsewhere, which is not followed, to protect the key"
    }
    return failure
  }

  func kind(status: Int?) -> Failure.Kind {
    if isAboutMoney(status) { return .quota }
    if status == 413 { return isContextOverflow ? .contextOverflow : .tooLarge }
    if let kind = [code, type].lazy.compactMap({ $0.flatMap(kind(forWord:)) }).first {
      return kind == .invalidRequest ? kindOfRefusal(status) : kind
    }
    if let kind = status.flatMap(kind(forStatus:)) { return kind }
    if isContextOverflow { return .contextOverflow }
    if isOverload { return .overloaded }
    guard let status else { return .serverError }
    return (400...498).contains(status) ? .invalidRequest : .serverError
  }

  // MARK: By the words

  private func kind(forWord word: String) -> Failure.Kind? {
    switch word.lowercased() {
    case "rate_limit_exceeded", "rate_limit_error", "resource_exhausted", "ramp_limit_exceeded",
      "rate_limited", "too_many_requests", "tokens", "requests":
      .rateLimited
    case "overloaded_error", "overloaded", "unavailable", "unavailable_error", "slow_down",
      "insufficient_system_resource", "engine_overloaded", "capacity_exceeded",
      "provider_unavailable", "provider_overloaded", "compaction_unavailable":
      .overloaded
    case "invalid_api_key", "authentication_error", "unauthenticated", "api_key_invalid",
      "invalid_authentication", "account_deactivated", "unauthorized":
      .auth
    case "permission_error", "permission_denied", "unsupported_country_region_territory",
      "failed_precondition", "access_denied", "forbidden":
      .forbidden
    case "model_not_found", "not_found_error", "not_found", "deploymentnotfound":
      .notFound
    case "context_length_exceeded", "exceed_context_size_error", "context_window_exceeded",
      "model_context_window_exceeded":
      .contextOverflow
    case "content_filter", "content_policy_violation", "responsibleaipolicyviolation",
      "moderation_error", "prompt_blocked":
      .filtered
    case "request_too_large", "request_body_too_large_after_decoding": .tooLarge
    case "timeout_error", "deadline_exceeded", "timeout", "request_timeout": .timeout
    case "server_error", "internal_error", "api_error", "internalservererror", "internal",
      "internal_server_error", "unknown", "data_loss", "aborted", "conflict_error":
      .serverError
    case "invalid_request_error", "invalid_argument", "invalid_value", "unsupported_parameter",
      "unsupported_value", "invalid_json_schema", "badrequesterror", "out_of_range",
      "extra_forbidden", "unprocessable_entity", "tool_use_failed", "json_validate_failed":
      .invalidRequest
    default: nil
    }
  }

  /// A refusal of the request, which a status, a code or its text may make something narrower.
  private func kindOfRefusal(_ status: Int?) -> Failure.Kind {
    switch status {
    case 401?: return .auth
    case 403?: return .forbidden
    case 404?: return .notFound
    case 429?: return .rateLimited
    default: break
    }
    if isContextOverflow { return .contextOverflow }
    return message.contains(ascii: "API key not valid") ? .auth : .invalidRequest
  }

  private func isAboutMoney(_ status: Int?) -> Bool {
    if status == 402 { return true }
    for word in [code, type].compactMap({ $0?.lowercased() }) {
      switch word {
      case "insufficient_quota", "credit_balance_exhausted", "enforced_spend_limit_reached",
        "contract_spend_limit_reached", "billing_error", "billing_not_active",
        "billing_hard_limit_reached", "insufficient_balance", "insufficient_credits":
        return true
      default: continue
      }
    }
    if quotaIDs.contains(where: { $0.contains(ascii: "PerDay") }) { return true }
    return message.contains(ascii: "credit balance is too low")
      || message.contains(ascii: "insufficient balance")
      || message.contains(ascii: "specified API usage limits")
  }

  /// Typical words of a prompt that is too long, where no code says so.
  private var isContextOverflow: Bool {
    message.contains(ascii: "prompt is too long")
      || message.contains(ascii: "maximum context length")
      || message.contains(ascii: "context window")
      || message.contains(ascii: "context length")
      || message.contains(ascii: "context size")
      || message.contains(ascii: "exceeds the maximum number of tokens")
      || message.contains(ascii: "reduce the length of")
      || message.contains(ascii: "input is too long")
  }

  private var isOverload: Bool {
    message.contains(ascii: "overloaded") || message.contains(ascii: "loading model")
      || message.contains(ascii: "at capacity")
  }

  // MARK: By the status

  private func kind(forStatus status: Int) -> Failure.Kind? {
    switch status {
    case 300...399: .config
    case 401: .auth
    case 403, 407, 451: .forbidden
    case 404, 410: .notFound
    case 408, 504, 524: .timeout
    case 429: .rateLimited
    case 498, 503, 529: .overloaded
    case 409, 425, 499, 500...599: isOverload ? .overloaded : .serverError
    default: nil
    }
  }
}

/// The provider's name for one request, for its support.
enum RequestID {
  private static let headers = [
    "x-request-id", "request-id", "apim-request-id", "x-generation-id", "x-amzn-requestid",
  ]

  static func read(_ all: [HTTPHeader]) -> String? {
    headers.lazy.compactMap { name in all[name] }.first.map { String($0.prefix(200)) }
  }
}
