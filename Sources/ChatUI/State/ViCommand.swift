/// A command of vi's normal mode, read from the keys that make it up: `2d3w`, `ci"`, `fx`.
struct ViCommand: Sendable, Equatable {
  /// What is done to the text that a motion goes over.
  enum Operator: Character, Sendable {
    case delete = "d", change = "c", copy = "y"
  }

  enum Deed: Sendable, Equatable {
    case move(ViMotion)
    case operate(Operator, ViMotion)
    case operateInside(Operator, ViObject)
    /// `dd`, `cc`, `yy`: whole lines.
    case operateLines(Operator)
    /// One of the commands that stand alone: `x`, `p`, `A`, `u` and so on.
    case simple(Character)
    /// `r`: another character in the place of this one.
    case replace(Character)
  }

  enum Reading: Sendable, Equatable {
    case command(ViCommand)
    /// More keys must come.
    case incomplete
    /// No command begins like this.
    case invalid
  }

  /// How often; nil where nobody said it.
  var count: Int?
  var deed: Deed

  var times: Int { count ?? 1 }

  /// More than anybody means, and nothing that would take long.
  private static let mostTimes = 9_999

  private static let simple = Set("xXsSDCYpPiIaAoOu~JU.:/?")

  static func read(_ keys: String) -> Reading {
    var rest = Substring(keys)
    let first = takeCount(&rest)
    guard let key = rest.first else { return .incomplete }
    if key == "r" {
      guard let character = rest.dropFirst().first else { return .incomplete }
      return .command(ViCommand(count: first, deed: .replace(character)))
    }
    if let operation = Operator(rawValue: key) {
      rest.removeFirst()
      return read(operation, first, rest)
    }
    if rest.count == 1, simple.contains(key) {
      return .command(ViCommand(count: first, deed: .simple(key)))
    }
    switch ViMotion.read(rest) {
    case .motion(let motion): return .command(ViCommand(count: first, deed: .move(motion)))
    case .incomplete: return .incomplete
    case .invalid: return .invalid
    }
  }

  private static func read(
    _ operation: Operator, _ first: Int?, _ keys: Substring
  ) -> Reading {
    var rest = keys
    let second = takeCount(&rest)
    let product = (first ?? 1) * (second ?? 1)
    let count = first == nil && second == nil ? nil : min(product, mostTimes)
    guard let key = rest.first else { return .incomplete }
    if key == operation.rawValue {
      return .command(ViCommand(count: count, deed: .operateLines(operation)))
    }
    if key == "i" || key == "a" {
      guard let name = rest.dropFirst().first else { return .incomplete }
      guard let object = ViObject(name, around: key == "a") else { return .invalid }
      return .command(ViCommand(count: count, deed: .operateInside(operation, object)))
    }
    switch ViMotion.read(rest) {
    case .motion(let motion):
      return .command(ViCommand(count: count, deed: .operate(operation, motion)))
    case .incomplete: return .incomplete
    case .invalid: return .invalid
    }
  }

  /// Reads a number; a zero does not begin one, it is a motion.
  private static func takeCount(_ keys: inout Substring) -> Int? {
    guard let first = keys.first, ("1"..."9").contains(first) else { return nil }
    let digits = keys.prefix { ("0"..."9").contains($0) }
    keys = keys.dropFirst(digits.count)
    return min(Int(digits.prefix(5)) ?? mostTimes, mostTimes)
  }

  /// Whether `.` does it again.
  var isChange: Bool {
    switch deed {
    case .move: false
    case .operate(let operation, _), .operateInside(let operation, _),
      .operateLines(let operation):
      operation != .copy
    case .simple(let key): !"Yu.U:/?".contains(key)
    case .replace: true
    }
  }
}
