/// A JSON number as it was spelled, so that no digit is lost on the way through.
package struct JSONNumber: Sendable, Equatable {
  /// Matches the grammar of RFC 8259, section 6.
  package let text: String

  package init(_ value: Int) { text = String(value) }

  /// Fails for infinities and NaN, which JSON cannot spell.
  package init?(_ value: Double) {
    guard value.isFinite else { return nil }
    text = value.description
  }

  /// Takes a spelling that the scanner has checked.
  init(checked text: String) { self.text = text }

  /// The integer, if the number is one exactly (`2`, `2.0`, `2e0`) and fits.
  package var int: Int? { Int(text) ?? intOfFraction }

  /// The nearest double, or nil beyond its range (`1e400`).
  package var double: Double? {
    guard let value = Double(text), value.isFinite else { return nil }
    return value
  }

  /// The integer of a spelling with a point or an exponent, from its digits: a double would round.
  private var intOfFraction: Int? {
    let parts = text.utf8.split(maxSplits: 1) { $0 | 0x20 == UInt8(ascii: "e") }
    guard let mantissa = parts.first else { return nil }
    var digits = mantissa.filter { $0 != UInt8(ascii: ".") }
    if digits.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "-") }) { return 0 }
    let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
    var exponent = -mantissa[point...].dropFirst().count
    if parts.count == 2 {
      // No number that fits has a longer one: its digits are limited too.
      guard let power = Int(Substring(parts[1])), (-4096...4096).contains(power) else { return nil }
      exponent += power
    }
    if exponent >= 20 { return nil }
    if exponent >= 0 {
      digits += repeatElement(UInt8(ascii: "0"), count: exponent)
    } else {
      guard digits.suffix(-exponent).allSatisfy({ $0 == UInt8(ascii: "0") }) else { return nil }
      digits.removeLast(min(-exponent, digits.count))
    }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
