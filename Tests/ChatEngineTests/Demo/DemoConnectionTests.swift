import ChatEngine
import DemoProviders
import Testing

private let body = #"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}"#
private let path = "/v1/chat/completions"

@Suite struct `A connection to the demo` {
  @Test func `stays open for more requests`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    let client = DemoClient(port: server.port)
    for _ in 1...3 {
      client.post(path, body)
      #expect(client.response().isWhole)
    }
    server.stop()
    #expect(server.requests.map(\.connection) == [1, 1, 1])
    #expect(server.requests.map(\.number) == [1, 2, 3])
  }

  @Test func `is refused once the server has stopped`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    #expect(DemoClient(port: server.port).isConnected)
    server.stop()
    #expect(!DemoClient(port: server.port).isConnected)
  }

  @Test func `takes requests that come all at once`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.send(String(repeating: DemoClient.request(path, body), count: 3))
    for _ in 1...3 { #expect(client.response().status == 200) }
  }

  @Test func `takes a request byte by byte`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    for byte in DemoClient.request(path, body).utf8 { client.send([byte]) }
    #expect(client.response().isWhole)
  }

  @Test func `takes a body in chunks, and says to go on with it`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.send(
      "POST \(path) HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n")
    #expect(client.response().status == 100)
    let size = String(body.utf8.count, radix: 16)
    client.send("\(size)\r\n\(body)\r\n0\r\n\r\n")
    #expect(client.response().status == 200)
  }

  @Test func `takes a body of 9 MiB`() throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    let text = String(repeating: "a", count: 9 << 20)
    client.post(path, body.replacing("\"x\"", with: "\"\(text)\""))
    #expect(client.response().status == 200)
  }

  @Test(arguments: [
    ("rubbish\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
    ("GET /nothing HTTP/1.1\r\n\r\n", 404),
  ])
  func `is answered when its request is none`(_ request: String, _ status: Int) throws {
    let server = try DemoServer(.always(DemoReply(text: "yes")))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.send(request)
    #expect(client.response().status == status)
  }

  @Test func `is one of many at a time`() throws {
    let pace = DemoPace(tokensPerSecond: 2000)
    let server = try DemoServer(
      .always(DemoReply(text: String(repeating: "word ", count: 20), pace: pace)))
    defer { server.stop() }
    let clients = (0..<40).map { _ in DemoClient(port: server.port) }
    for client in clients { client.post(path, body) }
    for client in clients { #expect(client.response().body.hasSuffix("data: [DONE]\n\n")) }
  }

  @Test func `takes 20,000 tokens at once`() throws {
    let text = String(repeating: "word ", count: 20_000)
    let server = try DemoServer(.always(DemoReply(text: text)))
    defer { server.stop() }
    let client = DemoClient(port: server.port)
    client.post(path, body)
    let response = client.response()
    #expect(response.isWhole)
    #expect(response.body.utf8.count > 2_000_000)
  }
}
