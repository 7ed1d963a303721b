import ChatEngine
import ChatUI
import Glibc

/// An answer on its way to standard output: text as it streams, or one object at the end.
final class AnswerOutput {
  /// What of an answer is printed.
  enum Form: Equatable {
    /// Its text, as it comes or, whole, at the end.
    case text(streams: Bool)
    /// The last block of code in it.
    case code
    /// The JSON that it was asked to be.
    case parsed
    /// All there is to say of it, as one object.
    case report
  }

  private let form: Form
  private let route: String?
  /// A terminal gets what is harmless to it; a pipe gets the model's own bytes.
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private var door = DisplayForm(.code, .block)
  /// Where a terminal gets text as laid-out Markdown.
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
  /// What the calls gave, in their order: ids may come again in each round, and within one.
  private var results: [ToolResult?] = []
  /// What stands before the answer that is being written, where all is printed at the end.
  private var textBefore = ""
  /// Who gave the kept answer that is shown.
  private var keptFrom: Target?
  private var outcome = Output.Outcome.written
  /// The JSON in the answer, where it was asked for and met.
  var parsed: JSON?
  /// Why it was not met in the end.
  var problems: AnswerProblems?
  /// The conversation that it is kept in.
  var conversation: ConversationID?
  /// Notes that were told before the answer.
  var said: [String] = []

  init(_ form: Form, route destination: Destination?) {
    self.form = form
    if case .route(let name) = destination { route = name } else { route = nil }
  }

  /// Text for a terminal is laid out; what was asked for to the letter is not.
  func layOut(on page: TerminalMarkdown) {
    if isTerminal, case .text = form { self.page = page }
  }

  func take(_ update: TurnUpdate) {
    switch update {
    case .part(let part): take(part)
    case .partialKept:
      // What was printed cannot be taken back: the next answer begins below it.
      if hasWritten, !isTerminal {
        Output.complain("llmterm: The answer was cut: another one begins below it.\n")
      }
      calls.removeSubrange(firstCall...)
      startOver()
      text = textBefore
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
    self.results += Array(repeating: nil, count: calls.count - self.results.count)
    for result in results {
      let place = calls.indices.dropFirst(firstCall)
        .first { calls[$0].id == result.callID && self.results[$0] == nil }
      if let place { self.results[place] = result }
    }
  }

  /// Another answer comes after the one that called tools.
  func beginRound() {
    startOver()
    firstCall = calls.count
    textBefore = text
  }

  private func startOver() {
    pending += (page?.finish() ?? "").utf8
    switch form {
    case .text(streams: true): if hasWritten { breakLine(times: 2) }
    case .text(streams: false): if !text.isEmpty { text += text.hasSuffix("\n") ? "\n" : "\n\n" }
    case .code, .parsed, .report: (text, reasoning) = ("", "")
    }
    hasWritten = false
  }

  private func take(_ part: StreamPart) {
    switch part {
    case .text(let delta):
      if isGathered { text += delta } else { add(delta) }
    case .reasoning(let delta): if form == .report { reasoning += delta }
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

  /// Whether all is printed at the end.
  private var isGathered: Bool { form != .text(streams: true) }

  private func add(_ delta: String) {
    guard !delta.isEmpty else { return }
    let isFirst = !hasWritten
    hasWritten = true
    if page != nil {
      pending += (page?.append(delta) ?? "").utf8
    } else if isTerminal {
      pending += door.feed(delta).utf8
    } else {
      pending += delta.utf8
    }
    if let last = pending.last { endsLine = last == UInt8(ascii: "\n") }
    // The first words do not wait for a thousand more that have come with them.
    if isFirst { _ = flush() }
  }

  private func breakLine(times: Int) {
    for _ in 0..<(endsLine ? times - 1 : times) { pending.append(UInt8(ascii: "\n")) }
    endsLine = true
  }

  /// A switch of providers is told where a person looks, and not in what a program reads.
  private func explain(_ sentence: String) {
    guard isTerminal, form == .text(streams: true) else { return }
    Output.complain("llmterm: \(SafeText(sentence).string).\n")
  }

  /// An answer that is asked for again is told of where a person looks.
  func explain(_ problems: AnswerProblems) {
    guard isatty(STDERR_FILENO) == 1 else { return }
    let sentence = problems.sentences.first ?? ""
    Output.complain("llmterm: \(SafeText(sentence).string): asking again.\n")
  }

  /// A long wait is told, also in a script: nobody would know why nothing comes.
  func explainWait(_ target: Target, _ failure: Failure, left: Duration) {
    guard left >= .seconds(5) else { return }
    let sentence = ErrorSentence(providers: []).waits(for: target, because: failure, left: left)
    Output.complain("llmterm: Waiting: \(SafeText(sentence).string).\n")
  }

  /// The answer before the one that is being written, which came to nothing, is the last one.
  func goBack(to draft: String, _ problems: AnswerProblems) {
    startOver()
    text = textBefore + draft
    self.problems = problems
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
    var isMissing = false
    switch form {
    case .report: outcome = Output.print(report(end, earlier, providers))
    case .parsed where end.outcome == .answered && parsed != nil:
      add(parsed?.text(JSON.Style(isPretty: isTerminal)) ?? "")
      finishText()
    case .code:
      let blocks = CodeBlock.all(in: text)
      let block = blocks.last(where: \.isFenced) ?? blocks.last
      isMissing = block == nil && end.outcome == .answered
      if let code = block?.code, !code.isEmpty { add(code + "\n") }
      // The bytes of the block, and nothing more.
      endsLine = true
      finishText()
    case .text, .parsed:
      add(text)
      finishText()
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
    if let status = explainAnswer(end, after: earlier) { return status }
    let status = AnswerOutput.status(of: end)
    if isMissing, status == Program.Exit.answered {
      Program.complain(
        "There is no block of code in the answer. Ask for one, or leave --extract out.")
      return Program.Exit.schema
    }
    return status
  }

  private func report(_ end: TurnEnd, _ earlier: [TurnEnd], _ providers: [Provider]) -> [UInt8] {
    var report = AnswerReport(
      end: end, text: text, reasoning: reasoning, toolCalls: calls, route: route,
      sentences: ErrorSentence(providers: providers, at: .commandLine), keptFrom: keptFrom)
    report.earlier = earlier
    report.results = results
    report.parsed = parsed
    report.problems = problems
    report.conversation = conversation
    var line = JSONOutput()
    report.write(into: &line)
    line.endLine()
    return line.bytes
  }

  private func finishText() {
    if let rest = page?.finish(), !rest.isEmpty {
      pending += rest.utf8
      endsLine = true
    }
    if isTerminal { pending += door.finish().utf8 }
    if !endsLine { breakLine(times: 1) }
    _ = flush()
  }

  private func explainFailure(of end: TurnEnd, _ providers: [Provider]) {
    if let failure = end.ending.failure, end.outcome != .answered, failure.kind != .cancelled {
      let sentence = ErrorSentence(providers: providers, at: .commandLine)
        .full(failure, attempts: end.ending.attempts)
      Output.complain("llmterm: \(SafeText(sentence).string)\n")
    }
  }

  /// Says what an answer lacks, on standard error, and notes on how it came to be, which an object has
  /// itself; gives the status where it is none at all, or a refused one.
  private func explainAnswer(_ end: TurnEnd, after earlier: [TurnEnd]) -> Int32? {
    guard end.outcome == .answered else { return nil }
    let unrun = calls.dropFirst(firstCall).map(\.name)
    let isEmpty = !hasWritten && text == textBefore
    let sentence = AnswerSentence(
      end.ending.finish, of: end.ending.attempts, isEmpty: isEmpty, calls: unrun)
    if form == .report, sentence.kind == nil { return nil }
    if form != .report {
      for note in AnswerReport.notes(of: earlier + [end]) where !said.contains("\(note).") {
        Output.complain("llmterm: Note: \(SafeText(note).string).\n")
      }
    }
    if let text = sentence.text { Output.complain("llmterm: \(SafeText(text).string)\n") }
    return sentence.status
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
      if kind == .schema { return Program.Exit.schema }
      return kind == .config ? Program.Exit.usage : Program.Exit.failed
    }
  }
}
