extension Duration {
  /// Reads `500ms`, `5s`, `1.5h`, `7d`; nil for anything else, and for what is longer than a year.
  package init?(text: String) {
    let digits = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    guard let amount = Double(digits), amount.isFinite, amount >= 0 else { return nil }
    let unit: Double
    switch text[digits.endIndex...] {
    case "ms": unit = 0.001
    case "s": unit = 1
    case "m": unit = 60
    case "h": unit = 3600
    case "d": unit = 86_400
    default: return nil
    }
    guard amount * unit <= 366 * 86_400 else { return nil }
    self = .milliseconds(Int64((amount * unit * 1000).rounded()))
  }

  /// The same form, in the largest unit that is exact: `90s`, `10m`.
  package var text: String {
    let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    let units: [(Int64, String)] = [
      (86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"),
    ]
    for (length, name) in units where milliseconds >= length && milliseconds % length == 0 {
      return "\(milliseconds / length)\(name)"
    }
    return "\(milliseconds)ms"
  }
}
