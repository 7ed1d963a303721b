import DemoProviders
import Testing

@testable import ChatEngine

/// What libcurl was told for one request is kept for the next of its kind, and nothing else of it.
@Suite struct `Requests of one kind after each other` {
  let client: WireClient

  init() throws {
    client = try WireClient()
    try client.transport.keptHandles = 4
  }

  private func answer(_ text: String) -> ScriptedServer.Step {
    .send("HTTP/1.1 200 OK\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
  }

  private func request(_ url: String, _ body: String, key: String = "k") -> HTTPRequest {
    HTTPRequest(url: url, headers: [HTTPHeader("x-key", key)], body: Array(body.utf8))
  }

  /// What a request was: its path, its key and its body.
  private func told(_ request: String) -> String {
    let lines = request.split(separator: "\r\n", omittingEmptySubsequences: false)
    let path = lines[0].split(separator: " ")[1]
    let key = lines.first { $0.hasPrefix("x-key: ") }?.dropFirst(7) ?? ""
    return "\(path) \(key) \(lines.last ?? "")"
  }

  @Test func `each send their own body and get their own answer`() throws {
    let bodies = ["first", "a longer second one", "", "4th"]
    let server = try ScriptedServer(bodies.flatMap { [.readRequest, answer("to " + $0)] })
    for body in bodies {
      let outcome = try client.outcome(of: request(server.url, body))
      #expect(outcome.text == "to " + body)
      #expect(outcome.status == 200)
      #expect(outcome.timings?.reused == (body != "first"))
    }
    #expect(server.seen.requests.map(told) == bodies.map { "/ k \($0)" })
    #expect(server.seen.connections == 1)
  }

  @Test func `have another key, path and method where that is so`() throws {
    let server = try ScriptedServer((0..<6).flatMap { [.readRequest, answer("\($0)")] })
    _ = try client.outcome(of: request(server.url, "a"))
    _ = try client.outcome(of: request(server.url, "b", key: "other"))
    _ = try client.outcome(of: request(server.url + "v2", "c"))
    _ = try client.outcome(of: HTTPRequest(method: "GET", url: server.url))
    _ = try client.outcome(of: request(server.url, "d"))
    _ = try client.outcome(of: HTTPRequest(method: "GET", url: server.url + "v3"))
    #expect(
      server.seen.requests.map(told) == [
        "/ k a", "/ other b", "/v2 k c", "/  ", "/ k d", "/v3  ",
      ])
    #expect(server.seen.requests.map { String($0.prefix(4)) }[3] == "GET ")
  }

  @Test func `are sent whole after one that was stopped, held back or very long`() throws {
    let long = String(repeating: "x", count: 200_000)
    let server = try ScriptedServer(
      [
        .readRequest, answer(long), .readRequest, answer("b"), .readRequest,
        .send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nc"), .awaitClose,
      ],
      [.readRequest, answer("d")])
    let paused = try client.start(request(server.url, "a"))
    client.onEvent = { [client] id, event in
      if id == paused, case .responded = event { try? client.transport.pause(id) }
    }
    client.run { client.events[paused] != nil }
    for _ in 0..<20 { client.loop.runOnce(until: client.loop.now() + .milliseconds(1)) }
    try client.transport.resume(paused)
    #expect(client.outcome(of: paused).text == long)
    #expect(try client.outcome(of: request(server.url, long)).text == "b")

    let stopped = try client.start(request(server.url, "c"))
    client.run { client.events[stopped] != nil }
    try client.transport.cancel(stopped)
    #expect(try client.outcome(of: request(server.url, "d")).text == "d")
    #expect(server.seen.requests.map { told($0).utf8.count } == [5, 200_004, 5, 5])
  }

  @Test func `that go out together have a handle each`() throws {
    // Not kept, so that none goes out on a connection that is being closed.
    let script: [ScriptedServer.Step] = [
      .readRequest,
      .send("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none"), .close,
    ]
    let server = try ScriptedServer(script, script, script, script)
    for round in 1...2 {
      let both = try ["a", "b"].map { try client.start(request(server.url, $0 + "\(round)")) }
      for id in both { #expect(client.outcome(of: id).text == "one") }
    }
    let told = server.seen.requests.map(told)
    #expect(told.count == 4)
    #expect(Set(told) == ["/ k a1", "/ k b1", "/ k a2", "/ k b2"])
  }

  @Test func `that are many together each find a connection again`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    try client.transport.keptHandles = 150
    let body = #"{"model":"demo","messages":[{"role":"user","content":"a"}]}"#
    for round in 1...3 {
      let ids = try (0..<150).map { _ in
        try client.start(request(server.baseURL + "/v1/chat/completions", body))
      }
      let timings = ids.map { client.outcome(of: $0).timings }
      #expect(timings.count { $0?.reused == (round > 1) } == 150)
    }
  }
}
