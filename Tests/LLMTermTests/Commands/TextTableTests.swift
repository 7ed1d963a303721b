import ChatEngine
import ChatUI
import Testing

@testable import llmterm

@Suite struct `A table of text` {
  private static let table: TextTable = {
    var table = TextTable([
      TextTable.Column("name", canShrink: true), TextTable.Column("size", isNumber: true),
      TextTable.Column("more", canBeSpared: true),
      TextTable.Column("most", isNumber: true, canBeSpared: true),
    ])
    table.add(["a long name of something", "5", "words", "1"])
    table.add([SafeText("日本"), "1234"])
    return table
  }()

  @Test func `is as wide as it must be in a pipe, with numbers at the right`() {
    #expect(
      Self.table.text(width: nil) == """
        name                      size  more   most
        a long name of something     5  words     1
        日本                      1234

        """)
  }

  @Test func `spares its last columns first where it does not fit`() {
    #expect(
      Self.table.text(width: 37) == """
        name                      size  more
        a long name of something     5  words
        日本                      1234

        """)
  }

  @Test func `cuts cells then`() {
    #expect(
      Self.table.text(width: 18) == """
        name          size
        a long name…     5
        日本          1234

        """)
  }

  @Test func `cuts the names of its rows last`() {
    var table = TextTable([
      TextTable.Column("name", canShrink: true), TextTable.Column("what", canShrink: true),
    ])
    table.add(["a name of 17 cols", "and a long explanation"])

    #expect(
      table.text(width: 30) == """
        name               what
        a name of 17 cols  and a long…

        """)
    #expect(
      table.text(width: 22) == """
        name          what
        a name of 1…  and a l…

        """)
  }

  @Test func `leaves out what is spared last where cutting is not enough`() {
    var table = TextTable([
      TextTable.Column("name", canShrink: true),
      TextTable.Column("size", isNumber: true, isSparedLast: true),
      TextTable.Column("rate", isNumber: true),
    ])
    table.add(["a name of 17 cols", "5", "100 %"])

    #expect(
      table.text(width: 30) == """
        name               size   rate
        a name of 17 cols     5  100 %

        """)
    #expect(
      table.text(width: 29) == """
        name                rate
        a name of 17 cols  100 %

        """)
    #expect(
      table.text(width: 20) == """
        name            rate
        a name of 17…  100 %

        """)
  }

  @Test(arguments: 1...60) func `keeps to the width, down to what it must show`(width: Int) {
    for line in Self.table.text(width: width).split(separator: "\n") {
      #expect(SafeText(String(line)).columns <= max(width, 14))
    }
  }

  @Test func `shows what comes from elsewhere as harmless text`() {
    var table = TextTable([TextTable.Column("name")])
    table.add([SafeText("a\u{1B}[31m\u{7}", context: .code)])

    #expect(!table.text(width: nil).contains("\u{1B}"))
  }
}

@Suite struct `A list of models as text` {
  @Test func `has columns for what is known`() {
    let known = Model(
      id: "m", context: 200_000, maxOutput: 64_000, price: Price(input: 3, output: 15),
      vision: true, tools: true)
    let rows = [
      (Target(provider: "a", model: "m"), known),
      (Target(provider: "b", model: "n"), Model(id: "n")),
    ]

    #expect(
      ModelList.table(rows, obstacles: ["b": "no key: set B_KEY"]).text(width: nil) == """
        target  context  $/M in  $/M out  abilities          longest answer
        a/m        200k       3       15  vision tools                  64k
        b/n                               no key: set B_KEY

        """)
  }
}

@Suite struct `A table on a terminal of forty columns` {
  private static let target = Target(provider: "openrouter", model: "anthropic/claude-sonnet-5")

  @Test func `of models fits`() {
    let model = Model(
      id: "m", context: 200_000, maxOutput: 64_000, price: Price(input: 3, output: 15),
      vision: true, tools: true)

    expect(ModelList.table([(Self.target, model)], obstacles: [:]).text(width: 40))
  }

  @Test func `of models tells one from the other`() {
    let names = ["claude-sonnet-5-5", "claude-sonnet-5", "claude-opus-4-8"]
    let rows = names.map { name in
      (
        Target(provider: "anthropic", model: name),
        Model(id: name, context: 200_000, price: Price(input: 3, output: 15), tools: true)
      )
    }

    #expect(
      ModelList.table(rows, obstacles: [:]).text(width: 40) == """
        target                       $/M in
        anthropic/claude-sonnet-5-5       3
        anthropic/claude-sonnet-5         3
        anthropic/claude-opus-4-8         3

        """)
  }

  @Test func `of statistics fits`() {
    var report = UsageReport(by: .model)
    report.take(
      UsageRecord(
        time: Timestamp(milliseconds: 0), target: Self.target, outcome: .answered,
        usage: Usage(inputTokens: 123_456, outputTokens: 12_345), cost: 12.34,
        firstToken: .milliseconds(100), total: .milliseconds(1000)))
    report.settle()

    expect(
      StatsOutput(report, since: Timestamp(milliseconds: 0), until: Timestamp(milliseconds: 1))
        .text(width: 40))
  }

  private func expect(_ text: String) {
    for line in text.split(separator: "\n") {
      #expect(SafeText(String(line)).columns <= 40, "\(line)")
    }
  }
}

@Suite struct `Statistics as text` {
  private static let noon = Timestamp(text: "2026-11-23T12:00:00Z") ?? Timestamp(milliseconds: 0)
  private static let start = Timestamp(text: "2026-11-01T00:00:00Z") ?? Timestamp(milliseconds: 0)

  private static func report() -> UsageReport {
    var report = UsageReport(by: .model)
    for number in 1...4 {
      report.take(
        UsageRecord(
          time: noon, target: Target(provider: "a", model: "m"), outcome: .answered,
          usage: Usage(inputTokens: 1000, outputTokens: 50, cachedInputTokens: 200), cost: 0.01,
          firstToken: .milliseconds(100 * number), total: .milliseconds(1000 * number)))
    }
    report.take(
      UsageRecord(
        time: noon, target: Target(provider: "b", model: "n"), outcome: .failed,
        error: "overloaded"))
    report.take(
      UsageRecord(time: noon, target: Target(provider: "b", model: "n"), outcome: .answered))
    report.settle()
    return report
  }

  @Test func `are a table with a line for all`() {
    let output = StatsOutput(Self.report(), since: Self.start, until: Self.noon)

    #expect(
      output.text(width: nil) == """
        2026-11-01 to 2026-11-23, by model

        model  requests  failed  in  out      cost  first p50     p95  total p50    p95  cached in  cache hits
        a/m           4       0  4k  200    $0.040     200 ms  400 ms      2.0 s  4.0 s        800           0
        b/n           2       1   0    0      $0+?                                               0           0
        all           6       1  4k  200  $0.040+?     200 ms  400 ms      2.0 s  4.0 s        800           0

        """)
  }

  @Test func `fit eighty columns`() {
    let output = StatsOutput(Self.report(), since: Self.start, until: Self.noon)

    for line in output.text(width: 80).split(separator: "\n") { #expect(line.count <= 80) }
  }

  @Test func `say so where nothing was asked`() {
    var report = UsageReport(by: .day)
    report.settle()

    #expect(
      StatsOutput(report, since: Self.start, until: Self.noon).text(width: nil)
        == "Nothing was asked from 2026-11-01 to 2026-11-23.\n")
  }

  @Test func `are one object for scripts`() throws {
    let output = StatsOutput(Self.report(), since: Self.start, until: Self.noon)

    let json = try JSON.parse(Array(output.json.utf8))

    #expect(
      json.objectValue?.keys == ["since", "until", "by", "groups", "total"])
    let total = try #require(json["total"])
    #expect(
      total.objectValue?.keys == [
        "requests", "failed", "cancelled", "cache_hits", "input_tokens", "output_tokens",
        "cached_input_tokens", "cost_usd", "requests_without_cost", "first_token_p50_ms",
        "first_token_p95_ms", "total_p50_ms", "total_p95_ms",
      ])
    #expect(json["groups"]?.arrayValue?.first?["name"]?.stringValue == "a/m")
    #expect(total["total_p95_ms"]?.intValue == 4000)
    #expect(json["groups"]?.arrayValue?.last?["first_token_p50_ms"] == .null)
  }
}
