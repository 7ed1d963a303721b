import ChatEngine

/// What a line that is typed does: it answers what is asked, or it is a prompt or a command.
extension SpokenChat {
  mutating func take(_ lines: [String]) -> [AppEffect] {
    guard let first = lines.first else { return [] }
    let question = question
    if question == .prompt { return take(promptLines: lines) }
    if lines.count > 1 { say("Only the first of the lines was taken.") }
    switch question {
    case .approval: return answerApproval(lines)
    case .list: return answerList(first)
    case .input: return fillIn(first)
    case .fetch: return state.answerFetch(.text(Self.isYes(first) ? "y" : "n")) ?? []
    case .confirm: return answerConfirm(first)
    case .cut:
      return [.engine(.resolveCut(again: Self.isYes(first)))]
    case .find: return walk(first)
    case .prompt: return []
    }
  }

  static func isYes(_ line: String) -> Bool { ["y", "yes"].contains(word(line)) }

  private static func word(_ line: String) -> String {
    line.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
  }

  private mutating func answerConfirm(_ line: String) -> [AppEffect] {
    let command = confirming
    confirming = nil
    guard Self.isYes(line), let command else {
      say("Left as it is.")
      return []
    }
    return [.engine(command)]
  }

  // MARK: A call that wants to run

  /// An empty line is a no; what is neither yes nor no leaves the question open.
  private mutating func answerApproval(_ lines: [String]) -> [AppEffect] {
    guard let dialog = state.approval else { return [] }
    let choices: [String: Command] = [
      "": .deny, "n": .deny, "no": .deny, "y": .allowOnce, "yes": .allowOnce, "a": .allowAlways,
      "always": .allowAlways,
    ]
    guard lines.count == 1, let command = choices[Self.word(lines[0])] else {
      say("It is not run before you say yes.")
      return []
    }
    let effects = state.perform(command, whileAsked: dialog)
    if state.approval != nil, effects.isEmpty {
      say("That was typed before the question. It is asked again.")
    } else if command == .deny {
      say("Not run.")
    }
    return effects
  }

  // MARK: A line about something

  private mutating func fillIn(_ line: String) -> [AppEffect] {
    guard !line.trimmingEnd().isEmpty else {
      if state.find != nil { state.find = nil } else { _ = state.perform(.close) }
      return []
    }
    if state.opened == nil, state.find != nil {
      state.editFind(.type(line))
      state.find?.isTyping = false
      return []
    }
    return state.editQuery(.clear) + state.editQuery(.type(line)) + state.accept()
  }

  private mutating func walk(_ line: String) -> [AppEffect] {
    switch line.trimmingEnd() {
    case "n": return state.perform(.findNext)
    case "N", "b": return state.perform(.findPrevious)
    case "":
      state.find = nil
      return []
    default:
      state.find = nil
      return take(promptLines: [line])
    }
  }

  // MARK: Prompts

  private mutating func take(promptLines lines: [String]) -> [AppEffect] {
    if lines.count > 1 || isPasted { return gather(lines) }
    let line = lines[0]
    if line.hasSuffix("\\") {
      begun.append(String(line.dropLast()))
      return []
    }
    let text = (begun + [line]).joined(separator: "\n")
    begun = []
    return take(prompt: text)
  }

  /// Lines that came at once are one prompt, which an empty line ends.
  private mutating func gather(_ lines: [String]) -> [AppEffect] {
    guard isPasted, lines == [""] else {
      isPasted = true
      begun += lines
      say(
        "\(SpokenFigures.counted(begun.count, "line")). An empty line sends them, Ctrl-C drops them."
      )
      return []
    }
    let text = begun.joined(separator: "\n")
    begun = []
    isPasted = false
    return take(prompt: text)
  }

  private mutating func take(prompt text: String) -> [AppEffect] {
    let plain = text.trimmingEnd()
    if plain.isEmpty {
      if state.editing != nil {
        say("Left as it was.")
        return state.giveUpEditing()
      }
      return state.releaseQueue()
    }
    if copiesBlock {
      copiesBlock = false
      if let number = Int(plain) {
        return state.comparison == nil
          ? state.copyBlock(number) : state.inFocusedPane { $0.copyBlock(number) }
      }
    }
    if plain == "/" { return state.perform(.palette) }
    if let effects = perform(typed: plain) { return effects }
    if let number = Int(plain), let effects = adopt(number) { return effects }
    let isCommand = plain.hasPrefix("/") && !plain.contains { $0.isNewline }
    state.composer.replace(with: isCommand ? plain : text)
    if !isCommand { typed = text }
    let effects = state.send()
    // What was refused stays where it can be sent from, but a command does not.
    if isCommand, state.composer.text == plain { state.composer.clear() }
    return effects
  }

  /// The line is the name of a command of the table, perhaps with a number; nil where it is none.
  private mutating func perform(typed line: String) -> [AppEffect]? {
    guard line.hasPrefix("/"), SlashCommand.parse(line) == nil else { return nil }
    let words = line.dropFirst().split(separator: " ").map(String.init)
    guard let name = words.first, let command = Command(rawValue: name) else { return nil }
    if let refusal = command.spokenUse.refusal {
      say(refusal)
      return []
    }
    return perform(command, number: words.dropFirst().first.flatMap { Int($0) })
  }

  mutating func perform(_ command: Command, number: Int? = nil) -> [AppEffect] {
    if let number, let compared = state.comparison {
      guard compared.order.indices.contains(number - 1) else {
        say("There is no answer \(number).")
        return []
      }
      state.comparison?.layout.focus = compared.order[number - 1]
    }
    switch command {
    case .top: say(reading(fromTop: true))
    case .bottom: say(reading(fromTop: false))
    case .send: return state.send()
    default: return state.perform(command)
    }
    return []
  }

  /// A number alone goes on from that answer, once all have answered.
  private mutating func adopt(_ number: Int) -> [AppEffect]? {
    guard let compared = state.comparison, compared.busyCount == 0,
      compared.panes.contains(where: { $0.answer != nil }),
      compared.order.indices.contains(number - 1)
    else { return nil }
    return perform(.adopt, number: number)
  }
}
