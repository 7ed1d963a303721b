import TestSupport
import Testing

@testable import ChatEngine

/// A request that is recorded, and what came of it.
private enum Sample {
  static func request(_ body: String = #"{"b":1,"a":2}"#) -> HTTPRequest {
    HTTPRequest(
      url: "https://host/v1/chat",
      headers: [HTTPHeader("Authorization", "Bearer sk-secret-0123456789abcdef")],
      body: Array(body.utf8))
  }

  static let key = HTTPHeader("Authorization", "Bearer my-own-secret-key")

  /// Writes a recording of these events and reads it again.
  static func recording(
    _ events: [TransferEvent], of request: HTTPRequest = request()
  ) throws -> (ChatEngine.Recording, text: String) {
    let folder = TemporaryFolder()
    let path = folder.path + "/talk.jsonl"
    let clock = TestClock()
    let file = try RecordingFile(
      path: path, surroundings: .init(keyVariables: ["A_KEY"], ports: [8080]), program: "test 1",
      queue: TestQueue(), clock: clock.clock)
    let id = TransferID(value: 1)
    file.sent(id, request, key: key)
    for event in events {
      clock.advance(.milliseconds(10))
      file.received(id, event)
    }
    if events.isEmpty { file.cancelled(id) }
    let bytes = Shared.bytes(path) ?? []
    return (try ChatEngine.Recording(bytes, path: path), String(decoding: bytes, as: UTF8.self))
  }

  static let answer: [TransferEvent] = [
    .responded(
      status: 200, headers: [HTTPHeader("Set-Cookie", "x"), HTTPHeader("A", "b")],
      httpVersion: "2"),
    .body(Array("data: h".utf8)), .body([0xFF, 0x00]), .trailers([HTTPHeader("grpc-status", "0")]),
    .ended(TransferTimings(firstByte: .milliseconds(9), reused: true)),
  ]
}

@Suite struct `A recording` {
  @Test func `has every piece with its time`() throws {
    let (recording, text) = try Sample.recording(Sample.answer)

    let exchange = try #require(recording.exchanges.first)
    #expect(exchange.digest == RequestDigest(of: Sample.request()))
    #expect(exchange.status == 200)
    #expect(exchange.headers == [HTTPHeader("Set-Cookie", "[redacted]"), HTTPHeader("A", "b")])
    #expect(
      exchange.body == [
        .init(time: .milliseconds(20), bytes: Array("data: h".utf8)),
        .init(time: .milliseconds(30), bytes: [0xFF, 0x00]),
      ])
    #expect(exchange.trailers == [HTTPHeader("grpc-status", "0")])
    #expect(exchange.end == .whole(TransferTimings(firstByte: .milliseconds(9), reused: true)))
    #expect(recording.surroundings == .init(keyVariables: ["A_KEY"], ports: [8080]))
    #expect(text.split(separator: "\n").count == 2)
    #expect(!text.contains("secret"))
  }

  @Test func `takes out a key that came in two pieces`() throws {
    let (recording, text) = try Sample.recording([
      .responded(status: 401, headers: [], httpVersion: "1.1"),
      .body(Array("no such key: my-own-".utf8)), .body(Array("secret-key.".utf8)),
      .failed(
        TransportError(.reset, .answered, message: "after my-own-secret-key"), TransferTimings()),
    ])

    let exchange = try #require(recording.exchanges.first)
    #expect(
      exchange.body == [
        .init(time: .milliseconds(20), bytes: Array("no such key: [redacted].".utf8))
      ])
    #expect(
      exchange.end
        == .failed(
          TransportError(.reset, .answered, message: "after [redacted]"), TransferTimings()))
    #expect(!text.contains("secret-key"))
  }

  @Test func `has an answer that was stopped as far as it came`() throws {
    let (recording, _) = try Sample.recording([])

    #expect(recording.exchanges.first?.end == .cancelled)
    #expect(recording.exchanges.first?.status == nil)
  }

  @Test func `is read to its last line, whether that has an end or not`() throws {
    let (_, text) = try Sample.recording(Sample.answer)

    let open = try ChatEngine.Recording(Array(text.utf8.dropLast()), path: "talk")

    #expect(open.exchanges.count == 1)
  }

  @Test func `says which line is cut off`() throws {
    let (_, text) = try Sample.recording(Sample.answer)
    let sentence = """
      --replay: "talk" is cut off within line 2, the last one. Take that line away to play what \
      comes before it.
      """

    let error = #expect(throws: RecordingError.self) {
      try ChatEngine.Recording(Array(text.utf8.dropLast(5)), path: "talk")
    }

    #expect(error?.sentence == sentence)
  }

  @Test(arguments: [
    ("", "is no recording of this program"), ("{}\n", "is no recording of this program"),
    ("{\"recording\":1}\n{}\n", "cannot be read at line 2"),
  ])
  func `says what is wrong with it`(text: String, reason: String) {
    let error = RecordingError(path: "talk", reason: reason)
    #expect(
      error.sentence
        == "--replay: \"talk\" \(reason). Name a file that --record has written.")
    #expect(throws: error) { try ChatEngine.Recording(Array(text.utf8), path: "talk") }
  }
}

@Suite struct `The digest of a request` {
  private func digest(_ body: String, _ url: String = "https://host/v1") -> RequestDigest {
    RequestDigest(of: HTTPRequest(url: url, body: Array(body.utf8)))
  }

  @Test func `is the same for the same words in another order`() {
    #expect(digest(#"{"a":1,"b":[1,2]}"#) == digest(#"{ "b": [1, 2], "a": 1 }"#))
    #expect(digest(#"{"a":1,"prompt_cache_key":"x"}"#) == digest(#"{"a":1}"#))
  }

  @Test func `is another for other words, another place, or a stream`() {
    #expect(digest(#"{"a":1}"#) != digest(#"{"a":2}"#))
    #expect(digest(#"{"a":1}"#) != digest(#"{"a":1,"stream":true}"#))
    #expect(digest("{}") != digest("{}", "https://other/v1"))
    #expect(digest("\u{0}binary") != digest("\u{0}binarz"))
  }
}

@Suite struct `A replay` {
  private final class Player {
    let loop: EventLoop
    private(set) var events: [String] = []
    private(set) var times: [Instant] = []
    private(set) lazy var transport = makeTransport()
    private let recording: ChatEngine.Recording
    private let speed: Double?

    init(_ recording: ChatEngine.Recording, speed: Double? = nil) throws {
      self.recording = recording
      self.speed = speed
      loop = try EventLoop()
    }

    private func makeTransport() -> ReplayTransport {
      ReplayTransport(recording, speed: speed, loop: loop) { [unowned self] id, event in
        times.append(loop.now())
        events.append("\(id.value) " + Self.text(event))
      }
    }

    static func text(_ event: TransferEvent) -> String {
      switch event {
      case .responded(let status, let headers, let version):
        "\(status) \(headers.count) \(version)"
      case .body(let bytes): "\(bytes)"
      case .trailers(let headers): "trailers \(headers.count)"
      case .ended: "ended"
      case .failed(let error, _): "failed \(error.kind.rawValue)"
      }
    }

    func start(_ id: UInt64, _ request: HTTPRequest = Sample.request()) {
      transport.start(TransferID(value: id), request)
    }

    func run(to count: Int) -> [String] {
      loop.run { events.count < count }
      return events
    }
  }

  @Test func `gives what came then, byte for byte and in its order`() throws {
    let player = try Player(try Sample.recording(Sample.answer).0)

    player.start(7, Sample.request(#"{"a":2, "b":1}"#))

    #expect(player.events.isEmpty)
    #expect(
      player.run(to: 5) == [
        "7 200 2 2", "7 \(Array("data: h".utf8))", "7 [255, 0]", "7 trailers 1", "7 ended",
      ])
  }

  @Test func `gives each of two that are the same its own, and no third`() throws {
    let one = try Sample.recording(Sample.answer).0.exchanges[0]
    var two = one
    two.status = 500
    two.body = []
    two.trailers = []
    let player = try Player(
      ChatEngine.Recording(
        path: "talk", surroundings: .init(keyVariables: [], ports: []), exchanges: [one, two]))

    player.start(1)
    _ = player.run(to: 5)
    player.start(2)
    #expect(player.run(to: 7).suffix(2) == ["2 500 2 2", "2 ended"])
    player.start(3)
    #expect(player.run(to: 8).last == "3 failed notRecorded")
  }

  @Test func `keeps its time with a speed`() throws {
    let player = try Player(try Sample.recording(Sample.answer).0, speed: 0.5)
    let start = player.loop.now()

    player.start(1)
    _ = player.run(to: 5)

    for (place, time) in player.times.enumerated() {
      #expect(time - start >= .milliseconds(20 * (place + 1)))
    }
  }

  @Test func `holds what is paused, and ends what is cancelled`() throws {
    let player = try Player(try Sample.recording(Sample.answer).0)
    player.start(1)
    player.transport.pause(TransferID(value: 1))
    player.start(2, Sample.request("{}"))
    #expect(player.run(to: 1) == ["2 failed notRecorded"])

    player.transport.resume(TransferID(value: 1))
    #expect(player.run(to: 2).last == "1 200 2 2")
    player.transport.cancel(TransferID(value: 1))
    player.start(3, Sample.request("{}"))
    #expect(player.run(to: 3).last == "3 failed notRecorded")
  }

  @Test func `ends an answer that was stopped then as a connection that is lost`() throws {
    let player = try Player(try Sample.recording([]).0)

    player.start(1)

    #expect(player.run(to: 1) == ["1 failed reset"])
  }
}
