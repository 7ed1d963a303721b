import ChatEngine
import ChatUI
import Glibc

/// A comparison on its way to standard output: the answers one after the other as they come, or in
/// columns at the end, and a table.
final class ComparisonOutput {
  enum Form: Equatable {
    case text
    /// Side by side on so many columns.
    case columns(Int)
    case report
  }

  /// A narrower column cannot be read.
  private static let narrowest = 24
  private static let gap = 2

  private let form: Form
  private let sentences: ErrorSentence
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  private let tellsProgress: Bool
  /// Lays answers out for a terminal.
  private var page: TerminalMarkdown
  /// Whose answer is printed as it comes.
  private var shown = 0
  private var hasHeading = false
  private var endsLine = true
  private var pending: [UInt8] = []
  private var outcome = Output.Outcome.written
  private var progress = ""

  init(_ form: Form, providers: [Provider], page: TerminalMarkdown) {
    self.form = form
    self.page = page
    sentences = ErrorSentence(providers: providers, at: .commandLine)
    // Where the answers themselves are seen coming, nobody needs to be told.
    tellsProgress = isatty(STDERR_FILENO) == 1 && (form != .text || isatty(STDOUT_FILENO) == 0)
  }

  /// The form that fits: too narrow a terminal has its answers one after the other.
  static func form(_ options: Options.Compare) -> Form {
    if options.asJSON { return .report }
    var size = winsize()
    guard options.inColumns, isatty(STDOUT_FILENO) == 1,
      ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0
    else { return .text }
    let count = options.selections.count
    let width = (Int(size.ws_col) - gap * (count - 1)) / count
    return width < narrowest ? .text : .columns(width)
  }

  /// Writes what has come; false once nobody reads any more.
  func update(_ comparison: Comparison) -> Bool {
    tell(comparison)
    guard form == .text else { return outcome == .written }
    while shown < comparison.contestants.count {
      let contestant = comparison.contestants[shown]
      let delta = contestant.takeFresh()
      if !delta.isEmpty || contestant.end != nil { head(contestant) }
      add(delta)
      guard contestant.end != nil else { break }
      close(contestant)
      shown += 1
      hasHeading = false
    }
    return flush()
  }

  private func head(_ contestant: Contestant) {
    guard !hasHeading else { return }
    hasHeading = true
    addLine((shown == 0 ? "" : "\n") + "── \(SafeText(contestant.name).string) ──")
  }

  private func add(_ text: String) {
    guard !text.isEmpty else { return }
    pending += isTerminal ? page.append(text).utf8 : text.utf8
    if let last = pending.last { endsLine = last == UInt8(ascii: "\n") }
  }

  private func addLine(_ text: String) {
    pending += (text + "\n").utf8
    endsLine = true
  }

  private func close(_ contestant: Contestant) {
    if isTerminal {
      pending += page.finish().utf8
      if let last = pending.last { endsLine = last == UInt8(ascii: "\n") }
    }
    if !endsLine { addLine("") }
    if let sentence = failure(of: contestant) { addLine("(\(sentence))") }
  }

  private func failure(of contestant: Contestant) -> String? {
    if let lack = contestant.lack, lack.kind != nil { return lack.text.map { SafeText($0).string } }
    guard let end = contestant.end, end.outcome != .answered, let failure = end.ending.failure
    else { return nil }
    let sentence =
      failure.kind == .cancelled
      ? "Stopped." : sentences.full(failure, attempts: end.ending.attempts)
    return SafeText(sentence).string
  }

  private func flush() -> Bool {
    if !pending.isEmpty, outcome == .written { outcome = Output.print(pending) }
    pending.removeAll(keepingCapacity: true)
    return outcome == .written
  }

  /// How many are still answering, on one line of standard error.
  private func tell(_ comparison: Comparison) {
    guard tellsProgress else { return }
    let open = comparison.contestants.filter { $0.end == nil }
    let names = open.map { SafeText($0.name).string }.joined(separator: ", ")
    var text = open.isEmpty ? "" : "waiting for \(names)"
    if open.isEmpty, !comparison.isDone { text = "waiting for the judge" }
    guard text != progress else { return }
    progress = text
    Output.complain("\r\u{1B}[K" + String(text.prefix(76)))
  }

  // MARK: The end

  /// Writes what is left: columns, the table, and the judge's word; or the one object.
  func finish(_ comparison: Comparison) {
    if tellsProgress, !progress.isEmpty { Output.complain("\r\u{1B}[K") }
    guard form != .report else {
      var line = JSONOutput()
      comparison.write(into: &line, sentences)
      line.endLine()
      outcome = Output.print(line.bytes)
      return
    }
    if case .columns(let width) = form { addColumns(comparison.contestants, width) }
    addLine("")
    let rows = ComparisonTable.rows(comparison.contestants, width: OutputWidth.columns)
    for row in rows { addLine(String(row)) }
    if let judgement = comparison.judgement { add(judgement) }
    _ = flush()
  }

  /// How the program ends, once all is written or cannot be.
  func status(of comparison: Comparison) -> Int32 {
    switch outcome {
    case .written: return comparison.status
    case .noReader: return Program.Exit.answered
    case .failed(let errorNumber):
      let reason = String(cString: strerror(errorNumber))
      Program.complain("The answers could not be written: \(reason).")
      return Program.Exit.failed
    }
  }

  private func add(_ judgement: Judgement) {
    addLine("")
    let judge = SafeText(judgement.judge.name).string
    if let best = judgement.best {
      addLine("\(judge) finds \(SafeText(best.name).string) best.")
      addLine(SafeText(judgement.reason ?? "").string)
      addLine("(\(SafeText(judgement.key).string))")
    } else if !judgement.isPossible {
      addLine("\(judge) was not asked: there are no two answers to judge.")
    } else {
      addLine("\(judge) gave no judgement. \(failure(of: judgement.judge) ?? "")")
    }
  }

  private func addColumns(_ contestants: [Contestant], _ width: Int) {
    let columns = contestants.map { contestant -> [(text: String, columns: Int)] in
      var rows = ComparisonOutput.plain(contestant.name, width) + [(text: "", columns: 0)]
      rows += page.rows(of: contestant.shownText, columns: width)
      if let sentence = failure(of: contestant) {
        rows += ComparisonOutput.plain("(\(sentence))", width)
      }
      return rows
    }
    for row in 0..<(columns.map(\.count).max() ?? 0) {
      var line = ""
      for (place, column) in columns.enumerated() {
        let text = row < column.count ? column[row] : (text: "", columns: 0)
        line += text.text
        guard place < columns.count - 1 else { continue }
        line += String(repeating: " ", count: max(0, width - text.columns) + Self.gap)
      }
      addLine(line)
    }
  }

  private static func plain(_ text: String, _ width: Int) -> [(text: String, columns: Int)] {
    var wrapped = WrappedText(width: width)
    wrapped.append(text)
    wrapped.finish()
    return (0..<wrapped.rowCount).map { (wrapped.row($0).text.string, wrapped.row($0).columns) }
  }
}
