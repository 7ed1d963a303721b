/// Writes a figure with two significant digits, or whole where it is larger.
///
/// | value | 0 | 0.00123 | 0.4 | 1.26 | 2 | 12.3 | 1234 |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | text | 0 | 0.0012 | 0.4 | 1.3 | 2 | 12 | 1234 |
enum Figure {
  /// Smaller parts than these are not told.
  private static let mostDecimals = 9

  static func text(_ value: Double) -> String {
    guard value.isFinite, value < 1e15 else { return "∞" }
    var decimals = 0
    var scaled = max(value, 0)
    while scaled > 0, scaled < 10, decimals < mostDecimals {
      scaled *= 10
      decimals += 1
    }
    guard let digits = Int(exactly: scaled.rounded()), digits > 0 else { return "0" }
    var text = String(digits)
    guard decimals > 0 else { return text }
    text = String(repeating: "0", count: max(decimals + 1 - text.count, 0)) + text
    let point = text.index(text.endIndex, offsetBy: -decimals)
    var fraction = text[point...]
    while fraction.last == "0" { fraction.removeLast() }
    return fraction.isEmpty ? String(text[..<point]) : "\(text[..<point]).\(fraction)"
  }
}
