import ChatEngine

/// The rows of lists in words.
enum SpokenRows {
  /// `claude/sonnet, answers next, fails at times, $3 in and $15 out per million tokens`.
  static func choice(_ choice: Choice, _ state: AppState) -> SpokenList.Row {
    var pieces = [SafeText(choice.destination.text, context: .code)]
    if choice.destination == state.destination { pieces.append("answers next") }
    if case .route = choice.destination {
      let names = choice.targets.map { SafeText($0.description, context: .code) }
      pieces[0] = "route \(pieces[0])"
      pieces.append("of \(names.joined(separator: ", then "))")
    }
    switch choice.health {
    case .unknown, .ok: break
    case .degraded: pieces.append("fails at times")
    case .open: pieces.append("is not asked for a while")
    }
    if let obstacle = choice.obstacle { pieces.append(SafeText(obstacle)) }
    if let price = choice.price, choice.obstacle == nil {
      pieces.append("$\(Figures.price(price.input)) in and $\(Figures.price(price.output)) out")
    }
    return SpokenList.Row(key: choice.destination.text, text: pieces.joined(separator: ", "))
  }

  static func conversation(_ row: LibraryList.Row, _ state: AppState) -> SpokenList.Row {
    let summary = row.summary
    var pieces = [SafeText(summary.title)]
    pieces.append(Figures.date(summary.changed, utcOffset: state.utcOffset))
    if summary.marks.isPinned { pieces.append("pinned") }
    if summary.marks.isArchived { pieces.append("archived") }
    if !summary.marks.tags.isEmpty {
      pieces.append("tags \(SafeText(summary.marks.tags.joined(separator: " "), context: .code))")
    }
    if let found = row.found { pieces.append("found: \(SafeText(found.hit.snippet))") }
    return SpokenList.Row(key: summary.id, text: pieces.joined(separator: ", "))
  }

  static func tool(_ item: ToolItem) -> SpokenList.Row {
    var pieces: [SafeText]
    switch item {
    case .tool(let summary):
      pieces = [SafeText(summary.tool.name, context: .code)]
      pieces.append(summary.isOffered ? "on" : "off")
      pieces.append(summary.tool.isAllowed ? "runs unasked" : "asks")
      let words = SafeText(summary.tool.definition.description, context: .code)
      if !words.isEmpty { pieces.append(words.truncated(to: 100)) }
    case .server(let server):
      pieces = [
        "server \(SafeText(server.name, context: .code))", ToolsView.state(of: server).text,
      ]
    }
    return SpokenList.Row(key: item.label, text: pieces.joined(separator: ", "))
  }

  static func message(_ row: BranchMap.Row) -> SpokenList.Row {
    let node = row.node
    var name: SafeText =
      switch node.role {
      case .user: "You"
      case .assistant: "Answer"
      case .system: "System"
      case .tool: "Tool"
      }
    if let target = node.target { name = SafeText(target.model, context: .code) }
    var marks: [SafeText] = []
    if row.isHidden { marks.append("deleted") }
    if !node.isOnPath { marks.append("on another branch") }
    if node.isPartial { marks.append("not whole") }
    let words = SafeText(node.words, context: .code).truncated(to: 100)
    let text = ([name] + marks).joined(separator: ", ") + ": " + words
    return SpokenList.Row(key: node.id.text, text: text)
  }

  static func command(_ item: PaletteItem) -> SpokenList.Row {
    let name: SafeText
    switch item {
    case .command(let command): name = SafeText(KeyMap.typed.shortLabel(of: command))
    case .typed(let command): name = SafeText("/" + command.rawValue)
    }
    return SpokenList.Row(key: item.name, text: "\(name): \(SafeText(item.help))")
  }
}

extension PaletteItem {
  /// Whether it means something line by line.
  var isSpoken: Bool {
    switch self {
    case .command(let command): command.spokenUse == .works
    case .typed(let command): command != .theme && command != .keys
    }
  }
}
