import Testing

@testable import ChatEngine

@Suite struct `A header` {
  @Test func `is found whatever the case of its name`() {
    let headers = [HTTPHeader("Retry-After", "3"), HTTPHeader("retry-after", "4")]
    #expect(headers["RETRY-AFTER"] == "3")
    #expect(headers["retry"] == nil)
  }

  @Test func `set under a name takes the place of all`() {
    var headers = [HTTPHeader("A", "1"), HTTPHeader("b", "2"), HTTPHeader("a", "3")]
    headers["a"] = "4"
    #expect(headers == [HTTPHeader("b", "2"), HTTPHeader("a", "4")])
  }

  @Test(arguments: [
    ("x-api-key", "sk-1", true), ("Authorization", "Bearer é", true), ("x", "", true),
    ("x", "a\tb", true), ("x", "a\rb", false), ("x", "a\u{7F}", false), ("x,y", "a", false),
  ])
  func `is sendable without control characters`(name: String, value: String, isSendable: Bool) {
    #expect(HTTPHeader(name, value).isSendable == isSendable)
  }
}

@Suite struct `A response head` {
  @Test func `joins a folded value`() {
    var head = ResponseHead()
    for line in ["HTTP/1.1 200 OK\r\n", "X: a\r\n", " \t b\r\n"] { _ = head.take(line: line) }
    #expect(head.headers == [HTTPHeader("X", "a b")])
  }

  @Test func `needs no reason phrase`() {
    var head = ResponseHead()
    #expect(head.take(line: "HTTP/2 429\r\n") == .more)
    #expect(head.take(line: "\r\n") == .complete)
    #expect(head.status == 429)
    #expect(head.httpVersion == "2")
  }

  @Test(arguments: ["HTTP/1.1\r\n", "HTTP/1.1 2x0 OK\r\n", "HTTP/1.1 99 OK\r\n", "HTTP/\r\n"])
  func `is malformed with a bad status line`(line: String) {
    var head = ResponseHead()
    #expect(head.take(line: line) == .malformed)
  }

  @Test func `passes over lines that are no header`() {
    var head = ResponseHead()
    for line in ["HTTP/1.1 200 OK\r\n", " early\r\n", "no colon\r\n", ":\r\n"] {
      #expect(head.take(line: line) == .more)
    }
    #expect(head.headers == [HTTPHeader("", "")])
  }
}

@Suite struct `A host's address` {
  @Test(arguments: ["localhost", "LOCALHOST", "127.0.0.1", "127.9.9.9", "[::1]", "::1"])
  func `is this machine`(host: String) { #expect(HostAddress.isLoopback(host)) }

  @Test(arguments: ["localhost.example", "128.0.0.1", "127.0.0.1.example", "[::2]", "", "[", "[]"])
  func `is another machine`(host: String) { #expect(!HostAddress.isLoopback(host)) }

  @Test(arguments: [
    "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "fd00::1", "fe80::1",
    "::1", "::ffff:10.0.0.1",
  ])
  func `is private`(address: String) { #expect(HostAddress.isPrivate(address)) }

  @Test(arguments: ["8.8.8.8", "172.32.0.1", "2606:4700::1", "::ffff:8.8.8.8", "name"])
  func `is public`(address: String) { #expect(!HostAddress.isPrivate(address)) }
}

@Suite struct `The environment's proxy` {
  private static let environment = [
    "https_proxy": "http://p:1", "HTTP_PROXY": "http://cgi:1", "ALL_PROXY": "http://all:1",
    "NO_PROXY": "example.org, .corp,10.0.0.1",
  ]

  @Test(arguments: [
    ("https://api.x.com/v1", "http://p:1"), ("http://api.x.com", "http://all:1"),
    ("https://example.org:8443/", nil), ("https://a.example.org/", nil),
    ("https://notexample.org/", "http://p:1"), ("https://llm.corp/", nil),
    ("https://10.0.0.1/", nil), ("http://localhost:11434/", nil), ("https://[::1]:1/", nil),
    ("https://[2001:db8::1]/", "http://p:1"), ("nonsense", nil),
  ])
  func `is chosen as curl does`(url: String, proxy: String?) {
    let selection = ProxySelection(environment: Self.environment)
    #expect(selection.proxy(for: url) == proxy)
  }

  @Test func `is none when all hosts are exempt or nothing is set`() {
    let selection = ProxySelection(environment: ["no_proxy": "*", "https_proxy": "http://p:1"])
    #expect(selection.proxy(for: "https://x.com/") == nil)
    #expect(ProxySelection(environment: [:]).proxy(for: "https://x.com/") == nil)
  }
}

@Suite struct `A foreign reason` {
  @Test(arguments: [
    ("Could not resolve host: x", "could not resolve host: x"),
    ("SSL certificate problem", "SSL certificate problem"), ("a\u{1B}[31m\n", "a [31m"), ("", ""),
    ("X", "X"),
  ])
  func `becomes one line of printable ASCII`(text: String, plain: String) {
    #expect(TransportError.plain(text) == plain)
  }

  @Test func `is cut to 200 characters`() {
    #expect(TransportError.plain(String(repeating: "é", count: 5000)).utf8.count <= 200)
    #expect(TransportError.plain(String(repeating: "a", count: 5000)).utf8.count == 200)
  }
}

extension ResponseHead {
  fileprivate mutating func take(line: String) -> Step {
    Array(line.utf8).withUnsafeBytes { take($0) }
  }
}

@Suite struct `Requests that are alike but for their bodies` {
  private static let request = HTTPRequest(
    url: "https://a.test/v1", headers: [HTTPHeader("A", "b")], body: [1], pool: "p")

  private static let changes: [String: @Sendable (inout HTTPRequest) -> Void] = [
    "method": { $0.method = "PUT" }, "url": { $0.url = "https://b.test/v1" },
    "headers": { $0.headers = [] }, "timeouts": { $0.timeouts.connect = .seconds(1) },
    "security": { $0.security.proxy = "http://p" }, "pool": { $0.pool = "q" },
    "maxDecodedBytes": { $0.maxDecodedBytes = 1 }, "needsHTTP2": { $0.needsHTTP2 = true },
  ]

  @Test(arguments: changes.keys.sorted()) func `differ in everything else`(name: String) {
    var other = Self.request
    other.body = []
    #expect(other.isLike(Self.request))
    Self.changes[name]?(&other)
    #expect(!other.isLike(Self.request))
  }

  @Test func `have nothing else`() {
    let names = Mirror(reflecting: Self.request).children.compactMap(\.label)
    #expect(Set(names) == Set(Self.changes.keys).union(["body"]))
  }
}
