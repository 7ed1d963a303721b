import ChatEngine
import ChatUI
import Glibc

/// An answer on its way to standard output: text as it streams, or one object at the end.
final class AnswerOutput {
  private let asJSON: Bool
  private let route: String?
  /// A terminal gets what is harmless to it; a pipe gets the model's own bytes.
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var page: TerminalMarkdown?
  private var pending: [UInt8] = []
  private var endsLine = true
  /// Whether the answer that is being written has shown anything.
  private var hasWritten = false
  private var text = ""
  private var reasoning = ""
  /// Of all rounds.
  private var calls: [ToolCall] = []
  /// The first call of the answer that is being written.
  private var firstCall = 0
  private var results: [String: ToolResult] = [:]
  /// Who gave the kept answer that is shown.
  private var keptFrom: Target?
  private var outcome = Output.Outcome.written

  init(asJSON: Bool, route destination: Destination?, page: @autoclosure () -> TerminalMarkdown) {
    self.asJSON = asJSON
    if isTerminal, !asJSON { self.page = page() }
    if case .route(let name) = destination { route = name } else { route = nil }
  }

  func take(_ update: TurnUpdate) {
    switch update {
    case .part(let part): take(part)
    case .partialKept:
      // What was printed cannot be taken back: the next answer begins below it.
      startOver(keepingCalls: false)
    case .failedOver(let from, let to, let failure):
      explain(ErrorSentence(providers: []).failedOver(from: from, to: to, because: failure))
    case .looked(let hit): keptFrom = hit?.target
    case .passedOver, .queued, .hedged, .attemptStarted, .waiting, .retrying, .continuing,
      .asks, .attemptEnded, .ended:
      break
    }
  }

  /// What tools gave goes to the model, and another answer comes.
  func take(_ results: [ToolResult]) {
    for result in results { self.results[result.callID] = result }
  }

  /// Another answer comes after the one that called tools.
  func beginRound() {
    startOver(keepingCalls: true)
    firstCall = calls.count
  }

  private func startOver(keepingCalls: Bool) {
    if !keepingCalls { calls.removeSubrange(firstCall...) }
    pending += (page?.finish() ?? "").utf8
    if asJSON { (text, reasoning) = ("", "") } else if hasWritten { breakLine(times: 2) }
    hasWritten = false
  }

  private func take(_ part: StreamPart) {
    switch part {
    case .text(let delta):
      if asJSON { text += delta } else { add(delta) }
    case .reasoning(let delta): if asJSON { reasoning += delta }
    case .toolCallBegan(_, let id, let name):
      calls.append(ToolCall(id: id, name: name, arguments: ""))
    case .toolCallArguments(let index, let delta):
      let place = firstCall + index
      if index >= 0, calls.indices.contains(place) { calls[place].arguments += delta }
    case .started, .textSignature, .reasoningSeal, .toolCallEnded, .usage, .limits, .note,
      .finish, .failed:
      break
    }
  }

  private func add(_ delta: String) {
    guard !delta.isEmpty else { return }
    hasWritten = true
    pending += (page?.append(delta) ?? delta).utf8
    if let last = pending.last { endsLine = last == UInt8(ascii: "\n") }
  }

  private func breakLine(times: Int) {
    for _ in 0..<(endsLine ? times - 1 : times) { pending.append(UInt8(ascii: "\n")) }
    endsLine = true
  }

  /// A switch of providers is told where a person looks, and not in what a program reads.
  private func explain(_ sentence: String) {
    guard isTerminal, !asJSON else { return }
    Output.complain("llmterm: \(SafeText(sentence).string).\n")
  }

  /// Writes what has come; false once there is no writing any more.
  func flush() -> Bool {
    if !pending.isEmpty, outcome == .written { outcome = Output.print(pending) }
    pending.removeAll(keepingCapacity: true)
    return outcome == .written
  }

  /// Writes what is left, says on standard error why the answer is not whole, and gives the status.
  ///
  /// `earlier` are the ends of the rounds before.
  func finish(_ end: TurnEnd, after earlier: [TurnEnd] = [], providers: [Provider]) -> Int32 {
    if asJSON {
      var report = AnswerReport(
        end: end, text: text, reasoning: reasoning, toolCalls: calls, route: route,
        sentences: ErrorSentence(providers: providers, at: .commandLine), keptFrom: keptFrom)
      report.earlier = earlier
      report.results = results
      outcome = Output.print(report.json.text() + "\n")
    } else {
      if let rest = page?.finish(), !rest.isEmpty {
        pending += rest.utf8
        endsLine = true
      }
      if !endsLine { breakLine(times: 1) }
      _ = flush()
    }
    switch outcome {
    case .written: break
    case .noReader: return Program.Exit.answered
    case .failed(let errorNumber):
      let reason = String(cString: strerror(errorNumber))
      Output.complain("llmterm: The answer could not be written: \(reason).\n")
      return Program.Exit.failed
    }
    explainFailure(of: end, providers)
    return AnswerOutput.status(of: end)
  }

  private func explainFailure(of end: TurnEnd, _ providers: [Provider]) {
    if let failure = end.ending.failure, end.outcome != .answered, failure.kind != .cancelled {
      let sentence = ErrorSentence(providers: providers, at: .commandLine)
        .full(failure, attempts: end.ending.attempts)
      Output.complain("llmterm: \(SafeText(sentence).string)\n")
    }
  }

  /// How the program ends (ux.md, "Without the full screen").
  static func status(of end: TurnEnd) -> Int32 {
    switch end.outcome {
    case .cancelled: return Program.Exit.interrupted
    case .answered:
      switch end.ending.finish {
      case .refused, .filtered: return Program.Exit.refused
      case .stop, .length, .toolCalls, .other, nil: return Program.Exit.answered
      }
    case .failed:
      // Nothing was asked: the key is for the person to set.
      if end.ending.failure?.code == Failure.noKeyCode { return Program.Exit.usage }
      let kind = end.ending.failure?.kind
      if kind == .filtered || kind == .refused { return Program.Exit.refused }
      return kind == .config ? Program.Exit.usage : Program.Exit.failed
    }
  }
}
