import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The page of metrics` {
  @Test func `is written as Prometheus reads it`() {
    var page = Exposition()
    var histogram = Histogram([0.5, 1])
    for value in [0.25, 0.5, 0.75, 3, .nan, -1] { histogram.add(value) }

    page.begin(.wait)
    page.samples("provider=\"a\"", histogram, marks: Exposition.marks(of: histogram))
    page.begin(.cost)
    page.sample("", 0.1)

    #expect(
      String(decoding: page.bytes, as: UTF8.self) == """
        # HELP llm_rate_limit_wait_seconds \(MetricFamily.wait.help)
        # TYPE llm_rate_limit_wait_seconds histogram
        llm_rate_limit_wait_seconds_bucket{provider="a",le="0.5"} 2
        llm_rate_limit_wait_seconds_bucket{provider="a",le="1"} 3
        llm_rate_limit_wait_seconds_bucket{provider="a",le="+Inf"} 4
        llm_rate_limit_wait_seconds_sum{provider="a"} 4.5
        llm_rate_limit_wait_seconds_count{provider="a"} 4
        # HELP llm_cost_usd_total \(MetricFamily.cost.help)
        # TYPE llm_cost_usd_total counter
        llm_cost_usd_total 0.1

        """)
  }

  @Test(arguments: [
    (0.0, "0"), (12, "12"), (-3, "-3"), (0.0001, "0.0001"), (1e300, "1e+300"),
    (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
  ])
  func `spells numbers as Go reads them`(number: Double, text: String) {
    #expect(Exposition.text(number) == text)
  }

  @Test func `has every family once, in one piece`() {
    let (metrics, gauges) = MetricsSample.full()
    let lines = metrics.lines(gauges)

    let types = lines.filter { $0.hasPrefix("# TYPE ") }
      .map { String($0.split(separator: " ")[2]) }
    #expect(types == MetricFamily.all.map(\.name))
    var family = ""
    for line in lines {
      if line.hasPrefix("# HELP ") { family = String(line.split(separator: " ")[2]) }
      #expect(line.hasPrefix("#") || line.hasPrefix(family))
    }
  }

  @Test(.enabled(if: PrometheusServer.hasPromtool, "\(PrometheusServer.missing)"))
  func `is without a finding to promtool`() throws {
    var (metrics, gauges) = MetricsSample.full()
    let page = metrics.page(gauges, version: "1.2.3")

    let check = try #require(
      Run(["promtool", "check", "metrics"], input: String(decoding: page, as: UTF8.self)))

    #expect(check.status == 0)
    #expect(check.output + check.errors == "")
  }

  @Test(.enabled(if: PrometheusServer.hasPromtool, "\(PrometheusServer.missing)"))
  func `is without a finding before the first turn`() throws {
    var metrics = Metrics()

    let check = try #require(
      Run(
        ["promtool", "check", "metrics"],
        input: String(decoding: metrics.page(Gauges(), version: "1.2.3"), as: UTF8.self)))

    #expect(check.output + check.errors == "")
  }
}

/// What comes with the program for Grafana and Prometheus names our metrics and no others.
@Suite struct `The dashboard and the alerts` {
  private static let suffixes = ["_bucket", "_sum", "_count"]

  private static var names: Set<String> {
    Set(
      MetricFamily.all.flatMap { family in
        family.kind == .histogram ? suffixes.map { family.name + $0 } : [family.name]
      })
  }

  /// The words of a text that begin with `llm_`.
  private static func words(of text: String) -> Set<String> {
    Set(
      text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        .filter { $0.hasPrefix("llm_") }.map(String.init))
  }

  private func text(_ path: String) throws -> String {
    String(
      decoding: try #require(Shared.bytes(Shared.package + "/contrib/" + path)), as: UTF8.self)
  }

  @Test func `draws metrics that are written, and each of them`() throws {
    let text = try text("grafana/llmterm.json")

    let dashboard = try JSON.parse(Array(text.utf8))

    let panels = try #require(dashboard["panels"]?.arrayValue)
    let ids = panels.compactMap { $0["id"]?.intValue }
    #expect(Set(ids).count == panels.count)
    let expressions = panels.flatMap { $0["targets"]?.arrayValue ?? [] }
      .compactMap { $0["expr"]?.stringValue }
    let drawn = Self.words(of: expressions.joined(separator: " "))
    #expect(drawn.subtracting(Self.names) == [])
    for family in MetricFamily.all {
      #expect(drawn.contains { $0.hasPrefix(family.name) }, "\(family.name) is not drawn")
    }
    #expect(Self.words(of: text).subtracting(Self.names) == [])
  }

  @Test func `warns about metrics that are written`() throws {
    let named = Self.words(of: try text("prometheus/alerts.yml"))

    #expect(!named.isEmpty)
    #expect(named.subtracting(Self.names) == [])
  }

  @Test(.enabled(if: PrometheusServer.hasPromtool, "\(PrometheusServer.missing)"))
  func `has alerts without a finding to promtool`() throws {
    let path = Shared.package + "/contrib/prometheus/alerts.yml"

    let check = try #require(Run(["promtool", "check", "rules", path]))

    #expect(check.status == 0)
    #expect(check.output.contains("SUCCESS"))
  }
}
