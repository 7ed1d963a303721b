import ChatEngine

/// One of those that are asked the same, and what came of it so far.
final class Contestant {
  let destination: Destination
  let route: Route
  private(set) var candidates: [Candidate]
  private(set) var messages: [Message]
  /// Of the answer that is being written.
  private(set) var text = ""
  private(set) var reasoning = ""
  /// What came since it was last looked at.
  private var fresh = ""
  /// Whether any of the answer that is being written was looked at.
  private var isSeen = false
  /// Set once nothing more comes.
  private(set) var end: TurnEnd?
  private(set) var parsed: JSON?
  private(set) var problems: AnswerProblems?
  /// The ends of the answers that were asked for again.
  private(set) var earlier: [TurnEnd] = []
  private var keptFrom: Target?
  private var asked: Target?
  private var check: ShapeCheck?
  /// How the JSON that was asked for is printed.
  private let style: JSON.Style

  init(
    _ destination: Destination, _ route: Route, _ candidates: [Candidate], prompt: String,
    check: ShapeCheck?, style: JSON.Style = JSON.Style()
  ) {
    self.destination = destination
    self.route = route
    self.candidates = candidates
    self.check = check
    self.style = style
    messages = []
    add(.user, prompt)
  }

  /// Its name, as it was given.
  var name: String { destination.text }

  var hasAnswered: Bool { end?.outcome == .answered }

  /// Takes what the turn says; true where the answer is asked for again.
  func take(_ update: TurnUpdate) -> Bool {
    switch update {
    case .part(.text(let delta)):
      text += delta
      // What must have a form is shown once it has it, or at the end.
      if check == nil { fresh += delta }
    case .part(.reasoning(let delta)): reasoning += delta
    case .partialKept: startOver()
    case .looked(let hit): keptFrom = hit?.target
    case .attemptStarted(_, let target, _): asked = target
    case .ended(let ended): return finish(ended)
    default: break
    }
    return false
  }

  /// What came since the last call.
  func takeFresh() -> String {
    defer { fresh = "" }
    if !fresh.isEmpty { isSeen = true }
    return fresh
  }

  /// The JSON that was asked for, or the last answer as it came.
  var shownText: String { parsed?.text(style) ?? text }

  /// What its answer lacks; nil where it has none.
  var lack: AnswerSentence? {
    guard let end, end.outcome == .answered else { return nil }
    return AnswerSentence(
      end.ending.finish, of: end.ending.attempts, isEmpty: text.isEmpty, calls: [])
  }

  /// How the program would end were it alone.
  var status: Int32 {
    guard let end else { return Program.Exit.failed }
    return lack?.status ?? AnswerOutput.status(of: end)
  }

  private func finish(_ ended: TurnEnd) -> Bool {
    guard ended.outcome == .answered,
      let step = check?.take(text, finish: ended.ending.finish)
    else {
      if check != nil { fresh = text }
      end = ended
      return false
    }
    switch step {
    case .met(let value): parsed = value
    case .nothing: break
    case .askAgain(let words, _):
      earlier.append(ended)
      if let asked { candidates.prefer(asked) }
      add(.assistant, text)
      add(.user, words)
      startOver()
      return true
    case .notMet(let problems):
      self.problems = problems
      fresh = text
      end = ended.ended(as: .failed, because: Failure(problems))
      return false
    }
    fresh = shownText
    end = ended
    return false
  }

  private func startOver() {
    // What was printed cannot be taken back; what was not is not shown at all.
    fresh = isSeen ? fresh + (text.hasSuffix("\n") ? "\n" : "\n\n") : ""
    isSeen = false
    (text, reasoning) = ("", "")
  }

  private func add(_ role: Role, _ text: String) {
    var random = SystemRandomNumberGenerator()
    messages.append(
      Message(
        id: .make(using: &random), parent: messages.last?.id, role: role, parts: [.text(text)],
        time: SystemClock.timestamp()))
  }

  // MARK: Figures

  /// All that is to be said of it.
  func report(_ sentences: ErrorSentence) -> AnswerReport? {
    guard let end else { return nil }
    var name: String?
    if case .route(let route) = destination { name = route }
    var report = AnswerReport(
      end: end, text: text, reasoning: reasoning, toolCalls: [], route: name,
      sentences: sentences, keptFrom: keptFrom)
    report.earlier = earlier
    report.parsed = parsed
    report.problems = problems
    return report
  }
}
