import ChatUI

/// One control sequence, `CSI parameters final`, and the key it stands for.
///
/// xterm's forms (https://invisible-island.net/xterm/ctlseqs/ctlseqs.html), those of rxvt and of the
/// Linux console, and kitty's `CSI … u` (https://sw.kovidgoyal.net/kitty/keyboard-protocol/).
struct ControlSequence {
  enum Meaning: Equatable {
    case key(Key)
    case mouse(MouseEvent)
    case focus(Bool)
    case oldMouse
    case pasteStart
    /// What the terminal says of itself, after it was asked.
    case answer(GraphicsQuestion.Answer)
    case nothing
  }

  private let prefix: UInt8?
  private let parameters: [[Int?]]
  private let final: UInt8

  /// `body` is what stands between CSI and the final byte.
  init(_ body: [UInt8], final: UInt8) {
    let prefix = body.first.flatMap { (0x3C...0x3F).contains($0) ? $0 : nil }
    let numbers = prefix == nil ? body[...] : body.dropFirst()
    self.prefix = prefix
    self.final = final
    parameters =
      numbers.isEmpty
      ? []
      : numbers.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
        $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
          .map(ControlSequence.number)
      }
  }

  var meaning: Meaning {
    if let prefix {
      if prefix == UInt8(ascii: "?") { return answer.map(Meaning.answer) ?? .nothing }
      guard prefix == UInt8(ascii: "<"), final == UInt8(ascii: "M") || final == UInt8(ascii: "m")
      else { return .nothing }
      let report = MouseReport.modern(
        parameters.map { $0.first ?? nil }, isRelease: final == UInt8(ascii: "m"))
      return report.map(Meaning.mouse) ?? .nothing
    }
    switch final {
    case UInt8(ascii: "I") where parameters.isEmpty: return .focus(true)
    case UInt8(ascii: "O") where parameters.isEmpty: return .focus(false)
    case UInt8(ascii: "M") where parameters.isEmpty: return .oldMouse
    case UInt8(ascii: "~") where first == 200: return .pasteStart
    case UInt8(ascii: "t") where first == 6:
      guard let height = number(1), let width = number(2) else { return .nothing }
      return .answer(.cell(Size(columns: width, rows: height)))
    default: return key.map(Meaning.key) ?? .nothing
    }
  }

  /// Attributes (DA1), and what is told of sixel: how many colours, and the largest picture.
  private var answer: GraphicsQuestion.Answer? {
    switch (final, first, number(1)) {
    case (UInt8(ascii: "c"), _, _): return .attributes(parameters.compactMap { $0.first ?? nil })
    case (UInt8(ascii: "S"), 1, 0): return number(2).map { .colours($0) }
    case (UInt8(ascii: "S"), 2, 0):
      guard let width = number(2), let height = number(3) else { return nil }
      return .largest(Size(columns: width, rows: height))
    default: return nil
    }
  }

  private var first: Int? { number(0) }

  private func number(_ index: Int, _ part: Int = 0) -> Int? {
    guard parameters.indices.contains(index), parameters[index].indices.contains(part) else {
      return nil
    }
    return parameters[index][part]
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    var number = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      number = number * 10 + Int(digit - 0x30)
    }
    return number
  }
}

// MARK: Keys

extension ControlSequence {
  private var key: Key? {
    switch final {
    case UInt8(ascii: "~"):
      if first == 27 { return characterKey(number(2), number(1), nil) }
      return numbered(with: modifiers(number(1)))
    case UInt8(ascii: "u"):
      if number(1, 1) == 3 { return nil }
      return characterKey(first, number(1), number(0, 1))
    case UInt8(ascii: "$"): return numbered(with: .shift)
    case UInt8(ascii: "^"): return numbered(with: .control)
    case UInt8(ascii: "@"): return numbered(with: [.control, .shift])
    case UInt8(ascii: "Z"): return Key(.backtab)
    case UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "c"), UInt8(ascii: "d"):
      guard parameters.isEmpty else { return nil }
      return ControlSequence.letters[final - 0x20].map { Key($0, .shift) }
    case UInt8(ascii: "R") where !(first == 1 && (2...16).contains(number(1) ?? 0)):
      // A report of the cursor, not F3 with something held; we ask for none.
      return nil
    default:
      guard number(1, 1) != 3, let held = modifiers(number(1)) else { return nil }
      return ControlSequence.letters[final].map { Key($0, held) }
    }
  }

  private func numbered(with held: KeyModifiers?) -> Key? {
    guard let held, number(1, 1) != 3, let first, let code = ControlSequence.numbers[first] else {
      return nil
    }
    return Key(code, held)
  }

  /// Modifiers are told as a sum of bits and 1; nil where one is held that no binding knows.
  private func modifiers(_ sum: Int?) -> KeyModifiers? {
    guard let sum, sum > 1 else { return [] }
    let bits = sum - 1
    // Super and Hyper belong to the window manager; Caps Lock and Num Lock change nothing here.
    guard bits & 0b0001_1000 == 0, bits < 256 else { return nil }
    var held: KeyModifiers = []
    if bits & 1 != 0 { held.insert(.shift) }
    if bits & 2 != 0 || bits & 32 != 0 { held.insert(.alt) }
    if bits & 4 != 0 { held.insert(.control) }
    return held
  }

  private func characterKey(_ value: Int?, _ sum: Int?, _ shifted: Int?) -> Key? {
    guard let value, let held = modifiers(sum) else { return nil }
    if let code = ControlSequence.codes[value] { return Key(code, held) }
    if let code = ControlSequence.keypad(value) { return Key(code, held) }
    // Shift on a key that is no letter is known only by what the terminal says it makes of it.
    let useShifted = held.contains(.shift) && !held.contains(.control) && shifted != nil
    guard let number = UInt32(exactly: useShifted ? shifted ?? value : value),
      let scalar = UnicodeScalar(number), number >= 0x20, !(0x7F...0x9F).contains(number),
      !(0xE000...0xF8FF).contains(number)
    else { return nil }
    return Key(.character(Character(scalar)), useShifted ? held.subtracting(.shift) : held)
  }

  /// A key that a control character stands for, or nil for a character that is none.
  static func controlCharacter(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x00: Key(.character(" "), .control)
    case 0x08, 0x7F: Key(.backspace)
    case 0x09: Key(.tab)
    case 0x0D: Key(.enter)
    case 0x1B: Key(.escape)
    case 0x01...0x1A: Key(.character(Character(UnicodeScalar(byte + 0x60))), .control)
    case 0x1C...0x1F: Key(.character(Character(UnicodeScalar(byte + 0x40))), .control)
    default: nil
    }
  }

  /// `SS3 final`: keys in application mode, and the keypad; Konsole puts a modifier's digit between.
  static func singleShift(_ final: UInt8, modifier: UInt8?) -> Key? {
    let body: [UInt8] = modifier.map { [0x31, 0x3B, $0] } ?? []
    let sequence = ControlSequence(body, final: final)
    switch final {
    case UInt8(ascii: "M"): return Key(.enter)
    case UInt8(ascii: "I"): return Key(.tab)
    case UInt8(ascii: "X"): return Key(.character("="))
    case UInt8(ascii: " "): return Key(.character(" "))
    case UInt8(ascii: "a")...UInt8(ascii: "d"):
      return letters[final - 0x20].map { Key($0, .control) }
    case UInt8(ascii: "j")...UInt8(ascii: "y"):
      return Key(.character(Character(UnicodeScalar(final - 0x40))))
    default:
      guard let held = sequence.modifiers(sequence.number(1)) else { return nil }
      return letters[final].map { Key($0, held) }
    }
  }

  private static let letters: [UInt8: KeyCode] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right,
    UInt8(ascii: "D"): .left, UInt8(ascii: "F"): .end, UInt8(ascii: "H"): .home,
    UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
    UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
  ]

  private static let numbers: [Int: KeyCode] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12), 25: .function(13), 26: .function(14), 28: .function(15),
    29: .function(16), 31: .function(17), 32: .function(18), 33: .function(19), 34: .function(20),
  ]

  private static let codes: [Int: KeyCode] = [
    9: .tab, 13: .enter, 27: .escape, 127: .backspace, 8: .backspace, 57414: .enter, 57417: .left,
    57418: .right, 57419: .up, 57420: .down, 57421: .pageUp, 57422: .pageDown, 57423: .home,
    57424: .end, 57425: .insert, 57426: .delete,
  ]

  /// kitty's numbers for the keypad's characters, and for F13 to F35.
  private static func keypad(_ value: Int) -> KeyCode? {
    switch value {
    case 57399...57408:
      UnicodeScalar(UInt32(value - 57399 + 0x30)).map { .character(Character($0)) }
    case 57409: .character(".")
    case 57410: .character("/")
    case 57411: .character("*")
    case 57412: .character("-")
    case 57413: .character("+")
    case 57415: .character("=")
    case 57416: .character(",")
    case 57376...57398: .function(value - 57376 + 13)
    default: nil
    }
  }
}
