import ChatUI

/// What terminals say of the mouse: SGR 1006 reports and the old three-byte form.
///
/// https://invisible-island.net/xterm/ctlseqs/ctlseqs.html#h2-Mouse-Tracking
enum MouseReport {
  /// `CSI < flags ; column ; row M` for a press, with `m` for a release; nil for what we do not use.
  static func modern(_ parameters: [Int?], isRelease: Bool) -> MouseEvent? {
    guard parameters.count == 3, let flags = parameters[0], let column = parameters[1],
      let row = parameters[2]
    else { return nil }
    return event(flags: flags, column: column - 1, row: row - 1, isRelease: isRelease)
  }

  /// `CSI M` and three bytes, each 32 more than what it says; releases do not say their button.
  static func oldForm(_ bytes: [UInt8]) -> MouseEvent? {
    guard bytes.count == 3, bytes.allSatisfy({ $0 > 32 || $0 == bytes[0] && $0 == 32 }) else {
      return nil
    }
    let flags = Int(bytes[0]) - 32
    return event(
      flags: flags, column: Int(bytes[1]) - 33, row: Int(bytes[2]) - 33,
      isRelease: flags & 0b110_0011 == 3)
  }

  private static func event(flags: Int, column: Int, row: Int, isRelease: Bool) -> MouseEvent? {
    guard (0..<128).contains(flags), column >= 0, row >= 0 else { return nil }
    var modifiers: KeyModifiers = []
    if flags & 4 != 0 { modifiers.insert(.shift) }
    if flags & 8 != 0 { modifiers.insert(.alt) }
    if flags & 16 != 0 { modifiers.insert(.control) }
    if flags & 64 != 0 {
      let kind: MouseEvent.Kind
      switch flags & 3 {
      case 0: kind = .wheelUp
      case 1: kind = .wheelDown
      default: return nil
      }
      return MouseEvent(kind, column: column, row: row, modifiers: modifiers)
    }
    let buttons: [MouseEvent.Button] = [.left, .middle, .right, .none]
    let button = buttons[flags & 3]
    let isMove = flags & 32 != 0
    if isMove || !isRelease, button == .none { return nil }
    let kind: MouseEvent.Kind = isMove ? .drag : isRelease ? .release : .press
    return MouseEvent(kind, button, column: column, row: row, modifiers: modifiers)
  }
}
