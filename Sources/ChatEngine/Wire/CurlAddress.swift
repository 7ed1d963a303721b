import CCurl

/// The parts of a URL that say where a request goes, read by libcurl's own parser.
///
/// A second parser could see another host than the one that is connected to.
struct CurlAddress {
  let scheme: String
  let host: String

  /// Reads a URL and checks that a key may be sent there at all.
  init(url: String, security: TransferSecurity) throws(TransportError) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let parser = curl_url() else {
      throw TransportError(.badURL, message: "the url holds blanks or control characters")
    }
    defer { curl_url_cleanup(parser) }
    switch curl_url_set(parser, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) {
    case CURLUE_OK: break
    case CURLUE_USER_NOT_ALLOWED:
      throw TransportError(.badURL, message: "the url holds a user name")
    case CURLUE_UNSUPPORTED_SCHEME:
      throw TransportError(.insecure, message: "only https can be used")
    default:
      throw TransportError(.badURL, message: "the url cannot be read")
    }
    scheme = Self.part(CURLUPART_SCHEME, of: parser)
    host = Self.part(CURLUPART_HOST, of: parser)
    guard scheme == "https" || scheme == "http" else {
      throw TransportError(.insecure, message: "only https can be used")
    }
    let isPlainAllowed = security.allowsInsecureHTTP || HostAddress.isLoopback(host)
    guard scheme == "https" || isPlainAllowed else {
      throw TransportError(.insecure, message: "plain http to another machine is not allowed")
    }
  }

  private static func part(_ part: CURLUPart, of parser: OpaquePointer) -> String {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(parser, part, &text, 0) == CURLUE_OK, let text else { return "" }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
