import ChatEngine
import DemoProviders
import TestSupport
import Testing

private let ask: JSON = [
  "model": "models/demo-fast",
  "contents": [["role": "user", "parts": [["text": "Hi"]]]],
]

private let path =
  "/google.ai.generativelanguage.v1beta.GenerativeService/StreamGenerateContent"

/// Calls by the `curl` command, whose HTTP/2 is not ours.
@Suite(.enabled(if: Installed.has("curl"), "no curl command"))
struct `The demo over HTTP/2` {
  private let folder = TemporaryFolder()

  /// The heads and trailers of one request.
  private func curl(_ server: DemoServer, _ options: [String]) throws -> Run {
    let message = GeminiMessages.encode(ask, as: .generateContentRequest)
    let count = UInt8(message.count)
    // A message of less than 128 bytes without bytes above ASCII: the file can be written as text.
    let body = [0, 0, 0, 0, count] + message
    let file = folder.write("body", String(decoding: body, as: UTF8.self))
    return try #require(
      Run(
        [
          "curl", "-sS", "-m", "10", "--http2-prior-knowledge", "-D", "-", "--data-binary",
          "@\(file)", "-H", "content-type: application/grpc", "-H", "te: trailers",
        ] + options + [server.baseURL + path]))
  }

  @Test func `answers with messages and trailers`() throws {
    let server = try DemoServer(.always(DemoReply(text: "one two")))
    defer { server.stop() }
    let output = try curl(server, ["-o", "/dev/null"]).output
    #expect(output.hasPrefix("HTTP/2 200 \r\ncontent-type: application/grpc\r\n"))
    #expect(output.hasSuffix("grpc-status: 0\r\n"))
    #expect(server.requests.first?.prompt == "Hi")
    #expect(server.requests.first?.destination?.dialect == .geminiGRPC)
  }

  @Test func `takes a large body, for which it opens its window`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let zeroes = folder.write("large", String(repeating: "\0", count: 5 << 20))
    let run = try #require(
      Run([
        "curl", "-sS", "-m", "20", "--http2-prior-knowledge", "-D", "-", "--data-binary",
        "@\(zeroes)", "-H", "content-type: application/grpc", server.baseURL + path,
      ]))
    // A length of nothing, and then more: no message.
    #expect(run.output.contains("grpc-status: 13"))
    #expect(server.requests.first?.bodyBytes.count == 5 << 20)
  }

  @Test(arguments: [
    (DemoFault.status(429), "grpc-status: 8"), (.status(503), "grpc-status: 14"),
    (.status(401), "grpc-status: 16"), (.status(404), "grpc-status: 5"),
    (.status(502, body: Array("<html>".utf8)), "HTTP/2 502"), (.html, "text/html"),
    (.redirect(to: "http://127.0.0.1:9/else"), "location: http://127.0.0.1:9/else"),
    (.interim(103), "HTTP/2 103"), (.contentType("text/plain"), "content-type: text/plain"),
    (.errorEventAfter(tokens: 1, type: "UNAVAILABLE"), "grpc-status: 14"),
    (.slowHeaders(every: .microseconds(1)), "grpc-status: 0"),
    (.splitBytes(3), "grpc-status: 0"), (.garbage(afterTokens: 1, events: 2), "grpc-status: 0"),
    (.hugeEvent(afterTokens: 1, bytes: 300_000), "grpc-status: 0"),
    (.dataAfterEnd, "grpc-status: 0"),
  ])
  func `has the faults of the others`(_ fault: DemoFault, _ says: String) throws {
    let server = try DemoServer(.always(DemoReply(text: "one two", faults: [fault])))
    defer { server.stop() }
    let output = try curl(server, ["-o", "/dev/null"])
    #expect(output.output.contains(says))
    #expect(output.status == 0)
  }

  @Test(arguments: [DemoFault.cutAfter(tokens: 1), .emptyBody])
  func `can end without a word about how it went`(_ fault: DemoFault) throws {
    let server = try DemoServer(.always(DemoReply(text: "one two", faults: [fault])))
    defer { server.stop() }
    let run = try curl(server, ["-o", "/dev/null"])
    #expect(run.status == 0)
    #expect(!run.output.contains("grpc-status"))
  }

  @Test(arguments: [
    DemoFault.resetAfter(tokens: 1), .closeAfter(tokens: 1), .hangUp, .raw([1, 2, 3]),
  ])
  func `can break off`(_ fault: DemoFault) throws {
    let server = try DemoServer(.always(DemoReply(text: "one two", faults: [fault])))
    let run = try curl(server, ["-o", "/dev/null"])
    server.stop()
    #expect(run.status != 0)
    #expect(server.requests.first?.outcome == .broken)
  }

  @Test(arguments: [
    (["-H", "content-type: text/plain"], "HTTP/2 415"), (["--path-as-is", "-X", "GET"], "HTTP/2"),
  ])
  func `refuses what is no call`(_ options: [String], _ says: String) throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let run = try #require(
      Run(
        ["curl", "-sS", "--http2-prior-knowledge", "-D", "-"] + options + [server.baseURL + "/x"])
    )
    #expect(run.output.contains(says))
  }

  @Test func `speaks HTTP/1.1 on the same port`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    // As HTTP/2's first byte.
    client.send("P")
    client.send(
      DemoClient.request("/v1/chat/completions", #"{"model":"m","messages":[]}"#).dropFirst(1)
        .description)
    #expect(client.response().status == 400)
  }

  @Test func `says goodbye to a client that sends rubbish after the preface`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nThis is no frame of HTTP/2 at all.")
    // GOAWAY of eight bytes on stream 0: FRAME_SIZE_ERROR.
    #expect(client.wait(for: "\u{0}\u{0}\u{8}\u{7}\u{0}\u{0}\u{0}\u{0}\u{0}"))
    let rest = client.response()
    #expect(rest.status == 0)
  }
}

@Suite(.enabled(if: PythonPeers.isInstalled, Comment(rawValue: PythonPeers.hint)))
struct `The demo's gRPC and the vendor's own client` {
  @Test(.timeLimit(.minutes(2))) func `understand each other`() throws {
    let call = DemoToolCall(id: "c1", name: "look_up", arguments: ["q": "x"])
    let yes = DemoReply(text: "yes")
    let server = try DemoServer(
      .sequence([
        DemoReply(text: "The answer.", reasoning: "Hm, wait."),
        DemoReply(text: "", toolCalls: [call]), DemoReply(text: "Whole."), yes,
        .fault(.status(429)),
        DemoReply(text: "one two", faults: [.errorEventAfter(tokens: 1, type: "UNAVAILABLE")]),
        DemoReply(text: "one two", faults: [.cutAfter(tokens: 1)]),
        // Their client does not ask again after the first, but after the second.
        .fault(.refusedStream), .fault(.goAway), yes,
        DemoReply(text: "last", faults: [.lastAnswer]), yes,
        DemoReply(text: "one two", faults: [.stallAfter(tokens: 1)]), yes,
        DemoReply(
          text: String(repeating: "word ", count: 2000),
          pace: DemoPace(tokensPerSecond: 20_000)),
      ]))
    let run = try #require(
      Run([
        PythonPeers.python, Shared.package + "/Tests/Peers/grpc_client.py", "\(server.port)",
        "demo-fast", "text", "tool", "unary:x", "count:x", "limit", "mid", "cut", "refused",
        "goaway", "last", "after", "cancel:x", "end", "many:12", "models",
      ]))
    server.stop()

    let lines = run.output.split(separator: "\n").map(String.init)
    let expected = [
      ("text", ["'think Hm,'", "'say  answer.'", "'signed'", "'STOP'", "usage True"]),
      ("tool", ["call look_up {'q': 'x'}", "'signed'"]), ("unary:x", ["say Whole."]),
      ("count:x", ["counted True"]),
      ("limit", ["error RESOURCE_EXHAUSTED ['RetryInfo'] Rate limit"]),
      ("mid", ["error UNAVAILABLE"]), ("cut", ["error"]), ("refused", ["error code 7"]),
      ("goaway", ["say yes"]), ("last", ["say last"]), ("after", ["say yes"]),
      ("cancel:x", ["cancelled"]), ("end", ["say yes"]), ("many:12", ["12 whole"]),
      ("models", ["models/demo-fast"]),
    ]
    for (prompt, words) in expected {
      let line = lines.first { $0.hasPrefix(prompt + " ") } ?? ""
      for word in words { #expect(line.contains(word), "\(prompt): \(line)") }
    }
    // All at once on one connection.
    #expect(Set(server.requests.filter { $0.prompt == "many:12" }.map(\.connection)).count == 1)
    #expect(run.errors == "")
  }
}
