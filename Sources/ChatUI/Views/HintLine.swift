/// What can be done, in whole hints: where room is short the least needed go, and none is cut.
enum HintLine {
  /// The hints that fit, in their order; where they do not, the ones with the highest rank go first.
  static func fitting(_ hints: [(SafeText, Int)], columns: Int) -> SafeText {
    var hints = hints.filter { !$0.0.isEmpty }
    while !hints.isEmpty {
      let line = hints.map(\.0).joined(separator: " · ")
      if line.columns <= columns { return line }
      guard let least = hints.indices.max(by: { hints[$0].1 < hints[$1].1 }) else { break }
      hints.remove(at: least)
    }
    return SafeText()
  }

  /// The first of several forms that fits; nothing if none does.
  static func first(_ forms: [SafeText], columns: Int) -> SafeText {
    forms.first { $0.columns <= columns } ?? SafeText()
  }
}

extension [SafeText] {
  /// Hints side by side; those that say nothing are left out.
  func asHints(between separator: SafeText = " · ") -> SafeText {
    filter { !$0.isEmpty }.joined(separator: separator)
  }
}

extension SafeText {
  /// The end of a text that is being typed, where its beginning has no room.
  func tail(columns: Int) -> SafeText {
    guard self.columns > columns else { return self }
    return columns > 1 ? "…" + suffix(columns: columns - 1) : SafeText()
  }
}
