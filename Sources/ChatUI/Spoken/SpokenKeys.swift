/// What is typed where the full screen has a key.
///
/// The engine's sentences name the keys of the full screen; here they are put into other words. What
/// providers say passes through it, too: none of these words is likely to stand there.
enum SpokenKeys {
  private static let words: [(key: String, word: String)] = [
    ("press ^P", "type /model"), ("Press ^P", "Type /model"), ("Press Alt-R", "Type /regenerate"),
    ("press Alt-R", "type /regenerate"), ("… Esc cancels", ", Ctrl-C cancels"), ("Esc ", "Ctrl-C "),
    ("Alt-←", "/sibling-before"), ("^O", "/open"), ("Alt-R", "/regenerate"),
    ("Alt-U", "/restore-conversation"), ("Ctrl-T", "/compare"), (" · ", ", "),
  ]

  /// A sentence with what is typed in the place of keys.
  static func sentence(_ text: String) -> SafeText {
    var bytes = Array(text.utf8)
    for (key, word) in words { bytes = replaced(Array(key.utf8), by: Array(word.utf8), in: bytes) }
    return SafeText(String(decoding: bytes, as: UTF8.self))
  }

  private static func replaced(_ key: [UInt8], by word: [UInt8], in bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place...].starts(with: key) {
        result += word
        place += key.count
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return result
  }

  /// What does a command, line by line; nil where it has a word of its own name.
  static func word(for command: Command) -> String? {
    switch command {
    case .close, .interrupt: "Ctrl-C"
    case .endOfInput: "Ctrl-D"
    case .suspend: "Ctrl-Z"
    case .picker: "/model"
    case .newConversation: "/new"
    case .openConversation: "/open"
    case .copyAnswer: "/copy"
    case .palette: "/"
    case .accept: "Its number"
    case .markTarget: "Several numbers with spaces"
    case .deny: "no"
    case .allowOnce: "yes"
    case .allowAlways: "always"
    default: nil
    }
  }
}

extension KeyMap {
  /// No keys: what is said of a command is what is typed, line by line.
  package static let typed: KeyMap = {
    var words: [Command: String] = [:]
    for row in Command.table {
      words[row.command] = SpokenKeys.word(for: row.command) ?? "/" + row.command.rawValue
    }
    return KeyMap(words: words)
  }()
}
