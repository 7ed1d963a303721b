/// Keeps the program's log: one JSON object a line for each attempt, failover and end.
///
/// Belongs to the loop's thread, which it never holds: lines are handed to a queue, and what cannot
/// be written is dropped and counted.
package final class Log {
  /// A file, and all of them together.
  static let longestFile = 10 << 20
  static let keptFiles = 3
  /// Lines that wait for a slow disk; what comes on top is dropped.
  static let mostWaiting = 1 << 20

  private let level: Configuration.LogLevel
  private let file: RotatingFile
  private let queue: any LogQueue
  private let clock: LogClock
  private let processID: Int32
  private var redactor: Redactor
  private var story = TurnStory()
  private var waiting: [UInt8] = []
  private var waitingLines = 0
  private var isWriting = false
  /// Lines that were lost since the last one that was written.
  package private(set) var dropped = 0
  /// How a target's breaker stands.
  package var breaker: (Target) -> Breaker.State = { _ in .closed }

  package init(
    path: String, level: Configuration.LogLevel, queue: any LogQueue, clock: LogClock,
    processID: Int32, redactor: Redactor = Redactor(), files: any FileCalls = SystemFiles()
  ) {
    self.level = level
    self.queue = queue
    self.clock = clock
    self.processID = processID
    self.redactor = redactor
    file = RotatingFile(
      path: path, longest: Self.longestFile, kept: Self.keptFiles, files: files)
  }

  /// Learns a key, so that no line shows it.
  package func learn(_ secret: Secret) { redactor.learn(secret) }

  /// Takes what a turn says.
  package func observe(_ turn: TurnID, _ update: TurnUpdate) {
    if case .part = update { return }
    guard level != .off else { return }
    story.tell(update, of: turn, at: clock.now(), from: level, breaker: breaker) { write($0) }
  }

  /// Hands over all that waits; the queue's own end waits for it.
  package func finish() { handOver() }

  private func write(_ entry: LogEntry) {
    let line = line(entry)
    guard waiting.count + line.count <= Self.mostWaiting else {
      dropped += 1
      return
    }
    waiting += line
    waitingLines += 1
    if !isWriting { handOver() }
  }

  private func line(_ entry: LogEntry) -> [UInt8] {
    entry.line(at: clock.time(), processID: processID, level: level, redactor)
  }

  private func line(ofLost count: Int) -> [UInt8] {
    var entry = LogEntry(.warning, .dropped)
    entry.count = count
    return line(entry)
  }

  private func handOver() {
    guard !waiting.isEmpty else { return }
    let (count, lost) = (waitingLines, dropped)
    let lines = lost > 0 ? line(ofLost: lost) + waiting : waiting
    waiting = []
    waitingLines = 0
    dropped = 0
    isWriting = true
    queue.run({ [file] in file.append(lines) }) { [weak self] isWritten in
      guard let self else { return }
      isWriting = false
      if !isWritten { dropped += count + lost }
      handOver()
    }
  }
}
