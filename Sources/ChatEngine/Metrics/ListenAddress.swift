/// An address of this machine and a port to listen on.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
  /// An IPv4 or IPv6 address, without brackets.
  package var host: String
  /// 0 for any that is free.
  package var port: UInt16

  package init(host: String = "127.0.0.1", port: UInt16) {
    self.host = host
    self.port = port
  }

  /// Reads `127.0.0.1:9464`, `[::1]:9464`, `localhost:9464`, and a port alone, which is loopback's.
  ///
  /// Names are not looked up: that may take seconds, and may lead anywhere.
  package init?(_ text: String) {
    let colon = text.lastIndex(of: ":")
    var host = colon.map { text[..<$0] } ?? ""
    let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      let port = UInt16(digits)
    else { return nil }
    let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
    if isBracketed { host = host.dropFirst().dropLast() }
    guard host.utf8.contains(UInt8(ascii: ":")) == isBracketed else { return nil }
    if host.isEmpty || host.lowercased() == "localhost" { host = "127.0.0.1" }
    guard HostAddress.isLiteral(String(host)), !host.hasPrefix("[") else { return nil }
    self.init(host: String(host), port: port)
  }

  package var isLoopback: Bool { HostAddress.isLoopback(host) }

  package var description: String {
    "\(HostAddress.bracketed(host)):\(port)"
  }
}
