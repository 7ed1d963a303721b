/// One request as it goes over the wire.
package struct HTTPRequest: Hashable, Sendable {
  package var method: String
  package var url: String
  package var headers: [HTTPHeader]
  package var body: [UInt8]
  package var timeouts: Timeouts
  package var security: TransferSecurity
  /// Transfers share connections within a pool only: one for each origin and credential.
  package var pool: String
  /// The answer's longest body, counted after decompression.
  package var maxDecodedBytes: Int
  /// Fails where the server speaks no HTTP/2, without which there is no gRPC; plain connections begin
  /// with it unasked.
  package var needsHTTP2 = false

  package init(
    method: String = "POST", url: String, headers: [HTTPHeader] = [], body: [UInt8] = [],
    timeouts: Timeouts = Timeouts(), security: TransferSecurity = TransferSecurity(),
    pool: String = "", maxDecodedBytes: Int = 64 << 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeouts = timeouts
    self.security = security
    self.pool = pool
    self.maxDecodedBytes = maxDecodedBytes
  }
}

extension HTTPRequest {
  /// Whether the two differ in nothing but their bodies.
  func isLike(_ other: HTTPRequest) -> Bool {
    method == other.method && url == other.url && headers == other.headers
      && timeouts == other.timeouts && security == other.security && pool == other.pool
      && maxDecodedBytes == other.maxDecodedBytes && needsHTTP2 == other.needsHTTP2
  }
}

/// How long each step of an attempt may take.
///
/// The transport keeps `connect` (name lookup, connection and TLS together) and `total`; the turn
/// keeps the others, for it alone knows which bytes are parts.
package struct Timeouts: Hashable, Sendable {
  package var connect: Duration
  package var firstPart: Duration
  package var idle: Duration
  package var total: Duration

  package init(
    connect: Duration = .seconds(5), firstPart: Duration = .seconds(60),
    idle: Duration = .seconds(90), total: Duration = .seconds(600)
  ) {
    self.connect = connect
    self.firstPart = firstPart
    self.idle = idle
    self.total = total
  }
}

/// Whom a transfer trusts, and the way it goes.
package struct TransferSecurity: Hashable, Sendable {
  /// Plain HTTP to hosts other than this machine.
  package var allowsInsecureHTTP: Bool
  /// Refuses a host whose name leads to a private address (faults.md, row 3).
  package var refusesPrivateAddresses: Bool
  /// A file of certificates to trust in place of the system's.
  package var ca: String?
  package var clientCertificate: String?
  package var clientKey: String?
  /// A proxy's URL; libcurl's own look into the environment is off, see `ProxySelection`.
  package var proxy: String?

  package init(
    allowsInsecureHTTP: Bool = false, refusesPrivateAddresses: Bool = false, ca: String? = nil,
    clientCertificate: String? = nil, clientKey: String? = nil, proxy: String? = nil
  ) {
    self.allowsInsecureHTTP = allowsInsecureHTTP
    self.refusesPrivateAddresses = refusesPrivateAddresses
    self.ca = ca
    self.clientCertificate = clientCertificate
    self.clientKey = clientKey
    self.proxy = proxy
  }
}
