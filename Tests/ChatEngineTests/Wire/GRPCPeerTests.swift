import TestSupport
import Testing

@testable import ChatEngine

@Suite(.enabled(if: PythonPeers.isInstalled, "\(PythonPeers.hint)"))
struct `The vendor's own gRPC server` {
  private static let script = "gemini_grpc_server.py"

  @Test func `reads our request as REST's, with key, route and deadline`() throws {
    let peer = try GRPCPeer(Self.script)
    var request = ChatRequest(messages: Requests.rich(), parameters: Requests.parameters)
    request.system = "Be terse."
    request.tools = [Requests.tool]
    request.parameters.reasoningEffort = .low
    request.parameters.seed = -5
    request.parameters.temperature = 0.25
    var http = peer.request("gemini-2.5-echo", request)
    http.headers.removeAll { $0.isNamed("grpc-timeout") }
    http.headers.append(HTTPHeader("grpc-timeout", "90S"))

    let parts = try peer.parts(of: http)

    guard parts.count > 1, case .text(let text) = parts[1] else {
      Issue.record("no answer: \(parts)")
      return
    }
    let lines = text.split(separator: "\n").map(String.init)
    var provider = peer.provider()
    provider.dialect = .gemini
    let rest = GeminiCodec().encode(request, to: Model(id: "gemini-2.5-echo"), at: provider)
    var expected = try #require(Requests.body(rest)?.objectValue)
    expected["model"] = "models/gemini-2.5-echo"
    let style = JSON.Style(sortsKeys: true)
    #expect(try JSON.parse(lines[0]).text(style) == JSON.object(expected).text(style))
    #expect(lines.count == 4 && lines[1] == "secret")
    #expect(lines.count == 4 && lines[2] == "model=models/gemini-2.5-echo")
    #expect(lines.count == 4 && ["89", "90"].contains(lines[3]))
    #expect(parts.last == .finish(.stop, raw: "STOP"))
  }

  @Test func `streams thoughts, tool calls and counts`() throws {
    let peer = try GRPCPeer(Self.script)

    let thinking = try peer.parts(of: "thinking")
    let tools = try peer.parts(of: "tools")

    #expect(thinking.contains(.reasoning("17*23 = 391.")))
    #expect(thinking.contains(.text("391.")))
    #expect(thinking.contains(.textSignature("c2lnMg==")))
    #expect(thinking.last == .finish(.stop, raw: "STOP"))
    #expect(tools.contains(.toolCallBegan(index: 0, id: "fc-1", name: "get_weather")))
    #expect(tools.contains(.toolCallEnded(index: 0, signature: "c2lnMQ==")))
    #expect(tools.contains(.toolCallBegan(index: 1, id: "fc-2", name: "get_time")))
    let arguments = tools.compactMap { part -> String? in
      if case .toolCallArguments(0, let text) = part { text } else { nil }
    }
    let read = try JSON.parse(arguments.joined())
    #expect(read["city"] == "Köln" && read["days"] == 3 && read["exact"] == true)
    #expect(tools.last == .finish(.toolCalls, raw: "STOP"))
  }

  @Test func `answers over TLS too`() throws {
    let certificates = try TLSServer()
    let peer = try GRPCPeer(Self.script, [certificates.key, certificates.certificate])

    let parts = try peer.parts(of: peer.request("thinking", ca: certificates.certificate))

    #expect(parts.last == .finish(.stop, raw: "STOP"))
  }

  @Test func `refuses with details before the answer`() throws {
    let peer = try GRPCPeer(Self.script)

    let key = try peer.failure(of: "refused")
    let busy = try peer.failure(of: "unavailable")

    #expect(key.kind == .auth && key.code == "API_KEY_INVALID")
    #expect(key.message == "API key not valid.")
    #expect(busy.kind == .overloaded && busy.status == 503)
  }

  @Test func `fails with details amid the answer`() throws {
    let peer = try GRPCPeer(Self.script)

    let parts = try peer.parts(of: "broken")

    #expect(parts.contains(.text("Partial ans")))
    guard case .failed(let failure)? = parts.last else {
      Issue.record("taken for an answer")
      return
    }
    #expect(failure.kind == .rateLimited)
    #expect(failure.retryAfter == .milliseconds(37_400))
    #expect(failure.message == "Quota für 100% exceeded for good.")
  }

  @Test func `sees that a stream was cancelled, and serves the next`() throws {
    let peer = try GRPCPeer(Self.script)

    try peer.cancel(peer.request("slow"))

    #expect(peer.wait(for: "cancelled"))
    let next = try peer.outcome(of: peer.request("thinking"))
    #expect(next.trailers["grpc-status"] == "0")
  }

  @Test func `keeps the deadline that it was given`() throws {
    let peer = try GRPCPeer(Self.script)
    var request = peer.request("late")
    request.headers.removeAll { $0.isNamed("grpc-timeout") }
    request.headers.append(HTTPHeader("grpc-timeout", "200m"))

    guard case .failed(let failure)? = try peer.parts(of: request).last else {
      Issue.record("taken for an answer")
      return
    }
    #expect(failure.kind == .timeout || failure.kind == .cut)
  }

  @Test func `may compress its messages`() throws {
    let peer = try GRPCPeer(Self.script)

    let outcome = try peer.outcome(of: peer.request("packed"))
    let parts = try peer.parts(of: "packed")

    #expect(outcome.headers["grpc-encoding"] == "gzip")
    #expect(outcome.body.first == 1)
    #expect(outcome.body.count < 2000)
    let text = String(repeating: "again and ", count: 2000) + "end"
    #expect(parts.contains(.text(text)))
  }

  @Test func `may be newer than we are`() throws {
    let peer = try GRPCPeer(Self.script)

    let parts = try peer.parts(of: "unknown")

    #expect(parts.contains(.text("new")))
    #expect(parts.last == .finish(.other, raw: "OTHER"))
  }

  @Test func `lists its models`() throws {
    let peer = try GRPCPeer(Self.script)
    let codec = GeminiGRPCCodec()

    let outcome = try peer.outcome(of: codec.modelsRequest(at: peer.provider()))
    let models = try codec.models(in: outcome.body)

    #expect(models.map(\.id) == ["gemini-test"])
    #expect(models.first?.maxInput == 1000)
    #expect(models.first?.reasoning == true)
  }
}

@Suite(.enabled(if: PythonPeers.isInstalled, "\(PythonPeers.hint)"))
struct `A broken gRPC server` {
  private static let script = "bad_grpc_server.py"

  private static let kinds: [(String, Failure.Kind)] = [
    ("nostatus", .cut), ("notrailers", .cut), ("trailersonly", .overloaded), ("emptyok", .cut),
    ("short", .cut), ("badflag", .malformed), ("hugelength", .malformed), ("garbage", .malformed),
    ("html", .malformed), ("status503", .overloaded), ("deflate", .malformed),
    ("notgzip", .malformed), ("reset", .cut), ("refused", .connect), ("notnumber", .serverError),
    ("hangup", .cut),
  ]

  @Test func `is never taken for a good one`() throws {
    let peer = try GRPCPeer(Self.script)
    for (word, kind) in Self.kinds {
      let failure = try peer.failure(of: word)
      #expect(failure.kind == kind, "\(word): \(failure)")
    }
  }

  @Test func `that sends byte by byte is a good one`() throws {
    let peer = try GRPCPeer(Self.script)

    let parts = try peer.parts(of: "bytewise")

    #expect(
      parts == [
        .started(id: "r1", model: nil, fingerprint: nil), .text("Hi"),
        .finish(.stop, raw: "STOP"),
      ])
  }

  @Test(.enabled(if: Tool.openssl != nil, "no openssl command"))
  func `without HTTP/2 over TLS is told apart`() throws {
    let server = try TLSServer(options: ["-alpn", "http/1.1"])
    let client = try WireClient()
    var request = server.request(ca: server.certificate)
    request.needsHTTP2 = true

    let outcome = try client.outcome(of: request)

    #expect(outcome.error?.kind == .oldHTTP)
  }

  @Test func `without HTTP/2 on a plain port fails at once`() throws {
    let server = try ScriptedServer([
      .readRequest, .send("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"), .close,
    ])
    let client = try WireClient()
    var request = HTTPRequest(url: server.url, body: [0])
    request.needsHTTP2 = true

    let outcome = try client.outcome(of: request)

    #expect(outcome.error != nil)
    #expect(outcome.status == nil)
  }
}
