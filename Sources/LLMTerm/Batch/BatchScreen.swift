import CSystem
import ChatEngine
import ChatUI
import Glibc

/// What a person sees of a batch, on standard error: a bar on a terminal, else a line now and then.
final class BatchScreen {
  /// Sentences about single lines before they are only counted.
  private static let mostSentences = 20
  private static let lineGap: Duration = .seconds(10)
  private static let barGap: Duration = .milliseconds(100)

  private let loop: EventLoop
  private let isTerminal: Bool
  /// Whether bars of blocks can be shown.
  private let isPlain: Bool
  private var progress: BatchProgress
  private var timer: TimerID?
  private var lastLine: Instant
  private var shown = ""
  private var sentences = 0
  /// Called about once a second.
  var onSecond: () -> Void = {}
  private var lastSecond: Instant
  /// How far the run is, and until when all that is on its way waits for a limit.
  var state: () -> (tally: BatchTally, share: Double?, pausedUntil: Instant?) = {
    (BatchTally(), nil, nil)
  }

  /// `hasOutput` says that answers go to the terminal, where a bar would be in their way.
  init(loop: EventLoop, environment: [String: String], hasOutput: Bool) {
    self.loop = loop
    isTerminal = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb" && !hasOutput
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let locale = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    isPlain = !locale.lowercased().holds("utf")
    progress = BatchProgress(at: loop.now())
    lastLine = loop.now()
    lastSecond = loop.now()
    tick()
  }

  /// Says something for itself, above the bar.
  func say(_ sentence: String) {
    clear()
    Program.complain(SafeText(sentence).string)
    draw()
  }

  /// Says something of one line; of many of them only the first ones.
  func tell(_ sentence: String) {
    sentences += 1
    if sentences <= Self.mostSentences { say(sentence) }
    if sentences == Self.mostSentences { say("More of that kind is only counted.") }
  }

  /// Takes the bar away and gives the whole run's figures: a rate and a time.
  func finish() -> (rate: Double, time: Duration) {
    if let timer { loop.cancel(timer) }
    timer = nil
    clear()
    let now = loop.now()
    return (progress.average(state().tally, at: now), progress.elapsed(at: now))
  }

  private func tick() {
    timer = loop.schedule(at: loop.now() + (isTerminal ? Self.barGap : .seconds(1))) {
      [unowned self] in
      let now = loop.now()
      let (tally, share, pausedUntil) = state()
      progress.note(tally, share: share, pausedUntil: pausedUntil, at: now)
      if now - lastSecond >= .seconds(1) {
        lastSecond = now
        onSecond()
      }
      if isTerminal {
        draw()
      } else if now - lastLine >= Self.lineGap {
        lastLine = now
        Program.complain(progress.pieces(tally).joined(separator: ", "))
      }
      tick()
    }
  }

  private func draw() {
    guard isTerminal, timer != nil else { return }
    var rows: UInt16 = 0
    var columns: UInt16 = 0
    if csys_window_size(STDERR_FILENO, &rows, &columns) != 0 || columns == 0 { columns = 80 }
    let bar = progress.bar(state().tally, columns: Int(columns), isPlain: isPlain)
    guard bar != shown else { return }
    shown = bar
    Output.complain("\r\(bar)\u{1B}[K")
  }

  private func clear() {
    if isTerminal, !shown.isEmpty { Output.complain("\r\u{1B}[K") }
    shown = ""
  }
}
