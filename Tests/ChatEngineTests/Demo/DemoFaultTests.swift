import ChatEngine
import DemoProviders
import TestSupport
import Testing

private let stream = #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}"#
private let path = "/v1/chat/completions"

@Suite struct `A fault of the demo` {
  private func ask(_ faults: [DemoFault]) throws -> DemoClient.Response {
    let server = try DemoServer(.always(DemoReply(text: "one two three", faults: faults)))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.post(path, stream)
    return client.response()
  }

  @Test(arguments: [400, 401, 404, 429, 500, 503])
  func `status answers with the dialect's error`(_ status: Int) throws {
    let response = try ask([.status(status, headers: [DemoHeader("retry-after", "7")])])
    #expect(response.status == status)
    #expect(response.head.contains("retry-after: 7"))
    #expect(try JSON.parse(response.body)["error"]?["message"]?.stringValue?.isEmpty == false)
  }

  @Test func `status answers with another body`() throws {
    #expect(try ask([.status(522, body: Array("<html>".utf8))]).body == "<html>")
  }

  @Test func `html is a web page with status 200`() throws {
    let response = try ask([.html])
    #expect(response.status == 200)
    #expect(response.head.contains("content-type: text/html"))
    #expect(response.body.hasPrefix("<!DOCTYPE html>"))
  }

  @Test func `an empty body is whole and empty`() throws {
    let response = try ask([.emptyBody])
    #expect(response.status == 200)
    #expect(response.isWhole)
    #expect(response.body.isEmpty)
  }

  @Test func `a redirect names its target`() throws {
    let response = try ask([.redirect(to: "http://127.0.0.1:9/else")])
    #expect(response.status == 307)
    #expect(response.head.contains("location: http://127.0.0.1:9/else"))
  }

  @Test func `hanging up sends not a byte`() throws {
    let response = try ask([.hangUp])
    #expect(response.status == 0)
    #expect(response.body.isEmpty)
  }

  @Test func `raw bytes are the whole response`() throws {
    let response = try ask([.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc".utf8))])
    #expect(response.body == "abc")
    #expect(!response.isWhole)
  }

  @Test func `a cut ends the body well-formed and without an end mark`() throws {
    let response = try ask([.cutAfter(tokens: 2)])
    #expect(response.isWhole)
    #expect(response.body.contains(#"{"content":" two"}"#))
    #expect(!response.body.contains("three"))
    #expect(!response.body.contains("[DONE]"))
  }

  @Test func `closing ends the connection within the body`() throws {
    let response = try ask([.closeAfter(tokens: 1)])
    #expect(!response.isWhole)
    #expect(!response.isReset)
    #expect(response.body.contains(#"{"content":"one"}"#))
  }

  @Test func `a reset resets the connection within the body`() throws {
    let response = try ask([.resetAfter(tokens: 1)])
    #expect(!response.isWhole)
    #expect(response.isReset)
  }

  @Test func `an error event ends the stream`() throws {
    let response = try ask([.errorEventAfter(tokens: 1, type: "server_error")])
    #expect(response.isWhole)
    #expect(response.body.contains(#""type":"server_error""#))
    #expect(!response.body.contains("two"))
  }

  @Test func `garbage stands between good events`() throws {
    let response = try ask([.garbage(afterTokens: 1, events: 3)])
    let events = response.body.split(separator: "\n\n").map { $0.dropFirst("data: ".count) }
    let bad = events.filter { $0 != "[DONE]" && (try? JSON.parse(String($0))) == nil }
    #expect(bad.count == 3)
    #expect(response.body.contains(#"{"content":" three"}"#))
    #expect(response.body.hasSuffix("data: [DONE]\n\n"))
  }

  @Test func `a huge event is as large as it says`() throws {
    let response = try ask([.hugeEvent(afterTokens: 1, bytes: 300_000)])
    #expect(response.body.contains(String(repeating: "x", count: 300_000)))
    #expect(response.body.hasSuffix("data: [DONE]\n\n"))
  }

  @Test func `data after the end stands after the end mark`() throws {
    let response = try ask([.dataAfterEnd])
    #expect(response.body.contains("data: [DONE]\n\ndata: {"))
  }

  @Test(arguments: [1, 7, 100])
  func `split writes change nothing`(_ size: Int) throws {
    #expect(try ask([.splitBytes(size)]) == ask([]))
  }

  @Test func `slow headers and an interim response change nothing`() throws {
    let server = try DemoServer(
      .always(DemoReply(text: "x", faults: [.interim(103), .slowHeaders(every: .microseconds(1))])))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.post(path, stream)
    #expect(client.wait(for: "[DONE]"))
  }

  @Test func `another content type replaces the dialect's`() throws {
    let response = try ask([.contentType("text/plain")])
    #expect(response.head.contains("content-type: text/plain"))
    #expect(!response.head.contains("event-stream"))
  }

  @Test func `pings go on for ever while the stream stalls`() throws {
    let server = try DemoServer(
      .always(
        DemoReply(
          text: "one two", faults: [.stallAfter(tokens: 1, pingEvery: .milliseconds(1))])))
    let client = DemoClient(port: server.port)
    client.post(path, stream)
    #expect(client.wait(for: ": keep-alive\n\n\r\ne\r\n: keep-alive\n\n"))
    client.leave()
    server.stop()
    #expect(server.requests.first?.clientClosed == true)
  }

  @Test(.enabled(if: Shared.samples != nil, "shared samples not found"))
  func `a recorded stream comes out byte for byte`() throws {
    let sample = Shared.sample("openai-chat.text.sse")
    let response = try ask([.recorded(sample), .splitBytes(5)])
    #expect(Array(response.body.utf8) == sample)
  }
}

@Suite struct `A client that leaves the demo in the middle` {
  @Test func `is recorded with what it had accepted`() throws {
    let server = try DemoServer(
      .always(DemoReply(text: "one two three", faults: [.stallAfter(tokens: 2)])))
    let client = DemoClient(port: server.port)
    client.post(path, stream)
    #expect(client.wait(for: " two"))
    client.leave()
    server.stop()

    let request = try #require(server.requests.first)
    #expect(request.clientClosed)
    #expect(request.bytesAccepted > 200)
  }

  @Test func `is not recorded so when the answer was complete`() throws {
    let server = try DemoServer(.always(DemoReply(text: "one")))
    let client = DemoClient(port: server.port)
    client.post(path, stream)
    _ = client.response()
    client.leave()
    server.stop()

    #expect(server.requests.first?.outcome == .answered)
  }
}
