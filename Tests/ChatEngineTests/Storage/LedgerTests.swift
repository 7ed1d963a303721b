import Glibc
import Synchronization
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The ledger` {
  private static let time = Timestamp(milliseconds: 1_795_442_520_000)
  private let folder = TemporaryFolder()
  private var path: String { folder.path + "/state/ledger-2026-11.jsonl" }

  private func ledger(_ files: any FileCalls = SystemFiles()) -> Ledger {
    Ledger(folder: folder.path + "/state", files: files)
  }

  private static func entry(_ ticket: String, _ kind: LedgerEntry.Kind) -> LedgerEntry {
    LedgerEntry(
      time: time, ticket: ticket, target: Target(provider: "groq", model: "openai/gpt-oss"),
      kind: kind)
  }

  private static let entries = [
    entry("1-1", .reserved(0.0123)), entry("1-1", .withdrawn),
    entry("1-2", .settled(Settlement(cost: 0.5))),
    entry("1-3", .settled(Settlement(usage: Usage(inputTokens: 7, outputTokens: 3)))),
    entry(
      "1-\"4\n",
      .settled(
        Settlement(
          usage: Usage(
            inputTokens: 7, outputTokens: 3, cachedInputTokens: 5, isEstimated: true),
          cost: 1e-7))),
  ]

  @Test(arguments: entries)
  func `reads its lines as they were written`(entry: LedgerEntry) {
    let line = entry.line

    let read = line.dropLast().withUnsafeBufferPointer { LedgerEntry(line: $0) }

    #expect(line.last == 0x0A)
    #expect(!line.dropLast().contains(0x0A))
    #expect(read == entry)
  }

  @Test(arguments: [
    "", "x", "{}", "[]", #"{"t":"2026-11-23T14:02:00Z","ticket":"1","target":"a/m"}"#,
    #"{"t":"now","ticket":"1","target":"a/m","cost":1}"#,
    #"{"t":"2026-11-23T14:02:00Z","ticket":"1","target":"a","cost":1}"#,
    #"{"t":"2026-11-23T14:02:00Z","ticket":"1","target":"a/m","cost":-1}"#,
    #"{"t":"2026-11-23T14:02:00Z","ticket":"1","target":"a/m","cost":1e300}"#,
    #"{"t":"2026-11-23T14:02:00Z","ticket":"1","target":"a/m","reserved":2}{}"#,
    #"{"t":"2026-11-23T14:02:00Z","ticket":1,"target":"a/m","cost":2}"#,
  ])
  func `takes no line that it would not write`(text: String) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { LedgerEntry(line: $0) } == nil)
  }

  @Test func `is for its owner alone`() throws {
    _ = ledger().add(Self.entry("1", .reserved(1)), sentAt: Self.time)

    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(stat(folder.path + "/state", &status) == 0 && status.st_mode & 0o777 == 0o700)
  }

  @Test func `that was torn at any byte loses that line and nothing after it`() throws {
    let first = Self.entry("1", .reserved(0.25)).line
    let torn = Self.entry("2", .reserved(0.5)).line
    var wrong: [Int] = []
    for length in 0...torn.count {
      folder.write("ledger-2026-11.jsonl", String(decoding: first + torn[..<length], as: UTF8.self))
      let ledger = Ledger(folder: folder.path)
      let word = ledger.add(Self.entry("3", .reserved(1)), sentAt: Self.time)
      let again = Ledger(folder: folder.path).look(at: Self.time)
      // Only its line feed is missing: the line is whole.
      let isWhole = length >= torn.count - 1
      let sum = isWhole ? 1.75 : 1.25
      let damaged = isWhole || length == 0 ? 0 : 1
      if word.spent.day != sum || again.spent.day != sum || again.damaged != damaged {
        wrong.append(length)
      }
    }
    #expect(wrong == [])
  }

  @Test func `is read on from where it was read, with what others wrote`() {
    let (one, other) = (ledger(), ledger())
    _ = one.add(Self.entry("1", .reserved(0.5)), sentAt: Self.time)
    _ = other.look(at: Self.time)

    _ = one.add(Self.entry("1", .settled(Settlement(cost: 0.25))), sentAt: Self.time)
    _ = one.add(Self.entry("2", .reserved(2)), sentAt: Self.time)

    #expect(other.look(at: Self.time).spent == Spent(day: 2.25, month: 2.25))
  }

  @Test(arguments: ["", "{\"t\":\"2026-11"])
  func `whose file was put in the place of another counts that one only`(content: String) {
    let ledger = ledger()
    _ = ledger.add(Self.entry("1", .reserved(0.5)), sentAt: Self.time)
    unlink(path)
    folder.write("state/ledger-2026-11.jsonl", content)

    let word = ledger.add(Self.entry("2", .reserved(2)), sentAt: Self.time)

    #expect(word.spent.day == 2)
    #expect(self.ledger().look(at: Self.time).spent.day == 2)
  }

  @Test func `skips a line that is longer than any`() {
    let long = String(repeating: "x", count: LedgerFile.blockSize * 2 + 5)
    folder.write("ledger-2026-11.jsonl", long + "\n")
    let ledger = Ledger(folder: folder.path)

    let word = ledger.add(Self.entry("1", .reserved(1)), sentAt: Self.time)

    #expect(word.spent.day == 1)
    #expect(word.damaged == 1)
  }

  @Test func `reads as much as there is`() {
    let lines = (0..<24_000).flatMap { Self.entry("\($0)", .reserved(0.25)).line }
    folder.write("ledger-2026-11.jsonl", String(decoding: lines, as: UTF8.self))
    #expect(lines.count > LedgerFile.blockSize * 2)

    #expect(Ledger(folder: folder.path).look(at: Self.time).spent.month == 6_000)
  }

  /// The room for 100 requests is fought over by four threads, each with files of its own, as four
  /// processes have.
  @Test func `grants exactly what a budget allows to four that want it at once`() throws {
    let budget = Configuration.Budget(day: 1)
    let granted = Mutex<[String]>([])
    let loop = try EventLoop()
    let home = folder.path + "/state"
    var workers: [Worker] = []
    for process in 0..<4 {
      let worker = try Worker(name: "spender", answers: loop.mailbox)
      worker.run {
        let ledger = Ledger(folder: home)
        for request in 0..<250 {
          let ticket = "\(process)-\(request)"
          let word = ledger.reserve(Self.entry(ticket, .reserved(0.01)), within: budget)
          guard word.refusal == nil, word.trouble == nil else { continue }
          granted.withLock { $0.append(ticket) }
          // Every fifth costs less than was thought.
          guard request % 5 == 0 else { continue }
          let settled = Self.entry(ticket, .settled(Settlement(cost: 0.005)))
          _ = ledger.add(settled, sentAt: Self.time)
        }
      }
      workers.append(worker)
    }
    for worker in workers { worker.finish() }

    let word = ledger().look(at: Self.time)
    let tickets = granted.withLock { $0 }
    let cheap = tickets.count { Int($0.split(separator: "-")[1]).map { $0 % 5 == 0 } ?? false }
    let sum = Double(tickets.count - cheap) * 0.01 + Double(cheap) * 0.005
    #expect(word.damaged == 0)
    #expect(abs(word.spent.day - sum) < 1e-9)
    #expect(sum <= 1 + 1e-9)
    #expect(sum > 0.99 - 1e-9)
  }
}
