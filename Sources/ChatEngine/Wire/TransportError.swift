/// Why a transfer ended without a complete answer.
package struct TransportError: Error, Hashable, Sendable {
  /// What went wrong.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// The host's name is not known.
    case dns
    case dnsTimeout
    /// No connection, refused or reset.
    case connect
    case connectTimeout
    /// The server's certificate is not to be trusted; never to be tried again.
    case certificate
    /// TLS failed for another reason.
    case handshake
    /// The connection ended before the answer did.
    case reset
    /// A kept connection was closed while the request went out on it.
    case stale
    /// The server said it did not begin with the request (HTTP/2).
    case refusedStream
    case timeout
    /// More headers, more body or a higher rate of compression than is allowed.
    case tooLarge
    case proxy
    /// The proxy wants a login.
    case proxyLogin
    case badURL
    /// Plain HTTP to another machine, or another protocol.
    case insecure
    /// A public name that leads to a private address.
    case privateAddress
    /// A header that cannot be sent.
    case badHeader
    /// A server without HTTP/2 where nothing else will do.
    case oldHTTP
    /// An answer that is not HTTP.
    case malformed
    /// A request that is not in the recording that is played; its message is the recording's path.
    case notRecorded
    /// This machine's fault: no descriptors, no memory, an unreadable certificate file.
    case local
  }

  /// How far the request came.
  package enum Phase: Hashable, Sendable {
    /// Not processed by the server, P0 of the engine's table.
    case unsent
    /// Sent, at least in part; the server may have begun with it. P1.
    case sent
    /// A status had come.
    case answered
  }

  package var kind: Kind
  package var phase: Phase
  /// Short, lower-case, printable ASCII; carries no key and no body.
  package var message: String

  package init(_ kind: Kind, _ phase: Phase = .unsent, message: String) {
    self.kind = kind
    self.phase = phase
    self.message = message
  }
}
