/// Which proxy the usual environment variables name for a URL.
///
/// As curl reads them: `https_proxy` and `HTTPS_PROXY`, `http_proxy` in small letters only (a
/// CGI server fills `HTTP_PROXY` from a request's header), `all_proxy`, and `no_proxy`.
package struct ProxySelection: Sendable {
  private let environment: [String: String]

  package init(environment: [String: String]) { self.environment = environment }

  /// The proxy's URL; nil for a direct connection, as to this machine always.
  package func proxy(for url: String) -> String? {
    guard let (scheme, host) = Self.parts(of: url), !HostAddress.isLoopback(host) else {
      return nil
    }
    guard !isExempt(host) else { return nil }
    let own = scheme == "https" ? value("https_proxy", "HTTPS_PROXY") : value("http_proxy")
    return own ?? value("all_proxy", "ALL_PROXY")
  }

  private func isExempt(_ host: String) -> Bool {
    let list = value("no_proxy", "NO_PROXY") ?? ""
    return list.split { $0 == "," || $0 == " " }.contains { entry in
      if entry == "*" { return true }
      let domain = (entry.hasPrefix(".") ? entry.dropFirst() : entry).lowercased()
      return host == domain || (!domain.isEmpty && host.hasSuffix("." + domain))
    }
  }

  private func value(_ names: String...) -> String? {
    names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
  }

  private static func parts(of url: String) -> (scheme: String, host: String)? {
    guard let colon = url.utf8.firstIndex(of: 0x3A) else { return nil }
    let scheme = url[..<colon].lowercased()
    let rest = url[colon...]
    guard rest.hasPrefix("://") else { return nil }
    let authority = rest.dropFirst(3).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let hostAndPort = authority.split(separator: "@").last ?? ""
    if hostAndPort.hasPrefix("[") {
      return (scheme, hostAndPort.prefix { $0 != "]" } + "]")
    }
    return (scheme, hostAndPort.prefix { $0 != ":" }.lowercased())
  }
}
