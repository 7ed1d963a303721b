import Synchronization
import TestSupport
import Testing

@testable import ChatEngine

/// A real Prometheus reads what the listener serves.
@Suite(.enabled(if: PrometheusServer.isInstalled, "\(PrometheusServer.missing)"))
struct `A Prometheus that scrapes` {
  @Test func `has the figures that were counted`() async throws {
    let page = try ServedPage()
    defer { page.stop() }
    let prometheus = try #require(PrometheusServer(scraping: page.port))

    func value(of query: String) -> String? {
      guard let text = prometheus.query(query), let answer = try? JSON.parse(Array(text.utf8))
      else { return nil }
      return answer["data"]?["result"]?[0]?["value"]?[1]?.stringValue
    }
    let deadline = SystemClock.now() + .seconds(60)
    while value(of: "sum(llm_requests_total)") == nil, SystemClock.now() < deadline {
      // A Prometheus looks for its targets every five seconds.
      try await Task.sleep(for: .milliseconds(100))
    }

    let expected = [
      ("up{job=\"llmterm\"}", "1"),
      ("sum(llm_requests_total)", "74"),
      ("llm_requests_total{provider=\"a\",model=\"m\",outcome=\"failed\"}", "37"),
      ("llm_requests_total{provider=\"b\",model=\"n/o\",outcome=\"answered\"}", "37"),
      ("llm_errors_total{provider=\"a\",error_type=\"overloaded\"}", "37"),
      ("llm_failovers_total{from=\"a/m\",to=\"b/n/o\"}", "37"),
      ("llm_tokens_total{provider=\"b\",direction=\"output\"}", "592"),
      ("llm_cost_usd_total{provider=\"b\"}", "9.25"),
      ("llm_request_duration_seconds_count{provider=\"b\"}", "37"),
      ("llm_time_to_first_token_seconds_sum{provider=\"b\"}", "18.5"),
      ("llm_provider_health{provider=\"b\"}", "1"),
      ("llm_budget_remaining_usd{period=\"day\"}", "4.5"),
      ("llm_build_info{version=\"1.2.3\"}", "1"),
    ]
    for (query, expected) in expected { #expect(value(of: query) == expected, "\(query)") }
  }
}

/// A page of metrics that is served from a thread of its own: a scrape waits a second at most, and
/// the tests' threads may be taken for longer.
private final class ServedPage {
  private final class Over: Sendable {
    let flag = Atomic(false)
  }

  let port: UInt16
  private let worker: Worker
  private let over = Over()

  init() throws {
    let port = try Loopback.freePort()
    self.port = port
    worker = try Worker(name: "listener", answers: Mailbox())
    worker.run { [over] in
      do { try ServedPage.serve(on: port, until: over) } catch { Issue.record(error) }
    }
  }

  func stop() {
    over.flag.store(true, ordering: .relaxed)
    worker.finish()
  }

  private static func serve(on port: UInt16, until over: Over) throws {
    let loop = try EventLoop()
    let meter = Meter(version: "1.2.3", now: { loop.now() })
    meter.gauges = { targets in
      Gauges(
        of: targets, routing: RoutingState(), budget: BudgetLeft(day: 4.5), at: loop.now())
    }
    for number in 1...37 {
      for update in MetricsSample.failover { meter.observe(TurnID(UInt64(number)), update) }
    }
    let address = ListenAddress(port: port)
    let listener = try MetricsListener(on: address, loop: loop, page: meter.page)
    while !over.flag.load(ordering: .relaxed) {
      loop.runOnce(until: loop.now() + .milliseconds(50))
    }
    _ = listener
  }
}
