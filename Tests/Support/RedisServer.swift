import CSystem
import Glibc

/// A real Redis (or Valkey) server on a free port of this machine, gone with this object.
///
/// ```swift
/// @Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
/// …
/// let server = try RedisServer()
/// let url = server.url
/// ```
package final class RedisServer {
  package struct Options: Sendable {
    /// Of the user named "default".
    package var password: String?
    /// A further user, who may do all with all keys.
    package var user: (name: String, password: String)?
    package var isEncrypted = false
    /// Whether it wants to see a certificate of its clients.
    package var asksForCertificate = false
    package var isCluster = false
    /// Further words of the command line, such as `["--maxmemory", "4mb"]`.
    package var words: [String] = []

    package init() {}
  }

  /// Why a server did not start.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// The command of the server that is installed.
  package static let command = ["redis-server", "valkey-server"].first(where: Installed.has)
  package static let isInstalled = command != nil && Installed.has("openssl")
  /// What to do where it is not, as the comment of a skipped suite.
  package static let hint =
    "redis-server or openssl not found: apt-get install redis-server openssl"

  package let options: Options
  package let port: UInt16
  private let folder = TemporaryFolder()
  private var process: Running?

  /// Starts a server and waits until it listens.
  package init(_ options: Options = Options()) throws {
    self.options = options
    port = try Self.freePort()
    if options.isEncrypted { try makeCertificates() }
    try start()
  }

  deinit { end("KILL") }

  /// Where it is, with its user or else its password; databases are added by the caller.
  package var url: String {
    let login = options.user.map { "\($0.name):\($0.password)@" }
    let password = options.password.map { ":\($0)@" }
    return "redis\(options.isEncrypted ? "s" : "")://\(login ?? password ?? "")127.0.0.1:\(port)"
  }

  /// The path of its other door.
  package var socket: String { folder.path + "/redis.sock" }
  /// Who vouches for its certificate.
  package var ca: String { folder.path + "/ca.pem" }
  package var clientCertificate: String { folder.path + "/client.pem" }
  package var clientKey: String { folder.path + "/client.key" }

  /// Starts it again on the same port, empty.
  package func start() throws {
    unlink(folder.path + "/pid")
    process = Running(["sh", "-c", Self.script, "sh"] + serverCommand)
    guard process != nil else { throw Failure(description: Self.hint) }
    for _ in 0..<2000 {
      if LocalHTTP.isListening(port) { return }
      // Refused at once: the other process has to get its turn.
      poll(nil, 0, 5)
    }
    let log = Shared.bytes(folder.path + "/log") ?? []
    throw Failure(
      description: "redis-server does not listen: \(String(decoding: log, as: UTF8.self))")
  }

  /// Ends it as a person would; its clients see their connections closed.
  package func stop() { end("TERM") }

  /// Ends it at once.
  package func kill() { end("KILL") }

  /// Lets it hang: connections stay, and nothing is answered.
  package func pause() { signal(SIGSTOP) }

  /// Lets it go on after `pause`.
  package func resume() { signal(SIGCONT) }

  /// What `redis-cli` prints for a command, without the last line's end.
  @discardableResult
  package func cli(_ words: String...) -> String {
    let name = Self.command == "valkey-server" ? "valkey-cli" : "redis-cli"
    var command = [name, "-p", "\(port)", "--no-auth-warning"]
    if let password = options.password { command += ["-a", password] }
    if options.isEncrypted {
      command += ["--tls", "--cacert", ca, "--cert", clientCertificate, "--key", clientKey]
    }
    let output = Run(command + words)?.output ?? ""
    return output.hasSuffix("\n") ? String(output.dropLast()) : output
  }
}

// MARK: The process

extension RedisServer {
  // The shell reads which signal ends the server; where the tests themselves are gone, it reads
  // nothing, and no server is left behind.
  private static let script = """
    "$@" & server=$!; read -r signal; kill -CONT $server; kill -"${signal:-KILL}" $server
    wait $server
    """

  private var serverCommand: [String] {
    var words = [
      Self.command ?? "redis-server", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
      "--dir", folder.path, "--logfile", folder.path + "/log", "--pidfile", folder.path + "/pid",
      "--unixsocket", socket,
      "--enable-debug-command", "local",
    ]
    words +=
      options.isEncrypted ? ["--port", "0", "--tls-port", "\(port)"] : ["--port", "\(port)"]
    if options.isEncrypted {
      words += [
        "--tls-cert-file", folder.path + "/server.pem", "--tls-key-file",
        folder.path + "/server.key", "--tls-ca-cert-file", ca, "--tls-auth-clients",
        options.asksForCertificate ? "yes" : "no",
      ]
      if options.isCluster { words += ["--tls-cluster", "yes"] }
    }
    if let password = options.password { words += ["--requirepass", password] }
    if let user = options.user {
      words += ["--user", user.name, "on", ">" + user.password, "~*", "&*", "+@all"]
    }
    if options.isCluster {
      words += ["--cluster-enabled", "yes", "--cluster-node-timeout", "500"]
    }
    return words + options.words
  }

  private func end(_ signal: String) {
    guard let process else { return }
    self.process = nil
    process.write(signal + "\n")
    _ = process.wait()
  }

  private func signal(_ number: Int32) {
    let text = String(decoding: Shared.bytes(folder.path + "/pid") ?? [], as: UTF8.self)
    if let process = pid_t(text.prefix { $0 != "\n" }) { _ = Glibc.kill(process, number) }
  }

  /// Below the ports that the kernel gives out, and those plus 10,000, where a cluster listens too.
  private static func freePort() throws -> UInt16 {
    for _ in 0..<100 {
      let port = UInt16.random(in: 10_000..<20_000)
      if LocalHTTP.isFree(port) { return port }
    }
    throw Failure(description: "no free port")
  }
}

// MARK: Certificates

extension RedisServer {
  private func makeCertificates() throws {
    try openssl(
      ["req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=test authority"]
        + newKey("ca.key") + ["-out", ca])
    let names = folder.write("names", "subjectAltName=IP:127.0.0.1\n")
    for name in ["server", "client"] {
      try openssl(
        ["req", "-nodes", "-subj", "/CN=\(name)", "-out", folder.path + "/request"]
          + newKey(name + ".key"))
      try openssl([
        "x509", "-req", "-in", folder.path + "/request", "-CA", ca, "-CAkey",
        folder.path + "/ca.key", "-CAcreateserial", "-days", "2", "-extfile", names, "-out",
        folder.path + "/\(name).pem",
      ])
    }
  }

  private func newKey(_ name: String) -> [String] {
    [
      "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", folder.path + "/" + name,
    ]
  }

  private func openssl(_ words: [String]) throws {
    guard let run = Run(["openssl"] + words), run.status == 0 else {
      throw Failure(description: "openssl \(words.first ?? "") failed")
    }
  }
}
