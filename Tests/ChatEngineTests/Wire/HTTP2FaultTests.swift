import ChatEngine
import DemoProviders
import Testing

/// What HTTP/2 adds to the faults, with libcurl on real connections (faults.md, rows 15 and 16).
@Suite struct `A transfer over HTTP/2` {
  private let client: WireClient

  init() throws { client = try WireClient() }

  private func request(_ server: DemoServer) -> HTTPRequest {
    let ask: JSON = [
      "model": "models/m", "contents": [["role": "user", "parts": [["text": "Hi"]]]],
    ]
    let message = GeminiMessages.encode(ask, as: .generateContentRequest)
    var request = HTTPRequest(
      url: server.baseURL
        + "/google.ai.generativelanguage.v1beta.GenerativeService/StreamGenerateContent",
      headers: [HTTPHeader("content-type", "application/grpc"), HTTPHeader("te", "trailers")],
      body: [0, 0, 0, 0, UInt8(message.count)] + message)
    request.needsHTTP2 = true
    return request
  }

  private static let yes = DemoReply(text: "yes")

  @Test func `brings its trailers`() throws {
    let server = try DemoServer(.always(Self.yes))
    let outcome = try client.outcome(of: request(server))
    #expect(outcome.error == nil)
    #expect(outcome.httpVersion == "2")
    #expect(outcome.trailers == [HTTPHeader("grpc-status", "0")])
  }

  @Test(arguments: [DemoFault.refusedStream, .goAway])
  func `that the server did not begin with was not sent`(_ fault: DemoFault) throws {
    let server = try DemoServer(.always(.fault(fault)))
    let outcome = try client.outcome(of: request(server))
    #expect(outcome.error?.kind == .refusedStream)
    #expect(outcome.error?.phase == .unsent)
    server.stop()
    #expect(server.requests.count == 1)
  }

  @Test(arguments: [DemoFault.refusedStream, .goAway])
  func `that the server did not begin with on a kept connection was not sent`(
    _ fault: DemoFault
  ) throws {
    let server = try DemoServer(.sequence([Self.yes, .fault(fault)]))
    #expect(try client.outcome(of: request(server)).error == nil)
    let outcome = try client.outcome(of: request(server))
    #expect([.refusedStream, .stale].contains(outcome.error?.kind))
    #expect(outcome.error?.phase == .unsent)
    server.stop()
    #expect(server.requests.count == 2)
  }

  @Test func `does not meet the connection that the server has left`() throws {
    let server = try DemoServer(
      .sequence([DemoReply(text: "one two", faults: [.lastAnswer]), Self.yes]))
    // Whether this one is whole depends on libcurl: 7.88 loses what comes after GOAWAY.
    _ = try client.outcome(of: request(server))
    let next = try client.outcome(of: request(server))
    #expect(next.error == nil)
    #expect(next.trailers == [HTTPHeader("grpc-status", "0")])
    server.stop()
    #expect(server.requests.map(\.connection) == [1, 2])
  }

  @Test(arguments: [DemoFault.resetAfter(tokens: 3), .closeAfter(tokens: 3)])
  func `that breaks off had an answer`(_ fault: DemoFault) throws {
    // Not all in one write, of which libcurl would give out nothing.
    let pace = DemoPace(tokensPerSecond: 100)
    let server = try DemoServer(
      .always(DemoReply(text: "one two three four", pace: pace, faults: [fault])))
    let outcome = try client.outcome(of: request(server))
    #expect(outcome.status == 200)
    #expect(!outcome.body.isEmpty)
    #expect(outcome.error?.kind == .reset)
    #expect(outcome.error?.phase == .answered)
  }

  @Test func `that is cancelled ends its stream`() throws {
    let server = try DemoServer(
      .sequence([DemoReply(text: "one two", faults: [.stallAfter(tokens: 1)]), Self.yes]))
    let stalled = try client.start(request(server))
    client.run { (self.client.events[stalled]?.count ?? 0) > 1 }
    let transport = try client.transport
    transport.cancel(stalled)
    let next = try client.outcome(of: request(server))
    #expect(next.error == nil)
    server.stop()
    #expect(server.requests.map(\.clientClosed) == [true, false])
  }

  @Test func `that is paused holds the server back and loses nothing`() throws {
    let text = String(repeating: "0123456789 ", count: 20_000)
    let server = try DemoServer(.always(DemoReply(text: text)))
    let transport = try client.transport
    var isFirst = true
    client.onEvent = { id, event in
      guard case .body = event, isFirst else { return }
      isFirst = false
      transport.pause(id)
    }
    let id = try client.start(request(server))
    client.run { !isFirst }
    transport.resume(id)
    let outcome = client.outcome(of: id)
    #expect(outcome.error == nil)
    #expect(outcome.body.count > text.utf8.count)
    #expect(outcome.trailers == [HTTPHeader("grpc-status", "0")])
  }
}
