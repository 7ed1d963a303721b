import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The metrics` {
  typealias Sample = MetricsSample

  /// Engine.md, "Numbers that are kept", with the series that each metric has there.
  @Test(arguments: [
    ("llm_requests_total", "{provider=\"a\",model=\"m\",outcome=\"failed\"}", "1"),
    ("llm_requests_total", "{provider=\"b\",model=\"n/o\",outcome=\"answered\"}", "1"),
    ("llm_request_duration_seconds_sum", "{provider=\"b\",model=\"n/o\"}", "2"),
    ("llm_request_duration_seconds_bucket", "{provider=\"b\",model=\"n/o\",le=\"1.28\"}", "0"),
    ("llm_request_duration_seconds_bucket", "{provider=\"b\",model=\"n/o\",le=\"2.56\"}", "1"),
    ("llm_request_duration_seconds_bucket", "{provider=\"b\",model=\"n/o\",le=\"+Inf\"}", "1"),
    ("llm_time_to_first_token_seconds_sum", "{provider=\"b\",model=\"n/o\"}", "0.5"),
    // 15 tokens after the first one, in 1.5 s.
    ("llm_output_tokens_per_second_sum", "{provider=\"b\",model=\"n/o\"}", "10"),
    ("llm_tokens_total", "{provider=\"b\",model=\"n/o\",direction=\"input\"}", "100"),
    ("llm_tokens_total", "{provider=\"b\",model=\"n/o\",direction=\"output\"}", "16"),
    ("llm_cost_usd_total", "{provider=\"b\",model=\"n/o\"}", "0.25"),
    ("llm_errors_total", "{provider=\"a\",error_type=\"overloaded\"}", "1"),
    ("llm_retries_total", "{provider=\"a\",model=\"m\"}", "1"),
    ("llm_failovers_total", "{from=\"a/m\",to=\"b/n/o\"}", "1"),
    ("llm_cache_requests_total", "{result=\"hit\"}", "0"),
    ("llm_cache_requests_total", "{result=\"miss\"}", "1"),
    ("llm_rate_limit_wait_seconds_sum", "{provider=\"a\",model=\"m\"}", "3"),
    ("llm_rate_limit_wait_seconds_count", "{provider=\"a\",model=\"m\"}", "1"),
    ("llm_rate_limit_remaining", "{provider=\"a\",model=\"m\",kind=\"requests\"}", "3"),
    ("llm_rate_limit_remaining", "{provider=\"a\",model=\"m\",kind=\"tokens\"}", "4000"),
    ("llm_rate_limit_remaining", "{provider=\"a\",model=\"m\",kind=\"streams\"}", "2"),
    ("llm_provider_health", "{provider=\"a\",model=\"m\"}", "0.5"),
    ("llm_breaker_state", "{provider=\"a\",model=\"m\"}", "2"),
    ("llm_breaker_state", "{provider=\"b\",model=\"n/o\"}", "1"),
    ("llm_streams_in_flight", "{provider=\"a\"}", "1"),
    ("llm_streams_in_flight", "{provider=\"b\"}", "0"),
    ("llm_budget_remaining_usd", "{period=\"session\"}", "1"),
    ("llm_budget_remaining_usd", "{period=\"day\"}", "4.5"),
    ("llm_budget_remaining_usd", "{period=\"month\"}", "45"),
    ("llm_redis_up", "", "0"),
    ("llm_redis_fallbacks_total", "", "7"),
    ("llm_build_info", "{version=\"1.2.3\"}", "1"),
  ])
  func `have each series of the engine's description`(
    name: String, labels: String, value: String
  ) {
    let (metrics, gauges) = Sample.full()

    #expect(metrics.value(name + labels, gauges) == value)
  }

  @Test func `count as many requests as there were`() {
    let metrics = Sample.metrics(Sample.failover, times: 1000)

    #expect(
      metrics.value("llm_requests_total{provider=\"b\",model=\"n/o\",outcome=\"answered\"}")
        == "1000")
    #expect(metrics.value("llm_failovers_total{from=\"a/m\",to=\"b/n/o\"}") == "1000")
    #expect(metrics.value("llm_streams_in_flight{provider=\"a\"}") == "0")
  }

  @Test func `take an answer that goes on elsewhere for a failover, and here for a retry`() {
    let metrics = Sample.metrics([
      .continuing(from: Sample.a, to: Sample.b, because: Failure(.cut)),
      .continuing(from: Sample.b, to: Sample.b, because: Failure(.cut)),
    ])

    #expect(metrics.value("llm_failovers_total{from=\"a/m\",to=\"b/n/o\"}") == "1")
    #expect(metrics.value("llm_retries_total{provider=\"b\",model=\"n/o\"}") == "1")
  }

  @Test func `count what a person stopped as cancelled, and not as an error`() {
    let record = AttemptRecord(
      target: Sample.a, outcome: .cancelled, failure: Failure(.cancelled))

    let metrics = Sample.metrics([.attemptEnded(record)])

    #expect(
      metrics.value("llm_requests_total{provider=\"a\",model=\"m\",outcome=\"cancelled\"}") == "1")
    #expect(!metrics.lines().contains { $0.hasPrefix("llm_errors_total{") })
  }

  @Test func `measure the wait for a place, and no other`() {
    var metrics = Metrics()
    let later = Instant.zero + .seconds(2)
    let because: [Failure.Kind] = [.rateLimited, .overloaded]
    for (number, kind) in because.enumerated() {
      let turn = TurnID(UInt64(number))
      metrics.observe(
        .waiting(until: later, target: Sample.a, because: Failure(kind)), of: turn, at: .zero)
      metrics.observe(
        .attemptStarted(number: 2, target: Sample.a, reason: ""), of: turn, at: later)
    }

    #expect(
      metrics.value("llm_rate_limit_wait_seconds_sum{provider=\"a\",model=\"m\"}") == "2")
    #expect(
      metrics.value("llm_rate_limit_wait_seconds_count{provider=\"a\",model=\"m\"}") == "1")
  }

  @Test(arguments: [
    Usage(inputTokens: -5, outputTokens: -5), Usage(inputTokens: .max, outputTokens: .max),
  ])
  func `survive whatever a provider counts`(usage: Usage) throws {
    let record = AttemptRecord(
      target: Sample.a, outcome: .answered, usage: usage, cost: .infinity)

    let metrics = Sample.metrics([.attemptEnded(record)], times: 1000)

    let text = try #require(
      metrics.value("llm_tokens_total{provider=\"a\",model=\"m\",direction=\"input\"}"))
    #expect(try #require(Int(text)) >= 0)
    #expect(metrics.value("llm_cost_usd_total{provider=\"a\",model=\"m\"}") == "0")
  }
}

@Suite struct `The labels of metrics` {
  @Test(arguments: [
    ("plain-name_1.5", "plain-name_1.5"),
    ("with \"quotes\" and \\", "with \\\"quotes\\\" and \\\\"),
    ("line\nbreak\u{1B}[31m", "line_break_[31m"),
    ("né", "n__"),
    (String(repeating: "x", count: 300), String(repeating: "x", count: 100)),
    ("sk-proj-0123456789abcdefghij", "[redacted]"),
  ])
  func `hold printable text of a limited length and no key`(name: String, label: String) {
    let target = Target(provider: "p", model: name)
    let metrics = MetricsSample.metrics([.attemptEnded(MetricsSample.answered(target))])

    #expect(metrics.value("llm_cost_usd_total{provider=\"p\",model=\"\(label)\"}") == "0.25")
  }

  @Test func `are those of 200 targets, and other`() {
    var metrics = Metrics()
    for number in 0..<1000 {
      let target = Target(provider: "p\(number % 7)", model: "m\(number)")
      metrics.observe(
        .attemptEnded(MetricsSample.answered(target)), of: MetricsSample.turn, at: .zero)
      metrics.observe(
        .failedOver(from: target, to: MetricsSample.a, because: Failure(.cut)),
        of: MetricsSample.turn, at: .zero)
      metrics.observe(
        .failedOver(from: MetricsSample.a, to: target, because: Failure(.cut)),
        of: MetricsSample.turn, at: .zero)
    }

    let lines = metrics.lines()
    #expect(lines.count { $0.hasPrefix("llm_cost_usd_total{") } == 201)
    #expect(metrics.targets.count == 200)
    #expect(
      lines.contains { $0.hasPrefix("llm_cost_usd_total{provider=\"other\",model=\"other\"}") })
    #expect(lines.count { $0.hasPrefix("llm_failovers_total{") } == 201)
    #expect(lines.contains { $0.hasPrefix("llm_failovers_total{from=\"other\",to=\"other\"}") })
  }

  @Test func `are never there twice`() {
    let long = String(repeating: "x", count: 100)
    let targets = [
      Target(provider: "p", model: long + "1"), Target(provider: "p", model: long + "2"),
    ]
    let metrics = MetricsSample.metrics(targets.map { .attemptEnded(MetricsSample.answered($0)) })

    let gauges = Gauges(targets: targets.map { Gauges.OfTarget($0) })
    let series = metrics.lines(gauges).filter { !$0.hasPrefix("#") }
      .map { $0.prefix { $0 != " " } }

    #expect(Set(series).count == series.count)
    #expect(metrics.value("llm_cost_usd_total{provider=\"p\",model=\"\(long)\"}") == "0.5")
  }
}
