/// Text from outside as a person can check it: in quotes, and with an escape for all that is not
/// what it looks like.
///
/// Two texts are never shown alike, but for letters that look like others; those are named beside it
/// (faults.md, section 6: every word quoted and filtered).
struct QuotedText {
  /// A stretch that is shown as it is, an escape, or a newline after its escape.
  enum Piece: Equatable {
    case plain(SafeText)
    case escape(SafeText)
    case lineBreak
  }

  private(set) var pieces: [Piece] = []
  /// Characters that may be taken for others, each once, as they come.
  private(set) var lookAlikes: [Unicode.Scalar] = []
  private var plain = ""
  /// Whether the character before can bear a mark, and how many it has.
  private var bearsMarks = false
  private var marks = 0
  private var spaces = 0

  /// A longer run of spaces is counted: it could push what follows out of sight.
  private static let mostSpaces = 16
  /// Marks on one character; `DisplayForm` would leave out others.
  private static let mostMarks = 2

  init(_ text: String) {
    pieces.append(.plain("\""))
    for scalar in text.unicodeScalars { take(scalar) }
    endSpaces()
    endPlain()
    pieces.append(.plain("\""))
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    guard scalar != " " else {
      spaces += 1
      return
    }
    endSpaces()
    guard !isPlain(scalar) else {
      plain.unicodeScalars.append(scalar)
      return
    }
    bearsMarks = false
    escape(QuotedText.spelling(of: scalar))
    if scalar == "\n" { pieces.append(.lineBreak) }
  }

  private mutating func endSpaces() {
    guard spaces > 0 else { return }
    if spaces > QuotedText.mostSpaces {
      escape("\\u{20}{" + String(spaces) + "}")
    } else {
      plain += String(repeating: " ", count: spaces)
    }
    (spaces, bearsMarks) = (0, false)
  }

  private mutating func escape(_ text: String) {
    endPlain()
    pieces.append(.escape(SafeText(text, context: .code)))
  }

  private mutating func endPlain() {
    guard !plain.isEmpty else { return }
    pieces.append(.plain(SafeText(plain, context: .code)))
    plain = ""
  }

  /// Whether it is shown as it is.
  private mutating func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      bearsMarks = false
      return scalar.value >= 0x20 && scalar.value != 0x7F && scalar != "\"" && scalar != "\\"
    }
    switch CharacterWidth.kind(scalar) {
    case .narrow where QuotedText.isBlank(scalar): return false
    case .wide where QuotedText.isBlank(scalar): return false
    case .narrow, .wide:
      (bearsMarks, marks) = (true, 0)
    case .mark:
      marks += 1
      guard bearsMarks, marks <= QuotedText.mostMarks else { return false }
    case .replaced, .control, .invisible, .bidi, .tag, .regional, .separator, .vowel: return false
    }
    note(scalar)
    return true
  }

  /// What is wide is ideographs and pictures, but for Latin letters in a wide form.
  private mutating func note(_ scalar: Unicode.Scalar) {
    let isWide = CharacterWidth.kind(scalar) == .wide && !(0xFF01...0xFF5E).contains(scalar.value)
    guard !isWide, !lookAlikes.contains(scalar), lookAlikes.count < QuotedText.mostLookAlikes else {
      return
    }
    lookAlikes.append(scalar)
  }

  /// More are not named; the last one that is kept says that there are more.
  static let mostLookAlikes = 9

  /// Spaces beyond ASCII, and the braille pattern without dots.
  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xA0, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x2800, 0x3000: true
    default: false
    }
  }

  private static func spelling(of scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\"": "\\\""
    case "\\": "\\\\"
    case "\n": "\\n"
    case "\t": "\\t"
    case "\r": "\\r"
    default: "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    }
  }
}

extension QuotedText {
  /// The text in rows of a width; a row that goes on from the one above begins with `↳`.
  func rows(columns: Int, escapes: Style) -> [Line] {
    var rows: [Line] = []
    var text = WrappedText(width: columns, mode: .code)
    for piece in pieces {
      switch piece {
      case .plain(let part): text.append(part)
      case .escape(let part): text.append(part, style: escapes)
      case .lineBreak:
        rows += text.rows
        text = WrappedText(width: columns, mode: .code)
        text.append(RowBreaker.continuationMark, style: Style(attributes: .dim))
      }
    }
    return rows + text.rows
  }

  /// `not ASCII: "а" U+0430, "с" U+0441`; nil where nothing can be taken for another.
  var warning: SafeText? {
    guard !lookAlikes.isEmpty else { return nil }
    let isCut = lookAlikes.count == QuotedText.mostLookAlikes
    var names = lookAlikes.dropLast(isCut ? 1 : 0).map { scalar -> SafeText in
      let number = String(scalar.value, radix: 16, uppercase: true)
      let code = String(repeating: "0", count: max(0, 4 - number.count)) + number
      return "\(SafeText(String(scalar), context: .code)) U+\(SafeText(code))"
    }
    if isCut { names.append("more") }
    return "not ASCII: \(names.joined(separator: ", "))"
  }
}

extension WrappedText {
  /// All rows, as they are drawn.
  var rows: [Line] { (0..<rowCount).map { row($0) } }
}
