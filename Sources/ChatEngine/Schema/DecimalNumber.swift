/// A JSON number by its value, whatever its spelling: 1, 1.0 and 10e-1 are one number.
///
/// Exact where a double would round, so that 0.0075 is a multiple of 0.0001.
struct DecimalNumber: Hashable, Sendable {
  /// Exponents beyond it are taken for it: no two numbers of a real document differ there.
  private static let largestExponent = 1_000_000
  /// More zeros are not written out when dividing.
  private static let mostZeros = 10_000

  private var isNegative = false
  /// 0 to 9, the highest first, without zeros at either end; none for zero.
  private var digits: [UInt8] = []
  /// The power of ten that the digits, read as an integer, are multiplied with.
  private var exponent = 0

  init(_ number: JSONNumber) {
    var power = 0
    var hasPoint = false
    var spelling = number.text.utf8[...]
    if let mark = spelling.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
      let text = Substring(spelling[spelling.index(after: mark)...])
      let limit = DecimalNumber.largestExponent
      power = Int(text).map { max(-limit, min($0, limit)) } ?? (text.first == "-" ? -limit : limit)
      spelling = spelling[..<mark]
    }
    for byte in spelling {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): hasPoint = true
      default:
        if hasPoint { power -= 1 }
        if byte != UInt8(ascii: "0") || !digits.isEmpty { digits.append(byte - UInt8(ascii: "0")) }
      }
    }
    while digits.last == 0 {
      digits.removeLast()
      power += 1
    }
    exponent = digits.isEmpty ? 0 : power
    if digits.isEmpty { isNegative = false }
  }

  var isZero: Bool { digits.isEmpty }
  var isInteger: Bool { exponent >= 0 }
  var isPositive: Bool { !isNegative && !isZero }

  /// The value as a count; nil where it is negative, no integer, or absurd.
  var count: Int? {
    guard isInteger, !isNegative, digits.count + exponent <= 15 else { return nil }
    let whole = digits.reduce(0) { $0 * 10 + Int($1) }
    return (0..<exponent).reduce(whole) { value, _ in value * 10 }
  }

  static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
    if left.sign != right.sign { return left.sign < right.sign }
    return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
  }

  private var sign: Int { isZero ? 0 : isNegative ? -1 : 1 }

  /// Compares without the signs.
  private func isSmaller(than other: DecimalNumber) -> Bool {
    if isZero || other.isZero { return isZero && !other.isZero }
    let heights = (digits.count + exponent, other.digits.count + other.exponent)
    if heights.0 != heights.1 { return heights.0 < heights.1 }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// Whether this is an integer times the other, which is not zero.
  ///
  /// Worked: 0.0075 / 0.0001 = 75 · 10^(−4 − −4) / 1, and 75 mod 1 = 0.
  func isMultiple(of other: DecimalNumber) -> Bool {
    if isZero { return true }
    let shift = exponent - other.exponent
    guard abs(shift) <= DecimalNumber.mostZeros else { return shift > 0 && other.digits == [1] }
    let divisor = other.digits + repeatElement(0, count: max(0, -shift))
    // 10^18 · 10 + 9 still fits in 64 bits.
    guard divisor.count <= 18 else { return isMultipleRoughly(of: other) }
    let modulus = divisor.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
    var rest: UInt64 = 0
    for digit in digits { rest = (rest * 10 + UInt64(digit)) % modulus }
    for _ in 0..<max(0, shift) { rest = rest * 10 % modulus }
    return rest == 0
  }

  private func isMultipleRoughly(of other: DecimalNumber) -> Bool {
    let quotient = double / other.double
    return quotient.isFinite && quotient == quotient.rounded()
  }

  private var double: Double {
    let text = String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    return Double("\(isNegative ? "-" : "")\(text)e\(exponent)") ?? .infinity
  }
}
