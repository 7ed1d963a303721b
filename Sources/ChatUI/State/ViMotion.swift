/// Where a key of vi's normal mode goes.
enum ViMotion: Sendable, Equatable {
  case left, right, up, down
  case wordStart(isBig: Bool), wordBack(isBig: Bool), wordEnd(isBig: Bool)
  case lineStart, firstLetter, lineEnd
  case firstLine, lastLine
  case bracket
  /// To a character of the line, or right before it.
  case find(Character, isBackward: Bool, isBefore: Bool)
  /// The last `find` once more.
  case findAgain(isReversed: Bool)

  enum Reading: Sendable, Equatable {
    case motion(ViMotion)
    case incomplete, invalid
  }

  private static let keys: [Character: ViMotion] = [
    "h": .left, "l": .right, " ": .right, "k": .up, "j": .down,
    "w": .wordStart(isBig: false), "W": .wordStart(isBig: true),
    "b": .wordBack(isBig: false), "B": .wordBack(isBig: true),
    "e": .wordEnd(isBig: false), "E": .wordEnd(isBig: true),
    "0": .lineStart, "^": .firstLetter, "$": .lineEnd, "G": .lastLine, "%": .bracket,
    ";": .findAgain(isReversed: false), ",": .findAgain(isReversed: true),
  ]

  static func read(_ keys: Substring) -> Reading {
    guard let key = keys.first else { return .incomplete }
    let second = keys.dropFirst().first
    switch key {
    case "g":
      guard let second else { return .incomplete }
      return second == "g" ? .motion(.firstLine) : .invalid
    case "f", "F", "t", "T":
      guard let second else { return .incomplete }
      let isBackward = key == "F" || key == "T"
      let isBefore = key == "t" || key == "T"
      return .motion(.find(second, isBackward: isBackward, isBefore: isBefore))
    default: return ViMotion.keys[key].map(Reading.motion) ?? .invalid
    }
  }

  /// What an operator takes on the way there.
  enum Extent: Sendable {
    /// Up to the place, and not what stands there.
    case exclusive
    /// What stands there, too.
    case inclusive
    /// All lines that are touched.
    case lines
  }

  var extent: Extent {
    switch self {
    case .left, .right, .wordStart, .wordBack, .lineStart, .firstLetter: .exclusive
    case .wordEnd, .lineEnd, .bracket: .inclusive
    case .find(_, let isBackward, _): isBackward ? .exclusive : .inclusive
    case .findAgain: .inclusive
    case .up, .down, .firstLine, .lastLine: .lines
    }
  }
}

/// What an operator takes hold of from within: `iw`, `a"`, `i(`.
enum ViObject: Sendable, Equatable {
  case word(isBig: Bool, around: Bool)
  case pair(Character, Character, around: Bool)

  init?(_ name: Character, around: Bool) {
    switch name {
    case "w": self = .word(isBig: false, around: around)
    case "W": self = .word(isBig: true, around: around)
    case "\"", "'", "`": self = .pair(name, name, around: around)
    case "(", ")", "b": self = .pair("(", ")", around: around)
    case "[", "]": self = .pair("[", "]", around: around)
    case "{", "}", "B": self = .pair("{", "}", around: around)
    case "<", ">": self = .pair("<", ">", around: around)
    default: return nil
    }
  }
}
