import CSystem
import ChatEngine
import Glibc
import Testing

@Suite struct `A transfer` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `brings the status, the headers and the body in order`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nX-Id: 7\r\nContent-Length: 5\r\n\r\nhello"),
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url, body: Array("{}".utf8)))
    #expect(outcome.status == 200)
    #expect(outcome.headers["x-id"] == "7")
    #expect(outcome.httpVersion == "1.1")
    #expect(outcome.text == "hello")
    #expect(outcome.error == nil)
  }

  @Test func `sends the method, the headers and the body as given and adds no others`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 204 No Content\r\n\r\n"),
    ])
    _ = try client.outcome(
      of: HTTPRequest(
        url: server.url + "v1/chat",
        headers: [HTTPHeader("x-api-key", "k"), HTTPHeader("x-empty", "")],
        body: Array("{}".utf8)))
    let lines = (server.seen.requests.first ?? "").split(separator: "\r\n").map(String.init)
    #expect(lines.first == "POST /v1/chat HTTP/1.1")
    #expect(
      Set(lines.dropFirst()) == [
        "Host: 127.0.0.1:\(server.port)", "Accept: */*", "x-api-key: k", "x-empty:",
        "Accept-Encoding: identity", "Content-Length: 2", "{}",
      ])
  }

  /// A child that had it would keep a connection open which we have closed.
  @Test func `has a socket that no child inherits`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    ])
    _ = try client.outcome(of: HTTPRequest(url: server.url))
    let kept = Loopback.connections(to: server.port)
    #expect(kept.count == 1)
    #expect(kept.allSatisfy { csys_fcntl($0, F_GETFD, 0) & FD_CLOEXEC != 0 })
  }

  @Test func `brings the first words without a thousand that came with them`() throws {
    let chunk = String(repeating: "a", count: 150)
    let server = try ScriptedServer([
      .readRequest,
      .send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
          + String(repeating: "96\r\n\(chunk)\r\n", count: 1000) + "0\r\n\r\n"),
    ])
    var pieces: [Int] = []
    client.onEvent = { _, event in
      if case .body(let bytes) = event { pieces.append(bytes.count) }
    }

    let outcome = try client.outcome(of: HTTPRequest(url: server.url))

    #expect(pieces.first.map { $0 < 2048 + chunk.utf8.count } == true)
    #expect(outcome.error == nil)
    #expect(outcome.text == String(repeating: chunk, count: 1000))
  }

  @Test(arguments: [Int.max, 3000])
  func `brings all of a compressed answer, though libcurl is held in the middle`(
    chunk: Int
  ) throws {
    let text = (0..<40_000).map(String.init).joined(separator: " ")
    let bytes = gzip(Array(text.utf8))
    let most = min(chunk, bytes.count)
    var body: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: most) {
      let piece = bytes[start..<min(bytes.count, start + most)]
      body += Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10]
    }
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    let server = try ScriptedServer([
      .readRequest, .send(Array(head.utf8) + body + Array("0\r\n\r\n".utf8)),
    ])

    let outcome = try client.outcome(of: HTTPRequest(url: server.url))

    #expect(outcome.error == nil)
    #expect(outcome.text == text)
  }

  /// A file of gzip in blocks that are stored as they are (RFC 1951, 3.2.4; RFC 1952).
  private func gzip(_ bytes: [UInt8]) -> [UInt8] {
    var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    for start in stride(from: 0, to: bytes.count, by: 60_000) {
      let block = bytes[start..<min(bytes.count, start + 60_000)]
      let length = UInt16(block.count)
      file.append(start + block.count == bytes.count ? 1 : 0)
      for word in [length, ~length] { file += [UInt8(word & 0xFF), UInt8(word >> 8)] }
      file += block
    }
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    for word in [~sum, UInt32(bytes.count)] {
      file += (0..<4).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
    return file
  }

  @Test func `brings the trailers after the body`() throws {
    let server = try ScriptedServer([
      .readRequest,
      .send(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nx-end: 1\r\n\r\n"),
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.text == "hi")
    #expect(outcome.trailers == [HTTPHeader("x-end", "1")])
  }

  @Test func `does not count an interim answer as the answer`() throws {
    let server = try ScriptedServer([
      .readRequest,
      .send("HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"),
      .send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"),
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.status == 201)
    #expect(outcome.headers["link"] == nil)
  }

  @Test func `tells how long its steps took and whether the connection was kept`() throws {
    let answer = ScriptedServer.Step.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
    let server = try ScriptedServer([.readRequest, answer, .readRequest, answer])
    let first = try client.outcome(of: HTTPRequest(method: "GET", url: server.url))
    let second = try client.outcome(of: HTTPRequest(method: "GET", url: server.url))
    #expect(first.timings?.reused == false)
    #expect(first.timings?.connect != nil)
    #expect(first.timings?.tls == nil)
    #expect(first.timings?.remoteAddress == "127.0.0.1")
    #expect(second.timings?.reused == true)
    #expect(second.timings?.connect == nil)
    #expect(server.seen.connections == 1)
  }

  /// libcurl would have it wait whether the first connection can be shared, until that answer's end.
  @Test func `does not wait for another one's answer, where no connection can be shared`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nfirst"), .awaitClose,
    ])
    let transfers = try (0..<3).map { _ in try client.start(HTTPRequest(url: server.url)) }
    client.run { Loopback.connections(to: server.port).count == 3 }
    for transfer in transfers { try client.transport.cancel(transfer) }
  }

  @Test func `shares no connection with another pool`() throws {
    let script: [ScriptedServer.Step] = [
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
    ]
    let server = try ScriptedServer(script, script)
    let first = try client.outcome(of: HTTPRequest(url: server.url, pool: "a"))
    let second = try client.outcome(of: HTTPRequest(url: server.url, pool: "b"))
    #expect(first.status == 200)
    #expect(second.status == 200)
    #expect(server.seen.connections == 2)
  }

  @Test func `is not redirected and takes no key elsewhere`() throws {
    let elsewhere = try ScriptedServer([.readRequest])
    let server = try ScriptedServer([
      .readRequest,
      .send("HTTP/1.1 307 Go\r\nLocation: \(elsewhere.url)\r\nContent-Length: 0\r\n\r\n"),
    ])
    let outcome = try client.outcome(
      of: HTTPRequest(url: server.url, headers: [HTTPHeader("x-api-key", "secret")]))
    #expect(outcome.status == 307)
    #expect(outcome.headers["location"] == elsewhere.url)
    #expect(outcome.error == nil)
    #expect(elsewhere.seen.connections == 0)
  }

  @Test func `begins after the call that starts it`() throws {
    let id = try client.start(HTTPRequest(url: "nonsense"))
    #expect(client.events[id] == nil)
    #expect(client.outcome(of: id).error?.kind == .badURL)
  }
}

@Suite struct `A request that must not be sent` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test(arguments: [
    ("http://192.0.2.1/", TransportError.Kind.insecure), ("http://example.com/", .insecure),
    ("http://127.0.0.1.example.com/", .insecure), ("ftp://127.0.0.1/", .insecure),
    ("file:///etc/passwd", .insecure), ("https://user:pw@127.0.0.1/", .badURL),
    ("127.0.0.1/", .badURL), ("https://", .badURL), ("https://a b/", .badURL),
    ("https://a/\r\nx: y", .badURL), ("https://127.0.0.1/\0", .badURL), ("", .badURL),
  ])
  func `is refused for its URL`(url: String, kind: TransportError.Kind) throws {
    let outcome = try client.outcome(of: HTTPRequest(url: url))
    #expect(outcome.error?.kind == kind)
    #expect(outcome.error?.phase == .unsent)
  }

  @Test(arguments: [
    HTTPHeader("x", "a\r\ny: b"), HTTPHeader("x", "a\nb"), HTTPHeader("x", "a\0b"),
    HTTPHeader("x y", "a"), HTTPHeader("x:", "a"), HTTPHeader("", "a"), HTTPHeader("é", "a"),
  ])
  func `is refused for a header`(header: HTTPHeader) throws {
    let server = try ScriptedServer([.readRequest])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url, headers: [header]))
    #expect(outcome.error?.kind == .badHeader)
    #expect(server.seen.connections == 0)
  }

  @Test func `is refused for its method`() throws {
    let outcome = try client.outcome(of: HTTPRequest(method: "GET / X", url: "https://127.0.0.1/"))
    #expect(outcome.error?.kind == .badHeader)
  }
}

@Suite struct `A cancelled transfer` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `is seen as closed by the server and says nothing more`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhi"), .awaitClose,
    ])
    let transport = try client.transport
    client.onEvent = { id, event in
      if case .body = event { transport.cancel(id) }
    }
    let id = try client.start(HTTPRequest(url: server.url))
    client.run { server.seen.closesSeen == 1 }
    #expect(Outcome(events: client.events[id] ?? []).text == "hi")
    #expect(!client.hasEnded(id))
  }

  @Test func `may be another than the one that is heard`() throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhi"
    let script: [ScriptedServer.Step] = [.readRequest, .send(head), .awaitClose]
    let first = try ScriptedServer(script)
    let second = try ScriptedServer(script)
    let transport = try client.transport
    let ids = [
      try client.start(HTTPRequest(url: first.url)), try client.start(HTTPRequest(url: second.url)),
    ]
    client.onEvent = { _, _ in for id in ids { transport.cancel(id) } }
    client.run { first.seen.closesSeen + second.seen.closesSeen == 2 }
    #expect(client.events.values.map(\.count) == [1])
  }

  @Test func `that never began says nothing`() throws {
    let id = try client.start(HTTPRequest(url: "nonsense"))
    try client.transport.cancel(id)
    client.loop.runOnce(until: client.loop.now())
    #expect(client.events.isEmpty)
  }
}

@Suite struct `A paused transfer` {
  @Test func `holds the server back and loses nothing`() throws {
    let client = try WireClient()
    let size = 24 << 20
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n"),
      .sendCounting([UInt8](repeating: 0x61, count: size)),
    ])
    let transport = try client.transport
    var received = 0
    var isHeld = true
    client.onEvent = { id, event in
      guard case .body(let bytes) = event else { return }
      received += bytes.count
      if isHeld { transport.pause(id) }
    }
    let id = try client.start(HTTPRequest(url: server.url))
    client.run { server.seen.sentWhenBlocked != nil }
    #expect(received <= 16 << 10)
    // What the kernel keeps for both ends, and a quarter of a mebibyte of ours.
    #expect(server.seen.sentWhenBlocked ?? size < 16 << 20)

    isHeld = false
    transport.resume(id)
    #expect(received <= 16 << 10)
    let outcome = client.outcome(of: id)
    #expect(outcome.error == nil)
    #expect(received == size)
  }
}
