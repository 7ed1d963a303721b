import CSystem
import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A listener for scrapes` {
  /// A listener, and the loop that it is on.
  private final class Stage {
    let loop: EventLoop
    let listener: MetricsListener

    init(
      _ address: ListenAddress = ListenAddress(port: 0), page: String = "a 1\n",
      patience: MetricsListener.Patience = MetricsListener.Patience()
    ) throws {
      loop = try EventLoop()
      let body = Array(page.utf8)
      listener = try MetricsListener(on: address, loop: loop, patience: patience) { body }
    }

    var port: UInt16 { listener.address.port }

    func connect() throws -> Peer {
      Peer(descriptor: try #require(LocalHTTP.connect(port: port)), loop: loop)
    }

    /// What the listener answers to a text until it closes, or until so many bytes are there.
    func answer(_ text: String, count: Int = .max) throws -> String {
      let peer = try connect()
      peer.send(text)
      return peer.read(count: count)
    }
  }

  /// The other end of a connection; the loop turns while it waits.
  private final class Peer {
    let descriptor: Int32
    private let loop: EventLoop
    private(set) var isClosed = false

    init(descriptor: Int32, loop: EventLoop) {
      self.descriptor = descriptor
      self.loop = loop
      _ = csys_fcntl(descriptor, F_SETFL, O_NONBLOCK)
    }

    deinit { close(descriptor) }

    func send(_ text: String) {
      let bytes = Array(text.utf8)
      #expect(Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count)
    }

    func read(count: Int = .max, patience: Duration = .seconds(10)) -> String {
      let deadline = loop.now() + patience
      var bytes: [UInt8] = []
      while bytes.count < count, loop.now() < deadline {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 {
          bytes += buffer[..<count]
        } else if count == 0 || errno != EAGAIN {
          isClosed = true
          break
        } else {
          loop.runOnce(until: loop.now() + .milliseconds(5))
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static let get = "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
  private static let last =
    "GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"

  @Test(arguments: ["127.0.0.1:0", "localhost:0", "0"])
  func `serves the page on a port that it says`(address: String) throws {
    let stage = try Stage(try #require(ListenAddress(address)))

    #expect(stage.port > 0)
    #expect(
      try stage.answer(Self.last) == """
        HTTP/1.1 200 OK\r
        Content-Type: text/plain; version=0.0.4; charset=utf-8\r
        Content-Length: 4\r
        Connection: close\r
        \r
        a 1

        """)
  }

  @Test(.enabled(if: Shared.bytes("/proc/net/if_inet6")?.isEmpty == false, "no IPv6 here"))
  func `listens on an IPv6 address too`() throws {
    let stage = try Stage(try #require(ListenAddress("[::1]:0")))

    #expect(stage.listener.address.description == "[::1]:\(stage.port)")
    #expect(stage.port > 0)
  }

  @Test func `gives the head alone to HEAD`() throws {
    let stage = try Stage()

    let answer = try stage.answer(
      "HEAD /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")

    #expect(answer.contains("Content-Length: 4\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n"))
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "404 Not Found"),
    ("PUT /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "405 Method Not Allowed"),
    ("nonsense\r\n\r\n", "400 Bad Request"),
    (
      "GET /metrics HTTP/1.1\r\nX: \(String(repeating: "x", count: 8190))\r\n\r\n",
      "431 Request Header Fields Too Large"
    ),
    (
      "GET /metrics HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "403 Forbidden"
    ),
  ])
  func `refuses everything else`(request: String, status: String) throws {
    let stage = try Stage()

    let answer = try stage.answer(request)

    #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
    #expect(answer.contains("Connection: close\r\n"))
    #expect(!answer.contains("a 1"))
  }

  @Test func `answers one scrape after another on one connection`() throws {
    let stage = try Stage()
    let peer = try stage.connect()

    for _ in 0..<3 {
      peer.send(Self.get)
      #expect(peer.read(count: 1).hasSuffix("a 1\n"))
    }

    #expect(!peer.isClosed)
  }

  @Test func `answers the first of several that were sent at once, and ends`() throws {
    let stage = try Stage()

    let answer = try stage.answer(String(repeating: Self.get, count: 100))

    #expect(answer.split(separator: "HTTP/1.1 200").count == 1)
    #expect(answer.hasSuffix("a 1\n"))
  }

  @Test func `turns away who comes when all places are taken, and takes others later`() throws {
    let stage = try Stage()
    var peers = try (0..<MetricsListener.mostConnections).map { _ in try stage.connect() }
    stage.loop.runOnce(until: stage.loop.now() + .milliseconds(5))

    let late = try stage.connect()
    #expect(late.read() == "")
    #expect(late.isClosed)

    peers.removeAll()
    stage.loop.runOnce(until: stage.loop.now() + .milliseconds(5))
    #expect(try stage.answer(Self.last).hasSuffix("a 1\n"))
  }

  @Test func `ends a connection that asks for nothing`() throws {
    let stage = try Stage(patience: MetricsListener.Patience(idle: .milliseconds(20)))
    let peer = try stage.connect()
    peer.send("GET /metr")

    #expect(peer.read() == "")
    #expect(peer.isClosed)
  }

  @Test func `ends a connection that takes nothing, and serves others meanwhile`() throws {
    let page = String(repeating: "x", count: 16 << 20)
    let stage = try Stage(
      page: page, patience: MetricsListener.Patience(answer: .milliseconds(300)))
    let slow = try stage.connect()
    slow.send(Self.get)
    for _ in 0..<5 { stage.loop.runOnce(until: stage.loop.now() + .milliseconds(5)) }

    let answer = try stage.answer(Self.last)

    #expect(answer.hasSuffix("xxx"))
    #expect(answer.utf8.count > page.utf8.count)
    let deadline = stage.loop.now() + .milliseconds(400)
    while stage.loop.now() < deadline { stage.loop.runOnce(until: deadline) }
    #expect(slow.read().utf8.count < page.utf8.count)
    #expect(slow.isClosed)
  }

  @Test func `survives a reader that leaves in the middle`() throws {
    let stage = try Stage(page: String(repeating: "x", count: 16 << 20))
    do {
      let peer = try stage.connect()
      peer.send(Self.get)
      for _ in 0..<3 { stage.loop.runOnce(until: stage.loop.now() + .milliseconds(5)) }
    }

    #expect(try stage.answer(Self.last, count: 1).hasPrefix("HTTP/1.1 200"))
  }

  @Test func `says in a sentence that its port is taken`() throws {
    let stage = try Stage()
    let address = ListenAddress(port: stage.port)

    let error = #expect(throws: ListenError.self) {
      try MetricsListener(on: address, loop: stage.loop) { [] }
    }

    #expect(
      error?.sentence == """
        Metrics are not served: 127.0.0.1:\(stage.port) is in use. Name another port with \
        --metrics-listen, or port 0 for a free one.
        """)
  }

  @Test func `says in a sentence that the address is another machine's`() throws {
    let loop = try EventLoop()
    let address = try #require(ListenAddress("192.0.2.1:9464"))

    let error = #expect(throws: ListenError.self) {
      try MetricsListener(on: address, loop: loop) { [] }
    }

    #expect(
      error?.sentence == """
        Metrics are not served: this machine has no address 192.0.2.1. Name one that it has, such \
        as 127.0.0.1.
        """)
  }

  @Test func `gives its port back`() throws {
    let stage = try Stage()
    let peer = try stage.connect()
    stage.loop.runOnce(until: stage.loop.now() + .milliseconds(5))

    stage.listener.stop()

    #expect(peer.read() == "")
    #expect(LocalHTTP.connect(port: stage.port) == nil)
    _ = try Stage(ListenAddress(port: stage.port))
  }
}
