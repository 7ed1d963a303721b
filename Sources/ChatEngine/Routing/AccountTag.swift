/// Tells one key of a provider from another without being the key: a short opaque text.
package struct AccountTag: Sendable, Hashable {
  package let text: String

  package init(text: String) { self.text = text }

  /// The account that a key stands for; nil is a provider that needs none.
  ///
  /// 24 bits of a hash: they tell a person's keys apart, and a guess at a key is right for so many
  /// others that it proves nothing.
  package init(of key: HTTPHeader?) {
    guard let key else {
      text = "none"
      return
    }
    text = String(SHA256(Array("llmterm account \(key.value)".utf8)).text.prefix(6))
  }
}
