// A key in words: as the configuration file has it ("ctrl-p", "alt-enter"), and as the screen shows
// it ("^P", "Alt-Enter").

extension Key {
  /// The key that a configuration file names, or nil where there is no such key.
  ///
  /// Case counts only for a character that stands alone: `alt-R` is what the screen calls Alt-R, and
  /// the capital is written `alt-shift-r`.
  package init?(_ text: String) {
    var rest = Substring(text)
    var modifiers: KeyModifiers = []
    if rest.count == 2, rest.first == "^" {
      modifiers = .control
      rest = rest.dropFirst()
    }
    while let (modifier, after) = Key.modifier(startOf: rest) {
      guard !modifiers.contains(modifier) else { return nil }
      modifiers.insert(modifier)
      rest = after
    }
    guard let first = rest.first else { return nil }
    if rest.count == 1 {
      guard Key.isNameable(first) else { return nil }
      self.init(.character(modifiers.isEmpty ? first : Key.small(first)), modifiers)
      return
    }
    let name = rest.lowercased()
    if let code = Key.codes[name] {
      self.init(code, modifiers)
    } else if name.first == "f", let number = Int(name.dropFirst()), (1...35).contains(number) {
      self.init(.function(number), modifiers)
    } else {
      return nil
    }
  }

  /// The keys of a sequence as the configuration file writes it, "ctrl-x ctrl-e", or nil.
  package static func sequence(_ text: String) -> [Key]? {
    let words = text.split(separator: " ")
    let keys = words.compactMap { Key(String($0)) }
    return keys.isEmpty || keys.count < words.count ? nil : keys
  }

  /// The key as the configuration file names it; `Key(key.text) == key`.
  package var text: String {
    var prefix = ""
    if modifiers.contains(.control) { prefix += "ctrl-" }
    if modifiers.contains(.alt) { prefix += "alt-" }
    if modifiers.contains(.shift) { prefix += "shift-" }
    switch code {
    case .character(" "): return prefix + "space"
    case .character(let character):
      if modifiers.isEmpty { return String(character) }
      let small = Key.small(character)
      let isCapital = small != character && !modifiers.contains(.control)
      return prefix + (isCapital ? "shift-" : "") + String(small)
    case .function(let number): return "\(prefix)f\(number)"
    case .backtab: return prefix + "shift-tab"
    case .enter, .tab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right, .home,
      .end, .pageUp, .pageDown:
      return prefix + name.text
    }
  }

  /// The key as a hint on the screen shows it: short, and as keyboards are labelled.
  package var label: String {
    if modifiers == .control, case .character(let character) = code, character != " " {
      return "^" + String(Key.capital(of: character))
    }
    var prefix = ""
    if modifiers.contains(.control) { prefix += "Ctrl-" }
    if modifiers.contains(.alt) { prefix += "Alt-" }
    if modifiers.contains(.shift) { prefix += "Shift-" }
    switch code {
    case .character(" "): return prefix + "Space"
    case .character(let character):
      if modifiers.isEmpty { return String(character) }
      let isCapital = Key.small(character) != character && !modifiers.contains(.control)
      return prefix + (isCapital ? "Shift-" : "") + String(Key.capital(of: character))
    case .function(let number): return "\(prefix)F\(number)"
    case .backtab: return prefix + "Shift-Tab"
    case .enter, .tab, .escape, .backspace, .delete, .insert, .up, .down, .left, .right, .home,
      .end, .pageUp, .pageDown:
      return prefix + name.label
    }
  }

  private var name: (text: String, label: String) {
    switch code {
    case .enter: ("enter", "Enter")
    case .tab: ("tab", "Tab")
    case .backtab: ("backtab", "Shift-Tab")
    case .escape: ("escape", "Esc")
    case .backspace: ("backspace", "Backspace")
    case .delete: ("delete", "Del")
    case .insert: ("insert", "Ins")
    case .up: ("up", "↑")
    case .down: ("down", "↓")
    case .left: ("left", "←")
    case .right: ("right", "→")
    case .home: ("home", "Home")
    case .end: ("end", "End")
    case .pageUp: ("pageup", "PgUp")
    case .pageDown: ("pagedown", "PgDn")
    case .character, .function: ("", "")
    }
  }

  private static let codes: [String: KeyCode] = [
    "enter": .enter, "return": .enter, "tab": .tab, "backtab": .backtab, "escape": .escape,
    "esc": .escape, "backspace": .backspace, "delete": .delete, "del": .delete, "insert": .insert,
    "ins": .insert, "up": .up, "down": .down, "left": .left, "right": .right, "home": .home,
    "end": .end, "pageup": .pageUp, "pgup": .pageUp, "pagedown": .pageDown, "pgdn": .pageDown,
    "space": .character(" "),
  ]

  private static let prefixes: [(name: String, modifier: KeyModifiers)] = [
    ("ctrl-", .control), ("control-", .control), ("alt-", .alt), ("meta-", .alt),
    ("shift-", .shift),
  ]

  private static func modifier(startOf text: Substring) -> (KeyModifiers, Substring)? {
    for (name, modifier) in prefixes where text.lowercased().hasPrefix(name) {
      return (modifier, text.dropFirst(name.count))
    }
    return nil
  }

  private static func isNameable(_ character: Character) -> Bool {
    character.unicodeScalars.allSatisfy { $0.value > 0x20 && !(0x7F...0x9F).contains($0.value) }
  }
}
