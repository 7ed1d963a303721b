/// A metric with all its series: the one list of what is written, drawn and alarmed about.
package struct MetricFamily: Sendable, Equatable {
  package enum Kind: String, Sendable {
    case counter, gauge, histogram
  }

  package let name: String
  package let kind: Kind
  package let help: String

  init(_ name: String, _ kind: Kind, _ help: String) {
    self.name = name
    self.kind = kind
    self.help = help
  }
}

// Names and labels: engine.md, "Numbers that are kept".
extension MetricFamily {
  static let requests = MetricFamily(
    "llm_requests_total", .counter, "Requests that went out, by how they ended.")
  static let duration = MetricFamily(
    "llm_request_duration_seconds", .histogram,
    "Time from sending a request to its end, however it ended.")
  static let firstToken = MetricFamily(
    "llm_time_to_first_token_seconds", .histogram,
    "Time from sending a request to the first part of its answer.")
  static let speed = MetricFamily(
    "llm_output_tokens_per_second", .histogram,
    "Output tokens a second from the first one on, of each answered request.")
  static let tokens = MetricFamily(
    "llm_tokens_total", .counter, "Tokens sent and received; reasoning is output.")
  static let cost = MetricFamily(
    "llm_cost_usd_total", .counter, "US dollars for requests whose price is known.")
  static let errors = MetricFamily(
    "llm_errors_total", .counter, "Requests that failed, by the kind of error.")
  static let retries = MetricFamily(
    "llm_retries_total", .counter, "Requests sent again to the target that had just failed.")
  static let failovers = MetricFamily(
    "llm_failovers_total", .counter, "Requests that another target took over after a failure.")
  static let cache = MetricFamily(
    "llm_cache_requests_total", .counter, "Look-ups in the cache of answers, by their result.")
  static let wait = MetricFamily(
    "llm_rate_limit_wait_seconds", .histogram,
    "Time that requests waited for a place under a rate limit; those that did not wait are not in it."
  )
  static let remaining = MetricFamily(
    "llm_rate_limit_remaining", .gauge, "What could go out at once under the limits of a target.")
  static let health = MetricFamily(
    "llm_provider_health", .gauge, "Health by which routing weighs: 0 for dead, 1 for well.")
  static let breaker = MetricFamily(
    "llm_breaker_state", .gauge, "0 closed, 1 half-open or ramping up, 2 open.")
  static let streams = MetricFamily(
    "llm_streams_in_flight", .gauge, "Requests that are being answered.")
  static let budget = MetricFamily(
    "llm_budget_remaining_usd", .gauge, "US dollars that may still be spent.")
  static let redisUp = MetricFamily(
    "llm_redis_up", .gauge, "1 while the shared Redis answers, 0 while it does not.")
  static let redisFallbacks = MetricFamily(
    "llm_redis_fallbacks_total", .counter, "Decisions made alone because Redis did not answer.")
  static let build = MetricFamily(
    "llm_build_info", .gauge, "The version that runs; always 1.")

  package static let all = [
    requests, duration, firstToken, speed, tokens, cost, errors, retries, failovers, cache, wait,
    remaining, health, breaker, streams, budget, redisUp, redisFallbacks, build,
  ]
}
