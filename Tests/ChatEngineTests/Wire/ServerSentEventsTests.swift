import ChatEngine
import Testing

@Suite struct `Server-sent events` {
  @Test func `an event in one chunk is given without a copy`() throws {
    let parsed = try Stream.parse("event: ping\ndata: {}\n\n") { event in
      guard case .inChunk = event.data, case .inChunk = event.name else { return false }
      return true
    }

    #expect(parsed == [true])
  }

  @Test func `an event without a name has an empty one`() throws {
    #expect(try Stream.parse("data: x\n\n") { $0.name == "" } == [true])
  }

  @Test func `a name is compared without making a string`() throws {
    let names = try Stream.parse("event: message_stop\ndata: x\n\n") { event in
      switch event.name {
      case "message_start": 1
      case "message_stop": 2
      default: 3
      }
    }

    #expect(names == [2])
  }

  @Test func `a name goes with its event only`() throws {
    let names = try Stream.parse("event: a\n\ndata: x\n\nevent: b\ndata: y\n\ndata: z\n\n") {
      $0.name.text
    }

    #expect(names == ["", "b", ""])
  }

  @Test func `an unfinished event at the end is not given`() throws {
    var stream = Stream()
    try stream.feed("data: x\n\ndata: y\n")
    stream.events.finish()
    try stream.feed("\n")

    #expect(stream.data == ["x"])
  }

  @Test func `a CRLF cut between its bytes is one line end`() throws {
    var stream = Stream()
    for piece in ["data: x\r", "\ndata: y\r", "\n\r", "\ndata: z\n\n"] { try stream.feed(piece) }

    #expect(stream.data == ["x\ny", "z"])
  }

  @Test func `an event ended by CR does not wait for the next byte`() throws {
    #expect(try Stream.parse("data: x\r\r") { $0.data.text } == ["x"])
  }

  @Test func `comments are counted`() throws {
    var stream = Stream()
    try stream.feed(": keep-alive\n\n:\ndata: x\n\n")

    #expect(stream.events.comments == 2)
    #expect(stream.data == ["x"])
  }

  @Test(arguments: [
    ("retry: 1500\n", 1500), ("retry: 1x\n", nil), ("retry:\n", nil), ("retry: -1\n", nil),
    ("retry: 99999999999999999999\n", nil),
  ])
  func `a retry is taken from digits only`(line: String, milliseconds: Int?) throws {
    var stream = Stream()
    try stream.feed(line)

    #expect(stream.events.retry == milliseconds)
  }

  @Test func `an id with a NUL is ignored`() throws {
    var stream = Stream()
    try stream.feed("id: a\ndata: x\n\nid: b\u{0}\ndata: y\n\n")

    #expect(stream.events.lastID == "a")
  }

  @Test func `a name cut off by the end of a chunk is kept for its event`() throws {
    var stream = Stream()
    try stream.feed("event: ping\n")
    try stream.feed("data: x\n\n")

    #expect(stream.names == ["ping"])
  }
}

@Suite struct `Stray text in an event stream` {
  private static let bare = "{\n  \"error\": {\n    \"code\": 503\n  }\n}"

  @Test(arguments: [1, 7, 1000])
  func `a bare JSON error after an event is kept`(step: Int) throws {
    var stream = Stream()
    try stream.feed("data: x\n\n" + Self.bare, step: step)
    stream.events.finish()

    #expect(stream.data == ["x"])
    #expect(try JSON.parse(stream.events.strayText)["error"]?["code"]?.intValue == 503)
  }

  @Test func `an unknown field is kept with its value`() throws {
    var stream = Stream()
    try stream.feed("error: {\"code\":500}\n\n")

    #expect(String(decoding: stream.events.strayText, as: UTF8.self) == "error: {\"code\":500}\n")
  }

  @Test func `fields that are known leave none`() throws {
    var stream = Stream()
    try stream.feed("event: a\nid: 1\nretry: 5\ndata: x\n: c\n\ndata: unfinish")
    stream.events.finish()

    #expect(stream.events.strayText.isEmpty)
  }

  @Test func `no more than 64 KiB are kept`() throws {
    var stream = Stream()
    for _ in 0..<100 { try stream.feed(String(repeating: "y", count: 1023) + "\n") }

    #expect(stream.events.strayText.count == 64 << 10)
  }
}

@Suite struct `Limits of an event stream` {
  @Test func `data of just the limit is given`() throws {
    var stream = Stream(ServerSentEvents(maxEventBytes: 16))
    try stream.feed("data: 0123456789\n\n")

    #expect(stream.data == ["0123456789"])
  }

  @Test(arguments: [
    "data: 0123456789a\n\n", "data: 0123456\ndata: 6789\n\n", ":01234567890123456",
    "event: 0123456789\n\n",
  ])
  func `more than the limit throws, however it is cut`(text: String) {
    for step in [1, 5, 1000] {
      var stream = Stream(ServerSentEvents(maxEventBytes: 16))
      #expect(throws: StreamTooLarge(limit: 16)) { try stream.feed(text, step: step) }
    }
  }

  @Test func `after that nothing more is given`() {
    var stream = Stream(ServerSentEvents(maxEventBytes: 16))
    #expect(throws: StreamTooLarge.self) { try stream.feed("data: 0123456789a\n\n") }
    #expect(throws: StreamTooLarge.self) { try stream.feed("data: x\n\n") }
    var none = UnsafeBufferPointer<UInt8>(start: nil, count: 0)
    #expect(throws: StreamTooLarge.self) { _ = try stream.events.next(&none) }
    #expect(stream.data.isEmpty)
  }

  @Test func `many small events are not one large one`() throws {
    var stream = Stream(ServerSentEvents(maxEventBytes: 16))
    try stream.feed(String(repeating: "data: 0123456789\n\n", count: 50), step: 3)

    #expect(stream.data.count == 50)
  }
}

/// A parser being fed, with what came out of it.
private struct Stream {
  var events: ServerSentEvents
  private(set) var data: [String] = []
  private(set) var names: [String] = []

  init(_ events: ServerSentEvents = ServerSentEvents()) { self.events = events }

  mutating func feed(_ text: String, step: Int = 1 << 20) throws {
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: step) {
      try bytes[start..<min(start + step, bytes.count)].withUnsafeBufferPointer { chunk in
        var rest = chunk
        while let event = try events.next(&rest) {
          data.append(event.data.text)
          names.append(event.name.text)
        }
      }
    }
  }

  static func parse<Result>(_ text: String, _ body: (ServerSentEvent) -> Result) throws -> [Result]
  {
    var events = ServerSentEvents()
    var results: [Result] = []
    try Array(text.utf8).withUnsafeBufferPointer { chunk in
      var rest = chunk
      while let event = try events.next(&rest) { results.append(body(event)) }
    }
    return results
  }
}
