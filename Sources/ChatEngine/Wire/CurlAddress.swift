import CCurl

/// The parts of a URL that say where a request goes, read by libcurl's own parser.
///
/// A second parser could see another host than the one that is connected to: libcurl is handed what
/// was read here, and does not read the URL again.
struct CurlAddress {
  /// What libcurl's parser has made of it.
  final class Parts {
    let url: OpaquePointer

    init?() {
      guard let url = curl_url() else { return nil }
      self.url = url
    }

    deinit { curl_url_cleanup(url) }
  }

  let scheme: String
  let host: String
  /// Must live as long as the handle that is told of it.
  let parts: Parts

  /// Reads a URL and checks that a key may be sent there at all.
  init(url: String, security: TransferSecurity) throws(TransportError) {
    guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }), let parts = Parts() else {
      throw TransportError(.badURL, message: "the url holds blanks or control characters")
    }
    self.parts = parts
    switch curl_url_set(parts.url, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) {
    case CURLUE_OK: break
    case CURLUE_USER_NOT_ALLOWED:
      throw TransportError(.badURL, message: "the url holds a user name")
    case CURLUE_UNSUPPORTED_SCHEME:
      throw TransportError(.insecure, message: "only https can be used")
    default:
      throw TransportError(.badURL, message: "the url cannot be read")
    }
    scheme = Self.part(CURLUPART_SCHEME, of: parts.url)
    host = Self.part(CURLUPART_HOST, of: parts.url)
    guard scheme == "https" || scheme == "http" else {
      throw TransportError(.insecure, message: "only https can be used")
    }
    let isPlainAllowed = security.allowsInsecureHTTP || HostAddress.isLoopback(host)
    guard scheme == "https" || isPlainAllowed else {
      throw TransportError(.insecure, message: "plain http to another machine is not allowed")
    }
  }

  private static func part(_ part: CURLUPart, of url: OpaquePointer) -> String {
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_get(url, part, &text, 0) == CURLUE_OK, let text else { return "" }
    defer { curl_free(text) }
    return String(cString: text)
  }
}
