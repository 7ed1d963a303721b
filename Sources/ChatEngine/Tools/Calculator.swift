import Glibc

/// Computes an expression in doubles: numbers, `+ - * / % ^`, parentheses, constants, functions.
struct Calculator {
  struct Failure: Error, Equatable {
    var reason: String
  }

  private static let functions: [String: @Sendable (Double) -> Double] = [
    "sqrt": { $0.squareRoot() }, "abs": { $0.magnitude }, "exp": { exp($0) }, "ln": { log($0) },
    "log": { log10($0) }, "log10": { log10($0) }, "sin": { sin($0) }, "cos": { cos($0) },
    "tan": { tan($0) }, "asin": { asin($0) }, "acos": { acos($0) }, "atan": { atan($0) },
    "floor": { floor($0) }, "ceil": { ceil($0) }, "round": { $0.rounded() },
  ]
  private static let constants: [String: Double] = ["pi": .pi, "e": M_E]
  private static let mostBytes = 10_000
  private static let mostDepth = 100

  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  /// The value of the whole text.
  static func value(of text: String) throws(Failure) -> Double {
    guard text.utf8.count <= mostBytes else { throw Failure(reason: "it is too long") }
    var calculator = Calculator(bytes: Array(text.utf8))
    let value = try calculator.sum()
    guard calculator.peek == nil else { throw calculator.unexpected }
    guard value.isFinite else { throw Failure(reason: "it has no finite value") }
    return value
  }

  /// Without a fraction where there is none.
  static func text(of value: Double) -> String {
    if let whole = Int(exactly: value), whole.magnitude < 1 << 53 { return String(whole) }
    return "\(value)"
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Grammar, from the loosest operator to the tightest

  private mutating func sum() throws(Failure) -> Double {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.mostDepth else { throw Failure(reason: "it is nested too deep") }
    var value = try product()
    while true {
      if take("+") {
        value += try product()
      } else if take("-") {
        value -= try product()
      } else {
        return value
      }
    }
  }

  private mutating func product() throws(Failure) -> Double {
    var value = try signed()
    while true {
      if take("*") {
        value *= try signed()
      } else if take("/") {
        let divisor = try signed()
        guard divisor != 0 else { throw Failure(reason: "it divides by zero") }
        value /= divisor
      } else if take("%") {
        let divisor = try signed()
        guard divisor != 0 else { throw Failure(reason: "it divides by zero") }
        value = fmod(value, divisor)
      } else {
        return value
      }
    }
  }

  /// A sign binds looser than a power: -2^2 is -4, as in mathematics.
  private mutating func signed() throws(Failure) -> Double {
    var isNegative = false
    while true {
      if take("-") { isNegative.toggle() } else if !take("+") { break }
    }
    let value = try power()
    return isNegative ? -value : value
  }

  private mutating func power() throws(Failure) -> Double {
    let base = try operand()
    guard take("^") else { return base }
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.mostDepth else { throw Failure(reason: "it is nested too deep") }
    // From the right: 2^3^2 is 2^9.
    return pow(base, try signed())
  }

  private mutating func operand() throws(Failure) -> Double {
    if take("(") {
      let value = try sum()
      guard take(")") else { throw unexpected }
      return value
    }
    guard let first = peek else { throw unexpected }
    if (0x30...0x39).contains(first) || first == UInt8(ascii: ".") { return try number() }
    let name = word()
    guard !name.isEmpty else { throw unexpected }
    if take("(") { return try call(name) }
    guard let value = Self.constants[name] else {
      throw Failure(reason: "\(SafeQuote.quoted(name)) is not known")
    }
    return value
  }

  private mutating func call(_ name: String) throws(Failure) -> Double {
    var values = [try sum()]
    while take(",") { values.append(try sum()) }
    guard take(")") else { throw unexpected }
    if name == "min" { return values.min() ?? 0 }
    if name == "max" { return values.max() ?? 0 }
    guard let function = Self.functions[name] else {
      throw Failure(reason: "\(SafeQuote.quoted(name)) is not known")
    }
    guard values.count == 1 else { throw Failure(reason: "\(name) takes one number") }
    return function(values[0])
  }

  // MARK: Words

  private var unexpected: Failure {
    place < bytes.count
      ? Failure(reason: "character \(place + 1) was not expected")
      : Failure(reason: "it ends too early")
  }

  private var peek: UInt8? {
    mutating get {
      while place < bytes.count, bytes[place].isSpace { place += 1 }
      return place < bytes.count ? bytes[place] : nil
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(truncatingIfNeeded: character.value) else { return false }
    place += 1
    return true
  }

  private mutating func word() -> String {
    let start = place
    while place < bytes.count, bytes[place].isLetterOrDigit { place += 1 }
    return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
  }

  private mutating func number() throws(Failure) -> Double {
    let start = place
    digits()
    if place < bytes.count, bytes[place] == UInt8(ascii: ".") { place += 1 }
    digits()
    if place + 1 < bytes.count, bytes[place] | 0x20 == UInt8(ascii: "e") {
      let isSigned = bytes[place + 1] == UInt8(ascii: "-") || bytes[place + 1] == UInt8(ascii: "+")
      let first = place + (isSigned ? 2 : 1)
      if first < bytes.count, (0x30...0x39).contains(bytes[first]) {
        place = first
        digits()
      }
    }
    guard let value = Double(String(decoding: bytes[start..<place], as: UTF8.self)) else {
      throw Failure(reason: "a number is malformed")
    }
    return value
  }

  private mutating func digits() {
    while place < bytes.count, (0x30...0x39).contains(bytes[place]) { place += 1 }
  }
}
