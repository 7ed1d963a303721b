/// What the lexer knows of a language.
struct Language: Sendable {
  /// How a string is written.
  struct Quote: Sendable {
    let open: [UInt8]
    let close: [UInt8]
    var escapes = true
    /// Whether it may go on in the next line.
    var isLong = false

    init(_ open: String, _ close: String? = nil, escapes: Bool = true, isLong: Bool = false) {
      self.open = Array(open.utf8)
      self.close = Array((close ?? open).utf8)
      self.escapes = escapes
      self.isLong = isLong
    }
  }

  /// What the words of a line are looked at for.
  enum Form: Sendable {
    case code
    /// `key: value` or `key = value` at the beginning of a line.
    case keys(UInt8)
    /// Tags in angle brackets.
    case markup
    case diff
    case markdown
    /// The first word of a line is a keyword.
    case instructions
  }

  var form = Form.code
  var keywords: Set<String> = []
  var types: Set<String> = []
  var literals: Set<String> = []
  var lineComments: [[UInt8]] = []
  var blockComments: [(open: [UInt8], close: [UInt8])] = []
  /// Whether block comments may stand in each other.
  var nests = false
  /// Longer ones first.
  var quotes: [Quote] = []
  var ignoresCase = false
  /// Whether a word with a capital letter is a type.
  var capitalTypes = false
  /// What a word may begin with beside letters and `_`.
  var wordMarks: Set<UInt8> = []
  /// What makes a variable of the word behind it.
  var variableMark: UInt8?
  /// What makes an annotation of the word behind it.
  var metaMark: UInt8?
  /// `[section]` at the beginning of a line.
  var sections = false

  /// The language of a fence's first word.
  static func named(_ name: String) -> Language? { LanguageTable.languages[name.lowercased()] }
}
