/// How a terminal shows a scalar: the one table behind all layout.
///
/// The C library and five terminals agree with it on every scalar that it lets through
/// (platform-facts.md, 1.4); the tests compare it with `wcwidth` and with two terminals' answers.
package enum CharacterWidth {
  /// What a scalar is to a terminal.
  enum Kind: UInt32 {
    /// Unassigned, private to a process, or shown differently from terminal to terminal.
    case replaced
    /// Takes one column.
    case narrow
    /// Takes two columns.
    case wide
    /// Takes no column and joins the character before it.
    case mark
    /// C0, DEL and C1.
    case control
    /// Draws nothing: zero-width spaces and joiners, variation selectors, skin tones, fillers.
    case invisible
    /// Changes the direction of the text around it.
    case bidi
    /// A tag character: invisible ASCII.
    case tag
    /// Half of a flag.
    case regional
    /// The line and paragraph separators.
    case separator
    /// A Hangul vowel or final consonant, which joins the leading consonant before it.
    case vowel
  }

  /// The scalar's kind.
  static func kind(_ scalar: Unicode.Scalar) -> Kind {
    let value = scalar.value
    if value < 0x7F { return value < 0x20 ? .control : .narrow }
    if (0x4E00...0x9FFF).contains(value) || (0xAC00...0xD7A3).contains(value) { return .wide }
    var low = 0
    var high = runs.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle] >> 4 <= value { low = middle } else { high = middle }
    }
    return Kind(rawValue: runs[low] & 0xF) ?? .replaced
  }

  /// The columns that the scalar takes by itself.
  ///
  /// Zero for whatever `DisplayForm` does not let through.
  package static func columns(_ scalar: Unicode.Scalar) -> Int {
    switch kind(scalar) {
    case .narrow, .regional, .replaced: 1
    case .wide: 2
    case .mark, .vowel, .control, .invisible, .bidi, .tag, .separator: 0
    }
  }

  /// The columns that a text takes on one row; a tab goes to the next stop.
  package static func columns(_ text: SafeText) -> Int {
    var column = 0
    var clusters = Clusters(text)
    while let cluster = clusters.next() { column += cluster.columns(at: column) }
    return column
  }
}
