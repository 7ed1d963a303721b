/// The words of a configured command, with places for arguments.
///
/// `{city}` is the argument `city`, alone or within a word; `{{city}}` is that text itself, and all
/// other braces are themselves. A word stays one word whatever the argument holds.
struct CommandTemplate {
  private enum Piece: Equatable {
    case text(String)
    case argument(String)
  }

  private var words: [[Piece]]

  init(_ command: [String]) { words = command.map(Self.pieces) }

  /// The arguments that have a place, each once.
  var names: [String] {
    var names: [String] = []
    for case .argument(let name) in words.joined() where !names.contains(name) {
      names.append(name)
    }
    return names
  }

  static func names(in word: String) -> [String] { CommandTemplate([word]).names }

  /// The words with the arguments in their places.
  ///
  /// A word that begins with an argument must not become an option by it, unless options are over
  /// (after `--`) or the tool takes them: option injection is how allowed programs are turned
  /// (faults.md, section 6).
  func filled(
    with arguments: JSONObject, takesOptions: Bool
  ) throws(ToolFailure) -> [String] {
    var result: [String] = []
    var optionsAreOver = takesOptions
    for pieces in words {
      var word = ""
      for piece in pieces {
        switch piece {
        case .text(let text): word += text
        case .argument(let name): word += try Self.text(of: name, in: arguments)
        }
      }
      if case .argument(let name)? = pieces.first, !optionsAreOver, word.utf8.first == 0x2D {
        throw ToolFailure(
          .refused, "The argument \(SafeQuote.quoted(name)) may not begin with \"-\" here.")
      }
      if pieces == [.text("--")] { optionsAreOver = true }
      result.append(word)
    }
    return result
  }

  private static func text(
    of name: String, in arguments: JSONObject
  ) throws(ToolFailure) -> String {
    switch arguments[name] {
    case .string(let text)?:
      // A program's word ends at its first zero byte.
      guard !text.utf8.contains(0) else {
        throw ToolFailure(
          .badArguments, "The argument \(SafeQuote.quoted(name)) holds a zero byte.")
      }
      return text
    case .number(let number)?: return number.text
    case .bool(let value)?: return value ? "true" : "false"
    case .array?, .object?: return arguments[name]?.text() ?? ""
    case .null?, nil:
      throw ToolFailure(.badArguments, "The argument \(SafeQuote.quoted(name)) is missing.")
    }
  }

  // MARK: Reading

  private static func pieces(_ word: String) -> [Piece] {
    var pieces: [Piece] = []
    var text = ""
    var rest = word[...]
    while let first = rest.first {
      let isQuoted = rest.hasPrefix("{{")
      if first == "{", let name = name(in: rest.dropFirst(isQuoted ? 2 : 1), isQuoted) {
        if isQuoted {
          text += "{\(name)}"
        } else {
          if !text.isEmpty { pieces.append(.text(text)) }
          text = ""
          pieces.append(.argument(String(name)))
        }
        rest = rest[name.endIndex...].dropFirst(isQuoted ? 2 : 1)
      } else {
        text.append(first)
        rest = rest.dropFirst()
      }
    }
    return text.isEmpty && !pieces.isEmpty ? pieces : pieces + [.text(text)]
  }

  /// The name that stands before the closing braces.
  private static func name(in text: Substring, _ isQuoted: Bool) -> Substring? {
    let name = text.prefix { character in
      character.utf8.allSatisfy { $0.isLetterOrDigit || "-_.".utf8.contains($0) }
    }
    guard !name.isEmpty, text[name.endIndex...].hasPrefix(isQuoted ? "}}" : "}") else { return nil }
    return name
  }
}
