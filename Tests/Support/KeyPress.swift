/// What a terminal sends for a key.
package struct KeyPress: Sendable {
  package let bytes: [UInt8]

  package init(_ text: String) {
    bytes = Array(text.utf8)
  }

  package static let enter = KeyPress("\r")
  package static let tab = KeyPress("\t")
  package static let backtab = KeyPress("\u{1B}[Z")
  package static let escape = KeyPress("\u{1B}")
  package static let backspace = KeyPress("\u{7F}")
  package static let delete = KeyPress("\u{1B}[3~")
  package static let up = KeyPress("\u{1B}[A")
  package static let down = KeyPress("\u{1B}[B")
  package static let right = KeyPress("\u{1B}[C")
  package static let left = KeyPress("\u{1B}[D")
  package static let home = KeyPress("\u{1B}[H")
  package static let end = KeyPress("\u{1B}[F")
  package static let pageUp = KeyPress("\u{1B}[5~")
  package static let pageDown = KeyPress("\u{1B}[6~")
  package static let altEnter = KeyPress("\u{1B}\r")
  package static let altUp = KeyPress("\u{1B}[1;3A")
  package static let altDown = KeyPress("\u{1B}[1;3B")
  package static let altRight = KeyPress("\u{1B}[1;3C")
  package static let altLeft = KeyPress("\u{1B}[1;3D")
  package static let controlHome = KeyPress("\u{1B}[1;5H")
  package static let controlEnd = KeyPress("\u{1B}[1;5F")

  /// Control with a letter or one of `@ [ \ ] ^ _`.
  package static func control(_ character: Character) -> KeyPress {
    let value = character.uppercased().utf8.first ?? 0x40
    return KeyPress(String(Character(Unicode.Scalar(value & 0x1F))))
  }

  package static func alt(_ character: Character) -> KeyPress {
    KeyPress("\u{1B}\(character)")
  }

  /// F1 to F12.
  package static func function(_ number: Int, shift: Bool = false) -> KeyPress {
    let modifier = shift ? "2" : ""
    if (1...4).contains(number) {
      let final = Array("PQRS")[number - 1]
      return KeyPress(shift ? "\u{1B}[1;2\(final)" : "\u{1B}O\(final)")
    }
    let codes = [5: 15, 6: 17, 7: 18, 8: 19, 9: 20, 10: 21, 11: 23, 12: 24]
    return KeyPress("\u{1B}[\(codes[number] ?? 0)\(shift ? ";" + modifier : "")~")
  }
}
