import Testing

@testable import ChatEngine

@Suite struct `A request for metrics` {
  private func outcome(_ text: String) -> ScrapeReader.Outcome {
    var reader = ScrapeReader()
    reader.append(Array(text.utf8)[...])
    return reader.next()
  }

  private static let plain = ScrapeRequest(path: "/metrics", host: "localhost")

  @Test(arguments: [
    ("GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\n\r\n", plain),
    ("GET /metrics?name[]=x HTTP/1.1\r\nHOST:  LocalHost\r\nAccept: */*\r\n\r\n", plain),
    ("GET http://localhost/metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", plain),
    (
      "HEAD /metrics HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
      ScrapeRequest(isHead: true, path: "/metrics", host: "[::1]")
    ),
    (
      "GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n\r\n",
      ScrapeRequest(path: "/", host: "a", keepsAlive: false)
    ),
    ("GET /metrics HTTP/1.0\r\n\r\n", ScrapeRequest(path: "/metrics", keepsAlive: false)),
  ])
  func `is read`(text: String, request: ScrapeRequest) {
    #expect(outcome(text) == .request(request))
  }

  @Test(arguments: [
    ("POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 405),
    ("DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    ("GET /metrics HTTP/1.1\r\n\r\n", 400),
    ("GET /metrics HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
    ("GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", 400),
    ("GET /metrics HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
    ("GET /metrics HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
    ("GET /metrics HTTP/1.1\r\nHost : a\r\n\r\n", 400),
    ("GET metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET  /metrics HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ("GET /metrics HTTP/3\r\nHost: a\r\n\r\n", 400),
    ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    ("\u{16}\u{3}\u{1}\r\n\r\n", 400),
    ("\r\n\r\n", 400),
    ("GET /\(String(repeating: "a", count: 9000)) HTTP/1.1\r\n\r\n", 431),
    (String(repeating: "a", count: 9000), 431),
  ])
  func `is refused where it is none`(text: String, status: Int) {
    #expect(outcome(text) == .refused(status))
  }

  @Test func `may come byte by byte`() {
    var reader = ScrapeReader()
    let bytes = Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)

    for byte in bytes.dropLast() {
      reader.append([byte])
      #expect(reader.next() == .more)
    }
    reader.append([0x0A])

    #expect(reader.next() == .request(Self.plain))
    #expect(reader.isEmpty)
  }
}

@Suite struct `An address to listen on` {
  @Test(arguments: [
    ("127.0.0.1:9464", "127.0.0.1:9464", true), ("9464", "127.0.0.1:9464", true),
    (":0", "127.0.0.1:0", true), ("LOCALHOST:1", "127.0.0.1:1", true),
    ("[::1]:9464", "[::1]:9464", true), ("0.0.0.0:65535", "0.0.0.0:65535", false),
    ("[::]:9464", "[::]:9464", false), ("10.1.2.3:80", "10.1.2.3:80", false),
  ])
  func `is an address with a port, or a port of loopback`(
    text: String, description: String, isLoopback: Bool
  ) throws {
    let address = try #require(ListenAddress(text))

    #expect(address.description == description)
    #expect(address.isLoopback == isLoopback)
  }

  @Test(arguments: [
    "", ":", "host:9464", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:+1", "::1:9464",
    "[::1]", "[127.0.0.1]:1", "[[::1]]:1", "http://127.0.0.1:1", "127.0.0.1:1/metrics", "1:2:3",
  ])
  func `is nothing else`(text: String) {
    #expect(ListenAddress(text) == nil)
  }
}
