import ChatUI

/// What ncurses does not say to a terminal, so that we do.
///
/// Terminals that do not know one of these private modes ignore it.
enum TerminalModes {
  private static let escape = "\u{1B}"

  /// Bracketed paste and reports of the focus, and the mouse where it is wanted.
  static func enter(mouse: Bool) -> String {
    "\(escape)[?2004h\(escape)[?1004h"
      + (mouse ? "\(escape)[?1000h\(escape)[?1002h\(escape)[?1006h" : "")
  }

  /// The opposite of `enter`, whatever of it is in force, and the end of a frame that was cut.
  static let leave =
    "\(escape)[?2026l\(escape)[?1006l\(escape)[?1002l\(escape)[?1000l\(escape)[?1004l\(escape)[?2004l"

  /// The terminal shows nothing from `frameStart` to `frameEnd`, then all at once.
  static let frameStart = "\(escape)[?2026h"
  static let frameEnd = "\(escape)[?2026l"

  /// Puts the cursor into a cell.
  ///
  /// It is not saved and restored: where terminals save it, they have it from before the full screen.
  static func move(_ place: Point) -> String { "\(escape)[\(place.row + 1);\(place.column + 1)H" }

  static let saveTitle = "\(escape)[22;0t"
  static let restoreTitle = "\(escape)[23;0t"

  /// The longest title that is sent, in Unicode scalars.
  private static let titleLimit = 120

  /// Sets the window's title; control, format and unassigned characters are left out.
  static func title(_ text: String) -> String {
    "\(escape)]2;\(harmless(text))\(escape)\\"
  }

  /// So much of a text as a title takes, without what a terminal could take for a command.
  static func harmless(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(titleLimit) where isTitleCharacter(scalar) {
      safe.append(scalar)
    }
    return String(safe)
  }

  /// Whether the terminal has a window with a title, or at least ignores what sets it.
  static func hasTitle(term: String) -> Bool {
    !["linux", "vt", "ansi", "cons", "dumb"].contains { term.hasPrefix($0) }
  }

  private static func isTitleCharacter(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}
