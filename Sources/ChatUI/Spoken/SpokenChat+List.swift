import ChatEngine

/// Choosing from a list that was read out.
extension SpokenChat {
  /// Reads out a list that is open, where it is another one than before.
  mutating func tellList() {
    guard let current = SpokenList(state) else {
      // While a line about one of its rows is typed, it is still open.
      if case .library? = state.opened { return }
      list = nil
      return
    }
    guard current.isWhole else { return }
    guard let before = list, before.mark == current.mark else {
      list = current
      listed = min(current.rows.count, SpokenList.most)
      say(current.lines())
      return
    }
    if current.isWatched {
      for (place, row) in current.rows.enumerated() where before.rows[place] != row {
        say("\(place + 1). \(row.text)")
      }
    }
    // Numbers mean the rows that were read out, wherever those are now.
    if current.isWatched { list = current }
  }

  mutating func answerList(_ line: String) -> [AppEffect] {
    guard let list else { return [] }
    let words = line.split { $0.isWhitespace || $0 == "," }.map(String.init)
    guard let first = words.first else {
      self.list = nil
      return state.perform(.close)
    }
    if first.hasPrefix("/") {
      self.list = nil
      return state.perform(.close) + take([line])
    }
    if first == "more", words.count == 1, listed < list.rows.count {
      say(list.lines(from: listed))
      listed = min(list.rows.count, listed + SpokenList.most)
      return []
    }
    if let deed = list.deeds.first(where: { $0.word == first }) {
      return perform(deed.command, on: words.dropFirst().first, of: list)
    }
    let numbers = words.compactMap { Int($0) }
    if numbers.count == words.count { return choose(numbers, of: list) }
    return search(line.trimmingEnd())
  }

  private mutating func choose(_ numbers: [Int], of list: SpokenList) -> [AppEffect] {
    guard numbers.count == 1 || list.takesSeveral else {
      say("One number, please.")
      return []
    }
    guard mark(numbers[0], of: list) else { return [] }
    guard numbers.count > 1 else { return take() }
    if case .picker(var picker) = state.opened {
      picker.marks = []
      state.opened = .picker(picker)
    }
    for number in numbers {
      guard mark(number, of: list) else { return [] }
      _ = state.toggleMark()
    }
    return take()
  }

  /// Takes the marked row; what it does is done as on the full screen.
  private mutating func take() -> [AppEffect] {
    let isPalette = if case .palette = state.opened { true } else { false }
    if isPalette, case .palette(let list) = state.opened, let item = list.selectedItem,
      case .command(let command) = item
    {
      state.opened = nil
      return perform(command)
    }
    let effects = state.accept()
    if isPalette, state.composer.isCommand {
      say("Type it with what it needs: \(SafeText(state.composer.text))and so on.")
      state.composer.clear()
    }
    return effects
  }

  private mutating func perform(
    _ command: Command, on word: String?, of list: SpokenList
  ) -> [AppEffect] {
    if command == .restoreConversation || command == .bringBack { return state.perform(command) }
    guard let number = word.flatMap({ Int($0) }) else {
      say("That wants the number of a line.")
      return []
    }
    guard mark(number, of: list) else { return [] }
    return state.perform(command)
  }

  /// Marks the row that was read out with that number, wherever it is by now.
  private mutating func mark(_ number: Int, of list: SpokenList) -> Bool {
    guard list.rows.indices.contains(number - 1) else {
      say("There is no line \(number).")
      return false
    }
    guard let current = SpokenList(state),
      let row = current.rows.firstIndex(where: { $0.key == list.rows[number - 1].key })
    else {
      say("Line \(number) is not there any more.")
      return false
    }
    state.moveItem(by: current.places[row] - current.selected)
    return true
  }

  /// Narrows the list; the only one that fits is taken.
  private mutating func search(_ text: String) -> [AppEffect] {
    let effects = state.editQuery(.clear) + state.editQuery(.type(text))
    guard let found = SpokenList(state), found.isWhole, !found.isWatched else { return effects }
    let isTyped: Bool
    if case .picker = state.opened { isTyped = Target(text) != nil } else { isTyped = false }
    let exact = found.rows.firstIndex { $0.key == text }
    guard let row = exact ?? (found.rows.count == 1 ? 0 : nil) else {
      return found.rows.isEmpty && isTyped ? effects + take() : effects
    }
    state.moveItem(by: found.places[row] - found.selected)
    return effects + take()
  }
}
