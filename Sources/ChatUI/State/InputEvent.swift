/// Something that came from the terminal.
package enum InputEvent: Hashable, Sendable {
  /// A key that is no plain character: named, or a character with Control or Alt.
  case key(Key)
  /// A run of plain characters, as typed; never empty, and without control characters.
  case text(String)
  /// What was pasted: line ends are `\n`, and there are no control characters but `\n` and tabs.
  case paste(String)
  case mouse(MouseEvent)
  /// Whether the terminal's window has the focus now.
  case focus(Bool)
  /// The terminal has another size now.
  case resize(columns: Int, rows: Int)
  /// Nothing will come any more: the terminal is gone.
  case eof

  /// The event as single keys, for a place where a character is a command and not text.
  package var keys: [Key] {
    switch self {
    case .key(let key): [key]
    case .text(let text): text.map { Key(.character($0)) }
    case .paste, .mouse, .focus, .resize, .eof: []
    }
  }
}

/// A press, a move with a button held, or a turn of the wheel.
package struct MouseEvent: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case press, release, drag, wheelUp, wheelDown
  }

  /// The button, or `none` for the wheel and for a release of which the terminal does not say it.
  package enum Button: Hashable, Sendable {
    case left, middle, right, none
  }

  package let kind: Kind
  package let button: Button
  /// From 0 at the left.
  package let column: Int
  /// From 0 at the top.
  package let row: Int
  package let modifiers: KeyModifiers

  package init(
    _ kind: Kind, _ button: Button = .none, column: Int, row: Int, modifiers: KeyModifiers = []
  ) {
    self.kind = kind
    self.button = button
    self.column = column
    self.row = row
    self.modifiers = modifiers
  }
}
