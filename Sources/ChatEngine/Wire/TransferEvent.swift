/// Names one transfer.
package struct TransferID: Hashable, Sendable, Numbered {
  package let value: UInt64
  package init(value: UInt64) { self.value = value }
  package var number: UInt64 { value }
}

/// What happens to a transfer: an answer's head, its body piece by piece, trailers, and one end.
package enum TransferEvent: Sendable {
  /// The final status and its headers; a redirect is one too, and is not followed.
  indirect case responded(status: Int, headers: [HTTPHeader], httpVersion: String)
  case body([UInt8])
  case trailers([HTTPHeader])
  /// The answer is complete; nothing comes after it.
  indirect case ended(TransferTimings)
  /// There will be no (more) answer; nothing comes after it.
  indirect case failed(TransportError, TransferTimings)
}

/// How long the steps of a transfer took; nil for a step that did not happen.
package struct TransferTimings: Hashable, Sendable {
  /// The name lookup.
  package var dns: Duration?
  /// The TCP connection, after the lookup.
  package var connect: Duration?
  /// The TLS handshake, after the connection.
  package var tls: Duration?
  /// From the start to the answer's first byte.
  package var firstByte: Duration?
  /// From the start to the end.
  package var total: Duration?
  /// Whether the connection was there before.
  package var reused: Bool
  package var localAddress: String?
  package var remoteAddress: String?

  package init(
    dns: Duration? = nil, connect: Duration? = nil, tls: Duration? = nil,
    firstByte: Duration? = nil, total: Duration? = nil, reused: Bool = false,
    localAddress: String? = nil, remoteAddress: String? = nil
  ) {
    self.dns = dns
    self.connect = connect
    self.tls = tls
    self.firstByte = firstByte
    self.total = total
    self.reused = reused
    self.localAddress = localAddress
    self.remoteAddress = remoteAddress
  }
}
