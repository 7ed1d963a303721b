import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A trace` {
  private static let key = "canary-key-of-mine-42"

  private final class Stage {
    let folder = TemporaryFolder()
    let queue = TestQueue()
    let clock = TestClock()
    let trace: TraceFile

    init(mostWaiting: Int = 32 << 20) throws {
      trace = try TraceFile(
        path: folder.path + "/trace.jsonl", queue: queue, now: { [clock] in clock.now },
        mostWaiting: mostWaiting)
    }

    var bytes: [UInt8] { Shared.bytes(folder.path + "/trace.jsonl") ?? [] }

    func lines() throws -> [JSON] {
      try bytes.split(separator: 0x0A).map { try JSON.parse(Array($0)) }
    }

    /// The texts of an answer, one for each line of the trace.
    func bodies() throws -> [String] {
      try lines().filter { $0["event"] == "body" }.compactMap { $0["text"]?.stringValue }
    }

    func receive(_ text: String) {
      trace.received(TransferID(value: 1), .body(Array(text.utf8)))
    }

    func send(_ body: String = "") {
      let key = HTTPHeader("Authorization", "Bearer " + A.key)
      trace.sent(
        TransferID(value: 1),
        HTTPRequest(
          url: "https://h/v1?key=" + A.key,
          headers: [HTTPHeader("Content-Type", "application/json"), key],
          body: Array(body.utf8)), key: key)
    }
  }

  private enum A { static let key = `A trace`.key }

  @Test func `says once that it could not be written`() throws {
    let folder = TemporaryFolder()
    let files = FaultyFiles()
    files.set { $0.room = 0 }
    let trace = try TraceFile(
      path: folder.path + "/trace.jsonl", queue: TestQueue(), now: { .zero }, files: files)
    var told: [String] = []
    trace.onProblem = { told.append(String($0.split(separator: "/").last ?? "")) }

    for _ in 0..<2 { trace.cancelled(TransferID(value: 1)) }

    #expect(
      told == ["trace.jsonl\" is not whole: it could not be written (No space left on device)."])
  }

  @Test func `records what goes over the wire, with its times and without the key`() throws {
    let stage = try Stage()
    stage.send(#"{"prompt":"Hello","key":"\#(Self.key)"}"#)
    stage.clock.advance(.milliseconds(120))
    stage.trace.received(
      TransferID(value: 1),
      .responded(
        status: 200, headers: [HTTPHeader("Set-Cookie", "a=b"), HTTPHeader("x-id", "7")],
        httpVersion: "2"))
    stage.clock.advance(.milliseconds(30))
    stage.receive("data: {\"a\":1}\n\n")
    stage.trace.received(TransferID(value: 1), .ended(TransferTimings()))

    let expected = #"""
      {"ms":0,"transfer":"1","event":"request","method":"POST",\#
      "url":"https://h/v1?key=[redacted]","headers":[["Content-Type","application/json"],\#
      ["Authorization","[redacted]"]],"body":"{\"prompt\":\"Hello\",\"key\":\"[redacted]\"}"}
      {"ms":120,"transfer":"1","event":"response","status":200,"version":"2",\#
      "headers":[["Set-Cookie","[redacted]"],["x-id","7"]]}
      {"ms":150,"transfer":"1","event":"body","text":"data: {\"a\":1}\n\n"}
      {"ms":150,"transfer":"1","event":"end"}

      """#
    #expect(String(decoding: stage.bytes, as: UTF8.self) == expected)
  }

  @Test func `redacts a key wherever the pieces of an answer are cut`() throws {
    let text = "data: You sent \(Self.key), which is wrong.\n\ndata: end"
    let bytes = Array(text.utf8)
    for cut in bytes.indices {
      let stage = try Stage()
      stage.send()
      stage.receive(String(decoding: bytes[..<cut], as: UTF8.self))
      stage.receive(String(decoding: bytes[cut...], as: UTF8.self))
      stage.trace.received(TransferID(value: 1), .ended(TransferTimings()))

      let recorded = try stage.bodies().joined()
      #expect(recorded == "data: You sent [redacted], which is wrong.\n\ndata: end")
    }
  }

  @Test func `cuts an endless line, and goes on behind it`() throws {
    let stage = try Stage()
    stage.send()
    let filler = String(repeating: "x", count: TraceBody.longestLine - 10)
    stage.receive(filler + Self.key.prefix(15))
    stage.receive(Self.key.dropFirst(15) + " and more\nnext\n")

    let recorded = try stage.bodies().joined()

    #expect(recorded.hasSuffix("x[the rest of the line is left out]next\n"))
    #expect(!recorded.contains("canary"))
  }

  @Test func `is a new file of its owner`() throws {
    let stage = try Stage()

    var status = stat()
    #expect(stat(stage.folder.path + "/trace.jsonl", &status) == 0)
    #expect(status.st_mode & 0o777 == 0o600)
    let error = #expect(throws: TraceError.self) {
      try TraceFile(
        path: stage.folder.path + "/trace.jsonl", queue: stage.queue, now: { Instant.zero })
    }
    #expect(
      error?.sentence
        == "--trace: \"\(stage.folder.path)/trace.jsonl\" exists and is not written over. "
        + "Name a new file, or remove that one.")
  }

  @Test func `leaves out what a slow disk cannot take, and says so`() throws {
    let stage = try Stage(mostWaiting: 16 << 10)
    stage.send()
    stage.queue.isHeld = true
    let piece = String(repeating: "x\n", count: 512)
    for _ in 0..<20 { stage.receive(piece) }
    stage.queue.release()
    stage.receive("what is left of a line\nend\n")

    let omitted = try stage.lines().filter { $0["event"] == "omitted" }
    #expect(omitted.compactMap { $0["count"]?.intValue } == [4])
    #expect(try stage.bodies().count == 17)
    #expect(try stage.bodies().last == "end\n")
  }
}

/// A key, a prompt and an answer that are searched for in every byte that is written.
@Suite struct `What is written about turns` {
  private static let key = "canary-key-0123456789"
  private static let prompt = "canary-prompt"
  private static let answer = "canary-answer"

  private final class Stage {
    let folder = TemporaryFolder()
    let queue = TestQueue()
    let loop: EventLoop
    let meter: Meter
    let log: Log
    let trace: TraceFile
    let runner: TurnRunner
    var hasEnded = false

    init(_ level: Configuration.LogLevel) throws {
      let loop = try EventLoop()
      self.loop = loop
      meter = Meter(version: "1", now: { loop.now() })
      log = Log(
        path: folder.path + "/llmterm.log", level: level, queue: queue,
        clock: LogClock(now: { loop.now() }, time: SystemClock.timestamp), processID: 1)
      trace = try TraceFile(
        path: folder.path + "/trace.jsonl", queue: queue, now: { loop.now() })
      runner = TurnRunner(loop: loop) { _, done in
        done(.success(HTTPHeader("Authorization", "Bearer canary-key-0123456789")))
      }
      runner.observers += [meter.observe, log.observe]
      runner.onKeySent = log.learn
      runner.trace = trace
    }

    func ask(_ prompt: String, at server: DemoServer) {
      let catalog = EngineStage.catalog(port: server.port)
      guard let route = catalog.route(named: "all") else { return }
      let turn = Turn(
        id: TurnID(1), route: route, candidates: catalog.candidates(of: route),
        request: TurnStage.prompt(prompt), settings: .standard,
        startedAt: Timestamp(milliseconds: 0), random: ConstantRandom())
      runner.start(turn) { [unowned self] in if case .ended = $0 { hasEnded = true } }
      let deadline = loop.now() + .seconds(10)
      while !hasEnded, loop.now() < deadline { loop.runOnce(until: deadline) }
    }

    func file(_ name: String) -> String {
      String(decoding: Shared.bytes(folder.path + "/" + name) ?? [], as: UTF8.self)
    }

    var page: String { String(decoding: meter.page(), as: UTF8.self) }
  }

  /// Provider `a` repeats key and prompt in its error, in small pieces; `b` answers.
  private func server() throws -> DemoServer {
    let body = #"{"error":{"type":"server_error","message":"\#(Self.key) \#(Self.prompt)"}}"#
    return try DemoServer(
      DemoScript { request in
        request.path.hasPrefix("/a/")
          ? DemoReply(
            text: "", faults: [.status(500, body: Array(body.utf8)), .splitBytes(3)])
          : DemoReply(text: Self.answer)
      })
  }

  @Test(arguments: [Configuration.LogLevel.info, .debug])
  func `holds no key, and neither prompt nor answer where they do not belong`(
    level: Configuration.LogLevel
  ) throws {
    let stage = try Stage(level)
    let server = try server()

    stage.ask(Self.prompt, at: server)

    let (log, page, trace) = (stage.file("llmterm.log"), stage.page, stage.file("trace.jsonl"))
    #expect(stage.hasEnded)
    #expect(log.contains("\"failover\""))
    #expect(page.contains("llm_failovers_total{from=\"a/m\",to=\"b/m\"} 1"))
    for text in [log, page, trace] { #expect(!text.contains(Self.key)) }
    #expect(!page.contains("canary"))
    #expect(!log.contains(Self.answer))
    // The provider's own words are in the log at debug, and only there.
    #expect(log.contains(Self.prompt) == (level == .debug))
    #expect(trace.contains(Self.prompt))
    #expect(trace.contains(String(repeating: "*", count: Self.key.utf8.count) + " canary-prompt"))
  }
}
