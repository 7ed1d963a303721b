/// Takes keys out of text that is going to be logged or shown.
///
/// First the known keys, in every form in which they may turn up, then what looks like a key
/// (faults.md, section 5).
package struct Redactor: Sendable {
  package static let mark = "[redacted]"
  /// Shorter keys are not looked for: `ollama`, as some set where no key is needed, is a word too.
  private static let shortest = 8

  /// The forms to look for, by their first byte, the longest first.
  private var forms: [UInt8: [[UInt8]]] = [:]

  package init(_ secrets: some Sequence<Secret>) {
    for secret in secrets { add(secret) }
  }

  /// Knows no keys, only what keys look like.
  package init() {}

  package mutating func add(_ secret: Secret) {
    let bytes = Array(secret.exposed.utf8)
    guard bytes.count >= Self.shortest else { return }
    for form in SecretForms.all(of: bytes) {
      guard let first = form.first, forms[first]?.contains(form) != true else { continue }
      forms[first, default: []].append(form)
      forms[first]?.sort { $0.count > $1.count }
    }
  }

  /// Knows a key from now on, unless it is taken out already.
  package mutating func learn(_ secret: Secret) {
    if redacted(secret.exposed) == secret.exposed { add(secret) }
  }

  package func redacted(_ text: String) -> String {
    String(decoding: redacted(Array(text.utf8)), as: UTF8.self)
  }

  package func redacted(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var place = 0
    while place < bytes.count {
      if let secret = secret(in: bytes, at: place) {
        result += bytes[place..<secret.lowerBound]
        result += Array(Self.mark.utf8)
        place = secret.upperBound
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result
  }

  /// Where the secret lies that begins at the place or is announced there.
  private func secret(in bytes: [UInt8], at place: Int) -> Range<Int>? {
    let known = forms[bytes[place]]?.first { bytes[place...].starts(with: $0) }
    if let known { return place..<place + known.count }
    return SecretPatterns.match(in: bytes, at: place)
  }
}
