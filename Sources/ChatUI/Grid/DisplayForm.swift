/// Text that a terminal can be given: no controls, no hidden direction, widths that all agree on.
///
/// Only `DisplayForm` makes it from text that comes from outside; our own words are literals. It
/// may hold tabs, which layout turns into spaces, and newlines where the form keeps them.
package struct SafeText: Hashable, Sendable {
  /// The text in UTF-8, always well formed.
  package fileprivate(set) var utf8: [UInt8]

  package init() {
    utf8 = []
  }

  /// Our own words.
  package init(trusted literal: StaticString) {
    utf8 = literal.withUTF8Buffer { Array($0) }
  }

  package static func += (left: inout SafeText, right: SafeText) {
    left.utf8 += right.utf8
  }

  /// The part at these bytes, which are bounded to the text and moved to its scalars' edges.
  package subscript(range: Range<Int>) -> SafeText {
    let range = range.clamped(to: 0..<utf8.count)
    var part = SafeText()
    part.utf8 = Array(utf8[edge(range.lowerBound)..<edge(range.upperBound)])
    return part
  }

  /// Forgets all but the first bytes, which end with a scalar.
  mutating func truncate(_ count: Int) {
    utf8.removeLast(max(0, utf8.count - count))
  }

  /// Makes room for so many bytes more.
  mutating func reserve(_ bytes: Int) {
    utf8.reserveCapacity(utf8.count + bytes)
  }

  private func edge(_ index: Int) -> Int {
    var index = index
    while index < utf8.count, utf8[index] & 0xC0 == 0x80 { index += 1 }
    return index
  }

  fileprivate mutating func append(_ scalar: Unicode.Scalar) {
    utf8.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

/// The one door for text from outside: what comes out can be drawn, titled, copied and logged.
///
/// A state machine over scalars, so that an escape in one chunk and `]52` in the next are the same
/// as both in one. Controls become visible, hidden characters are dropped in prose and shown in
/// code, and what terminals disagree about becomes U+FFFD (faults.md, section 4;
/// platform-facts.md, 1.4). It does not compose accents, which all terminals draw alike; `Glyph`
/// composes Hangul, which they do not.
package struct DisplayForm: Sendable {
  /// What the text is for.
  package enum Context: Sendable {
    /// Hidden characters are left out.
    case prose
    /// Code, commands, paths, addresses, approvals: hidden characters are shown as `<U+202E>`.
    case code
  }

  /// What becomes of newlines and tabs.
  package enum Shape: Sendable {
    /// Each becomes a space.
    case line
    /// They stay.
    case block
  }

  /// What a mark would be drawn on.
  private enum Base { case none, ascii, hangul, blackFlag, other }

  /// The most marks on a base: ncurses takes five scalars a cell.
  private static let mostMarks = Glyph.capacity - 1

  private let context: Context
  private let shape: Shape
  private var base = Base.none
  private var marks = 0
  private var holdsReturn = false
  private var heldFlag: Unicode.Scalar?
  private var tags = TagRun()
  private var output = SafeText()

  package init(_ context: Context = .prose, _ shape: Shape = .block) {
    self.context = context
    self.shape = shape
  }

  /// One row of text.
  package static func line(_ text: String, context: Context = .prose) -> SafeText {
    whole(text, DisplayForm(context, .line))
  }

  /// Text of several rows.
  package static func block(_ text: String, context: Context = .prose) -> SafeText {
    whole(text, DisplayForm(context, .block))
  }

  /// Takes a part of a stream and gives what can be shown of it now.
  package mutating func feed(_ text: String) -> SafeText {
    var text = text
    text.withUTF8 { bytes in
      output.reserve(bytes.count)
      var index = 0
      while index < bytes.count {
        let end = Self.endOfPlainRun(bytes, from: index)
        if end > index {
          release()
          output.utf8.append(contentsOf: bytes[index..<end])
          (base, marks) = (bytes[end - 1] == 0x20 ? .none : .ascii, 0)
          index = end
        } else {
          take(Self.scalar(bytes, at: &index))
        }
      }
    }
    return drain()
  }

  /// Ends the stream: gives what was held back.
  package mutating func finish() -> SafeText {
    release()
    return drain()
  }

  private static func whole(_ text: String, _ form: DisplayForm) -> SafeText {
    var form = form
    let start = form.feed(text)
    return start + form.finish()
  }

  /// Where the run of printable ASCII ends.
  private static func endOfPlainRun(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end] >= 0x20, bytes[end] < 0x7F { end += 1 }
    return end
  }

  /// The scalar at an index of well-formed UTF-8, which a String always is.
  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, at index: inout Int
  ) -> Unicode.Scalar {
    let first = UInt32(bytes[index])
    let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    var value = first < 0x80 ? first : first & (0x7F >> UInt32(length))
    for next in bytes[min(index + 1, bytes.count)..<min(index + length, bytes.count)] {
      value = value << 6 | UInt32(next & 0x3F)
    }
    index += length
    return Unicode.Scalar(value) ?? "\u{FFFD}"
  }

  private mutating func drain() -> SafeText {
    defer { output = SafeText() }
    return output
  }

  private mutating func take(_ scalar: Unicode.Scalar) {
    let kind = CharacterWidth.kind(scalar)
    if kind == .tag { return takeTag(scalar) }
    if kind == .regional, let first = heldFlag {
      heldFlag = nil
      put(first, .other)
      put(scalar, .other)
      return
    }
    if holdsReturn, scalar == "\n" { holdsReturn = false }
    release()
    switch kind {
    case .narrow, .wide: put(scalar, Self.base(of: scalar))
    case .replaced: put("\u{FFFD}", .other)
    case .mark: join(scalar)
    case .vowel: base == .hangul ? join(scalar) : put("\u{FFFD}", .other)
    case .control: takeControl(scalar)
    case .regional: heldFlag = scalar
    case .separator: context == .prose ? put(" ", .none) : show(scalar)
    case .invisible: if isShown(scalar) { show(scalar) }
    case .bidi: if context == .code { show(scalar) }
    case .tag: break
    }
  }

  private static func base(of scalar: Unicode.Scalar) -> Base {
    if scalar.value == 0x1F3F4 { return .blackFlag }
    return Hangul.takesVowels(scalar.value) ? .hangul : .other
  }

  /// In code a hidden character is shown, except where scripts and emoji need it: joiners and
  /// selectors after something that is not ASCII.
  private func isShown(_ scalar: Unicode.Scalar) -> Bool {
    guard context == .code else { return false }
    switch scalar.value {
    case 0x200C, 0x200D, 0xFE00...0xFE0F, 0x1F3FB...0x1F3FF: return base == .none || base == .ascii
    default: return true
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar, _ base: Base) {
    output.append(scalar)
    self.base = base
    marks = 0
  }

  /// A mark needs a base that it can be drawn on: without one, terminals drop it or put it on
  /// whatever is to its left.
  private mutating func join(_ mark: Unicode.Scalar) {
    if base == .none { put("\u{25CC}", .other) }
    guard marks < Self.mostMarks else { return }
    output.append(mark)
    marks += 1
  }

  private mutating func takeControl(_ scalar: Unicode.Scalar) {
    switch scalar.value {
    case 0x0A: put(shape == .block ? "\n" : " ", .none)
    case 0x09: put(shape == .block ? "\t" : " ", .none)
    case 0x0D: holdsReturn = true
    case 0x1B: put("\u{241B}", .none)
    case 0x7F: write("^?")
    case 0x00...0x1F: write("^\(Character(Unicode.Scalar(UInt8(scalar.value) + 0x40)))")
    default: write("<" + Self.hexadecimal(scalar, digits: 2) + ">")
    }
  }

  private mutating func takeTag(_ scalar: Unicode.Scalar) {
    if tags.count == 0 {
      release()
      tags.followsFlag = base == .blackFlag
    }
    tags.add(scalar)
  }

  /// Shows what was held back until the next scalar, which turned out not to complete it.
  private mutating func release() {
    if holdsReturn {
      holdsReturn = false
      write("^M")
    }
    if heldFlag != nil {
      heldFlag = nil
      put("\u{FFFD}", .other)
    }
    if tags.count > 0 {
      let run = tags
      tags = TagRun()
      if !run.isFlag { write("<\(run.count) hidden tag\(run.count == 1 ? "" : "s")>") }
    }
  }

  private mutating func show(_ scalar: Unicode.Scalar) {
    write("<U+" + Self.hexadecimal(scalar, digits: 4) + ">")
  }

  private mutating func write(_ ascii: String) {
    output.utf8.append(contentsOf: ascii.utf8)
    (base, marks) = (.none, 0)
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
    let text = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}

/// A run of tag characters: the flag of England, or a message that nobody sees.
private struct TagRun {
  /// The flags of England, Scotland and Wales: `gbeng`, `gbsct`, `gbwls`, each ended by U+E007F.
  private static let flags = ["gbeng\u{7F}", "gbsct\u{7F}", "gbwls\u{7F}"].map { name in
    name.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private(set) var count = 0
  var followsFlag = false
  private var letters: UInt64 = 0

  /// Whether the run makes a flag of the black one before it, as emoji do.
  var isFlag: Bool { followsFlag && count == 6 && Self.flags.contains(letters) }

  mutating func add(_ tag: Unicode.Scalar) {
    count += 1
    letters = letters << 8 | UInt64(tag.value & 0x7F)
  }
}
