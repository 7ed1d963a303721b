import ChatEngine

/// A path that is being typed: after `@`, or as the argument of `/attach` and of other commands.
struct PathWord: Equatable, Sendable {
  /// The elements of the composer that spell it.
  var range: Range<Int>
  /// As it is meant, without backslashes.
  var path: String
  /// Whether it stands in the middle of a prompt, where a space ends it.
  var isMention: Bool

  /// As much as names the folder, with its slash; empty for the working folder.
  var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }
  /// What of the name within the folder is there.
  var name: String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  /// The word as it is typed.
  func spelled(_ path: String) -> String {
    guard isMention else { return path }
    return path.reduce(into: "") { text, character in
      if character.isWhitespace || character == "\\" { text.append("\\") }
      text.append(character)
    }
  }
}

/// What a folder has, for the path that is being typed.
struct PathListing: Equatable, Sendable {
  var folder: String
  /// Nil until it is known.
  var items: [PathItem]?
  /// Whether Tab was pressed before it was known.
  var isWanted = false

  /// What fits; hidden names only where a dot was typed.
  func fitting(_ word: PathWord) -> [PathItem] {
    guard word.folder == folder, let items else { return [] }
    let name = word.name
    let shown = items.filter { name.hasPrefix(".") || !$0.name.hasPrefix(".") }
    let exact = shown.filter { $0.name.hasPrefix(name) }
    guard exact.isEmpty else { return exact }
    let folded = name.lowercased()
    return shown.filter { $0.name.lowercased().hasPrefix(folded) }
  }
}

extension Composer {
  private static let longestPath = 1_024
  private static let commands = SlashCommand.allCases.filter(\.takesPath).map { command in
    Array("/\(command.rawValue) ").map(Element.character)
  }

  /// The path that ends at the cursor, if one is being typed there.
  var pathWord: PathWord? {
    if isCommand, let command = Composer.commands.first(where: { elements.starts(with: $0) }) {
      guard cursor == elements.count, elements.count < Composer.longestPath else { return nil }
      let start = command.count
      let path = Composer.text(of: elements[start...])
      return path.hasPrefix("http")
        ? nil : PathWord(range: start..<cursor, path: path, isMention: false)
    }
    var start = cursor
    while start > 0, cursor - start < Composer.longestPath {
      guard case .character(let character) = elements[start - 1] else { return nil }
      let isEscaped = start > 1 && elements[start - 2] == .character("\\")
      if character.isWhitespace, !isEscaped { break }
      start -= 1
    }
    guard start < cursor, elements[start] == .character("@") else { return nil }
    let path = Composer.unescaped(Composer.text(of: elements[(start + 1)..<cursor]))
    return PathWord(range: (start + 1)..<cursor, path: path, isMention: true)
  }

  private static func text(of elements: some Sequence<Element>) -> String {
    elements.reduce(into: "") { text, element in
      if case .character(let character) = element { text.append(character) }
    }
  }

  /// Without the backslashes that keep a space within a word.
  static func unescaped(_ text: String) -> String {
    var isEscaped = false
    return text.reduce(into: "") { text, character in
      if character == "\\", !isEscaped {
        isEscaped = true
      } else {
        text.append(character)
        isEscaped = false
      }
    }
  }

  /// The words that begin with `@`, without it, as they are typed; what was pasted as a chip has none.
  var mentions: Set<String> { mentions(in: 0..<elements.count) }

  /// Those of them that so many elements before the cursor belong to.
  func mentions(within count: Int) -> Set<String> {
    var start = max(0, cursor - count)
    // What was typed after a space has nothing to do with the word before it.
    if start < cursor, isSpace(start) { return mentions(in: start..<cursor) }
    while start > 0, cursor - start < Composer.longestPath + count, !isWordEnd(start - 1) {
      start -= 1
    }
    return mentions(in: start..<cursor)
  }

  /// Whether it is white space without a backslash before it.
  private func isWordEnd(_ place: Int) -> Bool {
    isSpace(place) && (place == 0 || elements[place - 1] != .character("\\"))
  }

  /// Those of a range, at whose start a word begins; only what is behind an `@` is looked at.
  private func mentions(in range: Range<Int>) -> Set<String> {
    var words: Set<String> = []
    var end = range.lowerBound
    for place in elements.ats(in: range) where place >= end {
      guard place == range.lowerBound || isWordBreak(place - 1, since: range.lowerBound) else {
        continue
      }
      var word: String? = ""
      var isEscaped = false
      end = place + 1
      while end < range.upperBound {
        guard case .character(let character) = elements[end] else {
          word = nil
          break
        }
        if character.isWhitespace, !isEscaped { break }
        word?.append(character)
        isEscaped = character == "\\" && !isEscaped
        end += 1
      }
      // A backslash at the end waits for what it belongs to.
      if isEscaped, end == range.upperBound { word = nil }
      if let word, !word.isEmpty { words.insert(Composer.mention(word)) }
    }
    return words
  }

  /// Whether it is white space that no backslash makes part of a word.
  private func isWordBreak(_ place: Int, since start: Int) -> Bool {
    guard isSpace(place) else { return false }
    var first = place
    while first > start, elements[first - 1] == .character("\\") { first -= 1 }
    return (place - first).isMultiple(of: 2)
  }

  /// A word without what ends a sentence behind it.
  static func mention(_ word: String) -> String {
    var word = Substring(word)
    while let last = word.last, ",.;:!?)\"'".contains(last) { word.removeLast() }
    return String(word)
  }
}
