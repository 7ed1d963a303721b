import ChatEngine

/// A tool call on one line: `→ weather {"city":"Oslo"} · done · 3 degrees, rain`.
enum ToolCallLine {
  private static let gap: SafeText = " · "

  static func draw(
    _ name: String, _ arguments: SafeText, _ status: CallRun.Status, columns: Int,
    _ state: AppState
  ) -> Line {
    let theme = state.theme
    let (word, style, text) = words(of: status, state)
    // What has become of it is never cut for the sake of what it is.
    let wordColumns = word.isEmpty ? 0 : word.columns + gap.columns
    var line = Line(
      ("→ " + SafeText(name, context: .code)).truncated(to: max(3, columns - wordColumns)),
      style: theme.accent)
    var room = columns - line.columns - wordColumns - 1
    if !arguments.isEmpty, room >= leastArguments {
      // Both get half, or what the other leaves.
      let wanted = text.isEmpty ? 0 : text.columns + gap.columns
      let part = arguments.truncated(to: max(room / 2, room - wanted))
      line.append(" " + part, style: theme.dim)
      room -= part.columns
    }
    guard !word.isEmpty else { return line }
    line.append(gap, style: theme.dim)
    line.append(word.truncated(to: columns - line.columns), style: style)
    room = columns - line.columns - gap.columns
    guard !text.isEmpty, room >= leastArguments else { return line }
    line.append(gap + text.truncated(to: room), style: theme.dim)
    return line
  }

  /// Less says nothing.
  private static let leastArguments = 4

  /// A word for its state, and what there is to say beside it.
  private static func words(
    of status: CallRun.Status, _ state: AppState
  ) -> (word: SafeText, style: Style, text: SafeText) {
    let theme = state.theme
    switch status {
    case .pending: return ("", .plain, "")
    case .waiting: return ("waits for you", theme.warning, "")
    case .running(let since, let progress):
      let time = since.map { since -> SafeText in " \(Figures.seconds(state.now - since))" } ?? ""
      return ("running\(time)", theme.accent, firstLine(of: progress ?? ""))
    case .done(let content): return ("done", theme.ok, firstLine(of: content))
    case .failed(let content): return ("failed", theme.error, firstLine(of: content))
    case .denied: return ("denied", theme.warning, "")
    case .notRun: return ("not run", theme.dim, "")
    }
  }

  /// The first line with something on it, as far as a row may show it.
  ///
  /// Not the one that tells models where the data comes from: a person has seen that.
  static func firstLine(of text: String) -> SafeText {
    var start = text.prefix(2000).drop { $0.isWhitespace }
    let heading = start.prefix { !$0.isNewline }
    if heading.hasPrefix("["), heading.hasSuffix("instructions]") {
      start = start.dropFirst(heading.count).drop { $0.isWhitespace }
    }
    return SafeText(String(start.prefix { !$0.isNewline }.prefix(400)), context: .code)
  }
}
