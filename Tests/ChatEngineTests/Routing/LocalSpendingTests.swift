import Glibc
import TestSupport
import Testing

@testable import ChatEngine

/// A program that spends, with a clock and a disk that the test holds.
private final class Spender {
  let queue = TestQueue()
  let files: FaultyFiles
  let clock: TestClock
  let spending: LocalSpending
  var notices: [LedgerNotice] = []
  var replies: [UInt64: Failure?] = [:]

  init(
    _ folder: TemporaryFolder, _ budget: Configuration.Budget, processID: Int32 = 1,
    clock: TestClock = TestClock(), files: FaultyFiles = FaultyFiles(), home: String? = nil
  ) {
    self.clock = clock
    self.files = files
    let ledger = Ledger(folder: home ?? folder.path + "/state", files: files)
    spending = LocalSpending(
      budget: budget, ledger: ledger, queue: queue, clock: clock.clock, processID: processID)
    spending.onNotice = { [unowned self] in notices.append($0) }
  }

  func reserve(_ ticket: UInt64, _ cost: Double) {
    spending.reserve(TransferID(value: ticket), cost, for: Target(provider: "a", model: "m")) {
      [unowned self] in replies[ticket] = .some($0)
    }
  }

  /// Whether a request was let through; nil without a word on it.
  func isGranted(_ ticket: UInt64) -> Bool? { replies[ticket].map { $0 == nil } }

  func settle(_ ticket: UInt64, _ cost: Double?) {
    let usage = cost.map { _ in Usage(inputTokens: 10, outputTokens: 2) }
    spending.settle(TransferID(value: ticket), Settlement(usage: usage, cost: cost))
  }

  func withdraw(_ ticket: UInt64) { spending.withdraw(TransferID(value: ticket)) }
}

@Suite struct `Spending on this machine` {
  private let folder = TemporaryFolder()
  private let everything = Configuration.Budget(session: 1, day: 1, month: 1)

  private func lines(_ month: String = "2026-11") -> [String] {
    let bytes = (try? SystemFiles().contents(of: "\(folder.path)/state/ledger-\(month).jsonl"))
    return String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func isNear(_ left: Double?, _ right: Double) -> Bool {
    left.map { abs($0 - right) < 1e-9 } ?? false
  }

  @Test func `is set aside before, and put right after`() {
    let spender = Spender(folder, everything)

    spender.reserve(1, 0.75)
    #expect(spender.isGranted(1) == true)
    #expect(isNear(spender.spending.left.least, 0.25))
    spender.settle(1, 0.125)

    let left = spender.spending.left
    #expect(left == BudgetLeft(session: 0.875, day: 0.875, month: 0.875))
  }

  @Test func `beyond the budget is refused, and nothing stays set aside`() {
    let spender = Spender(folder, Configuration.Budget(day: 1))

    spender.reserve(1, 0.75)
    spender.reserve(2, 0.5)
    spender.reserve(3, 0.25)

    #expect(spender.isGranted(2) == false)
    #expect(spender.isGranted(3) == true)
    #expect(spender.spending.left.day == 0)
  }

  @Test func `beyond the session's budget is refused without a look at the ledger`() {
    let spender = Spender(folder, Configuration.Budget(session: 0.5, day: 9))
    spender.queue.isHeld = true

    spender.reserve(1, 0.75)

    #expect(spender.isGranted(1) == false)
  }

  @Test func `that did not happen is given back`() {
    let spender = Spender(folder, everything)

    spender.reserve(1, 0.75)
    spender.withdraw(1)

    #expect(spender.spending.left == BudgetLeft(session: 1, day: 1, month: 1))
  }

  @Test func `given up while it was asked for gets no answer and holds nothing`() {
    let spender = Spender(folder, everything)
    spender.queue.isHeld = true

    spender.reserve(1, 0.75)
    spender.withdraw(1)
    spender.queue.release()

    #expect(spender.isGranted(1) == nil)
    #expect(spender.spending.left == BudgetLeft(session: 1, day: 1, month: 1))
  }

  @Test func `of an abandoned request counts with its estimate`() {
    let spender = Spender(folder, everything)

    spender.reserve(1, 0.75)
    spender.settle(1, nil)

    #expect(isNear(spender.spending.left.session, 0.25))
    #expect(isNear(Spender(folder, everything).spending.left.day, 0.25))
  }

  @Test func `of a program that died counts with its estimate`() {
    do {
      let dead = Spender(folder, everything, processID: 1)
      dead.reserve(1, 0.75)
    }
    let next = Spender(folder, everything, processID: 2)

    #expect(next.spending.left == BudgetLeft(session: 1, day: 0.25, month: 0.25))
    next.reserve(1, 0.5)
    #expect(next.isGranted(1) == false)
  }

  @Test func `of two programs is one sum`() {
    let one = Spender(folder, everything, processID: 1)
    let other = Spender(folder, everything, processID: 2)

    one.reserve(1, 0.5)
    other.reserve(1, 0.25)
    one.settle(1, 0.625)
    other.spending.refresh()

    #expect(isNear(other.spending.left.day, 0.125))
  }

  @Test func `begins anew at midnight in UTC, and the month at its end`() {
    let clock = TestClock()
    let spender = Spender(folder, Configuration.Budget(day: 1, month: 1.5), clock: clock)
    // 23:59:59.999 on the 23rd.
    clock.time = Timestamp(milliseconds: 1_795_478_399_999)
    spender.reserve(1, 1)
    spender.settle(1, 1)
    #expect(spender.spending.left.day == 0)
    #expect(spender.spending.left.month == 0.5)
    #expect(spender.spending.left.isLow)

    clock.time.milliseconds += 1
    #expect(spender.spending.left == BudgetLeft(day: 1, month: 0.5))
    spender.reserve(2, 0.75)
    #expect(spender.isGranted(2) == false)

    // The first of December.
    clock.time = Timestamp(milliseconds: 1_796_083_200_000)
    #expect(spender.spending.left == BudgetLeft(day: 1, month: 1.5))
    spender.reserve(3, 0.75)
    #expect(spender.isGranted(3) == true)
    #expect(lines("2026-12").count == 1)
  }

  @Test func `is the day's and month's in which the request went out`() {
    let clock = TestClock()
    let spender = Spender(folder, Configuration.Budget(day: 1, month: 1), clock: clock)
    clock.time = Timestamp(milliseconds: 1_796_083_199_000)
    spender.reserve(1, 0.5)
    clock.advance(.seconds(2))
    spender.settle(1, 0.75)

    #expect(spender.spending.left == BudgetLeft(day: 1, month: 1))
    #expect(lines("2026-12") == [])
    clock.time = Timestamp(milliseconds: 1_796_083_199_000)
    spender.spending.refresh()
    #expect(spender.spending.left == BudgetLeft(day: 0.25, month: 0.25))
  }

  @Test func `without budgets is written when it is settled, and only then`() throws {
    let spender = Spender(folder, Configuration.Budget())

    spender.reserve(1, 0.75)
    #expect(spender.isGranted(1) == true)
    #expect(lines() == [])
    spender.settle(1, 0.5)

    let line = try #require(lines().first)
    #expect(line.hasPrefix(#"{"t":"2026-11-23T14:02:00.000Z","ticket":"1-1795442520000-0-1","#))
    #expect(line.hasSuffix(#""target":"a/m","cost":0.5,"in":10,"out":2}"#))
    #expect(spender.spending.left == BudgetLeft())
  }

  @Test func `is synced after it is settled, without anyone waiting`() {
    let spender = Spender(folder, everything)
    spender.reserve(1, 0.5)
    #expect(spender.files.syncs == 0)

    spender.settle(1, 0.5)

    #expect(spender.files.syncs == 1)
  }

  @Test(arguments: [EROFS, EACCES])
  func `holds within the program where the folder cannot be written`(code: Int32) {
    Spender(folder, everything).reserve(1, 0.25)
    let files = FaultyFiles()
    files.set { $0.openCode = code }
    let spender = Spender(folder, everything, processID: 2, files: files)

    spender.reserve(1, 0.5)
    spender.reserve(2, 0.5)
    spender.settle(1, 0.25)
    spender.reserve(3, 0.5)

    #expect([1, 2, 3].map(spender.isGranted) == [true, false, true])
    // What others wrote before can still be read.
    #expect(spender.spending.left.day == 0)
    #expect(spender.notices.count == 1)
    #expect(spender.notices.first?.sentence.contains("ledger-2026-11.jsonl cannot be kept") == true)
  }

  @Test func `holds within the program where there is no place for files`() {
    let queue = TestQueue()
    let spending = LocalSpending(
      budget: everything, ledger: Ledger(folder: nil), queue: queue, clock: TestClock().clock,
      processID: 1)
    var failures: [Failure?] = []

    for ticket in 1...2 {
      let id = TransferID(value: UInt64(ticket))
      spending.reserve(id, 0.75, for: Target(provider: "a", model: "m")) { failures.append($0) }
    }

    #expect(failures.map { $0?.kind } == [nil, .budget])
  }

  @Test func `is made good in the ledger once the disk has room again`() {
    let spender = Spender(folder, everything)
    spender.files.set { $0.room = 40 }
    spender.reserve(1, 0.25)
    spender.settle(1, 0.125)
    spender.files.set { $0.room = Int.max }
    spender.reserve(2, 0.25)

    #expect(isNear(spender.spending.left.day, 0.625))
    #expect(isNear(Spender(folder, everything, processID: 2).spending.left.day, 0.625))
    #expect(spender.notices.count == 1)
    #expect(spender.spending.damagedLines == 1)
  }

  @Test func `by a command without a budget reads nothing of the month before it`() {
    let nothing = Configuration.Budget()
    let month = Spender(folder, nothing)
    for ticket in 1...500 {
      month.reserve(UInt64(ticket), 0.25)
      month.settle(UInt64(ticket), 0.125)
    }
    let spender = Spender(folder, nothing, processID: 2)
    spender.spending.gathers = true

    spender.reserve(1, 0.25)
    spender.settle(1, 0.125)
    spender.spending.finish()

    #expect(lines().count == 501)
    // Whether the last line is whole.
    #expect(spender.files.bytesRead == 1)
    #expect(spender.files.syncs == 1)
    #expect(spender.spending.left == BudgetLeft())
  }

  @Test(arguments: [Double.nan, .infinity, -1])
  func `of no sensible figure sets nothing aside`(cost: Double) {
    let spender = Spender(folder, everything)

    spender.reserve(1, cost)
    spender.settle(1, cost)

    #expect(spender.isGranted(1) == true)
    #expect(spender.spending.left == BudgetLeft(session: 1, day: 1, month: 1))
  }
}
