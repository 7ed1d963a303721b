import ChatEngine
import ChatUI
import Glibc

/// An answer on its way to standard output: text as it streams, or one object at the end.
final class AnswerOutput {
  private let asJSON: Bool
  private let route: String?
  /// A terminal gets what is harmless to it; a pipe gets the model's own bytes.
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var door = DisplayForm(.code, .block)
  private var pending: [UInt8] = []
  private var endsLine = true
  private var text = ""
  private var reasoning = ""
  private var calls: [ToolCall] = []
  /// Who gave the kept answer that is shown.
  private var keptFrom: Target?
  private var outcome = Output.Outcome.written

  init(asJSON: Bool, route destination: Destination?) {
    self.asJSON = asJSON
    if case .route(let name) = destination { route = name } else { route = nil }
  }

  func take(_ update: TurnUpdate) {
    switch update {
    case .part(let part): take(part)
    case .partialKept:
      // What was printed cannot be taken back: the next answer begins below it.
      if asJSON { (text, reasoning, calls) = ("", "", []) } else { breakLine(times: 2) }
    case .failedOver(let from, let to, let failure):
      explain(ErrorSentence(providers: []).failedOver(from: from, to: to, because: failure))
    case .looked(let hit): keptFrom = hit?.target
    case .passedOver, .queued, .hedged, .attemptStarted, .waiting, .retrying, .continuing,
      .asks, .attemptEnded, .ended:
      break
    }
  }

  private func take(_ part: StreamPart) {
    switch part {
    case .text(let delta):
      if asJSON { text += delta } else { add(delta) }
    case .reasoning(let delta): if asJSON { reasoning += delta }
    case .toolCallBegan(_, let id, let name):
      calls.append(ToolCall(id: id, name: name, arguments: ""))
    case .toolCallArguments(let index, let delta):
      if calls.indices.contains(index) { calls[index].arguments += delta }
    case .started, .textSignature, .reasoningSeal, .toolCallEnded, .usage, .limits, .note,
      .finish, .failed:
      break
    }
  }

  private func add(_ delta: String) {
    guard !delta.isEmpty else { return }
    if isTerminal {
      pending += door.feed(delta).utf8
    } else {
      pending += delta.utf8
    }
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
  func finish(_ end: TurnEnd, providers: [Provider]) -> Int32 {
    if asJSON {
      let report = AnswerReport(
        end: end, text: text, reasoning: reasoning, toolCalls: calls, route: route,
        sentences: ErrorSentence(providers: providers, at: .commandLine), keptFrom: keptFrom)
      outcome = Output.print(report.json.text() + "\n")
    } else {
      if isTerminal { pending += door.finish().utf8 }
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
