/// A theme as a person writes it: roles by their names, and styles in words.
extension Theme {
  /// What is wrong with a theme of the user's own.
  package enum Problem: Error, Sendable, Equatable {
    case unknownRole(String)
    case badStyle(role: String, style: String)
  }

  private typealias Setter = @Sendable (inout Theme, Style) -> Void

  private static let screenRoles: [(name: String, set: Setter)] = [
    ("dim", { $0.dim = $1 }), ("accent", { $0.accent = $1 }), ("you", { $0.you = $1 }),
    ("answer", { $0.answer = $1 }), ("reasoning", { $0.reasoning = $1 }),
    ("frame", { $0.frame = $1 }), ("ok", { $0.ok = $1 }), ("warning", { $0.warning = $1 }),
    ("error", { $0.error = $1 }), ("status_bar", { $0.statusBar = $1 }),
    ("marked", { $0.marked = $1 }), ("match", { $0.match = $1 }),
  ]

  /// `text.keyword` and the like: rich text and code.
  private static let textRoles: [(name: String, set: Setter)] =
    TextRole.allCases.filter { $0 != .plain }.map { role -> (name: String, set: Setter) in
      (name: "text.\(snakeCase("\(role)"))", set: { $0.text[role] = $1 })
    }

  /// As names are written in the configuration: `quote_bar`.
  private static func snakeCase(_ name: String) -> String {
    name.reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
  }

  private static let roles = screenRoles + textRoles

  /// The names of all roles.
  package static var roleNames: [String] { roles.map(\.name) }

  /// The theme with other styles for some roles.
  package func changed(_ changes: [(role: String, style: String)]) throws(Problem) -> Theme {
    var theme = self
    for (role, text) in changes {
      guard let set = Theme.roles.first(where: { $0.name == role })?.set else {
        throw .unknownRole(role)
      }
      guard let style = Style(words: text) else { throw .badStyle(role: role, style: text) }
      set(&theme, style)
    }
    return theme
  }
}

extension Style {
  private static let attributeNames: [String: Attributes] = [
    "bold": .bold, "dim": .dim, "italic": .italic, "underline": .underline, "reverse": .reverse,
    "strikethrough": .strikethrough,
  ]

  /// Reads `bold bright-red on #202020`: attributes, a colour, and a colour behind; nil where a word
  /// is none of them.
  package init?(words: String) {
    self.init()
    var isBehind = false
    var colours = 0
    var isComplete = true
    for word in words.split(separator: " ").map({ $0.lowercased() }) {
      if word == "on", !isBehind {
        isBehind = true
        isComplete = false
      } else if let attribute = Style.attributeNames[word], !isBehind {
        attributes.insert(attribute)
      } else if let colour = Colour(word: word), isBehind ? !isComplete : colours == 0 {
        if isBehind { background = colour } else { foreground = colour }
        colours += 1
        isComplete = true
      } else {
        return nil
      }
    }
    if !isComplete { return nil }
  }
}

extension Colour {
  private static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white",
  ]

  /// `red`, `bright-red`, `default`, a number of the palette, or `#rrggbb`.
  package init?(word: String) {
    if word == "default" {
      self = .default
    } else if let number = UInt8(word) {
      self = .palette(number)
    } else if let index = Colour.names.firstIndex(of: word) {
      self = .palette(UInt8(index))
    } else if word.hasPrefix("bright-"),
      let index = Colour.names.firstIndex(of: String(word.dropFirst("bright-".count)))
    {
      self = .palette(UInt8(index + 8))
    } else if word.hasPrefix("#"), word.count == 7, let value = UInt32(word.dropFirst(), radix: 16)
    {
      self = .rgb(UInt8(value >> 16 & 255), UInt8(value >> 8 & 255), UInt8(value & 255))
    } else {
      return nil
    }
  }
}
