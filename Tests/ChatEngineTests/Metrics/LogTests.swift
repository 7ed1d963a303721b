import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// A log in a folder of its own.
final class LogStage {
  let folder: TemporaryFolder
  let queue = TestQueue()
  let files = FaultyFiles()
  let clock = TestClock()
  let log: Log

  init(
    _ level: Configuration.LogLevel = .debug, folder: TemporaryFolder = TemporaryFolder(),
    processID: Int32 = 7
  ) {
    self.folder = folder
    log = Log(
      path: folder.path + "/state/llmterm.log", level: level, queue: queue, clock: clock.clock,
      processID: processID, files: files)
  }

  var path: String { folder.path + "/state/llmterm.log" }

  /// The file's lines.
  var lines: [String] {
    String(decoding: Shared.bytes(path) ?? [], as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
  }

  /// The words under a name, line by line.
  func words(_ name: String) throws -> [String] {
    try lines.map { try JSON.parse(Array($0.utf8))[name]?.stringValue ?? "" }
  }

  func tell(_ updates: [TurnUpdate]) {
    for update in updates { log.observe(MetricsSample.turn, update) }
  }
}

@Suite struct `The log` {
  typealias Sample = MetricsSample

  @Test func `has a line for each step of a turn, and not a word of it`() throws {
    let stage = LogStage()

    stage.tell(Sample.failover)

    let expected = #"""
      "debug","event":"attempt_started","pid":7,"turn":1,"target":"a/m","attempt":1,\#
      "reason":"first in route"}
      "warning","event":"attempt","pid":7,"turn":1,"target":"a/m","attempt":1,\#
      "outcome":"failed","status":529,"error":"overloaded","ms":100,"reason":"first in route"}
      "warning","event":"failover","pid":7,"turn":1,"target":"b/n/o","from":"a/m",\#
      "error":"overloaded"}
      "debug","event":"attempt_started","pid":7,"turn":1,"target":"b/n/o","attempt":2,\#
      "reason":"after a failed"}
      "info","event":"attempt","pid":7,"turn":1,"target":"b/n/o","attempt":2,\#
      "outcome":"answered","status":200,"ms":2000,"first_token_ms":500,"input_tokens":100,\#
      "output_tokens":16,"cost_usd":0.25,"reason":"first in route"}
      "info","event":"turn","pid":7,"turn":1,"target":"b/n/o","attempts":2,\#
      "outcome":"answered","ms":0}
      """#
    let start = #"{"t":"2026-11-23T14:02:00.000Z","level":"#
    #expect(stage.lines == expected.split(separator: "\n").map { start + $0 })
  }

  @Test(arguments: [
    (Configuration.LogLevel.off, []),
    (.error, ["turn"]),
    (.warning, ["attempt", "passed_over", "failover", "turn"]),
    (
      .info,
      ["attempt", "passed_over", "failover", "retry", "waiting", "hedge", "cache_hit", "turn"]
    ),
  ])
  func `holds what its level asks for`(level: Configuration.LogLevel, events: [String]) throws {
    let stage = LogStage(level)
    let hit = CachedAnswer(target: Sample.a, parts: [], time: Timestamp(milliseconds: 0))

    stage.tell([
      .attemptStarted(number: 1, target: Sample.a, reason: ""),
      .attemptEnded(Sample.failed()),
      .passedOver(Sample.b, because: Failure(.budget)),
      .failedOver(from: Sample.a, to: Sample.b, because: Failure(.cut)),
      .retrying(Sample.b, because: Failure(.cut)),
      .waiting(until: .zero + .seconds(1), target: Sample.b, because: Failure(.rateLimited)),
      .hedged(from: Sample.a, to: Sample.b), .looked(hit: hit), .looked(hit: nil),
      .queued(Sample.a),
      .ended(TurnEnd(outcome: .failed, ending: Ending(failure: Failure(.cut)))),
    ])

    #expect(try stage.words("event") == events)
  }

  @Test func `says when a breaker has changed`() throws {
    let stage = LogStage(.info)
    var state = Breaker.State.closed
    stage.log.breaker = { _ in state }

    for next in [Breaker.State.closed, .open(until: .zero), .open(until: .zero), .closed] {
      state = next
      stage.tell([.attemptEnded(Sample.answered())])
    }

    #expect(
      try stage.words("event") == [
        "attempt", "attempt", "breaker", "attempt", "attempt", "breaker",
      ])
    #expect(try stage.words("outcome").filter { $0 != "answered" } == ["open", "closed"])
  }

  @Test func `holds a provider's own words at debug only, without keys and short`() throws {
    let words = "no\u{1B}[2J\u{202E} \(String(repeating: "x", count: 900)) key-of-mine-0123456789"
    let update = TurnUpdate.attemptEnded(
      AttemptRecord(
        target: Sample.a, outcome: .failed,
        failure: Failure(.auth, "key-of-mine-0123456789 " + words, requestID: "r\n1")))
    let info = LogStage(.info)
    let debug = LogStage(.debug)
    for stage in [info, debug] {
      stage.log.learn(Secret("key-of-mine-0123456789"))
      stage.tell([update])
    }

    #expect(try info.words("message") == [""])
    #expect(try info.words("request_id") == ["r 1"])
    let message = try #require(try debug.words("message").first)
    #expect(message.hasPrefix("[redacted] no [2J  xxx"))
    #expect(message.count == 500)
  }

  @Test func `drops and counts what a slow disk cannot take`() throws {
    let stage = LogStage(.info)
    stage.queue.isHeld = true
    let update = TurnUpdate.attemptEnded(Sample.answered())
    stage.tell([update])
    let line = 200
    for _ in 0..<(Log.mostWaiting / line + 1000) { stage.tell([update]) }
    let lost = stage.log.dropped
    #expect(lost > 0)

    stage.queue.release()
    stage.tell([update])

    #expect(stage.log.dropped == 0)
    #expect(stage.lines.contains { $0.contains(#""event":"dropped","pid":7,"count":\#(lost)}"#) })
    #expect(
      try stage.words("event").count { $0 == "attempt" } + lost == Log.mostWaiting / line + 1002)
  }

  @Test func `goes on after a full disk, and says how much is missing`() throws {
    let stage = LogStage(.info)
    stage.tell([.attemptEnded(Sample.answered())])
    stage.files.set { $0.room = 10 }
    stage.tell([.attemptEnded(Sample.answered()), .attemptEnded(Sample.answered())])
    #expect(stage.log.dropped == 2)

    stage.files.set { $0.room = .max }
    stage.tell([.attemptEnded(Sample.answered())])

    let lines = stage.lines
    #expect(lines.count == 4)
    #expect(lines[1].utf8.count == 10)
    #expect(lines[2].contains(#""event":"dropped","pid":7,"count":2}"#))
    #expect(lines[3].contains(#""event":"attempt""#))
  }

  @Test(arguments: [EACCES, EROFS, ENOENT, EMFILE])
  func `never stops anybody where it cannot be opened`(code: Int32) {
    let stage = LogStage(.info)
    stage.files.set { $0.openCode = code }

    stage.tell(Sample.failover)

    #expect(stage.log.dropped == 4)
    #expect(stage.lines == [])
  }
}

@Suite struct `A file that rotates` {
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/llmterm.log" }

  private func file(longest: Int = 100) -> RotatingFile {
    RotatingFile(path: path, longest: longest, kept: 3, files: SystemFiles())
  }

  private func text(_ suffix: String = "") -> String {
    String(decoding: Shared.bytes(path + suffix) ?? [], as: UTF8.self)
  }

  private func line(_ letter: Character) -> [UInt8] {
    Array((String(repeating: letter, count: 59) + "\n").utf8)
  }

  @Test func `is for its owner only`() {
    #expect(file().append(line("a")))

    var status = stat()
    #expect(stat(path, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
  }

  @Test func `keeps three files in all`() {
    let file = file()

    for letter in "abcde" { #expect(file.append(line(letter))) }

    #expect(text().hasPrefix("e"))
    #expect(text(".1").hasPrefix("d"))
    #expect(text(".2").hasPrefix("c"))
    #expect(Shared.names(in: folder.path).count == 3)
  }

  @Test func `is shared by several processes, which lose nothing when one rotates it`() {
    let (first, second) = (file(longest: 130), file(longest: 130))

    for letter in "abcdef" {
      #expect(first.append(line(letter)))
      let capital = Character(letter.uppercased())
      #expect(second.append(line(capital)))
    }

    let lines = (text(".2") + text(".1") + text()).split(separator: "\n")
    #expect(lines.map { String($0.prefix(1)) }.joined() == "aAbBcCdDeEfF".suffix(6))
    #expect(lines.allSatisfy { $0.count == 59 })
  }

  @Test func `is begun anew where somebody has taken it away`() {
    let file = file()
    #expect(file.append(line("a")))
    unlink(path)

    #expect(file.append(line("b")))

    #expect(text().hasPrefix("b"))
  }

  @Test func `is left alone while another process renames it`() throws {
    let file = file()
    #expect(file.append(line("a")))
    let files = SystemFiles()
    let other = try files.open(path, flags: O_WRONLY, mode: 0)
    defer { files.close(other) }
    #expect(try files.lock(other))

    #expect(file.append(line("b")))

    #expect(text().count == 120)
  }

  @Test func `does not follow a link`() {
    symlink(folder.path + "/elsewhere", path)

    #expect(!file().append(line("a")))

    #expect(Shared.names(in: folder.path) == ["llmterm.log"])
  }
}
