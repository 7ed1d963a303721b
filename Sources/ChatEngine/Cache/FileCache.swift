import Glibc

/// Answers kept in files under the program's cache folder.
package final class FileCache: AnswerCache {
  package private(set) var counts = CacheCounts()

  private let answers: AnswerFiles
  private let queue: any LogQueue
  private let clock: () -> Timestamp
  private let loop: EventLoop
  private let patience: Duration
  /// Bytes of all entries; nil until they have been counted.
  private var bytes: Int?
  private var isSweeping = false
  /// Answers that were given to be written.
  private var written = 0

  /// A look-up is a miss where the thread has not answered within `patience`: it may be busy, or the
  /// disk slow, and no turn waits for that.
  package init(
    folder: String, lifetime: Duration, maxBytes: Int, queue: any LogQueue,
    clock: @escaping () -> Timestamp, loop: EventLoop, patience: Duration = .milliseconds(250),
    processID: Int32 = getpid(), userID: UInt32 = getuid(), files: any FileCalls = SystemFiles()
  ) {
    answers = AnswerFiles(
      folder: folder, lifetime: lifetime, maxBytes: maxBytes, processID: processID,
      userID: userID, files: files)
    self.queue = queue
    self.clock = clock
    self.loop = loop
    self.patience = patience
  }

  /// A look-up until it is answered.
  private final class Pending {
    var reply: ((CacheKey?, CachedAnswer?) -> Void)?

    init(_ reply: @escaping (CacheKey?, CachedAnswer?) -> Void) { self.reply = reply }
  }

  package func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
    let pending = Pending(reply)
    guard !keys.isEmpty, answers.maxBytes > 0 else { return end(pending, nil) }
    // Both hold the cache: whatever becomes of it, the look-up is answered.
    let timer = loop.schedule(at: loop.now() + patience) { self.end(pending, nil) }
    queue.run { [answers, now = clock()] in
      answers.find(keys, at: now)
    } then: { found in
      self.loop.cancel(timer)
      self.end(pending, found)
    }
  }

  private func end(_ pending: Pending, _ found: AnswerFiles.Found?) {
    guard let reply = pending.reply else { return }
    pending.reply = nil
    if found == nil { counts.misses += 1 } else { counts.hits += 1 }
    reply(found?.key, found?.answer)
  }

  package func keep(_ answer: CachedAnswer, for key: CacheKey) {
    written += 1
    queue.run { [answers, written] in
      answers.keep(answer, for: key, number: written)
    } then: { [weak self] size in
      self?.add(size)
    }
    // At once and not when the answer is written: a program that asks once is gone by then.
    if bytes == nil { sweep() }
  }

  private func add(_ size: Int?) {
    guard let size else { return }
    counts.stores += 1
    guard let known = bytes else { return }
    bytes = known + size
    if known + size > answers.maxBytes { sweep() }
  }

  /// Counts what there is, and removes what is too much.
  private func sweep() {
    guard !isSweeping else { return }
    isSweeping = true
    queue.run { [answers, now = clock()] in
      answers.sweep(at: now)
    } then: { [weak self] swept in
      self?.isSweeping = false
      self?.bytes = swept.bytes
      self?.counts.evictions += swept.evictions
    }
  }
}
