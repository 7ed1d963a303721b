/// Takes `<think>…</think>` out of the content, where a server leaves it unparsed.
///
/// Only the answer's beginning may open one. Where the model's template has opened it, only the
/// closing tag comes: `isInside` says so beforehand; otherwise what was shown before stays text, and
/// a note says that it was reasoning.
struct ThinkTags: Sendable {
  private enum State: Sendable {
    /// Nothing but white space yet.
    case beginning
    case inside
    /// In the text, where a lone closing tag may still come.
    case watching
    /// Nothing more to look for.
    case passed
  }

  private static let opening = "<think>"
  private static let closing = "</think>"
  /// Bytes of text after which a lone closing tag is no longer looked for.
  private static let maxWatched = 256 << 10

  private var state: State
  /// What may be the beginning of a tag.
  private var held = ""
  private var watched = 0
  private var endsLine = true

  init(isInside: Bool) { state = isInside ? .inside : .beginning }

  mutating func read(_ delta: String, into answer: inout Answer) {
    if state == .passed { return answer.text(delta) }
    var text = delta
    if !held.isEmpty {
      text = held + delta
      held = ""
    }
    while !text.isEmpty { text = step(text, into: &answer) }
  }

  /// Publishes what was held back.
  mutating func end(into answer: inout Answer) {
    let rest = held
    held = ""
    guard !rest.isEmpty else { return }
    if state == .inside { answer.reasoning(rest) } else { answer.text(rest) }
  }

  /// Takes a piece off the text and gives the rest.
  private mutating func step(_ text: String, into answer: inout Answer) -> String {
    switch state {
    case .beginning: return begin(text)
    case .inside: return stepInside(text, into: &answer)
    case .watching: return watch(text, into: &answer)
    case .passed:
      answer.text(text)
      return ""
    }
  }

  private mutating func begin(_ text: String) -> String {
    // What nearly all answers begin with: a letter.
    if let first = text.utf8.first, 0x21..<0x80 ~= first, first != UInt8(ascii: "<") {
      state = .watching
      return text
    }
    let bare = text.drop(while: \.isWhitespace)
    if bare.hasPrefix(ThinkTags.opening) {
      state = .inside
      let rest = bare.dropFirst(ThinkTags.opening.count)
      return String(rest.first == "\n" ? rest.dropFirst() : rest)
    }
    if bare.count < ThinkTags.opening.count, ThinkTags.opening.hasPrefix(bare), text.count < 64 {
      held = text
      return ""
    }
    state = .watching
    return text
  }

  private mutating func stepInside(_ text: String, into answer: inout Answer) -> String {
    guard let tag = find(text) else {
      hold(endOf: text) { answer.reasoning($0) }
      return ""
    }
    answer.reasoning(String(text[..<tag.lowerBound]))
    state = .passed
    return String(text[tag.upperBound...].drop(while: \.isNewline))
  }

  private mutating func watch(_ text: String, into answer: inout Answer) -> String {
    watched += text.utf8.count
    guard text.holdsMark else {
      endsLine = text.endsInNewline
      answer.text(text)
      if watched > ThinkTags.maxWatched { state = .passed }
      return ""
    }
    guard let tag = find(text) else {
      hold(endOf: text) { answer.text($0) }
      if watched > ThinkTags.maxWatched, held.isEmpty { state = .passed }
      return ""
    }
    let before = text[..<tag.lowerBound]
    if before.last?.isNewline ?? endsLine {
      answer.text(String(before))
      answer.note("what the answer says before </think> was its reasoning")
      state = .passed
      return String(text[tag.upperBound...].drop(while: \.isNewline))
    }
    // A tag within a line is something the model speaks of.
    answer.text(String(text[..<tag.upperBound]))
    state = .passed
    return String(text[tag.upperBound...])
  }

  private func find(_ text: String) -> Range<String.Index>? {
    guard text.holdsMark else { return nil }
    return text.range(ofASCII: "</think>")
  }

  /// Publishes the text but for an end that may begin the closing tag.
  private mutating func hold(endOf text: String, _ publish: (String) -> Void) {
    // Bytes, since this is asked of every delta.
    let tail = text.utf8.suffix(ThinkTags.closing.utf8.count - 1)
    guard let mark = tail.lastIndex(of: UInt8(ascii: "<")),
      ThinkTags.closing.hasPrefix(text[mark...])
    else {
      endsLine = text.last?.isNewline ?? endsLine
      return publish(text)
    }
    let shown = text[..<mark]
    endsLine = shown.last?.isNewline ?? endsLine
    held = String(text[mark...])
    publish(String(shown))
  }
}

extension String {
  /// Whether a tag may begin in it.
  fileprivate var holdsMark: Bool {
    utf8.withContiguousStorageIfAvailable { $0.firstIndex(of: UInt8(ascii: "<"), from: 0) != nil }
      ?? utf8.contains(UInt8(ascii: "<"))
  }

  /// Whether the last character is a newline; asked of every delta, so ASCII is judged by its byte.
  fileprivate var endsInNewline: Bool {
    guard let byte = utf8.last, byte < 0x80 else { return last?.isNewline ?? false }
    return 0x0A...0x0D ~= byte
  }
}
