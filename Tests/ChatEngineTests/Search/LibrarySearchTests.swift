import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A search of everything that was said` {
  private let folder = TemporaryFolder()
  private let queue = TestQueue()
  private let clock = TestClock()

  private var library: Library { Library(folder: folder.path + "/conversations") }

  @discardableResult
  private func write(_ name: String, _ changes: [Change]) throws -> ConversationID {
    let id = try #require(ConversationID(name))
    let store = Session.store(folder, queue, clock, SystemFiles())
    let log = store.start(Conversation(id: id, meta: Meta(created: clock.time)))
    for change in changes { log.record(change) }
    return id
  }

  private func search(
    _ text: String, in ids: [ConversationID], chunk: Int = 256 << 10
  ) throws -> [String] {
    let needle = try #require(LibrarySearch.needle(text))
    var search = FileSearch(needle, files: SystemFiles(), chunk: chunk)
    return ids.compactMap { id in
      search.search(library.path(of: id)) { false }.map { found in
        let bytes = Array(found.hit.snippet.utf8)
        let middle = String(decoding: bytes[found.hit.place], as: UTF8.self)
        return "\(found.hit.message.text) \(found.count) \(middle): \(found.hit.snippet)"
      }
    }
  }

  private func pieces(_ id: String, _ texts: [String]) -> [[StreamPart]] {
    texts.map { [.text($0)] }
  }

  @Test func `finds prompts and answers, the last one for the conversation`() throws {
    let one = try write(
      "one",
      [
        .message(.prompt("u1", "Why does the Lexer allocate?")),
        .message(.answer("a1", "Three places in the lexer do it.", after: "u1")),
      ])
    let other = try write("two", [.message(.prompt("u1", "Something else"))])
    #expect(
      try search("LEXER", in: [one, other]) == ["a1 2 lexer: Three places in the lexer do it."])
  }

  @Test(arguments: ["text", "message", "role", "crc", "body", "user", "a1", "claude", "seq\":"])
  func `does not find the form of the file`(word: String) throws {
    let id = try write(
      "one",
      [.message(.prompt("u1", "Hello")), .message(.answer("a1", "Hi there", after: "u1"))])
    #expect(try search(word, in: [id]).isEmpty)
  }

  @Test(arguments: [
    "a \"quoted\" word", "back\\slash", "tab\there", "Ünïcödé ÄÖ", "日本語の文", "🎉👩‍👩‍👧", "a/b <c>",
  ])
  func `finds what the file spells otherwise`(text: String) throws {
    let id = try write("one", [.message(.prompt("u1", "before \(text) after"))])
    #expect(try search(text, in: [id]) == ["u1 1 \(text): before \(text) after"])
  }

  @Test func `finds words that begin in one line of an answer and end in the next`() throws {
    let pieces = ["The le", "xer", " alloc", "ates per to", "ken."]
    var changes: [Change] = [
      .message(.prompt("u1", "why")), .message(.answer("a1", after: "u1", state: .streaming)),
    ]
    changes += pieces.map { .delta(MessageID("a1"), [.text($0)]) }
    let id = try write("one", changes)
    // Each piece in a line of its own, as a slow model writes them.
    let lines = changes.enumerated().flatMap { index, change -> [UInt8] in
      var line: [UInt8] = []
      RecordEncoder.append(change, seq: index + 1, at: clock.time, into: &line)
      return line
    }
    _ = try folder.write("conversations/\(id).jsonl", bytes: lines)
    for word in ["lexer allocates", "the lexer", "token", "per token.", "xer alloc"] {
      #expect(try search(word, in: [id]).count == 1, "\(word)")
      for chunk in [1, 100, 333, 1000] {
        #expect(try search(word, in: [id], chunk: chunk).count == 1, "\(word) \(chunk)")
      }
    }
    #expect(try search("lexer per", in: [id]).isEmpty)
  }

  @Test func `finds the same in whatever pieces the file is read`() throws {
    let id = try write(
      "one",
      (1...30).map { number in
        .message(
          .prompt(
            "u\(number)", String(repeating: "word ", count: number * 7) + "needle \(number)",
            after: number > 1 ? "u\(number - 1)" : nil))
      })
    let whole = try search("needle", in: [id])
    #expect(whole.first?.hasPrefix("u30 30 needle: ") == true)
    for chunk in [1, 64, 501, 4096] {
      #expect(try search("needle", in: [id], chunk: chunk) == whole)
    }
  }

  @Test func `passes over a torn line, and finds what stands before it`() throws {
    let id = try write(
      "one",
      [.message(.prompt("u1", "a needle")), .message(.answer("a1", "another needle", after: "u1"))])
    let bytes = try SystemFiles().contents(of: library.path(of: id))
    _ = try folder.write("conversations/\(id).jsonl", bytes: Array(bytes.dropLast(30)))
    #expect(try search("needle", in: [id]) == ["u1 1 needle: a needle"])
  }

  @Test func `shows the words around a place in a long text, cut between characters`() throws {
    let text =
      String(repeating: "日本\n", count: 100) + "needle" + String(repeating: "\"é", count: 200)
    let id = try write("one", [.message(.prompt("u1", text))])
    let needle = try #require(LibrarySearch.needle("needle"))
    var search = FileSearch(needle, files: SystemFiles())
    let hit = try #require(search.search(library.path(of: id)) { false }?.hit)
    #expect(text.contains(hit.snippet))
    #expect(hit.snippet.utf8.count > 250)
    #expect(Array(hit.snippet.utf8)[hit.place].elementsEqual("needle".utf8))
  }

  @Test func `names reasoning and tools as what they are`() throws {
    let call = ToolCall(id: "t", name: "weather", arguments: #"{"city":"Paris"}"#)
    var answer = Message.answer("a1", "Well.", after: "u1")
    answer.parts = [.reasoning(ReasoningPart("Let me ponder")), .text("Well."), .toolCall(call)]
    let id = try write("one", [.message(.prompt("u1", "hi")), .message(answer)])
    let kinds = try ["ponder", "Paris", "Well"].map { word in
      let needle = try #require(LibrarySearch.needle(word))
      var search = FileSearch(needle, files: SystemFiles())
      return search.search(library.path(of: id)) { false }?.hit.kind
    }
    #expect(kinds == [.reasoning, .tool, .text])
  }

  @Test func `begins with two letters, or with one that is a word`() {
    #expect(LibrarySearch.needle("a") == nil)
    #expect(LibrarySearch.needle(" a ") == nil)
    #expect(LibrarySearch.needle("ab") != nil)
    #expect(LibrarySearch.needle("語") != nil)
  }

  @Test func `tells the newest first, in parts, and that it is done`() throws {
    let ids = try (1...20).map { number in
      try write("c\(number)", [.message(.prompt("u1", "needle \(number)"))])
    }
    var told: [[String]] = []
    var ends: [Bool] = []
    let search = LibrarySearch("needle", in: library, ids, queues: [queue]) { found, isDone in
      told.append(found.map(\.id.text))
      ends.append(isDone)
    }
    search?.start()
    #expect(told.flatMap { $0 } == ids.map(\.text))
    #expect(told.count > 1)
    #expect(ends == ends.dropLast().map { _ in false } + [true])
  }

  @Test func `tells nothing after it was cancelled`() throws {
    let id = try write("one", [.message(.prompt("u1", "needle"))])
    var told = 0
    queue.isHeld = true
    let search = LibrarySearch("needle", in: library, [id], queues: [queue, queue]) { _, _ in
      told += 1
    }
    search?.start()
    search?.cancel()
    queue.release()
    #expect(told == 0)
  }

  @Test func `divides the work between two threads and finds all`() throws {
    let ids = try (1...50).map { number in
      try write("c\(number)", [.message(.prompt("u1", number % 2 == 0 ? "needle" : "hay"))])
    }
    let loop = try EventLoop()
    let workers = try (0..<2).map { _ in try Worker(name: "search", answers: loop.mailbox) }
    var found: Set<String> = []
    var isDone = false
    let search = LibrarySearch("needle", in: library, ids, queues: workers) { new, done in
      found.formUnion(new.map(\.id.text))
      isDone = done
    }
    search?.start()
    let deadline = loop.now() + .seconds(10)
    while !isDone, loop.now() < deadline { loop.runOnce(until: deadline) }
    #expect(found == Set(stride(from: 2, through: 50, by: 2).map { "c\($0)" }))
  }
}
