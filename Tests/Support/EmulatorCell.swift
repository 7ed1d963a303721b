/// One place on the emulated screen.
package struct EmulatorCell: Equatable, Sendable {
  package enum Colour: Equatable, Sendable {
    case `default`
    case palette(Int)
    case rgb(Int, Int, Int)
  }

  /// What SGR has set.
  package struct Attributes: Equatable, Sendable {
    package var foreground = Colour.default
    package var background = Colour.default
    package var bold = false
    package var dim = false
    package var italic = false
    package var underline = false
    package var reverse = false

    package init() {}
  }

  /// The character with its marks; empty in the second half of a wide one.
  package var text = " "
  package var attributes = Attributes()
  /// Whether a picture's pixels are in it; writing takes them away.
  package var hasPixels = false

  /// A blank as erasing leaves it: of the other attributes, only the background stays.
  static func erased(_ attributes: Attributes) -> EmulatorCell {
    var cell = EmulatorCell()
    cell.attributes.background = attributes.background
    return cell
  }

  /// Columns by Unicode's own properties, so that it is no copy of what it tests.
  static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    case .control: return 0
    default: break
    }
    switch scalar.value {
    case 0x1160...0x11FF: return 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97C,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
      0x20000...0x3FFFD:
      return 2
    case 0x1F1E6...0x1F1FF: return 1
    default: return scalar.properties.isEmojiPresentation ? 2 : 1
    }
  }
}
