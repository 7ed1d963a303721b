package import ChatEngine

/// The chat as lines: what happens goes in, and what is read out and done comes out.
///
/// The state is the one of the full screen, changed by the same events and commands; nothing of it is
/// drawn. Lines are only added, and each says something whole. `Narration` finds the words for what
/// happens, `SpokenQuestion` says what the next line that is typed is taken for.
package struct SpokenChat: Sendable {
  package internal(set) var state: AppState
  var narration = Narration()
  /// The list that was read out, by which numbers are understood.
  var list: SpokenList?
  /// How many of its rows were read out.
  var listed = 0
  /// Lines of a prompt that is not whole.
  var begun: [String] = []
  /// Several lines came at once: an empty one ends the prompt.
  var isPasted = false
  /// What is done after a yes.
  var confirming: EngineCommand?
  /// The answer was copied: a number copies a code block of it instead.
  var copiesBlock = false
  /// The prompt that was just typed; the terminal has shown it.
  var typed: String?
  /// What has come of an answer while a question stands, which it would be read into.
  private var held: [SafeText] = []
  /// What is to be read out.
  private var said: [SafeText] = []
  /// When something was last read out.
  private var lastSaid = Instant.zero
  /// It was said that an answer takes its time; the next time comes later.
  private var hasSaidWaiting = false

  /// A chat of that state, whose size and keys do not count.
  package init(_ state: AppState) { self.state = state }

  /// What is read out before anything has happened.
  package static let greeting: [SafeText] = [
    "LLMTerm, line by line. /help says what can be typed. Ctrl-C stops an answer, Ctrl-D leaves."
  ]

  // MARK: What happens

  /// Takes what the engine, the clock or a file says.
  package mutating func handle(_ event: AppEvent, at now: Instant) -> SpokenOutput {
    process(event, at: now) { $0.state.handle(event, at: now) }
  }

  /// Takes lines that were typed; several at once were pasted.
  package mutating func enter(_ lines: [String], at now: Instant) -> SpokenOutput {
    process(nil, at: now) { chat in
      _ = chat.state.handle(.tick, at: now)
      return chat.state.aimed(chat.take(lines))
    }
  }

  /// Ctrl-C: stops, drops what was begun, and leaves where there is nothing of either.
  package mutating func interrupt(at now: Instant) -> SpokenOutput {
    process(nil, at: now) { chat in
      _ = chat.state.handle(.tick, at: now)
      guard chat.begun.isEmpty else {
        chat.begun = []
        chat.isPasted = false
        chat.say("Dropped.")
        return []
      }
      chat.confirming = nil
      return chat.state.perform(.interrupt)
    }
  }

  /// Ctrl-D, or a terminal that is gone.
  package mutating func endOfInput(at now: Instant) -> SpokenOutput {
    process(nil, at: now) { $0.state.quit(mayStay: false) }
  }

  private mutating func process(
    _ event: AppEvent?, at now: Instant, _ change: (inout SpokenChat) -> [AppEffect]
  ) -> SpokenOutput {
    let before = Seen(state)
    var output = SpokenOutput()
    output.effects = change(&self)
    state.now = now
    // For longer than its notice stands on a screen.
    if state.prepared == .copyBlock { copiesBlock = true }
    if let event { held += narration.lines(of: event, state, typed: &typed) }
    if !isAsking { release() }
    tellChanges(since: before, event)
    if !isAsking { release() }
    output.discardsInput = before.approval == nil && state.approval != nil
    if !said.isEmpty { hasSaidWaiting = false } else { tellWaiting() }
    if !said.isEmpty { lastSaid = now }
    output.lines = said
    said = []
    return output
  }

  /// Whether something is asked that waits while an answer comes; a prompt does not.
  private var isAsking: Bool {
    switch question {
    case .list, .input, .fetch, .confirm, .find: true
    case .prompt, .approval, .cut: false
    }
  }

  private mutating func release() {
    say(held)
    held = []
  }

  mutating func say(_ lines: [SafeText]) { said += lines }
  mutating func say(_ line: SafeText) { said.append(line) }

  // MARK: Waiting

  /// Who hears nothing for so long is told that something still goes on.
  private static let silence: Duration = .seconds(15)
  private static let longSilence: Duration = .seconds(60)

  /// When it is to be told that an answer takes its time.
  package var nextTick: Instant? {
    guard state.isBusy, state.approval == nil else { return nil }
    return lastSaid + (hasSaidWaiting ? Self.longSilence : Self.silence)
  }

  private mutating func tellWaiting() {
    guard let due = nextTick, due <= state.now else { return }
    let since = SpokenFigures.duration(state.now - state.turnBegan)
    switch state.turn {
    case .thinking: say("Still thinking, for \(since).")
    case .runningTools(let count, _):
      say("\(SpokenFigures.counted(count, "tool")) still running, for \(since).")
    case .idle: say("\(state.comparison?.busyCount ?? 0) answers still to come.")
    case .queued, .connecting, .hedging, .waiting, .streaming, .asking, .approving:
      say("Still waiting, for \(since).")
    }
    hasSaidWaiting = true
  }
}

/// What is to be read out and done.
package struct SpokenOutput: Sendable, Equatable {
  package var lines: [SafeText] = []
  package var effects: [AppEffect] = []
  /// What was typed before is no answer to what is asked now.
  package var discardsInput = false
}

extension AppState {
  /// Whether an answer is under way.
  var isBusy: Bool {
    if let comparison { return comparison.busyCount > 0 || turn != .idle }
    return turn != .idle
  }
}
