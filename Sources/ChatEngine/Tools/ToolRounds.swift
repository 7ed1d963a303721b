/// The tool calls of a turn, round after round: an answer's calls are looked up, prepared, asked about
/// and run, and their results go back to the model.
///
/// A value without a clock or a program: it is fed events and answers with effects. Nothing that ran
/// is ever run again: results are messages of the conversation, and what is asked anew is asked with
/// them (engine.md, P4).
package struct ToolRounds: Sendable {
  /// What is let run, and how often.
  package struct Rules: Sendable {
    /// Engine.md, turn 7, and faults.md, rows 60 and 61.
    package var mostRounds = 25
    package var mostEqualCalls = 3
    package var mostMalformed = 3
    package var mostCalls = 64
    /// Programs at once: what parallel calls of an answer usually come to.
    package var mostAtOnce = 8
    /// Whether there is a person to ask.
    package var canAsk = true
    /// Tools that the person let run on the command line.
    package var freeTools: Set<String> = []

    package init() {}
  }

  /// How a round ended.
  package enum Outcome: Sendable, Equatable {
    /// The model is told the results.
    case goOn
    /// A limit was reached: the sentence for the person.
    case stopped(String)
    /// The person stopped it.
    case cancelled
  }

  /// How far one of the answer's calls is.
  enum Stage: Sendable {
    /// Next: prepared, ended.
    case new
    /// Whether it may run is open. Next: ready, ended.
    case prepared(PreparedCall)
    /// It may run, and waits for its place. Next: running, ended.
    case ready(PreparedCall)
    /// Next: ended.
    case running(PreparedCall, ToolRunID)
    case ended(ToolResult)
  }

  struct Entry: Sendable {
    let call: ToolCall
    var stage = Stage.new
    /// Nil for what is no tool.
    var tool: Tool?

    var writes: Bool { tool?.reach.contains(.writes) ?? false }

    var hasEnded: Bool { if case .ended = stage { true } else { false } }
  }

  package var rules = Rules()
  package internal(set) var book = ApprovalBook()

  var entries: [Entry] = []
  /// Results that were given out, from the first.
  var recorded = 0
  var question: (id: ApprovalID, place: Int)?
  /// A person said no: the rest of the round is not asked about.
  var isDenied = false
  /// Why the turn ends with this round.
  var stop: String?
  /// Rounds of this turn, this one among them.
  var rounds = 0
  /// Rounds with calls that could not be understood.
  var malformed = 0
  var isMalformed = false
  /// How often each call was made in this turn.
  var made: [String: Int] = [:]
  /// Whether words from outside came into the turn (faults.md, section 6, rule 7).
  var isTainted = false
  /// Whether they come with this round: its calls were written before.
  var taints = false
  private var lastRun: UInt64 = 0
  private var lastQuestion: UInt64 = 0

  package init(rules: Rules = Rules()) { self.rules = rules }

  /// Whether a round is under way.
  package var isRunning: Bool { !entries.isEmpty }

  package var runningCount: Int {
    entries.count { if case .running = $0.stage { true } else { false } }
  }

  /// Begins a turn at the end of a path: what ran since its last prompt counts.
  package mutating func start(after path: [Message], tools: [Tool]) {
    (rounds, malformed, made, isTainted) = (0, 0, [:], false)
    let first = path.lastIndex { $0.role == .user && !$0.hasToolResult }.map { $0 + 1 } ?? 0
    for message in path[first...] {
      if !message.toolCalls.isEmpty { rounds += 1 }
      for call in message.toolCalls { made[call.identity, default: 0] += 1 }
      for case .toolResult(let result) in message.parts where !result.isError {
        let tool = tools.first { $0.name == result.name }
        if tool.map(\.bringsForeignWords) ?? true { isTainted = true }
      }
    }
  }

  /// Goes on with what was allowed before.
  package mutating func use(_ book: ApprovalBook) { self.book = book }

  /// Takes an event; what does not belong to the present round is ignored.
  package mutating func handle(_ event: ToolEvent, at now: Instant) -> [ToolEffect] {
    var effects: [ToolEffect] = []
    switch event {
    case .calls(let calls, let tools):
      guard !isRunning, !calls.isEmpty else { return [] }
      begin(calls, tools, &effects)
    case .prepared(let place, let result):
      guard entries.indices.contains(place), case .new = entries[place].stage else { return [] }
      take(result, at: place)
    case .decided(let id, let choice):
      guard let question, question.id == id else { return [] }
      decide(choice, at: question.place, &effects)
    case .progress(let id, let text):
      guard let place = place(of: id) else { return [] }
      effects.append(.state(callID: entries[place].call.id, .progress(text)))
      return effects
    case .ended(let id, let output):
      guard let place = place(of: id) else { return [] }
      end(place, with: output, &effects)
    case .cancel:
      guard isRunning else { return [] }
      cancel(&effects)
    }
    proceed(at: now, &effects)
    return effects
  }

  func place(of id: ToolRunID) -> Int? {
    entries.firstIndex { if case .running(_, let run) = $0.stage { run == id } else { false } }
  }

  mutating func nextRun() -> ToolRunID {
    lastRun += 1
    return ToolRunID(lastRun)
  }

  mutating func nextQuestion() -> ApprovalID {
    lastQuestion += 1
    return ApprovalID(lastQuestion)
  }
}

extension Tool {
  /// Whether its results are written by others than this machine's own programs and files.
  var bringsForeignWords: Bool {
    if case .server = source { return true }
    return reach.contains(.network)
  }
}

extension ToolCall {
  /// The same for calls that ask for the same, in whatever order they name the arguments.
  var identity: String {
    let arguments = (try? ToolArguments.parse(arguments))?.text(JSON.Style(sortsKeys: true))
    return SHA256(Array("\(name)\n\(arguments ?? self.arguments)".utf8)).text
  }
}
