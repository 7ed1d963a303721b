/// What the screen says of keys, from the live table.
extension KeyMap {
  /// `Esc closes`, or `/model chooses`; nothing where there is neither a key nor such a word.
  func hint(_ command: Command, _ deed: SafeText) -> SafeText {
    guard let name = name(of: command).map({ SafeText($0) }) else { return "" }
    return name == "/" + deed ? name : "\(name) \(deed)"
  }

  /// What can be done in a list that is searched by typing.
  func listHint(_ deed: SafeText, columns: Int) -> SafeText {
    HintLine.fitting(
      [("type to search", 2), (hint(.accept, deed), 0), (hint(.close, "closes"), 1)],
      columns: columns)
  }
}
