extension Failure {
  /// The code of a 200 that holds a web page: a captive portal or a wrong base URL.
  static let webPageCode = "web_page"
  /// The code of a redirect, which is never followed: the key would go along.
  static let redirectCode = "redirect"
  /// The code of a finished answer without a word in it.
  static let emptyCode = "empty_answer"
  /// The code of a silence that began before this computer slept.
  static let asleepCode = "asleep"
  /// The answer is one piece of text over and over.
  static let repeatingCode = "repeating"
  /// The code of a key that could not be got.
  package static let noKeyCode = "no_key"

  /// The code of a place that our own limits refuse: no server was asked.
  package static let ownLimitCode = "own_limit"

  /// What a transport error means for an attempt; its kind stays as the code.
  init(_ error: TransportError) {
    let kind: Kind =
      switch error.kind {
      case .dns, .dnsTimeout: .dns
      case .connect, .connectTimeout, .refusedStream, .stale, .proxy, .proxyLogin, .local: .connect
      case .certificate, .handshake: .tls
      case .reset: .cut
      case .timeout: .timeout
      case .tooLarge: .tooLarge
      case .badURL, .insecure, .privateAddress, .badHeader, .oldHTTP, .notRecorded:
        .config
      case .malformed: .malformed
      }
    self.init(kind, error.message, code: error.kind.rawValue)
  }

  /// What a redirect means; `location` is where it points.
  init(redirect status: Int, to location: String?) {
    let host = location.flatMap(URLParts.host)
    self.init(.config, host ?? "", status: status, code: Failure.redirectCode)
  }
}

/// The pieces of a URL that error sentences name.
enum URLParts {
  /// The host without user, port or path; nil where there is none.
  static func host(of url: String) -> String? {
    guard let scheme = url.range(ofASCII: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? authority
    let name = host.hasPrefix("[") ? host.prefix { $0 != "]" } + "]" : host.prefix { $0 != ":" }
    return name.isEmpty || name == "[]" ? nil : String(name)
  }
}
