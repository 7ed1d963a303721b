/// LaTeX as Unicode, as far as one row can show it.
///
/// What is not known stays as it was written; nothing is dropped but spacing and sizes.
struct Formula {
  private let bytes: [UInt8]
  private var index = 0
  private var depth = 0

  private init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// Braces inside of more others stay as they are.
  private static let deepest = 40

  /// The text of a formula.
  static func text(of formula: [UInt8]) -> String {
    var reader = Formula(formula)
    var text = ""
    while reader.index < reader.bytes.count { text += reader.piece() }
    return trimmed(text)
  }

  private static func trimmed(_ text: String) -> String {
    var words: [Substring] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
      words.append(word)
    }
    return words.joined(separator: " ")
  }

  private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// The next piece: a group, a command, a script or a character.
  private mutating func piece() -> String {
    guard let byte = next else { return "" }
    switch byte {
    case 0x5C: return command()
    case 0x7B: return group()
    case 0x7D:
      index += 1
      return ""
    case 0x5E, 0x5F:
      index += 1
      return script(isSuper: byte == 0x5E, argument())
    case 0x26, 0x7E, 0x0A:
      index += 1
      return " "
    case 0x27:
      index += 1
      return "′"
    case 0x2D:
      index += 1
      return "−"
    default: return character()
    }
  }

  private mutating func character() -> String {
    let start = index
    index += 1
    while index < bytes.count, bytes[index] & 0xC0 == 0x80 { index += 1 }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func group() -> String {
    index += 1
    guard depth < Self.deepest else { return "{" }
    depth += 1
    defer { depth -= 1 }
    var text = ""
    while let byte = next, byte != 0x7D { text += piece() }
    if next != nil { index += 1 }
    return text
  }

  /// What a command or a script is applied to.
  private mutating func argument() -> String {
    skipSpaces()
    guard depth < Self.deepest else { return character() }
    depth += 1
    defer { depth -= 1 }
    return next == nil ? "" : piece()
  }

  private mutating func skipSpaces() {
    while let byte = next, MarkdownBytes.isSpace(byte) { index += 1 }
  }

  // MARK: Commands

  private mutating func command() -> String {
    index += 1
    guard let first = next else { return "\\" }
    guard MarkdownBytes.isLetter(first) else { return sign(first) }
    let start = index
    while let byte = next, MarkdownBytes.isLetter(byte) { index += 1 }
    let name = String(decoding: bytes[start..<index], as: UTF8.self)
    if next == 0x2A { index += 1 }
    if let symbol = FormulaSymbols.symbols[name] {
      // The space behind a command ends its name; operators keep one round them.
      if FormulaSymbols.isRelation(symbol) {
        skipSpaces()
        return " \(symbol) "
      }
      return symbol
    }
    if FormulaSymbols.functions.contains(name) { return functionName(name) }
    return structure(name)
  }

  private mutating func functionName(_ name: String) -> String {
    guard let byte = next, byte != 0x5E, byte != 0x5F, byte != 0x28 else { return name }
    return name + (MarkdownBytes.isSpace(byte) ? "" : " ")
  }

  private mutating func sign(_ first: UInt8) -> String {
    index += 1
    switch first {
    case 0x5C: return " ; "
    case 0x2C, 0x3A, 0x3B, 0x20: return " "
    case 0x21: return ""
    case 0x7C: return "‖"
    case 0x7B, 0x7D, 0x24, 0x25, 0x26, 0x23, 0x5F:
      return String(Character(Unicode.Scalar(first)))
    default:
      index -= 1
      return "\\" + character()
    }
  }

  private mutating func structure(_ name: String) -> String {
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac": return fraction()
    case "binom": return "C(\(argument()), \(argument()))"
    case "sqrt": return root()
    case "text", "mathrm", "mathit", "mathbf", "textbf", "textit", "operatorname", "mathsf",
      "mathtt", "boldsymbol", "bm", "mbox", "textrm", "texttt", "displaystyle":
      return plain(argument(), name)
    case "mathbb", "mathcal", "mathfrak", "mathscr": return letters(argument(), name)
    case "hat", "bar", "vec", "dot", "ddot", "tilde", "overline", "widehat", "widetilde",
      "underline":
      return accent(argument(), name)
    case "left", "right", "big", "Big", "bigg", "Bigg", "bigl", "bigr", "Bigl", "Bigr", "middle":
      if next == 0x2E { index += 1 }
      return ""
    case "quad", "qquad": return "  "
    case "begin", "end":
      _ = argument()
      return " "
    case "tag": return "  (\(argument()))"
    case "limits", "nolimits", "textstyle", "scriptstyle", "nonumber", "hline": return ""
    case "pmod": return " (mod \(argument()))"
    case "boxed": return "[\(argument())]"
    case "overset", "stackrel":
      let over = argument()
      return argument() + FormulaSymbols.raised(over, isSuper: true)
    case "underset":
      let under = argument()
      return argument() + FormulaSymbols.raised(under, isSuper: false)
    default: return "\\" + name
    }
  }

  private func plain(_ text: String, _ name: String) -> String {
    name == "operatorname" ? text + " " : text
  }

  private mutating func fraction() -> String {
    let over = argument()
    let under = argument()
    if let known = FormulaSymbols.fractions[over + "/" + under] { return known }
    return Self.bracketed(over) + "/" + Self.bracketed(under)
  }

  private mutating func root() -> String {
    var degree = ""
    if next == 0x5B, let end = bytes[index...].firstIndex(of: 0x5D) {
      degree = String(decoding: bytes[(index + 1)..<end], as: UTF8.self)
      index = end + 1
    }
    let mark = degree == "3" ? "∛" : degree == "4" ? "∜" : "√"
    let isKnown = degree.isEmpty || mark != "√"
    return (isKnown ? "" : FormulaSymbols.raised(degree, isSuper: true)) + mark
      + Self.bracketed(argument())
  }

  /// In brackets where it is more than one name or number.
  private static func bracketed(_ text: String) -> String {
    let text = trimmed(text)
    let isOne = text.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "." || $0 == "′"
    }
    return isOne || text.count == 1 ? text : "(\(text))"
  }

  private func script(isSuper: Bool, _ text: String) -> String {
    FormulaSymbols.raised(Self.trimmed(text), isSuper: isSuper)
  }

  private func letters(_ text: String, _ name: String) -> String {
    guard name == "mathbb" else { return text }
    return text.map { FormulaSymbols.doubled[$0] ?? String($0) }.joined()
  }

  private func accent(_ text: String, _ name: String) -> String {
    guard let mark = FormulaSymbols.accents[name], text.unicodeScalars.count == 1 else {
      return name == "vec" ? text + "⃗" : text
    }
    return text + mark
  }
}

extension Formula {
  /// A formula that stands by itself, one text a line.
  static func lines(of formula: [UInt8]) -> [String] {
    var lines: [[UInt8]] = [[]]
    var index = 0
    while index < formula.count {
      if MarkdownBytes.stands("\\\\", in: formula, at: index) {
        lines.append([])
        index += 2
      } else {
        lines[lines.count - 1].append(formula[index])
        index += 1
      }
    }
    return lines.map { text(of: $0) }.filter { !$0.isEmpty }
  }
}
