/// Runs work on a thread that may block, and brings its result back to the caller's thread.
package protocol LogQueue {
  func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void)
}

extension Worker: LogQueue {}

/// The two clocks, as arguments.
package struct LogClock {
  package var now: () -> Instant
  package var time: () -> Timestamp

  package init(now: @escaping () -> Instant, time: @escaping () -> Timestamp) {
    self.now = now
    self.time = time
  }
}

/// Keeps one conversation in its file, while it goes on.
///
/// Lives on the loop's thread, as the conversation does; only its file's work is done elsewhere. The
/// caller applies each change to its conversation and records it here, and calls `tick` at the
/// deadline.
package final class ConversationLog {
  package let id: ConversationID
  /// Called after every change of `status` or `nextDeadline` that no call of the owner's brought about.
  package var onChange: () -> Void = {}
  /// Takes what a person should know.
  package var onNotice: (StorageNotice) -> Void = { _ in }

  private var writer: LogWriter
  private let file: LogFile
  private let queue: any LogQueue
  private let clock: LogClock

  init(
    id: ConversationID, writer: LogWriter, file: LogFile, queue: any LogQueue, clock: LogClock
  ) {
    self.id = id
    self.writer = writer
    self.file = file
    self.queue = queue
    self.clock = clock
  }

  /// Whether what was said is kept.
  package var status: LogStatus { writer.status }

  /// What is only in memory, and why; nil while all of it is saved, or on its way.
  package var unsaved: Unsaved? {
    switch writer.status {
    case .saved, .readOnly: nil
    case .notSaved(_, let error), .memoryOnly(let error):
      Unsaved(messages: writer.unsavedMessages, reason: error.cause)
    }
  }

  /// When `tick` is wanted; nil while nothing waits.
  package var nextDeadline: Instant? { writer.nextDeadline }

  /// Whether everything that was recorded is in the file.
  package var isIdle: Bool { writer.isIdle }

  /// Takes a change that the conversation has taken.
  package func record(_ change: Change) { handle(.changed(change)) }

  /// Does what is due; the conversation is needed where its file has to be written anew.
  package func tick(_ conversation: Conversation) {
    if writer.wantsWhole(at: clock.now()) {
      handle(.whole(conversation.changes))
    } else {
      handle(.ticked)
    }
  }

  /// Writes what waits without waiting for its time; `done` is called when that has ended.
  package func tryNow(_ conversation: Conversation, done: @escaping () -> Void) {
    writer.hurry()
    tick(conversation)
    queue.run({ () }) { done() }
  }

  /// Goes on in a file at another path, with all that the conversation holds.
  ///
  /// Does nothing while the file that there is does its work.
  package func move(to path: String, _ conversation: Conversation) {
    writer.move(to: path)
    tick(conversation)
  }

  /// Writes all that the conversation holds to a new file, and goes on where it was.
  package func copy(_ conversation: Conversation, to path: String) {
    let changes = conversation.changes
    let time = clock.time()
    queue.run({ [file] in file.write(changes, at: time, to: path) }) { [weak self] result in
      switch result {
      case .success: self?.onNotice(.copied(to: path))
      case .failure(let error): self?.onNotice(.notCopied(error))
      }
    }
  }

  /// Hands over all that waits, and gives the file back; nothing is recorded here any more.
  ///
  /// Where the queue has done this, all is on the disk and another may open it.
  package func close(_ conversation: Conversation) {
    if writer.needsWhole { handle(.whole(conversation.changes)) } else { handle(.closing) }
    queue.run({ [file] in file.close() }) { _ in }
  }

  private func handle(_ event: LogEvent) {
    perform(writer.handle(event, at: clock.now(), time: clock.time()))
  }

  private func perform(_ effects: [LogEffect]) {
    for effect in effects {
      switch effect {
      case .append(let bytes, let sync): append(bytes, sync: sync)
      case .rewrite(let bytes, let place): rewrite(bytes, place)
      case .tell(let notice): onNotice(notice)
      }
    }
  }

  private func append(_ bytes: [UInt8], sync: Bool) {
    queue.run({ [file] in file.append(bytes, sync: sync) }) { result in
      switch result {
      case .success: self.handle(.written)
      case .failure(let error): self.handle(.failed(error))
      }
      self.onChange()
    }
  }

  private func rewrite(_ bytes: [UInt8], _ place: LogPlace) {
    let time = clock.time()
    queue.run({ [file] in file.rewrite(bytes, place, at: time) }) { result in
      switch result {
      case .success(let path):
        self.perform(self.writer.rewritten(to: path, at: self.clock.now()))
      case .failure(let error): self.handle(.failed(error))
      }
      self.onChange()
    }
  }
}
