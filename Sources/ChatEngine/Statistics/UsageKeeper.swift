/// Writes a line of usage for each request that ends, to files that all processes append to.
///
/// Belongs to the loop's thread, which it never holds: lines are handed to the files' queue, several
/// at once where it is busy.
package final class UsageKeeper {
  /// Lines that wait for a slow disk, in bytes; what comes on top is lost to the statistics.
  static let mostWaiting = 4 << 20

  private let file: UsageFile
  private let queue: any LogQueue
  private let time: () -> Timestamp
  private var waiting = JSONOutput()
  private var isWriting = false

  package init(
    folder: String, queue: any LogQueue, time: @escaping () -> Timestamp,
    files: any FileCalls = SystemFiles()
  ) {
    file = UsageFile(folder: folder, files: files)
    self.queue = queue
    self.time = time
  }

  /// Takes what a turn says.
  package func observe(_ turn: TurnID, _ update: TurnUpdate) {
    switch update {
    case .attemptEnded(let attempt): write(UsageRecord(attempt, at: time()))
    case .looked(let hit?):
      write(UsageRecord(time: time(), target: hit.target, outcome: .cached, cost: 0))
    default: break
    }
  }

  /// Hands over all that waits; the queue's own end waits for it.
  package func finish() { handOver() }

  private func write(_ record: UsageRecord) {
    guard waiting.size < Self.mostWaiting else { return }
    record.write(into: &waiting)
    if !isWriting { handOver() }
  }

  private func handOver() {
    guard waiting.size > 0 else { return }
    let (lines, month) = (waiting.bytes, time().monthText)
    waiting.removeAll()
    isWriting = true
    queue.run({ [file] in file.append(lines, to: month) }) { [weak self] in
      self?.isWriting = false
      self?.handOver()
    }
  }
}
