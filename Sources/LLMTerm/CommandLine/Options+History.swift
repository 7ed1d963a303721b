import ChatEngine

extension CommandEntry {
  static let history = CommandEntry(
    summary: "list, search, export, import, delete conversations",
    operands: "[WHAT…]", mostOperands: .max,
    choices: [
      ("list", "those whose titles fit the words, as do tag:x, is:pinned and is:archived"),
      ("search", "a text in everything that was said"),
      ("show", "one of them, by its id or the beginning of it"),
      ("export", "one of them to a file: Markdown, JSON or HTML"),
      ("import", "what ChatGPT, Claude, llm and aichat exported"),
      ("delete", "to the trash"),
      ("restore", "from the trash"),
    ],
    flags: [.json, .format, .force, .deleted, .demo],
    notes: ["Without a word, all are listed, the last one changed first."],
    examples: [
      Example(line: "llmterm history search lexer", help: "find what was said of lexers"),
      Example(line: "llmterm history export ID chat.html", help: "one page to be sent around"),
      Example(line: "llmterm history import conversations.json", help: "take over an export"),
    ])
}

extension Options {
  /// What is done with the conversations that are kept.
  struct History: Equatable {
    enum Action: Equatable {
      /// Those that fit a line as the list in the chat takes it.
      case list(String)
      case search(String)
      case show(String)
      case export(String, path: String?)
      case `import`([String])
      case delete([String])
      case restore([String])
    }

    var action = Action.list("")
    var asJSON = false
    var format: ConversationExport.Format?
    var overwrites = false
    /// What is in the trash instead of what is kept.
    var isOfTrash = false
    var isDemo = false
  }
}

extension Options.History {
  private static let verbs = ["list", "search", "show", "export", "import", "delete", "restore"]

  init(_ words: CommandLineWords) throws(UsageError) {
    asJSON = words.has(.json)
    overwrites = words.has(.force)
    isOfTrash = words.has(.deleted)
    isDemo = words.has(.demo)
    format = try words.read(
      of: .format, as: ConversationExport.Format.allCases.map(\.rawValue).joined(separator: ", ")
    ) { ConversationExport.Format(rawValue: $0) ?? ConversationExport.Format(path: "x." + $0) }
    action = try Self.action(words.operands)
  }

  private static func action(_ operands: [String]) throws(UsageError) -> Action {
    guard let verb = operands.first else { return .list("") }
    let rest = Array(operands.dropFirst())
    switch verb {
    case "list": return .list(rest.joined(separator: " "))
    case "search":
      return .search(
        try need(rest, "search needs a text to look for", "search lexer").joined(separator: " "))
    case "show": return .show(try one(rest, verb))
    case "export":
      guard rest.count <= 2 else { throw many(verb, rest[2]) }
      return .export(
        try need(rest, "export needs the id of a conversation", "export ID chat.md")[0],
        path: rest.count > 1 ? rest[1] : nil)
    case "import":
      return .import(try need(rest, "import needs a file", "import conversations.json"))
    case "delete": return .delete(try need(rest, "delete needs an id", "delete ID"))
    case "restore": return .restore(try need(rest, "restore needs an id", "restore ID"))
    default:
      throw UsageError(
        "history does not know \(SafeQuote.quoted(verb)); it knows \(verbs.joined(separator: ", "))."
          + Suggestion.question(for: verb, among: verbs))
    }
  }

  private static func one(_ rest: [String], _ verb: String) throws(UsageError) -> String {
    let id = try need(rest, "\(verb) needs the id of a conversation", "\(verb) ID")[0]
    if rest.count > 1 { throw many(verb, rest[1]) }
    return id
  }

  private static func need(
    _ rest: [String], _ problem: String, _ example: String
  ) throws(UsageError) -> [String] {
    guard !rest.isEmpty else {
      throw UsageError("history \(problem). Write it as in: llmterm history \(example)")
    }
    return rest
  }

  private static func many(_ verb: String, _ word: String) -> UsageError {
    UsageError(
      "history \(verb) takes no \(SafeQuote.quoted(word)). Give one conversation at a time.")
  }
}
