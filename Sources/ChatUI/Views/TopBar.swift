import ChatEngine

/// The first line: the conversation's title, which of several versions it shows, and where its
/// prompts go.
enum TopBar {
  /// All that it shows.
  struct Content: Sendable, Equatable {
    let title: String?
    let isReadOnly: Bool
    let isUnsaved: Bool
    let isCompared: Bool
    let version: [Int]
    let destination: Destination?
    let route: [Target]
    let theme: Theme
    let columns: Int

    fileprivate init(_ state: AppState, columns: Int) {
      title = state.title
      isReadOnly = state.readOnly != nil
      isUnsaved = state.unsaved != nil
      isCompared = state.comparison != nil
      version = TopBar.version(state).map { [$0.position, $0.siblings] } ?? []
      destination = state.destination
      route = state.route
      theme = state.theme
      self.columns = columns
    }
  }

  /// Draws it, or puts it as it was drawn last: it changes with few frames.
  static func draw(
    _ state: AppState, in rect: Rect, on grid: inout Grid, _ memory: inout ScreenMemory
  ) {
    guard !rect.isEmpty else { return }
    let content = Content(state, columns: rect.columns)
    if let last = memory.top, last.content == content {
      return grid.put(last.cells, at: rect.origin)
    }
    draw(state, in: rect, on: &grid)
    memory.top = (content, grid.cells(of: rect))
  }

  private static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    let right = [branch(state), route(state)].filter { !$0.isEmpty }.joined(separator: "   ")
      .truncated(to: max(0, rect.columns / 2 - 1))
    let start = rect.right - right.columns - 1
    grid.put(right, at: Point(column: start, row: rect.row), style: state.theme.dim, clip: rect)
    var title: SafeText = "New conversation"
    if let text = state.title { title = SafeText(text) }
    let mark = mark(state)
    let room = max(0, start - rect.column - (right.isEmpty ? 1 : 3))
    // Where there is no room for both, that nothing is kept matters more than what it is called.
    var place = Point(column: rect.column + 1, row: rect.row)
    place.column = grid.put(
      title.truncated(to: max(0, room - mark.text.columns)), at: place,
      style: Style(attributes: .bold), clip: rect)
    grid.put(mark.text.truncated(to: room), at: place, style: mark.style, clip: rect)
  }

  /// ` (read-only)`, or in the colour of an error ` (not saved)` while that is so.
  private static func mark(_ state: AppState) -> (text: SafeText, style: Style) {
    if state.readOnly != nil { return (" (read-only)", Style(attributes: .bold)) }
    return state.unsaved == nil ? ("", .plain) : (" (not saved)", state.theme.error)
  }

  /// `⎇ 2/3`: the last place on the path where there are other versions.
  private static func branch(_ state: AppState) -> SafeText {
    guard let entry = version(state) else { return SafeText() }
    return "⎇ \(entry.position)/\(entry.siblings)"
  }

  private static func version(_ state: AppState) -> Transcript.Entry? {
    guard let place = state.transcript.branch, state.transcript.entries.indices.contains(place)
    else { return nil }
    return state.transcript.entries[place]
  }

  /// `main route ▸ openai → anthropic`; nothing for a single target, which the status bar names.
  private static func route(_ state: AppState) -> SafeText {
    guard state.comparison == nil, case .route(let name) = state.destination else {
      return SafeText()
    }
    var providers: [String] = []
    for target in state.route where providers.last != target.provider {
      providers.append(target.provider)
    }
    var text: SafeText = "\(SafeText(name, context: .code)) route ▸ "
    for (place, provider) in providers.enumerated() {
      if place > 0 { text += " → " }
      text += SafeText(provider, context: .code)
    }
    return text
  }
}
