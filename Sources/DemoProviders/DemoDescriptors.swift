import CSystem
import Glibc

/// The listening socket, the epoll set and the event that wakes it; closes them at its end.
final class DemoDescriptors: Sendable {
  let listener: Int32
  let epoll: Int32
  let wake: Int32
  let port: UInt16

  init(port: UInt16) throws(DemoServerError) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard listener >= 0 else { throw DemoServerError(call: "socket", errorNumber: errno) }
    _ = csys_fcntl(listener, F_SETFL, O_NONBLOCK)
    _ = csys_fcntl(listener, F_SETFD, FD_CLOEXEC)
    guard let bound = DemoDescriptors.listen(listener, port: port) else {
      let failure = DemoServerError(call: "bind", errorNumber: errno)
      close(listener)
      throw failure
    }
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    let wake = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    let failed =
      csys_epoll_watch(epoll, EPOLL_CTL_ADD, listener, CSYS_EPOLLIN, UInt64(listener)) < 0
      || csys_epoll_watch(epoll, EPOLL_CTL_ADD, wake, CSYS_EPOLLIN, UInt64(max(wake, 0))) < 0
    if failed {
      let failure = DemoServerError(call: "epoll", errorNumber: errno)
      for descriptor in [listener, epoll, wake] where descriptor >= 0 { close(descriptor) }
      throw failure
    }
    self.listener = listener
    self.epoll = epoll
    self.wake = wake
    self.port = bound
  }

  deinit { for descriptor in [listener, epoll, wake] { close(descriptor) } }

  /// Refuses connections from now on, while the descriptor is still there.
  func stopListening() { shutdown(listener, Int32(SHUT_RDWR)) }

  func wakeUp() {
    var one: UInt64 = 1
    _ = write(wake, &one, MemoryLayout<UInt64>.size)
  }

  /// Binds to loopback and listens; the port that it got, or nil.
  private static func listen(_ descriptor: Int32, port: UInt16) -> UInt16? {
    var yes: Int32 = 1
    setsockopt(
      descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        guard bind(descriptor, generic, size) == 0, Glibc.listen(descriptor, SOMAXCONN) == 0,
          getsockname(descriptor, generic, &size) == 0
        else { return nil }
        return UInt16(bigEndian: pointer.pointee.sin_port)
      }
    }
  }
}
