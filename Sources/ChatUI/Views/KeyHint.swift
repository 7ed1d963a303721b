/// What the screen says of keys, from the live table.
extension KeyMap {
  /// `Esc closes`; the deed alone for a command without a key.
  func hint(_ command: Command, _ deed: SafeText) -> SafeText {
    let key = SafeText(shortLabel(of: command))
    return key.isEmpty ? deed : "\(key) \(deed)"
  }

  /// What can be done in a list that is searched by typing.
  func listHint(_ deed: SafeText, columns: Int) -> SafeText {
    HintLine.fitting(
      [("type to search", 2), (hint(.accept, deed), 0), (hint(.close, "closes"), 1)],
      columns: columns)
  }
}
