internal import CCurl

/// Which libcurl this is, and what it was built with.
package struct CurlVersion: Sendable {
  /// As `8.5.0`.
  package let number: String
  /// As `OpenSSL/3.0.13`; nil where it has none.
  package let tls: String?
  package let hasHTTP2: Bool
  /// Whether a name lookup does not hold the loop.
  package let looksUpInBackground: Bool

  package init() {
    let info = curl_version_info(CURLVERSION_FIRST)?.pointee
    number = info?.version.map { String(cString: $0) } ?? "?"
    tls = info?.ssl_version.map { String(cString: $0) }
    let features = Int(info?.features ?? 0)
    hasHTTP2 = features & 1 << 16 != 0  // CURL_VERSION_HTTP2
    looksUpInBackground = features & 1 << 7 != 0  // CURL_VERSION_ASYNCHDNS
  }
}
