import ChatUI

/// How many colours the terminal shows, and what becomes of the others.
enum ColourDepth: Equatable {
  case none, eight, sixteen, palette, direct

  /// What the environment allows of the `colours` that the terminal's description names.
  ///
  /// https://no-color.org: any value of NO_COLOR but the empty one.
  init(environment: [String: String], colours: Int) {
    if let setting = environment["NO_COLOR"], !setting.isEmpty {
      self = .none
      return
    }
    switch colours {
    case ..<8: self = .none
    case ..<16: self = .eight
    case ..<256: self = .sixteen
    case ..<(1 << 24): self = .palette
    default: self = .direct
    }
  }

  /// Whether the terminal says that it shows any colour, in a way that reaches us through ssh too.
  static func isDirect(environment: [String: String], term: String) -> Bool {
    let setting = environment["COLORTERM"]
    guard setting == "truecolor" || setting == "24bit" else { return false }
    // COLORTERM is inherited by programs inside of tmux and screen, which may show fewer; these take
    // the direct form themselves.
    return ["xterm", "alacritty", "foot", "wezterm", "ghostty", "vte", "konsole"]
      .contains { term.hasPrefix($0) }
  }

  /// The number that ncurses has for a colour; -1 is the terminal's own.
  func number(of colour: Colour) -> Int32 {
    switch (self, colour) {
    case (.none, _), (_, .default): -1
    case (.eight, .palette(let index)): Int32(Self.sixteen(index) % 8)
    case (.sixteen, .palette(let index)): Int32(Self.sixteen(index))
    case (.palette, .palette(let index)): Int32(index)
    case (.direct, .palette(let index)) where index < 8: Int32(index)
    case (.direct, .palette(let index)): Self.direct(Self.components(of: index))
    case (.eight, .rgb(let red, let green, let blue)):
      Int32(Self.nearest(RGB(red, green, blue), among: 0..<16) % 8)
    case (.sixteen, .rgb(let red, let green, let blue)):
      Int32(Self.nearest(RGB(red, green, blue), among: 0..<16))
    case (.palette, .rgb(let red, let green, let blue)):
      // The first 16 are the user's theme, and can be anything.
      Int32(Self.nearest(RGB(red, green, blue), among: 16..<256))
    case (.direct, .rgb(let red, let green, let blue)): Self.direct(RGB(red, green, blue))
    }
  }

  /// The number of a bright colour's plain form on a terminal of eight, which shows it bright when bold.
  func brightNumber(of colour: Colour) -> Int32? {
    guard self == .eight, case .palette(let index) = colour, (8..<16).contains(index) else {
      return nil
    }
    return Int32(index - 8)
  }
}

// MARK: Nearest colours

extension ColourDepth {
  private struct RGB {
    let red: Int
    let green: Int
    let blue: Int

    init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
      self.red = Int(red)
      self.green = Int(green)
      self.blue = Int(blue)
    }

    func distance(to other: RGB) -> Int {
      let (red, green, blue) = (red - other.red, green - other.green, blue - other.blue)
      return red * red + green * green + blue * blue
    }
  }

  /// The numbers below 8 stand for the palette in xterm-direct, so those blues are lifted to 8.
  private static func direct(_ colour: RGB) -> Int32 {
    Int32(max(8, colour.red << 16 | colour.green << 8 | colour.blue))
  }

  private static func sixteen(_ index: UInt8) -> UInt8 {
    index < 16 ? index : UInt8(nearest(components(of: index), among: 0..<16))
  }

  private static func nearest(_ colour: RGB, among candidates: Range<Int>) -> Int {
    var best = candidates.lowerBound
    var least = Int.max
    for candidate in candidates {
      let distance = colour.distance(to: components(of: UInt8(candidate)))
      if distance < least { (best, least) = (candidate, distance) }
    }
    return best
  }

  /// xterm's palette: 16 colours of the theme (its defaults), a cube of 6 x 6 x 6, 24 greys.
  private static func components(of index: UInt8) -> RGB {
    switch index {
    case ..<16:
      let bits = index % 8
      let full: UInt8 = index < 8 ? 205 : 255
      let none: UInt8 = 0
      if index == 7 { return RGB(229, 229, 229) }
      if index == 8 { return RGB(127, 127, 127) }
      return RGB(bits & 1 > 0 ? full : none, bits & 2 > 0 ? full : none, bits & 4 > 0 ? full : none)
    case ..<232:
      let place = index - 16
      func step(_ digit: UInt8) -> UInt8 { digit == 0 ? 0 : 55 + 40 * digit }
      return RGB(step(place / 36), step(place / 6 % 6), step(place % 6))
    default:
      let grey = 8 + 10 * (index - 232)
      return RGB(grey, grey, grey)
    }
  }
}
