import CSystem
import Glibc

/// A blocking HTTP client of a few lines, so that the demo server is not tested by our own client.
final class DemoClient {
  struct Response: Equatable {
    var status: Int
    var head: String
    var body: String
    /// The body ended as HTTP says it must.
    var isWhole: Bool
    /// The connection was reset.
    var isReset = false
  }

  private let descriptor: Int32
  private var held: [UInt8] = []
  private var isReset = false
  private var isClosed = false
  /// Whether somebody took the connection.
  private(set) var isConnected = false

  init(port: UInt16) {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    // A test that fails must not hang.
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        isConnected = connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }

  deinit { leave() }

  func leave() {
    if !isClosed { Glibc.close(descriptor) }
    isClosed = true
  }

  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  func send(_ text: String) { send(Array(text.utf8)) }

  func post(_ path: String, _ body: String, headers: String = "") {
    send(Self.request(path, body, headers: headers))
  }

  static func request(_ path: String, _ body: String, headers: String = "") -> String {
    "POST \(path) HTTP/1.1\r\nHost: demo\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n"
      + body
  }

  /// Reads until that text has come; false at the end of the connection.
  func wait(for text: String) -> Bool {
    while !held.contains(text) { if !receive() { return false } }
    return true
  }

  /// Reads one response whole, or what comes of it before the connection's end.
  func response() -> Response {
    while !held.contains("\r\n\r\n"), receive() {}
    guard let end = held.place(of: "\r\n\r\n") else {
      return Response(
        status: 0, head: "", body: String(decoding: held, as: UTF8.self), isWhole: false,
        isReset: isReset)
    }
    let head = String(decoding: held[..<end], as: UTF8.self)
    held.removeFirst(end + 4)
    let status = Int(head.split(separator: " ").dropFirst().first ?? "") ?? 0
    if (100..<200).contains(status) {
      return Response(status: status, head: head, body: "", isWhole: true)
    }
    let lower = head.lowercased()
    var body: [UInt8] = []
    let isWhole = lower.contains("transfer-encoding: chunked") ? chunks(&body) : sized(&body, lower)
    return Response(
      status: status, head: head, body: String(decoding: body, as: UTF8.self), isWhole: isWhole,
      isReset: isReset)
  }

  private func sized(_ body: inout [UInt8], _ head: String) -> Bool {
    let line = head.split(separator: "\r\n").first { $0.hasPrefix("content-length: ") }
    let length = line.flatMap { Int($0.dropFirst("content-length: ".count)) }
    while length.map({ held.count < $0 }) ?? true, receive() {}
    let count = min(length ?? held.count, held.count)
    body = Array(held[..<count])
    held.removeFirst(count)
    return length.map { $0 == count } ?? true
  }

  private func chunks(_ body: inout [UInt8]) -> Bool {
    while true {
      while !held.contains("\r\n"), receive() {}
      guard let line = held.place(of: "\r\n"),
        let size = Int(String(decoding: held[..<line], as: UTF8.self), radix: 16)
      else { return false }
      while held.count < line + 2 + size + 2, receive() {}
      guard held.count >= line + 2 + size + 2 else { return false }
      body += held[line + 2..<line + 2 + size]
      held.removeFirst(line + 2 + size + 2)
      if size == 0 { return true }
    }
  }

  /// Reads some bytes; false at the end.
  private func receive() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    if count > 0 { held += chunk[..<count] }
    if count < 0, errno == ECONNRESET { isReset = true }
    return count > 0
  }
}

extension [UInt8] {
  fileprivate func place(of text: String) -> Int? {
    let wanted = Array(text.utf8)
    guard count >= wanted.count else { return nil }
    return (0...(count - wanted.count)).first { self[$0...].starts(with: wanted) }
  }

  fileprivate func contains(_ text: String) -> Bool { place(of: text) != nil }
}
