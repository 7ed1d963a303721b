/// The languages, by each name that a fence may give them.
enum LanguageTable {
  static let languages: [String: Language] = {
    var languages: [String: Language] = [:]
    for (names, language) in rows {
      for name in words(names) { languages[name] = language }
    }
    return languages
  }()

  static func words(_ text: String) -> Set<String> {
    Set(text.split { $0 == " " || $0 == "\n" }.map(String.init))
  }

  static let rows: [(names: String, language: Language)] =
    curly + scripts + functional + data + documents

  // MARK: What they share

  static let double = Language.Quote("\"")
  static let single = Language.Quote("'")
  static let backtick = Language.Quote("`", isLong: true)

  /// A language with `//`, `/* */` and quotes as C has them.
  static func c(
    _ keywords: String, types: String = "", literals: String = "true false null",
    quotes: [Language.Quote] = [double, single], capitals: Bool = true
  ) -> Language {
    var language = Language()
    language.keywords = words(keywords)
    language.types = words(types)
    language.literals = words(literals)
    language.lineComments = [Array("//".utf8)]
    language.blockComments = [(Array("/*".utf8), Array("*/".utf8))]
    language.quotes = quotes
    language.capitalTypes = capitals
    language.metaMark = UInt8(ascii: "@")
    return language
  }

  /// A language whose comments begin with a hash.
  static func hash(
    _ keywords: String, types: String = "", literals: String = "true false",
    quotes: [Language.Quote] = [double, single]
  ) -> Language {
    var language = Language()
    language.keywords = words(keywords)
    language.types = words(types)
    language.literals = words(literals)
    language.lineComments = [[UInt8(ascii: "#")]]
    language.quotes = quotes
    return language
  }

  static func with(_ language: Language, _ change: (inout Language) -> Void) -> Language {
    var language = language
    change(&language)
    return language
  }
}
