import CSystem
import Glibc

/// Why an address could not be listened on.
package struct ListenError: Error, Sendable, Equatable {
  package var address: ListenAddress
  /// The call that failed, and its `errno`.
  package var cause: SystemError

  /// What happened and what to do.
  package var sentence: String {
    let reason =
      switch cause.code {
      case EADDRINUSE:
        "\(address) is in use. Name another port with --metrics-listen, or port 0 for a free one."
      case EACCES:
        "port \(address.port) is for the system. Name one from 1024 on with --metrics-listen."
      case EADDRNOTAVAIL, EAFNOSUPPORT:
        "this machine has no address \(address.host). Name one that it has, such as 127.0.0.1."
      default: "\(address) cannot be listened on (\(cause))."
      }
    return "Metrics are not served: \(reason)"
  }
}

/// A socket that listens, without blocking.
struct ListeningSocket {
  let descriptor: Int32
  /// With the port that it got.
  let address: ListenAddress

  init(_ wanted: ListenAddress) throws(ListenError) {
    let isV6 = wanted.host.utf8.contains(UInt8(ascii: ":"))
    let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
    descriptor = socket(isV6 ? AF_INET6 : AF_INET, type, 0)
    guard descriptor >= 0 else { throw ListeningSocket.error("socket", wanted) }
    var yes: Int32 = 1
    // A port whose last connections are not yet forgotten is free.
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    if isV6 {
      setsockopt(
        descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, socklen_t(MemoryLayout<Int32>.size))
    }
    let port = isV6 ? Self.bindV6(descriptor, wanted) : Self.bindV4(descriptor, wanted)
    guard let port else {
      let failure = ListeningSocket.error("bind", wanted)
      close(descriptor)
      throw failure
    }
    address = ListenAddress(host: wanted.host, port: port)
  }

  private static func error(_ call: String, _ address: ListenAddress) -> ListenError {
    ListenError(address: address, cause: SystemError(call: call, code: errno))
  }

  private static func bindV4(_ descriptor: Int32, _ wanted: ListenAddress) -> UInt16? {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = wanted.port.bigEndian
    guard inet_pton(AF_INET, wanted.host, &address.sin_addr) == 1, listen(descriptor, &address)
    else { return nil }
    return UInt16(bigEndian: address.sin_port)
  }

  private static func bindV6(_ descriptor: Int32, _ wanted: ListenAddress) -> UInt16? {
    var address = sockaddr_in6()
    address.sin6_family = sa_family_t(AF_INET6)
    address.sin6_port = wanted.port.bigEndian
    guard inet_pton(AF_INET6, wanted.host, &address.sin6_addr) == 1, listen(descriptor, &address)
    else { return nil }
    return UInt16(bigEndian: address.sin6_port)
  }

  /// Binds and listens, and reads back where; false with `errno` set where that fails.
  private static func listen<Address>(_ descriptor: Int32, _ address: inout Address) -> Bool {
    var size = socklen_t(MemoryLayout<Address>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(descriptor, generic, size) == 0 && Glibc.listen(descriptor, 16) == 0
          && getsockname(descriptor, generic, &size) == 0
      }
    }
  }
}
