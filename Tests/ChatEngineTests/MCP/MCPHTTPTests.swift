import Testing

@testable import ChatEngine

/// The HTTP transport with a wire that the test plays.
private struct Wire {
  var http: MCPHTTP
  var now = Instant.zero
  var started: [(id: TransferID, request: HTTPRequest)] = []
  var events: [MCPEvent] = []
  var cancelled: [TransferID] = []

  init(_ url: String = "https://host.example/mcp", headers: [HTTPHeader] = []) {
    http = MCPHTTP(url: url, headers: headers)
  }

  mutating func note(_ effects: [MCPHTTP.Effect]) {
    for effect in effects {
      switch effect {
      case .start(let id, let request): started.append((id, request))
      case .cancel(let id): cancelled.append(id)
      case .event(let event): events.append(event)
      }
    }
  }

  @discardableResult
  mutating func send(_ id: Int? = 1, _ method: String = "tools/call") -> TransferID {
    note(
      http.send(
        MCPOutgoing(
          id: id, method: method, body: ["jsonrpc": "2.0", "method": .string(method)],
          headers: [], isRepeatable: method != "tools/call", longest: .seconds(60)), at: now))
    return started.last?.id ?? TransferID(value: 0)
  }

  mutating func answer(
    _ id: TransferID, _ status: Int = 200, _ type: String = "application/json",
    headers: [HTTPHeader] = [], _ body: String = "", ends: Bool = true
  ) {
    let head = [HTTPHeader("Content-Type", type)] + headers
    note(http.receive(id, .responded(status: status, headers: head, httpVersion: "1.1"), at: now))
    if !body.isEmpty { note(http.receive(id, .body(Array(body.utf8)), at: now)) }
    if ends { note(http.receive(id, .ended(TransferTimings()), at: now)) }
  }

  mutating func fail(_ id: TransferID, _ kind: TransportError.Kind) {
    note(
      http.receive(
        id, .failed(TransportError(kind, message: "no luck"), TransferTimings()), at: now))
  }

  mutating func wake(after time: Duration) {
    now += time
    note(http.wake(at: now))
  }

  /// A session that the server has opened.
  static func opened() -> Wire {
    var wire = Wire()
    let id = wire.send(1, "initialize")
    wire.answer(
      id, headers: [HTTPHeader("Mcp-Session-Id", "s-1")], #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    wire.events = []
    return wire
  }
}

private let events = "text/event-stream"

@Suite struct `Messages over HTTP` {
  @Test func `come as one body`() {
    var wire = Wire()
    wire.answer(wire.send(), 200, "application/json", #"{"jsonrpc":"2.0","id":1,"result":{"a":1}}"#)
    #expect(wire.events == [.message(.result(id: 1, ["a": 1]))])
  }

  @Test func `come as events`() {
    var wire = Wire()
    wire.answer(
      wire.send(), 200, events,
      "id: 1\ndata:\n\n: alive\n\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\nevent: other\ndata: y\n\n"
        + "event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n")
    #expect(
      wire.events == [
        .message(.notification(method: "x", params: .null)), .message(.result(id: 1, [:])),
      ])
  }

  @Test(arguments: [
    ("text/html", "<html>"), ("application/json", "{}"), ("application/json", ""),
    ("text/event-stream", "data: 7\n\n"), ("text/event-stream", ""),
    ("application/json", #"{"jsonrpc":"2.0","id":2,"result":{}}"#),
  ])
  func `are lost where the answer is none`(_ type: String, _ body: String) {
    var wire = Wire()
    wire.answer(wire.send(), 200, type, body)
    guard case .lost(1, _)? = wire.events.last else {
      Issue.record("\(wire.events)")
      return
    }
  }

  @Test(arguments: [301, 302, 307, 400, 401, 403, 404, 405, 429, 500, 503])
  func `are refused by a status, and no redirection is followed`(_ status: Int) {
    var wire = Wire()
    wire.answer(
      wire.send(), status, headers: [HTTPHeader("Location", "https://evil.example/")],
      #"{"jsonrpc":"2.0","id":null,"error":{"code":-32020,"message":"no"}}"#)
    #expect(
      wire.events == [
        .refused(id: 1, status: status, MCPError(code: -32020, message: "no", data: nil))
      ])
    #expect(wire.started.count == 1)
  }

  @Test func `carry the configuration's headers to its own address only`() {
    var wire = Wire(headers: [HTTPHeader("Authorization", "Bearer k")])
    wire.send()
    #expect(wire.started[0].request.url == "https://host.example/mcp")
    #expect(wire.started[0].request.headers["Authorization"] == "Bearer k")
    #expect(!wire.started[0].request.security.allowsInsecureHTTP)
  }

  @Test func `that a server has surely not seen go out again, once`() {
    var wire = Wire()
    wire.fail(wire.send(1, "tools/call"), .stale)
    #expect(wire.started.count == 1)
    #expect(wire.events == [.lost(id: 1, reason: "cannot be reached: no luck")])
    wire.fail(wire.send(2, "tools/list"), .stale)
    #expect(wire.started.count == 3)
    wire.fail(wire.started[2].id, .stale)
    #expect(wire.started.count == 3)
    wire.fail(wire.send(3, "tools/call"), .refusedStream)
    #expect(wire.started.count == 5)
  }

  @Test func `of more than 16 MB are rubbish`() {
    var wire = Wire()
    let id = wire.send()
    wire.note(
      wire.http.receive(
        id,
        .responded(status: 200, headers: [HTTPHeader("Content-Type", events)], httpVersion: "2"),
        at: .zero))
    let piece = [UInt8](repeating: 0x61, count: 1 << 20)
    for _ in 0..<20 { wire.note(wire.http.receive(id, .body(piece), at: .zero)) }
    #expect(wire.events.first == .rubbish(tooLong: true))
    #expect(wire.cancelled == [id])
  }

  @Test func `are not waited for any more when their stream is closed`() {
    var wire = Wire()
    let id = wire.send()
    wire.note(wire.http.close(request: 1))
    #expect(wire.cancelled == [id])
    wire.answer(id, 200, "application/json", #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    #expect(wire.events.isEmpty)
  }
}

@Suite struct `A session over HTTP` {
  @Test func `is named in every request, and ended with a last word`() {
    var wire = Wire.opened()
    wire.send(2)
    #expect(wire.started.last?.request.headers["Mcp-Session-Id"] == "s-1")
    wire.note(wire.http.finish())
    #expect(wire.started.last?.request.method == "DELETE")
    #expect(wire.started.last?.request.headers["Mcp-Session-Id"] == "s-1")
  }

  @Test(arguments: ["", "a b", "ü", "a\u{7F}", String(repeating: "x", count: 1025)])
  func `has no name that cannot be sent`(_ name: String) {
    var wire = Wire()
    wire.answer(
      wire.send(1, "initialize"), headers: [HTTPHeader("Mcp-Session-Id", name)],
      #"{"jsonrpc":"2.0","id":1,"result":{}}"#)
    wire.send(2)
    #expect(wire.started.last?.request.headers["Mcp-Session-Id"] == nil)
  }

  @Test func `that the server has forgotten begins anew`() {
    var wire = Wire.opened()
    wire.answer(wire.send(2), 404)
    #expect(wire.events == [.expired(id: 2)])
    wire.send(3, "initialize")
    #expect(wire.started.last?.request.headers["Mcp-Session-Id"] == nil)
  }

  @Test func `resumes an answer that broke off, twice`() {
    var wire = Wire.opened()
    wire.answer(wire.send(2), 200, events, "id: e1\nretry: 500\ndata:\n\n")
    #expect(wire.http.nextDeadline == wire.now + .milliseconds(500))
    for _ in 1...2 {
      wire.wake(after: .seconds(1))
      let again = wire.started.last
      #expect(again?.request.method == "GET")
      #expect(again?.request.headers["Last-Event-ID"] == "e1")
      wire.answer(again?.id ?? TransferID(value: 0), 200, events, "id: e1\n\n")
    }
    #expect(wire.events == [.lost(id: 2, reason: "ended its answer too early")])
  }

  @Test func `takes the answer from the resumed stream`() {
    var wire = Wire.opened()
    wire.answer(wire.send(2), 200, events, "id: e1\ndata:\n\n")
    wire.wake(after: .seconds(1))
    wire.answer(
      wire.started.last?.id ?? TransferID(value: 0), 200, events,
      "data: {\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{}}\n\n")
    #expect(wire.events == [.message(.result(id: 2, [:]))])
  }

  @Test func `listens where the server offers it`() {
    var wire = Wire.opened()
    wire.note(wire.http.openPush(at: wire.now))
    let push = wire.started.last
    #expect(push?.request.method == "GET")
    wire.answer(
      push?.id ?? TransferID(value: 0), 200, events,
      "id: 7\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"x\"}\n\n")
    #expect(wire.events == [.message(.notification(method: "x", params: .null))])
    wire.wake(after: .seconds(1))
    #expect(wire.started.last?.request.headers["Last-Event-ID"] == "7")
    wire.answer(wire.started.last?.id ?? TransferID(value: 0), 405)
    #expect(wire.http.nextDeadline == nil)
  }
}

@Suite struct `The transport of 2024-11-05` {
  @Test func `sends where the server says, and hears on one stream`() {
    var wire = Wire("https://host.example/sse?x=1")
    wire.note(wire.http.openEvents(at: .zero))
    let stream = wire.started[0].id
    wire.answer(stream, 200, events, "event: endpoint\ndata: /messages?id=5\n\n", ends: false)
    #expect(wire.events == [.opened])
    let post = wire.send(1, "initialize")
    #expect(wire.started.last?.request.url == "https://host.example/messages?id=5")
    wire.answer(post, 202, "text/plain", "Accepted")
    wire.note(
      wire.http.receive(
        stream,
        .body(Array("event: message\ndata: {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}\n\n".utf8)),
        at: .zero))
    #expect(wire.events.last == .message(.result(id: 1, [:])))
    wire.note(wire.http.receive(stream, .ended(TransferTimings()), at: .zero))
    #expect(wire.events.last == .closed(reason: "hung up"))
  }

  @Test(arguments: [
    ("/m?s=1", "https://h.example:8443/m?s=1"), ("m", "https://h.example:8443/a/m"),
    ("?s=1", "https://h.example:8443/a/sse?s=1"),
    ("https://h.example:8443/x", "https://h.example:8443/x"),
    ("HTTPS://H.EXAMPLE:8443/x", "HTTPS://H.EXAMPLE:8443/x"),
    ("https://evil.example/x", nil), ("http://h.example:8443/x", nil), ("https://h.example/x", nil),
    ("//evil.example/x", nil), ("https://u:p@h.example:8443/x", nil), ("javascript:x", nil),
    ("/\\evil.example", nil), ("a b", nil), ("", nil), ("/a\r\nb", nil),
    ("https://h.example:8443@evil.example/", nil),
  ])
  func `stays on its own origin`(_ text: String, _ url: String?) {
    #expect(MCPEndpoint.resolve(text, against: "https://h.example:8443/a/sse?k=1") == url)
  }
}
