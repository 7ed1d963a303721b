import ChatEngine

/// A message's first row: who says it, and when, or what it took and cost.
enum MessageHeading {
  static func line(of entry: Transcript.Entry, columns: Int, _ state: AppState) -> Line {
    let marks = marks(of: entry, state.theme)
    var line = name(of: entry.message, columns: columns - marks.columns, state.theme)
    line.append(marks)
    let right = figures(of: entry.message, columns: columns - line.columns - 2, state)
    guard !right.isEmpty else { return line }
    line.pad(to: columns - right.columns)
    line.append(right, style: state.theme.dim)
    return line
  }

  /// The provider is left out where there is no room for it, then the model is cut.
  private static func name(of message: Message, columns: Int, _ theme: Theme) -> Line {
    switch message.role {
    case .user: return Line(("You" as SafeText).truncated(to: columns), style: theme.you)
    case .system: return Line(("System" as SafeText).truncated(to: columns), style: theme.dim)
    case .tool: return Line(("Tool" as SafeText).truncated(to: columns), style: theme.dim)
    case .assistant: break
    }
    guard let target = message.origin?.target else {
      return Line(("Assistant" as SafeText).truncated(to: columns), style: theme.answer)
    }
    let model = SafeText(target.model, context: .code).truncated(to: columns)
    let provider: SafeText = " · \(SafeText(target.provider, context: .code))"
    var line = Line(model, style: theme.answer)
    if model.columns + provider.columns <= columns { line.append(provider, style: theme.dim) }
    return line
  }

  /// Which of several versions it is, and whether it is whole.
  private static func marks(of entry: Transcript.Entry, _ theme: Theme) -> Line {
    var line = Line()
    if entry.siblings > 1 {
      line.append("  ⎇ \(entry.position)/\(entry.siblings)", style: theme.dim)
    }
    if entry.message.state == .partial {
      line.append(entry.message.parts.isEmpty ? "  no answer" : "  partial", style: theme.warning)
    }
    return line
  }

  /// The figures that fit, the most telling first to stay.
  private static func figures(of message: Message, columns: Int, _ state: AppState) -> SafeText {
    var figures = figures(of: message, state)
    while true {
      let text = figures.map(\.text).joined(separator: " · ")
      if text.columns <= columns { return text }
      guard let least = figures.indices.max(by: { figures[$0].rank < figures[$1].rank }) else {
        return SafeText()
      }
      figures.remove(at: least)
    }
  }

  /// A figure of the heading; the one with the highest rank goes first where room is short.
  private struct Figure {
    var text: SafeText
    var rank: Int
  }

  /// The time of a prompt; what an answer took and cost.
  private static func figures(of message: Message, _ state: AppState) -> [Figure] {
    guard message.role == .assistant else {
      return [Figure(text: Figures.clock(message.time, utcOffset: state.utcOffset), rank: 0)]
    }
    guard message.state != .streaming else { return liveFigures(state) }
    var figures: [Figure] = []
    if let cached = message.ending?.cached {
      figures.append(Figure(text: "cached, \(Figures.age(of: cached, at: message.time))", rank: 1))
    }
    if let attempts = message.ending?.attempts.count, attempts > 1 {
      figures.append(Figure(text: "\(attempts) attempts", rank: 3))
    }
    if let attempts = message.ending?.attempts, attempts.count > 1, message.parts.isEmpty {
      // Of no answer it is not the last attempt that counts: all of them were waited for.
      let time = attempts.reduce(Duration.zero) { $0 + $1.wait + $1.total }
      figures.append(Figure(text: Figures.duration(time), rank: 1))
    } else if let attempt = message.ending?.attempts.last {
      figures.append(Figure(text: Figures.duration(attempt.total), rank: 1))
      if let speed = attempt.tokensPerSecond {
        figures.append(Figure(text: Figures.speed(speed), rank: 2))
      }
    }
    if let cost = message.ending?.cost {
      let mark: SafeText = message.ending?.usage?.isEstimated == true ? "~" : ""
      figures.append(Figure(text: mark + Figures.money(cost), rank: 0))
    }
    return figures
  }

  private static func liveFigures(_ state: AppState) -> [Figure] {
    guard case .streaming(_, let since) = state.turn else { return [] }
    var figures = [Figure(text: Figures.seconds(state.now - since), rank: 0)]
    if let speed = state.pace.tokensPerSecond(at: state.now) {
      figures.append(Figure(text: Figures.speed(speed), rank: 1))
    }
    return figures
  }
}
