/// Paths in what was pasted: terminals paste a file that is dropped on them as its path.
package enum DroppedPaths {
  private static let most = 16

  /// The paths, if the text is nothing but absolute ones; as a shell would read them, so with quotes
  /// and backslashes, or as `file:` URLs.
  package static func read(_ text: String, home: String?) -> [String]? {
    var paths: [String] = []
    for word in words(text) ?? [] {
      guard paths.count < most, let path = path(word, home: home) else { return nil }
      paths.append(path)
    }
    return paths.isEmpty ? nil : paths
  }

  /// What a word of the command line or composer names, with `~` put in.
  package static func path(_ word: String, home: String?) -> String? {
    if word.hasPrefix("file://") {
      let rest = word.dropFirst("file://".count)
      // A host other than this one has its files elsewhere.
      guard rest.first == "/" || rest.hasPrefix("localhost/"), let slash = rest.firstIndex(of: "/")
      else { return nil }
      return decoded(rest[slash...])
    }
    if word.hasPrefix("~/"), let home { return home + word.dropFirst(1) }
    return word.hasPrefix("/") && word.count > 1 ? word : nil
  }

  /// The text's words; nil where a quote is not closed.
  package static func words(_ text: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isWord = false
    var quote: Character?
    var rest = text[...]
    while let character = rest.popFirst() {
      if let open = quote {
        if character == open { quote = nil } else { word.append(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        isWord = true
      } else if character == "\\" {
        guard let next = rest.popFirst() else { return nil }
        word.append(next)
        isWord = true
      } else if character.isWhitespace {
        if isWord { words.append(word) }
        word = ""
        isWord = false
      } else {
        word.append(character)
        isWord = true
      }
    }
    if isWord { words.append(word) }
    return quote == nil ? words : nil
  }

  private static func decoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let pair = String(decoding: rest.prefix(2), as: UTF8.self)
      guard pair.utf8.count == 2, let value = UInt8(pair, radix: 16), value != 0 else { return nil }
      bytes.append(value)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
