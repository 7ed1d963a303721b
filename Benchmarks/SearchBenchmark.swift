import ChatEngine
import Glibc

/// Looking through everything that was said, beside ripgrep on the same files.
struct SearchBenchmark {
  /// Of conversations; `LLMTERM_BENCH_SEARCH_MB=1000` measures the goal's own size.
  let megabytes: Int
  let runs: Int

  /// Said in every hundredth conversation.
  private static let rare = "Xylophone Quartet"
  /// Said nowhere.
  private static let nowhere = "zyzzyva quorum"

  init(runs: Int) {
    self.runs = runs
    let wish = getenv("LLMTERM_BENCH_SEARCH_MB").flatMap { Int(String(cString: $0)) }
    megabytes = max(10, wish ?? 200)
  }

  func run(_ report: inout Report) throws {
    let folder = Files.temporaryFolder()
    defer { Files.remove(folder) }
    let library = Library(folder: folder)
    fill(library)
    for text in [Self.rare, Self.nowhere] {
      // Once for the kernel's cache.
      _ = try measure(text, library)
      var all = Samples()
      var first = Samples()
      for _ in 0..<runs {
        let result = try measure(text, library)
        all.add(result.all)
        if let hit = result.first { first.add(hit) }
      }
      let peer = ripgrep(text, in: folder)
      report.add(
        "search \(megabytes) MB for \"\(text)\"", "\(all.median.text()) ms",
        yardstick: peer.map { "rg -i \($0.text()) ms" } ?? "rg is not installed",
        ratio: peer.map { all.median / $0 }, goal: "<= 1.5 x",
        isMet: peer.map { all.median <= 1.5 * $0 })
      guard !first.isEmpty else { continue }
      report.add(
        "  first hit told", "\(first.median.text()) ms", goal: "<= 50 ms",
        isMet: first.median <= 50)
    }
  }

  /// Milliseconds until all was looked through, and until the first hit was told.
  private func measure(
    _ text: String, _ library: Library
  ) throws -> (all: Double, first: Double?) {
    let loop = try EventLoop()
    let workers = try (0..<2).map { _ in try Worker(name: "search", answers: loop.mailbox) }
    defer { for worker in workers { worker.finish() } }
    let ids = library.newestFirst().map(\.id)
    let began = SystemClock.now()
    var first: Double?
    var isDone = false
    let search = LibrarySearch(text, in: library, ids, queues: workers) { found, done in
      if !found.isEmpty, first == nil { first = milliseconds(SystemClock.now() - began) }
      isDone = done
    }
    search?.start()
    while !isDone { loop.runOnce(until: nil) }
    return (milliseconds(SystemClock.now() - began), first)
  }

  private func ripgrep(_ text: String, in folder: String) -> Double? {
    guard Child.isInstalled("rg") else { return nil }
    let command = ["rg", "-i", "-F", "-j", "2", "--count", text, folder]
    var times = Samples()
    for _ in 0..<runs + 1 {
      if let child = Child.run(command) { times.add(child.wall) }
    }
    return times.isEmpty ? nil : times.median
  }

  // MARK: What is looked through

  /// Writes conversations of about a megabyte each.
  private func fill(_ library: Library) {
    let clock = LogClock(now: { SystemClock.now() }, time: { SystemClock.timestamp() })
    let store = ConversationStore(
      folder: library.folder, queue: AtOnce(), clock: clock, processID: getpid())
    for number in 0..<megabytes {
      guard let id = ConversationID("c\(number)") else { continue }
      let conversation = conversation(id, says: number % 100 == 50 ? Self.rare : "nothing of note")
      let log = store.start(conversation)
      while !log.isIdle { log.tick(conversation) }
      log.close(conversation)
    }
  }

  private func conversation(_ id: ConversationID, says words: String) -> Conversation {
    let time = SystemClock.timestamp()
    var conversation = Conversation(id: id, meta: Meta(created: time))
    var parent: MessageID?
    for number in 0..<500 {
      let message = MessageID("m\(number)")
      let text = (0..<32).map { Self.sentence(number * 32 + $0) }.joined(separator: " ")
      conversation.append(
        Message(
          id: message, parent: parent, role: number % 2 == 0 ? .user : .assistant,
          parts: [.text(number == 250 ? text + " " + words : text)], time: time))
      parent = message
    }
    return conversation
  }

  private static let words = [
    "the", "lexer", "allocates", "a", "String", "for", "every", "token;", "`Token.text`", "is",
    "copied", "\"here\"", "and", "über", "日本語", "there,", "which", "takes\n", "most", "time.",
    "of", "quick", "xenon", "questions", "about",
  ]

  private static func sentence(_ number: Int) -> String {
    (0..<10).map { words[(number * 7 + $0 * $0 * 3 + number / 13) % words.count] }
      .joined(separator: " ")
  }
}

/// Does at once what is asked of it.
private struct AtOnce: LogQueue {
  func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void
  ) { then(work()) }
}
