import Glibc

/// A server of the official `mcp` package on a free port of this machine, gone with this object.
package final class MCPHTTPServer {
  package enum Mode: String, Sendable, CaseIterable {
    /// As the package is: both eras.
    case http
    /// Without the stateless revision.
    case legacy
    /// With the transport of 2024-11-05.
    case sse
    /// With a single simple tool.
    case weather
  }

  private let process: Running
  package let url: String

  /// Starts it and waits until it listens; nil where that takes longer than 20 s.
  package init?(_ mode: Mode) {
    guard let port = LocalHTTP.freePort(),
      let process = Running([
        PythonPeers.python, Shared.package + "/Tests/Peers/mcp_http_server.py", mode.rawValue,
        "\(port)",
      ])
    else { return nil }
    self.process = process
    url = "http://127.0.0.1:\(port)/\(mode == .sse ? "sse" : "mcp")"
    for _ in 0..<4000 {
      if LocalHTTP.isListening(port) { return }
      poll(nil, 0, 5)
    }
    return nil
  }

  deinit {
    // It ends with its input.
    process.write("")
    process.signal(SIGKILL)
    _ = process.wait()
  }
}
