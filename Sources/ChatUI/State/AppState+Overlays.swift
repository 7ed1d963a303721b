import ChatEngine

/// What lies over the transcript: moving in it, typing into it, taking something from it.
extension AppState {
  /// Changes what is typed into the open list.
  mutating func editQuery(_ edit: QueryEdit) -> [AppEffect] {
    switch overlay {
    case .picker(var picker):
      picker.list.edit(edit)
      opened = .picker(picker)
    case .library(let list): return self.edit(list, edit)
    case .history(var list):
      list.edit(edit)
      opened = .history(list)
    case .welcome(var welcome):
      welcome.edit(edit)
      opened = .welcome(welcome)
    case .tools(var list):
      list.edit(edit)
      opened = .tools(list)
    case .palette(var list):
      list.edit(edit)
      opened = .palette(list)
    case .themes(var themes):
      themes.list.edit(edit)
      preview(themes)
    case .help, .details, .usage, .tree, .approval, nil: break
    }
    return []
  }

  mutating func moveItem(by step: Int) {
    switch overlay {
    case .picker(var picker):
      picker.list.move(by: step)
      opened = .picker(picker)
    case .library(var list):
      list.move(by: step)
      opened = .library(list)
    case .history(var list):
      list.move(by: step)
      opened = .history(list)
    case .welcome(var welcome):
      if welcome.input == nil { welcome.move(by: step) }
      opened = .welcome(welcome)
    case .tools(var list):
      list.move(by: step)
      opened = .tools(list)
    case .palette(var list):
      list.move(by: step)
      opened = .palette(list)
    case .themes(var themes):
      themes.list.move(by: step)
      preview(themes)
    case .tree(var map):
      map.move(by: step)
      opened = .tree(map)
    case .help, .details, .usage: scrollPage(by: step)
    case .approval: approval?.scroll(by: step)
    case nil: break
    }
  }

  mutating func scrollPage(by lines: Int) {
    let last = PageView.lastOffset(self)
    switch overlay {
    case .help(var scroll):
      scroll.move(by: lines, last: last)
      opened = .help(scroll)
    case .details(let message, var scroll):
      scroll.move(by: lines, last: last)
      opened = .details(message, scroll)
    case .usage(let summary, var scroll):
      scroll.move(by: lines, last: last)
      opened = .usage(summary, scroll)
    case .picker, .library, .history, .welcome, .tools, .tree, .palette, .themes, .approval, nil:
      break
    }
  }

  // MARK: Opening

  mutating func toggleHelp() {
    if case .help = overlay { opened = nil } else { opened = .help(PageScroll()) }
  }

  mutating func openDetails() -> [AppEffect] {
    guard let entry = transcript.chosenEntry else { return refuse("There is no answer yet.") }
    opened = .details(entry.pathMessage, PageScroll())
    return []
  }

  /// Asks for what was asked; the page opens when it comes.
  mutating func readUsage(typed text: String) -> [AppEffect] {
    guard let grouping = UsageReport.Grouping(rawValue: text.isEmpty ? "model" : text) else {
      return refuse("It is /stats, /stats provider or /stats day.")
    }
    return [.engine(.readUsage(by: grouping, utcOffset: utcOffset))]
  }

  mutating func show(_ summary: UsageSummary) {
    // What a person opened meanwhile stays.
    switch opened {
    case .usage, nil: opened = .usage(summary, PageScroll())
    default: break
    }
  }

  mutating func openPicker(for purpose: Picker.Purpose) -> [AppEffect] {
    if case .picker = overlay {
      opened = nil
      return []
    }
    guard !choices.isEmpty else {
      opened = .welcome(Welcome())
      return []
    }
    var picker = Picker(choices, purpose: purpose)
    picker.list.select { $0.destination == destination }
    if purpose == .compare { picker.marks = comparison?.panes.map(\.destination) ?? [] }
    opened = .picker(picker)
    return [.engine(.refreshModels)]
  }

  mutating func openTools() -> [AppEffect] {
    opened = .tools(ToolItem.all(tools, servers: toolServers))
    return [.engine(.listTools)]
  }

  mutating func openHistory() {
    // A prompt may be as long as a book; what it begins with is enough to find it.
    opened = .history(FilteredList(history.prompts.reversed()) { String($0.prefix(200)) })
  }

  // MARK: Taking

  mutating func accept() -> [AppEffect] {
    switch overlay {
    case .picker(let picker): return accept(picker)
    case .library(let list): return accept(list)
    case .history(let list):
      guard let prompt = list.selectedItem else { return [.bell] }
      opened = nil
      composer.replace(with: prompt)
      return []
    case .welcome(let welcome): return accept(welcome)
    case .tools(let list): return accept(list.selectedItem)
    case .tree(let map): return accept(map)
    case .palette(let list): return accept(list.selectedItem)
    case .themes(let themes):
      guard let chosen = themes.list.selectedItem else { return [.bell] }
      opened = nil
      return take(chosen)
    case .help, .details, .usage, .approval, nil: return []
    }
  }

  /// Offers the marked tool, or no longer; of a server, all is said that is known.
  private mutating func accept(_ item: ToolItem?) -> [AppEffect] {
    switch item {
    case .tool(let summary): return [.engine(.offerTool(summary.tool.name, !summary.isOffered))]
    case .server(let server):
      show(.info, "\(server.name), \(ToolsView.state(of: server).text.string): \(server.place)")
      return []
    case nil: return [.bell]
    }
  }

  private mutating func accept(_ picker: Picker) -> [AppEffect] {
    if let effects = compareMarked(picker) { return effects }
    let choice = picker.list.selectedItem
    if let obstacle = choice?.obstacle { return refuse(obstacle) }
    // What is not listed may still be there: a provider knows more models than its list has.
    let typed = Target(picker.list.query).map(Destination.target)
    guard let destination = choice?.destination ?? typed else { return [.bell] }
    opened = nil
    switch picker.purpose {
    case .select, .compare: return [.engine(.select(destination))]
    case .merge(let pane): return [.engine(.compare(.merge(with: destination, pane: pane)))]
    case .regenerate(let id): return regenerate(id, with: destination)
    }
  }

  private mutating func accept(_ welcome: Welcome) -> [AppEffect] {
    var welcome = welcome
    guard let input = welcome.input else {
      if welcome.selected == .demo { return [.engine(.startDemo)] }
      welcome.input = ""
      opened = .welcome(welcome)
      return []
    }
    let line = input.trimmingEnd()
    guard !line.isEmpty else { return [.bell] }
    welcome.input = nil
    opened = .welcome(welcome)
    switch welcome.selected {
    case .key: return [.engine(.addKey(line))]
    case .server: return [.engine(.addServer(line))]
    case .demo: return []
    }
  }
}
