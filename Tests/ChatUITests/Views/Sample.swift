import ChatEngine
import Testing

@testable import ChatUI

/// A state as a person meets it, made by the events that lead there.
struct Sample {
  static let target = Target(provider: "anthropic", model: "claude-sonnet-5")
  static let other = Target(provider: "openai", model: "gpt-6.2-sol")
  static let route = Destination.route("main")
  /// 10:42 UTC on 2026-11-23.
  static let morning = Timestamp(milliseconds: 1_795_430_520_000)

  var state: AppState
  var now = Instant(nanoseconds: 1_000_000_000_000)
  private var memory = ScreenMemory()

  init(
    columns: Int, rows: Int, theme: Theme = .mono, keys: KeyMap = KeyMap(),
    editing: Configuration.Interface.Editing = .readline
  ) {
    state = AppState(
      size: Size(columns: columns, rows: rows), theme: theme, keys: keys, editing: editing)
    engine(.opened(OpenedConversation(id: "c1")))
    engine(.selected(Sample.route, label: "main", route: [Sample.target, Sample.other]))
    engine(.choices(Sample.choices))
    engine(.context(used: 0, isEstimated: false, window: 200_000))
  }

  static var choices: [Choice] {
    let sonnet = Model(
      id: target.model, context: 200_000, price: Price(input: 2, output: 10), vision: true,
      tools: true, jsonSchema: true, reasoning: true)
    let sol = Model(
      id: other.model, context: 1_050_000, price: Price(input: 2, output: 10), tools: true)
    var first = Choice(destination: .target(target), targets: [target], model: sonnet, health: .ok)
    first.firstToken = .milliseconds(840)
    first.tokensPerSecond = 45.2
    let second = Choice(
      destination: .target(other), targets: [other], model: sol, health: .degraded)
    let whole = Choice(destination: route, targets: [target, other], health: .ok)
    return [whole, first, second]
  }

  @discardableResult
  mutating func engine(_ update: EngineUpdate) -> [AppEffect] {
    state.handle(.engine(update), at: now)
  }

  @discardableResult
  mutating func press(_ keys: String...) -> [AppEffect] {
    var effects: [AppEffect] = []
    for key in keys.compactMap(Key.init) {
      effects += state.handle(.input(.key(key)), at: now)
    }
    return effects
  }

  @discardableResult
  mutating func input(_ input: InputEvent) -> [AppEffect] { state.handle(.input(input), at: now) }

  @discardableResult
  mutating func type(_ text: String) -> [AppEffect] { input(.text(text)) }

  @discardableResult
  mutating func paste(_ text: String) -> [AppEffect] { input(.paste(text)) }

  /// Performs a command by whatever key it has.
  @discardableResult
  mutating func perform(_ command: Command) -> [AppEffect] {
    state.layOut()
    return state.perform(command)
  }

  /// Lets time pass.
  mutating func wait(_ duration: Duration) {
    now += duration
    _ = state.handle(.tick, at: now)
  }

  /// The screen as it is drawn: with what is left of the last one, which changes nothing.
  mutating func grid() -> Grid {
    state.layOut()
    let grid = Screen.render(state, &memory)
    var fresh = state
    fresh.transcript.isRewritten = true
    for pane in fresh.comparison?.panes.indices ?? 0..<0 {
      fresh.comparison?.panes[pane].transcript.isRewritten = true
    }
    fresh.layOut()
    #expect(grid == Screen.render(fresh), "the screen of the last one differs from a fresh one")
    return grid
  }

  /// The screen's rows, without spaces at their ends.
  mutating func text() -> String { grid().text().joined(separator: "\n") }

  /// Compares the whole screen.
  mutating func expect(_ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let shown = text()
    #expect(shown == expected, sourceLocation: sourceLocation)
  }

  // MARK: What is open

  var overlayName: String? {
    switch state.overlay {
    case .picker: "picker"
    case .library: "library"
    case .history: "history"
    case .help: "help"
    case .details: "details"
    case .usage: "usage"
    case .welcome: "welcome"
    case .tools: "tools"
    case .tree: "tree"
    case .palette: "palette"
    case .themes: "themes"
    case .approval: "approval"
    case nil: nil
    }
  }

  /// What is typed about the marked conversation.
  var libraryInput: LibraryList.Input.Purpose? {
    if case .library(let list) = state.overlay { list.input?.purpose } else { nil }
  }

  var isWelcoming: Bool { overlayName == "welcome" }

  /// The marked row of the open list.
  var markedRow: Int? {
    switch state.overlay {
    case .picker(let picker): picker.list.selected
    case .library(let list): list.selected
    case .history(let list): list.selected
    case .tools(let list): list.selected
    case .tree(let map): map.selected
    case .palette(let list): list.selected
    case .themes(let themes): themes.list.selected
    case .help, .details, .usage, .welcome, .approval, nil: nil
    }
  }

  /// How far the open page is scrolled.
  var pageOffset: Int? {
    switch state.overlay {
    case .help(let scroll), .details(_, let scroll), .usage(_, let scroll): scroll.offset
    case .approval(let dialog): dialog.offset
    case .picker, .library, .history, .welcome, .tools, .tree, .palette, .themes, nil:
      nil
    }
  }

  // MARK: Conversations

  /// Nine exchanges, the last answer one of two, and the prompt `one two| three`.
  static var busy: Sample {
    var sample = Sample(columns: 80, rows: 24)
    for number in 1...9 { sample.exchange(number, "Ask \(number)", "Answer \(number)") }
    if let last = sample.state.transcript.entries.last?.message {
      sample.engine(.messageEnded(PathMessage(last, position: 2, siblings: 2)))
    }
    sample.engine(.selected(.target(other), label: "", route: [other]))
    sample.engine(.selected(route, label: "main", route: [target, other]))
    sample.state.history = PromptHistory(["earlier"])
    sample.state.composer = Composer(marked: "one two| three")
    sample.state.layOut()
    return sample
  }

  /// A prompt, and an answer that begins.
  @discardableResult
  mutating func begin(_ number: Int, _ prompt: String) -> MessageID {
    let ask = Sample.prompt(number, prompt)
    engine(.messageAdded(PathMessage(ask)))
    engine(.turn(.connecting(Sample.target)))
    let answer = Sample.streaming(number, to: ask)
    engine(.messageAdded(PathMessage(answer)))
    return answer.id
  }

  /// A prompt and a whole answer to it.
  mutating func exchange(_ number: Int, _ prompt: String, _ answer: String) {
    let ask = Sample.prompt(number, prompt)
    engine(.messageAdded(PathMessage(ask)))
    engine(.messageAdded(PathMessage(Sample.answer(number, answer, to: ask))))
  }

  static func prompt(_ number: Int, _ text: String, after parent: Message? = nil) -> Message {
    Message(
      id: MessageID("p\(number)"), parent: parent?.id, role: .user, parts: [.text(text)],
      time: morning)
  }

  static func answer(_ number: Int, _ text: String, to prompt: Message) -> Message {
    let usage = Usage(inputTokens: 1200, outputTokens: 46)
    let attempt = AttemptRecord(
      target: target, outcome: .answered, status: 200, firstToken: .milliseconds(200),
      total: .milliseconds(1200), usage: usage, cost: 0.0042, reason: "first in route")
    return Message(
      id: MessageID("a\(number)"), parent: prompt.id, role: .assistant, parts: [.text(text)],
      time: morning, origin: Origin(target: target, dialect: .anthropic),
      ending: Ending(
        finish: .stop, rawFinish: "end_turn", usage: usage, cost: 0.0042, attempts: [attempt]))
  }

  /// An answer that has begun.
  static func streaming(_ number: Int, to prompt: Message) -> Message {
    Message(
      id: MessageID("a\(number)"), parent: prompt.id, role: .assistant, parts: [], time: morning,
      origin: Origin(target: target, dialect: .anthropic), state: .streaming)
  }
}
