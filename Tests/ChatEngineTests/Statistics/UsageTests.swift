import TestSupport
import Testing

@testable import ChatEngine

private let target = Target(provider: "a", model: "x/y")
private let other = Target(provider: "b", model: "m")

private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text: text)) }

@Suite struct `A line of usage` {
  @Test func `says all that was measured, and is read again`() throws {
    var usage = Usage(inputTokens: 9, outputTokens: 2, cachedInputTokens: 4)
    usage.isEstimated = true
    let record = UsageRecord(
      time: try time("2026-11-23T10:42:07.123Z"), target: target, outcome: .answered,
      usage: usage, cost: 0.25, firstToken: .milliseconds(240), total: .milliseconds(812))

    let line = String(decoding: record.line, as: UTF8.self)

    #expect(
      line == """
        {"t":"2026-11-23T10:42:07.123Z","target":"a/x/y","outcome":"answered","in":9,"out":2,\
        "cached":4,"estimated":true,"cost":0.25,"first_ms":240,"total_ms":812}

        """)
    #expect(read(line) == record)
  }

  @Test func `of a failure says its kind, and nothing that is not known`() throws {
    let failure = Failure(.rateLimited, "words of the server", status: 429)
    let attempt = AttemptRecord(
      target: other, outcome: .failed, failure: failure, total: .milliseconds(80))
    let record = UsageRecord(attempt, at: try time("2026-11-23T10:42:07Z"))

    let line = String(decoding: record.line, as: UTF8.self)

    #expect(
      line == """
        {"t":"2026-11-23T10:42:07.000Z","target":"b/m","outcome":"failed",\
        "error":"rate_limited","total_ms":80}

        """)
    #expect(read(line) == record)
  }

  @Test(arguments: [
    "", "{}", "[1]", "{\"t\":\"now\",\"target\":\"a/b\",\"outcome\":\"answered\"}",
    "{\"t\":\"2026-11-23T10:42:07Z\",\"target\":\"a\",\"outcome\":\"answered\"}",
    "{\"t\":\"2026-11-23T10:42:07Z\",\"target\":\"a/b\",\"outcome\":\"great\"}",
    "{\"t\":\"2026-11-23T10:42:07Z\",\"target\":\"a/b\",\"outcome\":\"answered\",\"cost\":-1}",
    "{\"t\":\"2026-11-23T10:42:07Z\",\"target\":\"a/b\",\"outcome\":\"answered\"",
  ])
  func `that is not what was written is refused`(line: String) {
    #expect(read(line) == nil)
  }

  @Test func `may have members of a later version, and no absurd figures`() throws {
    let line =
      "{\"t\":\"2026-11-23T10:42:07Z\",\"target\":\"b/m\",\"outcome\":\"answered\",\"new\":[1],"
      + "\"in\":-5,\"out\":9000000000000000000}"

    #expect(
      read(line)
        == UsageRecord(time: try time("2026-11-23T10:42:07Z"), target: other, outcome: .answered))
  }

  private func read(_ line: String) -> UsageRecord? {
    let text = line.hasSuffix("\n") ? String(line.dropLast()) : line
    return Array(text.utf8).withUnsafeBufferPointer { UsageRecord(line: $0) }
  }
}

@Suite struct `Files of usage` {
  let folder = TemporaryFolder()

  @Test func `are read from a time to a time, month after month`() throws {
    let file = UsageFile(folder: folder.path)
    let times = ["2026-09-30T23:59:59Z", "2026-10-31T12:00:00Z", "2026-11-01T00:00:00Z"]
    for text in times {
      let record = UsageRecord(time: try time(text), target: target, outcome: .answered)
      file.append(record.line, to: String(text.prefix(7)))
    }

    var seen: [String] = []
    let damaged = try file.read(
      since: try time("2026-10-01T00:00:00Z"), until: try time("2026-12-01T00:00:00Z")
    ) { seen.append($0.time.text) }

    #expect(seen == ["2026-10-31T12:00:00.000Z", "2026-11-01T00:00:00.000Z"])
    #expect(damaged == 0)
    #expect(
      Shared.names(in: folder.path) == [
        "usage-2026-09.jsonl", "usage-2026-10.jsonl", "usage-2026-11.jsonl",
      ])
  }

  @Test func `pass over what is damaged, and say how much that is`() throws {
    let record = UsageRecord(
      time: try time("2026-11-23T10:00:00Z"), target: target, outcome: .answered)
    let line = String(decoding: record.line, as: UTF8.self)
    folder.write("usage-2026-11.jsonl", line + "{\"t\":\"2026\n" + line + "torn")

    var seen = 0
    let damaged = try UsageFile(folder: folder.path).read(
      since: try time("2026-11-01T00:00:00Z"), until: try time("2026-11-30T00:00:00Z")
    ) { _ in seen += 1 }

    #expect(seen == 2)
    #expect(damaged == 1)
  }

  @Test func `name their months over the turn of a year`() throws {
    let months = UsageFile.months(
      from: try time("2025-11-30T00:00:00Z"), to: try time("2026-02-01T00:00:00Z"))

    #expect(months == ["2025-11", "2025-12", "2026-01", "2026-02"])
  }

  @Test func `get a line for each request, also while the disk is slow`() throws {
    let queue = TestQueue()
    let now = try time("2026-11-23T10:00:00Z")
    let keeper = UsageKeeper(folder: folder.path, queue: queue, time: { now })
    queue.isHeld = true
    for number in 1...3 {
      let attempt = AttemptRecord(
        target: target, outcome: .answered, total: .milliseconds(number))
      keeper.observe(TurnID(1), .attemptEnded(attempt))
    }
    keeper.observe(TurnID(1), .looked(hit: CachedAnswer(target: other, parts: [], time: now)))
    keeper.observe(TurnID(1), .looked(hit: nil))
    queue.release()
    keeper.finish()

    var seen: [UsageRecord] = []
    _ = try UsageFile(folder: folder.path).read(since: now, until: now) { seen.append($0) }

    #expect(seen.map(\.total) == [.milliseconds(1), .milliseconds(2), .milliseconds(3), nil])
    #expect(seen.map(\.outcome) == [.answered, .answered, .answered, .cached])
  }
}

@Suite struct `A report of usage` {
  @Test func `puts requests together by model, the dearest first`() throws {
    var report = UsageReport(by: .model)
    for record in try records() { report.take(record) }
    report.settle()

    #expect(report.groups.map(\.name) == ["b/m", "a/x/y"])
    let first = try #require(report.groups.first?.figures)
    #expect(first.requests == 2)
    #expect(first.failed == 1)
    #expect(first.cacheHits == 1)
    #expect(first.cost == 0.5)
    #expect(first.inputTokens == 10)
    let second = try #require(report.groups.last?.figures)
    #expect(second.withoutCost == 1)
    #expect(report.all.requests == 3)
  }

  @Test func `puts them together by the day where the person is`() throws {
    var report = UsageReport(by: .day, utcOffset: 3600)
    for record in try records() { report.take(record) }
    report.settle()

    #expect(report.groups.map(\.name) == ["2026-11-23", "2026-11-24"])
    #expect(report.groups.map(\.figures.requests) == [2, 1])
  }

  @Test func `knows the usual time and the one that few exceed`() throws {
    var report = UsageReport(by: .provider)
    let now = try time("2026-11-23T10:00:00Z")
    for number in (1...100).shuffled() {
      report.take(
        UsageRecord(
          time: now, target: target, outcome: .answered, firstToken: .milliseconds(number),
          total: .milliseconds(10 * number)))
    }
    // How fast a server refuses says nothing of its answers.
    report.take(
      UsageRecord(time: now, target: target, outcome: .failed, total: .milliseconds(100_000)))
    report.settle()

    #expect(report.all.firstToken.quantile(0.5) == .milliseconds(50))
    #expect(report.all.firstToken.quantile(0.95) == .milliseconds(95))
    #expect(report.all.total.quantile(1) == .milliseconds(1000))
    #expect(UsageReport.Samples().quantile(0.5) == nil)
  }

  private func records() throws -> [UsageRecord] {
    [
      UsageRecord(
        time: try time("2026-11-23T10:00:00Z"), target: other, outcome: .answered,
        usage: Usage(inputTokens: 10, outputTokens: 5), cost: 0.5),
      UsageRecord(
        time: try time("2026-11-23T11:00:00Z"), target: other, outcome: .failed,
        error: "overloaded", cost: 0),
      UsageRecord(
        time: try time("2026-11-23T23:30:00Z"), target: target, outcome: .answered),
      UsageRecord(
        time: try time("2026-11-23T12:00:00Z"), target: other, outcome: .cached, cost: 0),
    ]
  }
}
