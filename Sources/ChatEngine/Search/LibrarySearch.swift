import Synchronization

/// A text that is looked for in all conversations, the newest first, on threads that may block.
///
/// Belongs to the loop's thread. The work is handed over in slices, each of some megabytes, so that
/// what was found is told at once and a search that is not wanted any more ends within one read.
package final class LibrarySearch {
  /// A conversation in which the text stands.
  package struct Found: Sendable, Equatable {
    package var id: ConversationID
    /// The last message that says it.
    package var hit: SearchHit
    /// How many messages say it.
    package var count: Int

    package init(id: ConversationID, hit: SearchHit, count: Int) {
      self.id = id
      self.hit = hit
      self.count = count
    }
  }

  /// Bytes of a slice: some milliseconds of work.
  private static let slice = 4 << 20

  private let library: Library
  private let job: SearchJob
  private let queues: [any LogQueue]
  private let tell: ([Found], Bool) -> Void
  private var running = 0

  /// Nil for a text that is too short to be looked for.
  ///
  /// `tell` is called with what was found since, and with whether that was all.
  package init?(
    _ text: String, in library: Library, _ ids: [ConversationID], queues: [any LogQueue],
    tell: @escaping ([Found], Bool) -> Void
  ) {
    guard let needle = LibrarySearch.needle(text) else { return nil }
    self.library = library
    self.queues = queues
    self.tell = tell
    job = SearchJob(needle: needle, library: library, ids: ids)
  }

  /// What is looked for when that is typed: two letters at least, or one of a script whose letters are
  /// words.
  package static func needle(_ text: String) -> TextNeedle? {
    let words = text.trimmingSpace()
    let isEnough =
      words.unicodeScalars.count >= 2 || words.unicodeScalars.contains { $0.value >= 0x2E80 }
    return isEnough ? TextNeedle(words, spelling: .escaped) : nil
  }

  /// Begins; `tell` may be called before this returns.
  package func start() {
    running = queues.count
    for queue in queues { work(on: queue) }
  }

  /// Nothing is told any more.
  package func cancel() { job.cancel() }

  private func work(on queue: any LogQueue) {
    queue.run({ [job] in job.work(bytes: LibrarySearch.slice) }) { [weak self] result in
      guard let self, !job.isCancelled else { return }
      if result.isDone { running -= 1 }
      if !result.found.isEmpty || running == 0 { tell(result.found, running == 0) }
      if !result.isDone { work(on: queue) }
    }
  }
}

/// The part of a search that its threads share.
private final class SearchJob: Sendable {
  struct Result: Sendable {
    var found: [LibrarySearch.Found] = []
    var isDone = false
  }

  private let needle: TextNeedle
  private let library: Library
  private let ids: [ConversationID]
  private let next = Atomic(0)
  private let cancelled = Atomic(false)

  init(needle: TextNeedle, library: Library, ids: [ConversationID]) {
    self.needle = needle
    self.library = library
    self.ids = ids
  }

  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  func cancel() { cancelled.store(true, ordering: .relaxed) }

  /// Takes one file after the other, until there were so many bytes or something was found.
  func work(bytes: Int) -> Result {
    var search = FileSearch(needle, files: library.files)
    var result = Result()
    var left = bytes
    while left > 0, result.found.count < 8 {
      let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
      guard place < ids.count, !isCancelled else {
        result.isDone = true
        return result
      }
      let path = library.path(of: ids[place])
      let found = search.search(path) { isCancelled }
      if let found {
        result.found.append(
          LibrarySearch.Found(id: ids[place], hit: found.hit, count: found.count))
      }
      left -= search.bytesRead + 4096
    }
    return result
  }
}

extension String {
  /// Without white space at its ends.
  package func trimmingSpace() -> String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}
