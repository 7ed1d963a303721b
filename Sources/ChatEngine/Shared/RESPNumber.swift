/// The values of a line: numbers, truth, lengths.
enum RESPNumber {
  /// A length or a count of elements, bounded so that doubling it cannot overflow.
  static func count(_ text: ArraySlice<UInt8>) throws(RESPError) -> Int {
    guard !text.isEmpty, text.count <= 10, text.allSatisfy(isDigit),
      let count = Int(String(decoding: text, as: UTF8.self))
    else { throw RESPError("a length that is no number") }
    return count
  }

  static func integer(_ text: ArraySlice<UInt8>) throws(RESPError) -> Int {
    guard let number = Int(String(decoding: text, as: UTF8.self)) else {
      throw RESPError("a number that is none, or beyond 64 bits")
    }
    return number
  }

  static func double(_ text: ArraySlice<UInt8>) throws(RESPError) -> Double {
    let text = String(decoding: text, as: UTF8.self)
    switch text {
    case "inf", "+inf": return .infinity
    case "-inf": return -.infinity
    // Servers before 7.2 print what the C library does.
    case "nan", "-nan": return .nan
    default: break
    }
    // Swift reads hexadecimal numbers and words as well.
    guard text.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) }),
      let number = Double(text)
    else { throw RESPError("a fraction that is none") }
    return number
  }

  /// A number of any length, which stays text.
  static func digits(_ text: ArraySlice<UInt8>) throws(RESPError) -> [UInt8] {
    let hasSign = text.first.map { "+-".utf8.contains($0) } ?? false
    let digits = hasSign ? text.dropFirst() : text
    guard !digits.isEmpty, digits.allSatisfy(isDigit) else {
      throw RESPError("a big number that is none")
    }
    return Array(text)
  }

  static func bool(_ text: ArraySlice<UInt8>) throws(RESPError) -> Bool {
    if text.elementsEqual("t".utf8) { return true }
    if text.elementsEqual("f".utf8) { return false }
    throw RESPError("a truth that is neither")
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
