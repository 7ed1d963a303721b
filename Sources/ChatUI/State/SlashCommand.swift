/// The commands that are typed: `/name argument`.
package enum SlashCommand: String, Sendable, CaseIterable {
  case model, route, compare, new, open, fork, tree, save, title, attach, detach, paste
  case system, params, tools, details, stats, copy, find, export, `import`, compact, keys, theme
  case help, quit

  /// What the argument is, as help shows it.
  package var argument: String {
    switch self {
    case .model: "[TARGET]"
    case .route, .theme: "[NAME]"
    case .compare: "[TARGETS]"
    case .title: "TEXT"
    case .save: "PATH"
    case .find: "[TEXT]"
    case .export: "[PATH]"
    case .import: "FILE"
    case .system: "[TEXT]"
    case .params: "NAME VALUE"
    case .attach: "PATH"
    case .detach: "[NAME]"
    case .stats: "[BY]"
    case .paste: ""
    case .new, .open, .fork, .tree, .tools, .details, .copy, .compact, .keys, .help, .quit: ""
    }
  }

  /// Whether it does nothing by itself.
  var needsArgument: Bool {
    switch self {
    case .title, .save, .params, .attach, .import: true
    case .detach, .paste, .stats: false
    case .model, .route, .compare, .theme, .new, .open, .fork, .tree, .system, .tools, .details,
      .copy, .find, .export, .compact, .keys, .help, .quit:
      false
    }
  }

  /// Whether the argument is the path of a file.
  var takesPath: Bool {
    switch self {
    case .attach, .import, .export, .save: true
    case .model, .route, .compare, .new, .open, .fork, .tree, .title, .detach, .paste, .system,
      .params, .tools, .details, .stats, .copy, .find, .compact, .keys, .theme, .help, .quit:
      false
    }
  }

  package var help: String {
    switch self {
    case .model: "choose provider and model"
    case .route: "choose a route"
    case .compare: "compare 2 to 6 targets side by side, or end it"
    case .new: "new conversation"
    case .open: "open a conversation"
    case .fork: "go on in a copy of this conversation"
    case .tree: "map of the branches: go there, fork, delete"
    case .theme: "choose how the screen looks"
    case .save: "write this conversation to another file"
    case .title: "rename this conversation"
    case .system: "set the system prompt; empty: none"
    case .params: "temperature, seed, max_output_tokens, reasoning_effort ..."
    case .tools: "tools and servers, and which of them models are told of"
    case .details: "details of the last answer"
    case .stats: "what was asked in 30 days: by model, provider or day"
    case .copy: "copy the last answer"
    case .find: "find in this conversation"
    case .export: "write it as Markdown, JSON or HTML"
    case .compact: "have older turns summed up on a new branch"
    case .import: "conversations of ChatGPT, Claude, llm, aichat"
    case .attach: "send a file along (also @PATH); a URL after you say yes"
    case .detach: "take a file away again; empty: all"
    case .paste: "attach the clipboard's image, or paste its text"
    case .keys, .help: "all keys and commands"
    case .quit: "leave"
    }
  }

  /// Splits what was typed; nil if it is no command that we know.
  package static func parse(_ text: String) -> (command: SlashCommand, argument: String)? {
    guard text.hasPrefix("/") else { return nil }
    let body = text.dropFirst()
    let name = body.prefix { !$0.isWhitespace }
    guard let command = SlashCommand(rawValue: String(name)) else { return nil }
    let argument = body.dropFirst(name.count).drop { $0.isWhitespace }
    return (command, String(argument))
  }

  /// Commands whose names begin as the typed text does; none once there is an argument.
  package static func completions(of text: String) -> [SlashCommand] {
    guard text.hasPrefix("/"), !text.contains(where: \.isWhitespace) else { return [] }
    return allCases.filter { $0.rawValue.hasPrefix(text.dropFirst()) }
  }
}

extension Command {
  /// What is typed to the same end; nil where there is nothing of the kind.
  var typed: SlashCommand? {
    switch self {
    case .picker: .model
    case .compare: .compare
    case .newConversation: .new
    case .openConversation: .open
    case .tree, .siblingBefore, .siblingAfter: .tree
    case .find: .find
    case .copyAnswer: .copy
    case .pasteClipboard: .paste
    case .help: .help
    case .endOfInput: .quit
    default: nil
    }
  }
}
