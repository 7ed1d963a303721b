import Testing

@testable import DemoProviders

private typealias Bytes = HTTP2Bytes

@Suite struct `A session of HTTP/2` {
  @Test func `begins with its settings and acknowledges the client's`() {
    var session = HTTP2Session()
    session.receive(Bytes.settings)
    #expect(
      session.takeLines() == ["settings 0 18", "windowUpdate 0 983041", "settings 0 end 0"])
  }

  @Test func `answers a ping with the same bytes`() {
    var session = HTTP2Session.begun()
    session.receive(hex("000008 06 00 00000000 0102030405060708"))
    #expect(session.takeOutput() == hex("000008 06 01 00000000 0102030405060708"))
  }

  @Test func `gives out a request once it is whole`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1, flags: 4, [("te", "trailers")]))
    session.receive(Bytes.data(1, [1, 2], end: false))
    #expect(session.nextRequest() == nil)
    session.receive(Bytes.data(1, [3]))

    let request = session.nextRequest()
    #expect(request?.stream == 1)
    #expect(request?.request.method == "POST")
    #expect(request?.request.target == "/a")
    #expect(request?.request.headers == [DemoHeader("te", "trailers")])
    #expect(request?.request.body == [1, 2, 3])
  }

  @Test func `reads the same byte by byte`() {
    var session = HTTP2Session.begun()
    for byte in Bytes.headers(1, flags: 4) + Bytes.data(1, [7, 8]) { session.receive([byte]) }
    #expect(session.nextRequest()?.request.body == [7, 8])
  }

  @Test func `puts a head together that comes in pieces, padded, with a priority`() {
    let block = Bytes.block([("a", "b")])
    var session = HTTP2Session.begun()
    let padded: [UInt8] = [2, 0, 0, 0, 0, 9] + block[..<3] + [0, 0]
    session.receive(Bytes.frame(1, 0x29, stream: 1, padded))
    session.receive(Bytes.frame(9, 0, stream: 1, Array(block[3..<5])))
    session.receive(Bytes.frame(9, 4, stream: 1, Array(block[5...])))
    #expect(session.nextRequest()?.request.headers == [DemoHeader("a", "b")])
  }

  @Test func `takes trailers and does not mistake them for headers`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1, flags: 4))
    session.receive(Bytes.frame(1, 5, stream: 1, [0, 1, 0x78, 1, 0x79]))
    #expect(session.nextRequest()?.request.headers == [])
  }

  @Test func `passes over frames that are not known`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.frame(0x2A, 0xFF, stream: 77, [1, 2, 3]) + Bytes.headers(1))
    #expect(session.nextRequest() != nil)
  }

  @Test func `writes head, data and trailers of an answer`() throws {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1))
    _ = session.nextRequest()
    session.send([DemoHeader(":status", "200")], on: 1)
    session.send([1, 2, 3], on: 1)
    session.end(1, trailers: [DemoHeader("grpc-status", "0")])
    #expect(session.takeLines() == ["headers 1 1", "data 1 3", "headers 1 end 15"])
  }

  @Test func `allows the client more when half of its window is used`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1, flags: 4))
    let piece = [UInt8](repeating: 0, count: 16_384)
    for _ in 0..<33 { session.receive(Bytes.data(1, piece, end: false)) }
    #expect(session.takeLines() == ["windowUpdate 0 540672", "windowUpdate 1 540672"])
  }

  @Test func `remembers headers from one request to the next`() {
    var session = HTTP2Session.begun()
    let kept: [UInt8] = [0x83, 0x86, 0x84, 0x40, 1, 0x6B, 1, 0x76]
    session.receive(Bytes.frame(1, 5, stream: 1, kept))
    // A head that is refused has to be read all the same.
    session.receive(Bytes.frame(1, 5, stream: 3, [0x83, 0x40, 1, 0x6C, 1, 0x77]))
    session.receive(Bytes.frame(1, 5, stream: 5, [0x83, 0x86, 0x84, 0xBF, 0xBE]))
    _ = session.nextRequest()
    #expect(
      session.nextRequest()?.request.headers == [DemoHeader("k", "v"), DemoHeader("l", "w")])
  }

  @Test func `says that it uses no table where the client has none`() {
    var session = HTTP2Session.begun(Bytes.setting(1, 0))
    session.receive(Bytes.headers(1))
    session.send([DemoHeader(":status", "200")], on: 1)
    #expect(session.takeFrames().last?.payload == [0x20, 0x88])
  }

  @Test func `never traps on random frames`() {
    var random = SeededRandom(seed: 9113)
    for _ in 0..<400 {
      var session = HTTP2Session.begun()
      for _ in 0..<40 where !session.isOver {
        let count = Int.random(in: 0...12, using: &random)
        let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        let kind = UInt8.random(in: 0...11, using: &random)
        let stream = UInt32.random(in: 0...7, using: &random)
        let flags = UInt8.random(in: 0...255, using: &random)
        session.receive(
          Bool.random(using: &random)
            ? Bytes.frame(kind, flags, stream: stream, payload)
            : Bytes.headers(stream | 1, flags: flags & 0xD5))
        while let (stream, _) = session.nextRequest() {
          session.send([DemoHeader(":status", "200")], on: stream)
          session.send([UInt8](repeating: 0, count: 30_000), on: stream)
          session.end(stream)
        }
        _ = session.takeOutput()
      }
    }
  }
}

@Suite struct `Flow control of HTTP/2` {
  private func session(window: UInt32) -> HTTP2Session {
    var session = HTTP2Session.begun(Bytes.setting(4, window))
    session.receive(Bytes.headers(1) + Bytes.headers(3))
    return session
  }

  @Test func `holds data back until the client allows it, and the end with it`() {
    var session = session(window: 4)
    session.send([1, 2, 3, 4, 5, 6], on: 1)
    session.end(1)
    #expect(session.takeLines() == ["data 1 4"])
    #expect(session.waitingBytes(on: 1) == 2)
    session.receive(Bytes.windowUpdate(1, 1))
    #expect(session.takeLines() == ["data 1 1"])
    session.receive(Bytes.windowUpdate(1, 9))
    #expect(session.takeLines() == ["data 1 end 1"])
  }

  @Test func `follows a new first window, below nothing too`() {
    var session = session(window: 4)
    session.send([1, 2, 3, 4, 5, 6], on: 1)
    session.receive(Bytes.setting(4, 1))
    _ = session.takeOutput()
    session.receive(Bytes.windowUpdate(1, 3))
    #expect(session.takeLines() == [])
    session.receive(Bytes.setting(4, 3))
    #expect(session.takeLines() == ["settings 0 end 0", "data 1 2"])
  }

  @Test func `counts all streams together`() {
    var session = session(window: 1 << 20)
    session.send([UInt8](repeating: 0, count: 60_000), on: 1)
    session.send([UInt8](repeating: 0, count: 60_000), on: 3)
    _ = session.takeOutput()
    #expect(session.waitingBytes(on: 1) == 0)
    #expect(session.waitingBytes(on: 3) == 60_000 - (65_535 - 60_000))
    session.receive(Bytes.windowUpdate(0, 1 << 20))
    #expect(session.waitingBytes(on: 3) == 0)
  }

  @Test func `lets streams take turns`() {
    var session = session(window: 0)
    session.send([UInt8](repeating: 0, count: 20_000), on: 1)
    session.send([UInt8](repeating: 0, count: 20_000), on: 3)
    session.receive(Bytes.setting(4, 20_000))
    #expect(
      session.takeLines() == [
        "settings 0 end 0", "data 1 16384", "data 3 16384", "data 1 3616", "data 3 3616",
      ])
  }
}

@Suite struct `What a client of HTTP/2 does wrong` {
  @Test(arguments: [
    ("no settings first", Bytes.frame(6, 0, stream: 0, [UInt8](repeating: 0, count: 8)), 1),
    ("a frame larger than announced", hex("004001 00 00 00000001"), 6),
    ("data on no stream", Bytes.settings + Bytes.data(0, [1]), 1),
    ("data on a stream not begun", Bytes.settings + Bytes.data(1, [1]), 1),
    ("an even stream", Bytes.settings + Bytes.headers(2), 1),
    ("a continuation of nothing", Bytes.settings + Bytes.frame(9, 4, stream: 1), 1),
    (
      "another frame within a head",
      Bytes.settings + Bytes.headers(1, flags: 0) + Bytes.frame(6, 0, stream: 0, [0]), 1
    ),
    (
      "an empty continuation",
      Bytes.settings + Bytes.headers(1, flags: 0) + Bytes.frame(9, 0, stream: 1), 11
    ),
    ("a head that is no HPACK", Bytes.settings + Bytes.frame(1, 5, stream: 1, [0x80]), 9),
    ("a stream used again", Bytes.settings + Bytes.headers(1) + Bytes.headers(1), 5),
    ("more padding than payload", Bytes.settings + Bytes.frame(1, 0xD, stream: 1, [9, 1]), 1),
    ("a promise", Bytes.settings + Bytes.frame(5, 4, stream: 1, [0, 0, 0, 2]), 1),
    ("a ping of the wrong size", Bytes.settings + Bytes.frame(6, 0, stream: 0, [1]), 6),
    ("settings of the wrong size", Bytes.frame(4, 0, stream: 0, [1]), 6),
    ("settings on a stream", Bytes.frame(4, 0, stream: 1), 1),
    ("push that is no flag", Bytes.setting(2, 2), 1),
    ("a window too large", Bytes.setting(4, 0x8000_0000), 3),
    ("a frame size too small", Bytes.setting(5, 16_383), 1),
    ("a window opened by nothing", Bytes.settings + Bytes.windowUpdate(0, 0), 1),
    ("a window opened too far", Bytes.settings + Bytes.windowUpdate(0, 0x7FFF_FFFF), 3),
    ("a reset of the wrong size", Bytes.settings + Bytes.frame(3, 0, stream: 1, [1]), 6),
    ("a reset of no stream", Bytes.settings + Bytes.frame(3, 0, stream: 1, [0, 0, 0, 8]), 1),
    ("a goodbye on a stream", Bytes.settings + Bytes.frame(7, 0, stream: 1), 1),
  ])
  func `ends the connection with GOAWAY and the reason`(
    _ name: String, _ bytes: [UInt8], _ code: Int
  ) {
    var session = HTTP2Session()
    session.receive(bytes)
    #expect(session.takeLines().last?.hasSuffix("code \(code)") == true)
    #expect(session.isOver)
    session.receive(Bytes.headers(99))
    #expect(session.nextRequest() == nil)
  }

  @Test func `ends the connection where it sends more than was allowed`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1, flags: 4) + Bytes.headers(3, flags: 4))
    // A head that goes on for ever.
    session.receive(Bytes.headers(5, flags: 0))
    let piece = [UInt8](repeating: 0, count: 16_384)
    for _ in 0..<4 { session.receive(Bytes.frame(9, 0, stream: 5, piece)) }
    #expect(session.takeLines() == ["goAway 0 after 3 code 11"])
  }

  @Test(arguments: [
    ("no method", [0x86, 0x84], 1), ("no scheme", [0x83, 0x84], 1), ("no path", [0x83, 0x86], 1),
    ("a method twice", [0x83, 0x83, 0x86, 0x84], 1), ("a status", [0x83, 0x86, 0x84, 0x88], 1),
    ("a pseudo-header after others", [0x83, 0x86, 0, 1, 0x61, 1, 0x62, 0x84], 1),
    ("a name in capitals", [0x83, 0x86, 0x84, 0, 1, 0x41, 1, 0x62], 1),
    ("a header of HTTP/1.1", [0x83, 0x86, 0x84] + [0, 7] + Array("upgrade".utf8) + [1, 0x62], 1),
    ("another te", [0x83, 0x86, 0x84] + [0, 2] + Array("te".utf8) + [4] + Array("gzip".utf8), 1),
    ("another length", [0x83, 0x86, 0x84, 0x0F, 13, 1, 0x39], 1),
  ])
  func `resets the stream and no other`(_ name: String, _ block: [UInt8], _ code: Int) {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1, flags: 4))
    session.receive(Bytes.frame(1, 5, stream: 3, block))
    #expect(session.takeLines() == ["rstStream 3 \(code)"])
    session.receive(Bytes.data(1, [1]))
    #expect(session.nextRequest()?.stream == 1)
    #expect(session.nextRequest() == nil)
  }

  @Test func `resets a stream on which data comes after the end`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1) + Bytes.data(1, [1]))
    #expect(session.takeLines() == ["rstStream 1 5"])
    #expect(session.takeAbandoned() == [1])
  }

  @Test func `refuses more streams at a time than were announced`() {
    var session = HTTP2Session.begun()
    for number in 0..<101 { session.receive(Bytes.headers(UInt32(number * 2 + 1))) }
    #expect(session.takeLines() == ["rstStream 201 7"])
    #expect(!session.isOver)
  }

  @Test func `is no fault where it gives a stream up`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1) + Bytes.frame(3, 0, stream: 1, [0, 0, 0, 8]))
    #expect(session.takeAbandoned() == [1])
    session.send([1], on: 1)
    session.end(1)
    #expect(session.takeLines() == [])
  }
}

@Suite struct `A server that leaves HTTP/2` {
  @Test func `ends the streams that it has begun, refuses others, and then closes`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1))
    session.goAway(after: 1)
    #expect(!session.isOver)
    session.receive(Bytes.headers(3))
    session.end(1)
    #expect(session.takeLines() == ["goAway 0 after 1 code 0", "rstStream 3 7", "data 1 end 0"])
    #expect(session.isOver)
  }

  @Test func `closes at once where it has begun with none`() {
    var session = HTTP2Session.begun()
    session.receive(Bytes.headers(1))
    session.goAway(after: 0)
    #expect(session.isOver)
  }
}
