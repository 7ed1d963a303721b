import ChatEngine
import Glibc
import Testing

@Suite struct `A failing transfer` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `keeps what came before the connection broke`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhi"), .close,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.text == "hi")
    #expect(outcome.error?.kind == .reset)
    #expect(outcome.error?.phase == .answered)
  }

  @Test func `is a reset in a chunked answer without its last chunk`() throws {
    let server = try ScriptedServer([
      .readRequest,
      .send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n"), .close,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .reset)
    #expect(outcome.error?.phase == .answered)
  }

  @Test(arguments: [
    "X-Long: " + String(repeating: "a", count: 200_000), "Content-Length: -5",
  ])
  func `is the server's where its head cannot be read, not this computer's`(line: String) throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\n\(line)\r\n\r\nhi"), .close,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .malformed)
    #expect(outcome.error?.phase == .sent)
  }

  @Test(arguments: [ScriptedServer.Step.reset, .close])
  func `may have been begun when the connection breaks before an answer`(
    end: ScriptedServer.Step
  ) throws {
    let server = try ScriptedServer([.readRequest, end])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .reset)
    #expect(outcome.error?.phase == .sent)
  }

  @Test func `was not begun when a kept connection breaks, and is not repeated here`() throws {
    let server = try ScriptedServer(
      [
        .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .readRequest, .close,
      ], [.readRequest])
    _ = try client.outcome(of: HTTPRequest(url: server.url))
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .stale)
    #expect(outcome.error?.phase == .unsent)
    #expect(outcome.timings?.reused == true)
    #expect(server.seen.requests.count == 2)
  }

  @Test func `is none when the kept connection was closed before`() throws {
    let script: [ScriptedServer.Step] = [
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), .close,
    ]
    let server = try ScriptedServer(script, script)
    _ = try client.outcome(of: HTTPRequest(url: server.url))
    client.run { server.seen.closesDone == 1 }
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.status == 200)
  }

  @Test func `was refused where nobody listens`() throws {
    let (bound, port) = try Loopback.listen(backlog: nil)
    defer { close(bound) }
    let outcome = try client.outcome(of: HTTPRequest(url: "http://127.0.0.1:\(port)/"))
    #expect(outcome.error?.kind == .connect)
    #expect(outcome.error?.phase == .unsent)
  }

  @Test func `does not wait longer than it may for a connection`() throws {
    let (listener, port) = try Loopback.listen(backlog: 0)
    defer { close(listener) }
    // A queue of one; the kernel drops what comes after it.
    let fillers = (0..<4).map { _ in Loopback.beginConnection(to: port) }
    defer { for filler in fillers { close(filler) } }
    var request = HTTPRequest(url: "http://127.0.0.1:\(port)/")
    request.timeouts.connect = .milliseconds(50)
    let outcome = try client.outcome(of: request)
    #expect(outcome.error?.kind == .connectTimeout)
    #expect(outcome.error?.phase == .unsent)
  }

  @Test func `does not wait longer than it may for the end`() throws {
    let server = try ScriptedServer([.readRequest])
    var request = HTTPRequest(url: server.url)
    request.timeouts.total = .milliseconds(50)
    let outcome = try client.outcome(of: request)
    #expect(outcome.error?.kind == .timeout)
    #expect(outcome.error?.phase == .sent)
  }

  @Test func `names the lookup when the host is not known`() throws {
    var request = HTTPRequest(url: "https://llmterm.invalid/")
    request.timeouts.connect = .seconds(2)
    let outcome = try client.outcome(of: request)
    // A machine without a name server may not get even a refusal.
    #expect([.dns, .dnsTimeout].contains(outcome.error?.kind))
    #expect(outcome.error?.phase == .unsent)
  }

  @Test func `is not sent where a name leads to a private address and may not`() throws {
    let server = try ScriptedServer([.readRequest])
    // libcurl resolves names under localhost itself (RFC 6761).
    let security = TransferSecurity(allowsInsecureHTTP: true, refusesPrivateAddresses: true)
    let outcome = try client.outcome(
      of: HTTPRequest(url: "http://api.localhost:\(server.port)/", security: security))
    #expect(outcome.error?.kind == .privateAddress)
    #expect(outcome.error?.phase == .unsent)
    #expect(server.seen.requests.isEmpty)
  }

  @Test(arguments: ["ICY 200 OK\r\n\r\n", "hello\r\n\r\n", "HTTP/1.1 xyz\r\n\r\n"])
  func `is malformed when the answer is not HTTP`(answer: String) throws {
    let server = try ScriptedServer([.readRequest, .send(answer), .close])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .malformed)
  }
}

@Suite struct `An answer that is too large` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `is stopped at the request's limit`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\n\r\n"), .send([UInt8](repeating: 0x61, count: 9000)),
      .awaitClose,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url, maxDecodedBytes: 5000))
    #expect(outcome.error?.kind == .tooLarge)
    #expect(outcome.body.count <= 5000)
  }

  @Test func `is stopped when it is a bomb of compression`() throws {
    // gzip of zeroes: a dynamic block in which a bit is the longest match and another its
    // distance, so that each byte of zeroes stands for a kibibyte.
    let start: [UInt8] = [
      0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0xED, 0xC1, 1, 1, 0, 0, 0, 0x82, 0x20, 0xFF, 0xAF, 0x6E,
      0x48, 0x40, 1,
    ]
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"),
      .send(start + [UInt8](repeating: 0, count: 60_000)), .awaitClose,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .tooLarge)
    #expect(outcome.error?.message == "the answer is compressed more than 200 times")
    #expect(outcome.body.count < 16 << 20)
  }

  @Test func `is stopped when its headers are`() throws {
    let header = "X-Filler: " + String(repeating: "a", count: 1000) + "\r\n"
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 OK\r\n" + String(repeating: header, count: 400)),
      .awaitClose,
    ])
    let outcome = try client.outcome(of: HTTPRequest(url: server.url))
    #expect(outcome.error?.kind == .tooLarge)
    #expect(outcome.status == nil)
  }

  @Test func `is read when it is compressed as usual`() throws {
    let hello: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 7, 0, 134, 166, 16, 54, 5, 0, 0, 0,
    ]
    let server = try ScriptedServer([
      .readRequest,
      .send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 25\r\n\r\n"),
      .send(hello),
    ])
    #expect(try client.outcome(of: HTTPRequest(url: server.url)).text == "hello")
  }
}

@Suite struct `A proxy` {
  let client: WireClient
  init() throws { client = try WireClient() }

  @Test func `makes a tunnel and sees no key`() throws {
    let proxy = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 200 Connected\r\nX-Proxy: 1\r\n\r\n"),
      .readRequest, .send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
    ])
    let outcome = try client.outcome(of: request(through: proxy))
    #expect(outcome.text == "hi")
    #expect(outcome.headers["x-proxy"] == nil)
    let requests = proxy.seen.requests
    #expect(requests.first?.hasPrefix("CONNECT 127.0.0.1:9 ") == true)
    #expect(requests.first?.contains("secret") == false)
    #expect(requests.last?.contains("x-api-key: secret") == true)
  }

  @Test(arguments: [(407, TransportError.Kind.proxyLogin), (403, .proxy), (502, .proxy)])
  func `that refuses is told from a server that does`(
    status: Int, kind: TransportError.Kind
  ) throws {
    let proxy = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 \(status) No\r\nContent-Length: 0\r\n\r\n"),
    ])
    let outcome = try client.outcome(of: request(through: proxy))
    #expect(outcome.error?.kind == kind)
    #expect(outcome.error?.phase == .unsent)
    #expect(outcome.status == nil)
  }

  private func request(through proxy: ScriptedServer) -> HTTPRequest {
    HTTPRequest(
      url: "http://127.0.0.1:9/", headers: [HTTPHeader("x-api-key", "secret")],
      security: TransferSecurity(proxy: proxy.url))
  }
}
