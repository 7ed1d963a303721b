import ChatEngine

/// What lies over the transcript: moving in it, typing into it, taking something from it.
extension AppState {
  /// Changes what is typed into the open list.
  mutating func editQuery(_ edit: QueryEdit) {
    switch overlay {
    case .picker(var picker):
      picker.list.edit(edit)
      overlay = .picker(picker)
    case .library(var list):
      list.edit(edit)
      overlay = .library(list)
    case .history(var list):
      list.edit(edit)
      overlay = .history(list)
    case .welcome(var welcome):
      welcome.edit(edit)
      overlay = .welcome(welcome)
    case .help, .details, nil: break
    }
  }

  mutating func moveItem(by step: Int) {
    switch overlay {
    case .picker(var picker):
      picker.list.move(by: step)
      overlay = .picker(picker)
    case .library(var list):
      list.move(by: step)
      overlay = .library(list)
    case .history(var list):
      list.move(by: step)
      overlay = .history(list)
    case .welcome(var welcome):
      if welcome.input == nil { welcome.move(by: step) }
      overlay = .welcome(welcome)
    case .help, .details: scrollPage(by: step)
    case nil: break
    }
  }

  mutating func scrollPage(by lines: Int) {
    let last = PageView.lastOffset(self)
    switch overlay {
    case .help(var scroll):
      scroll.move(by: lines, last: last)
      overlay = .help(scroll)
    case .details(let message, var scroll):
      scroll.move(by: lines, last: last)
      overlay = .details(message, scroll)
    case .picker, .library, .history, .welcome, nil: break
    }
  }

  // MARK: Opening

  mutating func toggleHelp() {
    if case .help = overlay { overlay = nil } else { overlay = .help(PageScroll()) }
  }

  mutating func openDetails() -> [AppEffect] {
    guard let entry = transcript.chosenEntry else { return refuse("There is no answer yet.") }
    overlay = .details(entry.pathMessage, PageScroll())
    return []
  }

  mutating func openPicker(for purpose: Picker.Purpose) -> [AppEffect] {
    if case .picker = overlay {
      overlay = nil
      return []
    }
    guard !choices.isEmpty else {
      overlay = .welcome(Welcome())
      return []
    }
    var picker = Picker(choices, purpose: purpose)
    picker.list.select { $0.destination == destination }
    overlay = .picker(picker)
    return [.engine(.refreshModels)]
  }

  mutating func openHistory() {
    // A prompt may be as long as a book; what it begins with is enough to find it.
    overlay = .history(FilteredList(history.prompts.reversed()) { String($0.prefix(200)) })
  }

  // MARK: Taking

  mutating func accept() -> [AppEffect] {
    switch overlay {
    case .picker(let picker): return accept(picker)
    case .library(let list):
      guard let conversation = list.selectedItem else { return [.bell] }
      overlay = nil
      return keepDraft() + [.engine(.open(conversation.id))]
    case .history(let list):
      guard let prompt = list.selectedItem else { return [.bell] }
      overlay = nil
      composer.replace(with: prompt)
      return []
    case .welcome(let welcome): return accept(welcome)
    case .help, .details, nil: return []
    }
  }

  private mutating func accept(_ picker: Picker) -> [AppEffect] {
    let choice = picker.list.selectedItem
    if let obstacle = choice?.obstacle { return refuse(obstacle) }
    // What is not listed may still be there: a provider knows more models than its list has.
    let typed = Target(picker.list.query).map(Destination.target)
    guard let destination = choice?.destination ?? typed else { return [.bell] }
    overlay = nil
    switch picker.purpose {
    case .select: return [.engine(.select(destination))]
    case .regenerate(let id): return regenerate(id, with: destination)
    }
  }

  private mutating func accept(_ welcome: Welcome) -> [AppEffect] {
    var welcome = welcome
    guard let input = welcome.input else {
      if welcome.selected == .demo { return [.engine(.startDemo)] }
      welcome.input = ""
      overlay = .welcome(welcome)
      return []
    }
    let line = input.trimmingEnd()
    guard !line.isEmpty else { return [.bell] }
    welcome.input = nil
    overlay = .welcome(welcome)
    switch welcome.selected {
    case .key: return [.engine(.addKey(line))]
    case .server: return [.engine(.addServer(line))]
    case .demo: return []
    }
  }
}
