/// Where a Redis server is, and as whom to work there, in one text.
///
/// `redis://[user[:password]@]host[:port][/db]`, `rediss://…` for TLS, and
/// `unix://[user[:password]@]/path[?db=N]` for a socket of this machine, for which
/// `redis+unix://` and `redis-socket://` stand as well.
package struct RedisURL: Sendable, Equatable {
  /// What is wrong with a text; it repeats nothing of it, as there may be a password in it.
  package struct Problem: Error, Equatable, Sendable {
    package let sentence: String
  }

  package var place: ChannelAddress.Place
  package var isEncrypted: Bool
  package var login: RedisLogin

  package init(_ text: String) throws(Problem) {
    guard text.utf8.count <= 2048, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://")
    else { throw Self.form }
    let scheme = text[..<colon].lowercased()
    let rest = text[text.index(colon, offsetBy: 3)...]
    let authority = rest.prefix { !"/?#".contains($0) }
    let after = rest[authority.endIndex...]
    let at = authority.lastIndex(of: "@")
    login = try Self.login(at.map { authority[..<$0] })
    let host = at.map { authority[authority.index(after: $0)...] } ?? authority
    switch scheme {
    case "redis", "rediss":
      isEncrypted = scheme == "rediss"
      place = try Self.host(host)
      let path = after.prefix { $0 != "?" && $0 != "#" }
      login.database = try Self.database(path.dropFirst())
      guard path.endIndex == after.endIndex else {
        throw Problem(sentence: "nothing may follow the number of the database")
      }
    case "unix", "redis+unix", "redis-socket":
      isEncrypted = false
      let path = after.prefix { $0 != "?" && $0 != "#" }
      guard host.isEmpty, path.count > 1 else {
        throw Problem(sentence: "a socket is named by its whole path, as in unix:///run/redis.sock")
      }
      place = .socket(try Self.decoded(path))
      login.database = try Self.query(after[path.endIndex...])
    default: throw Self.form
    }
  }

  /// The server's address, with the files of certificates to use there.
  package func address(trusting files: Configuration.Certificates?) -> ChannelAddress {
    let security = TransferSecurity(
      ca: files?.ca, clientCertificate: files?.clientCertificate, clientKey: files?.clientKey)
    return ChannelAddress(place, isEncrypted: isEncrypted, security: security)
  }
}

extension RedisURL: CustomStringConvertible {
  /// Without the login.
  package var description: String {
    let name = ChannelAddress(place).name
    switch place {
    case .host:
      return "\(isEncrypted ? "rediss" : "redis")://\(name)"
        + (login.database == 0 ? "" : "/\(login.database)")
    case .socket: return "unix://\(name)" + (login.database == 0 ? "" : "?db=\(login.database)")
    }
  }
}

// MARK: Parts

extension RedisURL {
  private static let form = Problem(
    sentence: "it must have the form redis://host:6379/0, rediss://… or unix:///path")

  private static func login(_ text: Substring?) throws(Problem) -> RedisLogin {
    guard let text, !text.isEmpty else { return RedisLogin() }
    let colon = text.firstIndex(of: ":")
    let user = try decoded(colon.map { text[..<$0] } ?? text)
    var login = RedisLogin(user: user.isEmpty ? nil : user)
    if let colon {
      let password = try decoded(text[text.index(after: colon)...])
      if !password.isEmpty { login.password = Secret(password) }
    }
    return login
  }

  private static func host(_ text: Substring) throws(Problem) -> ChannelAddress.Place {
    guard let url = URLText("redis://" + text) else {
      throw Problem(sentence: "its host or port (1 to 65535) cannot be read")
    }
    let place = ChannelAddress.Place.host(url.host, port: url.port ?? 6379)
    guard ChannelAddress(place).isSound else {
      throw Problem(sentence: "its host is no name and no address")
    }
    return place
  }

  private static func database(_ text: Substring) throws(Problem) -> Int {
    if text.isEmpty { return 0 }
    guard text.utf8.count <= 5, let number = UInt16(text) else {
      throw Problem(sentence: "the database must be a number, such as 0")
    }
    return Int(number)
  }

  private static func query(_ text: Substring) throws(Problem) -> Int {
    if text.isEmpty { return 0 }
    for name in ["?db=", "?database="] where text.hasPrefix(name) {
      return try database(text.dropFirst(name.count))
    }
    throw Problem(sentence: "only ?db=NUMBER may follow the path")
  }

  private static func decoded(_ text: Substring) throws(Problem) -> String {
    var bytes: [UInt8] = []
    var rest = Substring(text).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = rest.prefix(2)
      guard digits.count == 2, digits.allSatisfy(isHexadecimal),
        let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
      else { throw Problem(sentence: "a % must be followed by two hexadecimal digits") }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    guard let decoded = String(validating: bytes, as: UTF8.self) else {
      throw Problem(sentence: "its % forms are no UTF-8")
    }
    return decoded
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
      UInt8(ascii: "A")...UInt8(ascii: "F"):
      true
    default: false
    }
  }
}
