import ChatEngine
import Glibc

/// Commands that some tests need and not every machine has.
enum Tool {
  static let openssl = path(of: "openssl")
  static let nghttpd = path(of: "nghttpd")

  private static func path(of name: String) -> String? {
    let variable = getenv("PATH").map { String(cString: $0) } ?? ""
    let folders = variable.split(separator: ":").map(String.init) + ["/usr/sbin"]
    for folder in folders where access("\(folder)/\(name)", X_OK) == 0 {
      return "\(folder)/\(name)"
    }
    return nil
  }
}

/// A TLS server of another make, with a certificate of its own.
final class TLSServer {
  let certificate: String
  /// The private key of the certificate; another party may show both.
  let key: String
  private let folder: String
  private let port: UInt16
  private let process: pid_t

  /// Starts a server whose certificate names a host.
  init(
    name: String = "IP:127.0.0.1", isExpired: Bool = false, options: [String] = [],
    isHTTP2: Bool = false, asksForCertificate: Bool = false
  ) throws {
    folder = try Self.makeFolder()
    certificate = folder + "/certificate.pem"
    key = folder + "/key.pem"
    try Self.openssl([
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
      key, "-out", certificate, "-days", "2", "-subj", "/CN=test", "-addext",
      "subjectAltName=\(name)",
    ])
    if isExpired {
      // `req` takes no negative number of days.
      try Self.openssl([
        "x509", "-in", certificate, "-signkey", key, "-days", "-1", "-out", certificate,
      ])
    }
    port = try Loopback.freePort()
    process =
      isHTTP2
      ? try Self.spawn(
        Tool.nghttpd,
        [
          "--address=127.0.0.1", "--htdocs=\(folder)", "\(port)", key, certificate,
        ])
      : try Self.spawn(
        Tool.openssl,
        [
          "s_server", "-accept", "127.0.0.1:\(port)", "-key", key, "-cert", certificate, "-quiet",
          "-www",
        ] + options + (asksForCertificate ? ["-Verify", "1", "-CAfile", certificate] : []))
    try awaitListening()
  }

  deinit {
    kill(process, SIGKILL)
    _ = Self.wait(for: process)
    unlink(certificate)
    unlink(folder + "/key.pem")
    rmdir(folder)
  }

  /// A request that the server answers.
  func request(ca: String?) -> HTTPRequest {
    HTTPRequest(
      method: "GET", url: "https://127.0.0.1:\(port)/certificate.pem",
      security: TransferSecurity(ca: ca), pool: ca ?? "")
  }

  private func awaitListening() throws {
    for _ in 0..<1000 {
      let connection = Loopback.beginConnection(to: port)
      defer { close(connection) }
      var interest = pollfd(fd: connection, events: Int16(POLLOUT), revents: 0)
      if poll(&interest, 1, 10) == 1, interest.revents & Int16(POLLERR | POLLHUP) == 0 { return }
      // Refused at once: the other process has to get its turn.
      poll(nil, 0, 5)
    }
    throw TestFailure("the TLS server does not listen")
  }

  private static func makeFolder() throws -> String {
    var name = Array("/tmp/llmterm-tls-XXXXXX".utf8CString)
    guard mkdtemp(&name) != nil else { throw TestFailure("no temporary folder") }
    return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
  }

  private static func openssl(_ arguments: [String]) throws {
    let code = wait(for: try spawn(Tool.openssl, arguments))
    guard code == 0 else { throw TestFailure("openssl \(arguments.first ?? ""): \(code)") }
  }

  private static func spawn(_ tool: String?, _ arguments: [String]) throws -> pid_t {
    guard let tool else { throw TestFailure("a command is missing") }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in Int32(0)...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var pointers = ([tool] + arguments).map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var process = pid_t()
    let code = posix_spawn(&process, tool, &actions, nil, &pointers, environ)
    guard code == 0 else { throw TestFailure("\(tool): \(code)") }
    return process
  }

  private static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return status
  }
}
