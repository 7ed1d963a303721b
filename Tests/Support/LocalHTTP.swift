import Glibc

/// The least of HTTP, by nothing of ours.
package enum LocalHTTP {
  /// A port of this machine on which nobody listens.
  package static func freePort() -> UInt16? { bound(to: 0) }

  /// Whether nobody listens on a port of this machine.
  package static func isFree(_ port: UInt16) -> Bool { bound(to: port) != nil }

  /// Whether somebody does.
  package static func isListening(_ port: UInt16) -> Bool {
    guard let descriptor = connect(port: port) else { return false }
    close(descriptor)
    return true
  }

  /// The port that a socket gets, which is let go again; 0 asks for any.
  private static func bound(to port: UInt16) -> UInt16? {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    defer { close(descriptor) }
    var address = loopback(port)
    return withGeneric(&address) { generic, size in
      bind(descriptor, generic, size) == 0 && getsockname(descriptor, generic, &size) == 0
    } ? UInt16(bigEndian: address.sin_port) : nil
  }

  /// A socket that is connected to a port of this machine; nil where nobody listens.
  package static func connect(port: UInt16) -> Int32? {
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, type, 0)
    var address = loopback(port)
    if withGeneric(&address, { Glibc.connect(descriptor, $0, $1) == 0 }) { return descriptor }
    close(descriptor)
    return nil
  }

  /// Gets a page; nil where that fails, or takes 5 s.
  package static func get(port: UInt16, path: String) -> (status: Int, body: String)? {
    guard let descriptor = connect(port: port) else { return nil }
    defer { close(descriptor) }
    var limit = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    let request = Array("GET \(path) HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
    guard send(descriptor, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else {
      return nil
    }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      guard count >= 0 else { return nil }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return answer(String(decoding: bytes, as: UTF8.self))
  }

  private static func answer(_ text: String) -> (status: Int, body: String)? {
    let words = text.split(separator: " ", maxSplits: 2)
    guard words.count == 3, let status = Int(words[1]), let end = text.firstRange(of: "\r\n\r\n")
    else { return nil }
    return (status, String(text[end.upperBound...]))
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }

  private static func withGeneric(
    _ address: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> Bool
  ) -> Bool {
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &size) }
    }
  }
}
