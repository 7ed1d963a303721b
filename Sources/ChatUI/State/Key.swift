/// What a key is, apart from what is held with it.
package enum KeyCode: Hashable, Sendable {
  case character(Character)
  case enter, tab, backtab, escape, backspace, delete, insert
  case up, down, left, right, home, end, pageUp, pageDown
  case function(Int)
}

/// What is held while a key is pressed.
package struct KeyModifiers: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8

  package init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  package static let shift = KeyModifiers(rawValue: 1)
  package static let alt = KeyModifiers(rawValue: 2)
  package static let control = KeyModifiers(rawValue: 4)
}

/// One press of a key, in the one form that all terminals' ways of saying it come down to.
///
/// A plain terminal cannot tell Ctrl-I from Tab, Ctrl-M from Enter, Ctrl-H from Backspace and Ctrl-[
/// from Escape; a modern one can. A binding must mean the same on both, so they are one key here. A
/// letter with Control is small; without Control, Shift makes it a capital and is not kept.
package struct Key: Hashable, Sendable {
  package let code: KeyCode
  package let modifiers: KeyModifiers

  package init(_ code: KeyCode, _ modifiers: KeyModifiers = []) {
    switch code {
    case .character(let character):
      (self.code, self.modifiers) = Key.normalForm(character, modifiers)
    case .tab where modifiers.contains(.shift):
      (self.code, self.modifiers) = (.backtab, modifiers.subtracting(.shift))
    case .enter, .tab, .backtab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right,
      .home, .end, .pageUp, .pageDown, .function:
      (self.code, self.modifiers) = (code, modifiers)
    }
  }

  private static func normalForm(
    _ character: Character, _ modifiers: KeyModifiers
  ) -> (KeyCode, KeyModifiers) {
    guard modifiers.contains(.control) else {
      guard modifiers.contains(.shift) else { return (.character(character), modifiers) }
      return (.character(capital(of: character)), modifiers.subtracting(.shift))
    }
    let rest = modifiers.subtracting(.control)
    switch small(character) {
    case "i": return rest.contains(.shift) ? (.backtab, rest.subtracting(.shift)) : (.tab, rest)
    case "m": return (.enter, rest)
    case "h": return (.backspace, rest)
    case "[": return (.escape, rest)
    case let other: return (.character(other), modifiers)
    }
  }
}

extension Key {
  /// The character's capital, or itself where that is not one character ("ß").
  static func capital(of character: Character) -> Character {
    let text = character.uppercased()
    return text.count == 1 ? text.first ?? character : character
  }

  /// The character's small form, or itself where that is not one character ("İ").
  static func small(_ character: Character) -> Character {
    let text = character.lowercased()
    return text.count == 1 ? text.first ?? character : character
  }
}
