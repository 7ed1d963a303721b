/// A target under one account, for which all machines count together.
struct LimitBucket: Hashable, Sendable {
  /// `PREFIX{provider/model/account}`: the braces keep its keys in one slot of a cluster.
  let name: String

  /// `account` is a short name for the key that is used, and no part of the key itself.
  init(_ target: Target, account: String, prefix: String) {
    name = prefix + "{" + Self.plain("\(target)/\(account)") + "}"
  }

  /// In the order in which `LimitScript` takes them.
  var keys: [String] { [name + ":req", name + ":tok", name + ":lease", name + ":hold"] }

  /// Where programs tell each other how it is doing.
  var healthKey: String { name + ":health" }

  // A brace would end the part that decides on the slot; a name that fills pages helps nobody.
  private static func plain(_ text: String) -> String {
    let bytes = text.utf8.prefix(512).map { byte -> UInt8 in
      byte > 0x20 && byte < 0x7F && byte != 0x7B && byte != 0x7D ? byte : 0x5F
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
