import CSystem
import Glibc
import Synchronization

/// A loopback server that does to each connection what its script says, one after another.
final class ScriptedServer: Sendable {
  /// One thing to do with a connection.
  enum Step: Sendable {
    /// Reads one request, head and body, into the log.
    case readRequest
    case send([UInt8])
    /// Offers the bytes until they are all sent; the log tells how many were when it blocked.
    case sendCounting([UInt8])
    /// Reads until the client closes, and logs that it did.
    case awaitClose
    /// Closes so that the client gets a reset.
    case reset
    case close

    static func send(_ text: String) -> Step { .send(Array(text.utf8)) }
  }

  /// What the server saw.
  struct Log: Sendable {
    var connections = 0
    var requests: [String] = []
    var closesSeen = 0
    /// How many connections the script closed or reset.
    var closesDone = 0
    var sentWhenBlocked: Int?
  }

  let port: UInt16
  private let job: ServerJob
  private let thread: pthread_t

  /// Serves the first connection by the first script, and so on; later ones are only counted.
  init(_ scripts: [Step]...) throws(TestFailure) {
    signal(SIGPIPE, SIG_IGN)
    let (listener, port) = try Loopback.listen(backlog: 16)
    self.port = port
    job = ServerJob(listener: listener, scripts: scripts)
    var thread = pthread_t()
    let context = Unmanaged.passRetained(job).toOpaque()
    let code = pthread_create(&thread, nil, { ServerJob.main($0) }, context)
    guard code == 0 else { throw TestFailure("pthread_create \(code)") }
    self.thread = thread
  }

  deinit {
    job.stop()
    pthread_join(thread, nil)
  }

  /// What the server saw until now.
  var seen: Log { job.log.withLock { $0 } }

  /// The server's address.
  var url: String { "http://127.0.0.1:\(port)/" }
}

/// Why a test could not even begin.
struct TestFailure: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// Sockets of this machine for this machine.
enum Loopback {
  /// A socket on a free port or the given one; without a backlog it refuses connections.
  static func listen(
    backlog: Int32?, port: UInt16 = 0
  ) throws(TestFailure) -> (descriptor: Int32, port: UInt16) {
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(descriptor, address, size) == 0 else { return Int32(-1) }
        if let backlog, Glibc.listen(descriptor, backlog) < 0 { return Int32(-1) }
        return getsockname(descriptor, address, &size)
      }
    }
    guard code == 0 else {
      close(descriptor)
      throw TestFailure("no loopback socket: errno \(errno)")
    }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// A port for a server in another process.
  ///
  /// Below those that the kernel gives out, which the tests beside this one get.
  static func freePort() throws(TestFailure) -> UInt16 {
    let first = UInt16.random(in: 20_000..<30_000)
    for port in first..<first + 1000 {
      guard let (descriptor, _) = try? listen(backlog: nil, port: port) else { continue }
      close(descriptor)
      return port
    }
    throw TestFailure("no free port")
  }

  /// The sockets of this process that are connected to a port.
  static func connections(to port: UInt16) -> [Int32] {
    (Int32(0)..<1024).filter { descriptor in
      var address = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let code = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          getpeername(descriptor, $0, &size)
        }
      }
      return code == 0 && address.sin_family == sa_family_t(AF_INET)
        && address.sin_port == port.bigEndian
    }
  }

  /// Begins a connection without waiting for it.
  static func beginConnection(to port: UInt16) -> Int32 {
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    return descriptor
  }
}

/// The server's thread.
private final class ServerJob: Sendable {
  let log = Mutex(ScriptedServer.Log())
  private let listener: Int32
  private let scripts: [[ScriptedServer.Step]]
  private let open: Mutex<[Int32]>

  init(listener: Int32, scripts: [[ScriptedServer.Step]]) {
    self.listener = listener
    self.scripts = scripts
    open = Mutex([listener])
  }

  static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<ServerJob>.fromOpaque(context).takeRetainedValue().serve()
    return nil
  }

  /// Ends whatever the thread waits for.
  func stop() {
    open.withLock { for socket in $0 { shutdown(socket, Int32(SHUT_RDWR)) } }
  }

  private func note(_ change: (inout ScriptedServer.Log) -> Void) {
    log.withLock { change(&$0) }
  }

  private func serve() {
    var scripts = scripts[...]
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      note { $0.connections += 1 }
      open.withLock { $0.append(connection) }
      for step in scripts.popFirst() ?? [] {
        guard perform(step, on: connection) else { break }
      }
    }
    open.withLock { for socket in $0 { close(socket) } }
  }

  // Whether the connection is still open.
  private func perform(_ step: ScriptedServer.Step, on connection: Int32) -> Bool {
    switch step {
    case .readRequest: readRequest(connection)
    case .send(let bytes): send(bytes, to: connection, counting: false)
    case .sendCounting(let bytes): send(bytes, to: connection, counting: true)
    case .awaitClose:
      var byte: UInt8 = 0
      while recv(connection, &byte, 1, 0) > 0 {}
      note { $0.closesSeen += 1 }
    case .reset:
      var hard = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        connection, SOL_SOCKET, SO_LINGER, &hard, socklen_t(MemoryLayout<linger>.size))
      end(connection)
      return false
    case .close:
      end(connection)
      return false
    }
    return true
  }

  private func end(_ connection: Int32) {
    open.withLock { $0.removeAll { $0 == connection } }
    close(connection)
    note { $0.closesDone += 1 }
  }

  private func readRequest(_ connection: Int32) {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
      guard recv(connection, &byte, 1, 0) == 1 else { return }
      bytes.append(byte)
    }
    let head = String(decoding: bytes, as: UTF8.self)
    let lengthLine = head.split(separator: "\r\n").first {
      $0.lowercased().hasPrefix("content-length:")
    }
    let length = lengthLine.flatMap { Int($0.split(separator: " ").last ?? "") } ?? 0
    for _ in 0..<length where recv(connection, &byte, 1, 0) == 1 { bytes.append(byte) }
    let request = String(decoding: bytes, as: UTF8.self)
    note { $0.requests.append(request) }
  }

  private func send(_ bytes: [UInt8], to connection: Int32, counting: Bool) {
    var sent = 0
    var hasBlocked = !counting
    let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(connection, $0.baseAddress?.advanced(by: sent), $0.count - sent, flags)
      }
      if count > 0 {
        sent += count
        continue
      }
      guard errno == EAGAIN else { return }
      var interest = pollfd(fd: connection, events: Int16(POLLOUT), revents: 0)
      // Nothing taken for so long is a client that holds the server back.
      let isBlocked = poll(&interest, 1, hasBlocked ? 10_000 : 150) == 0
      if isBlocked && hasBlocked { return }
      if isBlocked {
        hasBlocked = true
        note { $0.sentWhenBlocked = sent }
      }
    }
  }
}
