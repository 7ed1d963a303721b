import ChatEngine

/// The first line: the conversation's title, which of several versions it shows, and where its
/// prompts go.
enum TopBar {
  static func draw(_ state: AppState, in rect: Rect, on grid: inout Grid) {
    guard !rect.isEmpty else { return }
    let right = [branch(state), route(state)].filter { !$0.isEmpty }.joined(separator: "   ")
      .truncated(to: max(0, rect.columns / 2 - 1))
    let start = rect.right - right.columns - 1
    grid.put(right, at: Point(column: start, row: rect.row), style: state.theme.dim, clip: rect)
    var title: SafeText = "New conversation"
    if let text = state.title { title = SafeText(text) }
    if state.readOnly != nil { title += " (read-only)" }
    grid.put(
      title.truncated(to: max(0, start - rect.column - (right.isEmpty ? 1 : 3))),
      at: Point(column: rect.column + 1, row: rect.row),
      style: Style(attributes: .bold), clip: rect)
  }

  /// `⎇ 2/3`: the last place on the path where there are other versions.
  private static func branch(_ state: AppState) -> SafeText {
    guard let place = state.transcript.branch, state.transcript.entries.indices.contains(place)
    else { return SafeText() }
    let entry = state.transcript.entries[place]
    return "⎇ \(entry.position)/\(entry.siblings)"
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
