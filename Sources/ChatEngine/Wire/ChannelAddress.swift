/// Where a channel leads, and whom it trusts there.
package struct ChannelAddress: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    case host(String, port: UInt16)
    /// The path of a socket of this machine.
    case socket(String)
  }

  package var place: Place
  package var isEncrypted: Bool
  package var security: TransferSecurity

  package init(
    _ place: Place, isEncrypted: Bool = false, security: TransferSecurity = TransferSecurity()
  ) {
    self.place = place
    self.isEncrypted = isEncrypted
    self.security = security
  }

  /// The place as a person writes it.
  package var name: String {
    switch place {
    case .host(let host, let port): "\(HostAddress.bracketed(host)):\(port)"
    case .socket(let path): path
    }
  }

  /// What libcurl is told: only host and port count.
  var url: String {
    switch place {
    case .host(let host, let port):
      "\(isEncrypted ? "https" : "http")://\(HostAddress.bracketed(host)):\(port)/"
    case .socket: "\(isEncrypted ? "https" : "http")://localhost/"
    }
  }

  var socketPath: String? {
    if case .socket(let path) = place { path } else { nil }
  }

  /// Whether the host is nothing but a name or an address, so that no other host can be read from
  /// the URL.
  var isSound: Bool {
    switch place {
    case .host(let host, let port):
      !host.isEmpty && host.utf8.count <= 255 && port > 0
        && host.utf8.allSatisfy {
          $0.isLetterOrDigit || "-._:".utf8.contains($0)
        }
    case .socket(let path): path.hasPrefix("/") && !path.utf8.contains(0)
    }
  }
}
