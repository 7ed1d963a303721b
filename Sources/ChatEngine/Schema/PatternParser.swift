/// Reads an expression's text.
struct PatternParser {
  private static let deepest = 64
  private static let largestCount = 1_000

  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func parse() throws(Pattern.Invalid) -> PatternTree {
    let tree = try choice()
    guard peek == nil else { throw .init(reason: "a \")\" closes nothing") }
    return tree
  }

  private var peek: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == scalar else { return false }
    place += 1
    return true
  }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard scalars[place...].starts(with: wanted) else { return false }
    place += wanted.count
    return true
  }

  // MARK: Structure

  private mutating func choice() throws(Pattern.Invalid) -> PatternTree {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(Pattern.Invalid) -> PatternTree {
    var items: [PatternTree] = []
    while let next = peek, next != "|", next != ")" {
      let item = try atom()
      items.append(try quantified(item))
    }
    return items.count == 1 ? items[0] : .sequence(items)
  }

  private mutating func quantified(_ item: PatternTree) throws(Pattern.Invalid) -> PatternTree {
    let bounds: (least: Int, most: Int?)
    switch peek {
    case "*": bounds = (0, nil)
    case "+": bounds = (1, nil)
    case "?": bounds = (0, 1)
    case "{":
      guard let counts = try counts() else { return item }
      // Lazy or greedy, it matches the same texts.
      _ = take("?")
      return .repetition(item, least: counts.least, most: counts.most)
    default: return item
    }
    place += 1
    _ = take("?")
    if let next = peek, next == "*" || next == "+" {
      throw .init(reason: "\"\(next)\" repeats nothing")
    }
    return .repetition(item, least: bounds.least, most: bounds.most)
  }

  /// `{2}`, `{2,}`, `{2,5}`; nil where the brace is only a brace.
  private mutating func counts() throws(Pattern.Invalid) -> (least: Int, most: Int?)? {
    let start = place
    place += 1
    guard let least = number() else {
      place = start
      return nil
    }
    var most: Int? = least
    if take(",") { most = number() }
    guard take("}") else {
      place = start
      throw .init(reason: "a \"{\" is not closed")
    }
    guard least <= most ?? least else { throw .init(reason: "{\(least),…} ends before it begins") }
    guard max(least, most ?? 0) <= PatternParser.largestCount else {
      throw .init(reason: "it repeats something more than \(PatternParser.largestCount) times")
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let digit = peek, (0x30...0x39).contains(digit.value) {
      value = min((value ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
      place += 1
    }
    return value
  }

  private mutating func atom() throws(Pattern.Invalid) -> PatternTree {
    guard let scalar = peek else { return .empty }
    place += 1
    switch scalar {
    case "^": return .start
    case "$": return .end
    case ".": return .scalar(ScalarSet(ScalarSet.lineEnds, isNegated: true))
    case "(": return try group()
    case "[": return .scalar(try set())
    case "\\": return try escape()
    case "*", "+", "?": throw .init(reason: "\"\(scalar)\" repeats nothing")
    default: return .scalar(ScalarSet([scalar.value...scalar.value]))
    }
  }

  private mutating func group() throws(Pattern.Invalid) -> PatternTree {
    depth += 1
    defer { depth -= 1 }
    guard depth <= PatternParser.deepest else { throw .init(reason: "its groups are too deep") }
    var look: (isAhead: Bool, isNegated: Bool)?
    if take("?:") {
    } else if take("?=") {
      look = (true, false)
    } else if take("?!") {
      look = (true, true)
    } else if take("?<=") {
      look = (false, false)
    } else if take("?<!") {
      look = (false, true)
    } else if take("?<") {
      while let next = peek, next != ">" { place += 1 }
      guard take(">") else { throw .init(reason: "a group's name is not closed") }
    } else if peek == "?" {
      throw .init(reason: "a group begins with \"?\"")
    }
    let inner = try choice()
    guard take(")") else { throw .init(reason: "a \"(\" is not closed") }
    guard let look else { return inner }
    return .look(inner, isAhead: look.isAhead, isNegated: look.isNegated)
  }

  // MARK: Characters

  private mutating func escape() throws(Pattern.Invalid) -> PatternTree {
    switch peek {
    case "b":
      place += 1
      return .boundary(isNegated: false)
    case "B":
      place += 1
      return .boundary(isNegated: true)
    case let mark? where mark == "k" || (0x31...0x39).contains(mark.value):
      throw .init(
        reason: "references to groups, as in \"\\\(mark)\", are not understood",
        isOnlyNotUnderstood: true)
    default: return .scalar(try escapedSet())
    }
  }

  /// What follows a backslash, as a set.
  private mutating func escapedSet() throws(Pattern.Invalid) -> ScalarSet {
    guard let scalar = peek else { throw .init(reason: "it ends with a backslash") }
    place += 1
    switch scalar {
    case "d", "D": return negated(.digits, scalar == "D")
    case "w", "W": return negated(.words, scalar == "W")
    case "s", "S": return negated(.spaces, scalar == "S")
    case "p", "P": return ScalarSet(try property(isNegated: scalar == "P"))
    default:
      let value = try escapedValue(scalar)
      return ScalarSet([value...value])
    }
  }

  private func negated(_ set: ScalarSet, _ isNegated: Bool) -> ScalarSet {
    var set = set
    set.isNegated = isNegated
    return set
  }

  private mutating func property(
    isNegated: Bool
  ) throws(Pattern.Invalid) -> ScalarSet.Category {
    var name = ""
    guard take("{") else { throw .init(reason: "\"\\p\" wants a name in braces") }
    while let next = peek, next != "}" {
      name.unicodeScalars.append(next)
      place += 1
    }
    guard take("}") else { throw .init(reason: "a property's name is not closed") }
    for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) {
      name = String(name.dropFirst(prefix.count))
    }
    guard let short = ScalarSet.category(named: name) else {
      throw .init(reason: "the property \(SafeQuote.quoted(name)) is not known")
    }
    return ScalarSet.Category(name: short, isNegated: isNegated)
  }

  private mutating func escapedValue(_ scalar: Unicode.Scalar) throws(Pattern.Invalid) -> UInt32 {
    switch scalar {
    case "t": return 0x09
    case "n": return 0x0A
    case "v": return 0x0B
    case "f": return 0x0C
    case "r": return 0x0D
    case "0": return 0
    case "c":
      guard let letter = peek, letter.isASCII, letter.properties.isAlphabetic else {
        throw .init(reason: "\"\\c\" wants a letter")
      }
      place += 1
      return letter.value & 0x1F
    case "x": return try hexadecimal(digits: 2)
    case "u": return try unicode()
    default:
      // Letters that mean nothing are refused: they may mean something elsewhere.
      if scalar.isASCII, scalar.properties.isAlphabetic {
        throw .init(reason: "\"\\\(scalar)\" is no escape")
      }
      return scalar.value
    }
  }

  /// `\u0041`, `\u{1F600}`, or two surrogates.
  private mutating func unicode() throws(Pattern.Invalid) -> UInt32 {
    if take("{") {
      var value: UInt32 = 0
      while let digit = peek.flatMap(hexadecimalValue) {
        value = min(value * 16 + digit, 0x110000)
        place += 1
      }
      guard take("}"), value <= 0x10FFFF else { throw .init(reason: "\"\\u{\" is no scalar") }
      return value
    }
    let high = try hexadecimal(digits: 4)
    guard (0xD800...0xDBFF).contains(high), take("\\u") else { return high }
    let low = try hexadecimal(digits: 4)
    guard (0xDC00...0xDFFF).contains(low) else { throw .init(reason: "a surrogate is alone") }
    return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
  }

  private mutating func hexadecimal(digits: Int) throws(Pattern.Invalid) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = peek.flatMap(hexadecimalValue) else {
        throw .init(reason: "an escape wants \(digits) hexadecimal digits")
      }
      value = value * 16 + digit
      place += 1
    }
    return value
  }

  private func hexadecimalValue(_ scalar: Unicode.Scalar) -> UInt32? {
    Character(scalar).hexDigitValue.flatMap { scalar.isASCII ? UInt32($0) : nil }
  }

  // MARK: Sets

  private mutating func set() throws(Pattern.Invalid) -> ScalarSet {
    var set = ScalarSet()
    let isNegated = take("^")
    while let next = peek, next != "]" {
      let first = try member()
      guard peek == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
        set.insert(first)
        continue
      }
      place += 1
      let second = try member()
      guard let low = first.only, let high = second.only else {
        // A class cannot begin or end a range: the hyphen stands for itself.
        set.insert(first)
        set.insert(0x2D...0x2D)
        set.insert(second)
        continue
      }
      guard low <= high else { throw .init(reason: "a range in \"[…]\" ends before it begins") }
      set.insert(low...high)
    }
    guard take("]") else { throw .init(reason: "a \"[\" is not closed") }
    set.isNegated = isNegated
    return set
  }

  private mutating func member() throws(Pattern.Invalid) -> ScalarSet {
    guard let scalar = peek else { throw .init(reason: "a \"[\" is not closed") }
    place += 1
    guard scalar == "\\" else { return ScalarSet([scalar.value...scalar.value]) }
    if take("b") { return ScalarSet([0x08...0x08]) }
    return try escapedSet()
  }
}

extension ScalarSet {
  /// The scalar, if there is only one.
  fileprivate var only: UInt32? {
    guard ranges.count == 1, categories.isEmpty, !isNegated,
      ranges[0].lowerBound == ranges[0].upperBound
    else { return nil }
    return ranges[0].lowerBound
  }
}
