/// Budgets on this machine: the session's in memory, the day's and the month's in the ledger.
///
/// Days and months are those of UTC: providers bill in it.
package final class LocalSpending: Spending {
  /// A request that went out, or is about to.
  private struct Held {
    var name: String
    var target: Target
    var cost: Double
    var time: Timestamp
    /// Whether the ledger has been told.
    var isWritten = false
  }

  /// Takes what a person should know; called once at most.
  package var onNotice: (LedgerNotice) -> Void = { _ in }
  /// Called when `left` may have changed.
  package var onChange: () -> Void = {}
  /// Lines of this month's ledger that were passed over because they are not what was written.
  package private(set) var damagedLines = 0

  /// Whether what was spent is only written, many lines at a time, and none of the ledger is read, where
  /// no budget has to know it at once: for a command, which calls `finish` before its end.
  package var gathers = false

  private let budget: Configuration.Budget
  /// The part of it that this session answers for alone.
  private let own: Configuration.Budget
  /// The part that the ledger answers for.
  private let shared: Configuration.Budget
  private let ledger: Ledger
  private let queue: any LogQueue
  private let time: () -> Timestamp
  /// Process and start: with a count, what no other process names a request.
  private let name: String
  private var count = 0
  private var held = NumberTable<TransferID, Held>()
  private var session = 0.0
  /// What the ledger last said, and when it was asked.
  private var known = (spent: Spent(), time: Timestamp(milliseconds: 0))
  private var isSyncing = false
  private var gathered: [(entry: LedgerEntry, sentAt: Timestamp)] = []
  private var isHandingOver = false
  /// Whether any of what was gathered is not on the disk yet.
  private var isUnsynced = false
  private var hasTold = false

  package init(
    budget: Configuration.Budget, ledger: Ledger, queue: any LogQueue, clock: LogClock,
    processID: Int32
  ) {
    self.budget = budget
    own = Configuration.Budget(session: budget.session)
    shared = Configuration.Budget(day: budget.day, month: budget.month)
    self.ledger = ledger
    self.queue = queue
    time = clock.time
    name = "\(processID)-\(clock.time().milliseconds)-\(clock.now().nanoseconds)"
    refresh()
  }

  package var left: BudgetLeft {
    let now = time()
    return budget.left(
      after: Spent(
        session: session, day: now.day == known.time.day ? known.spent.day : 0,
        month: now.monthText == known.time.monthText ? known.spent.month : 0))
  }

  /// Reads what other programs have spent in the meantime.
  package func refresh() {
    guard budget.needsLedger else { return }
    let now = time()
    queue.run({ [ledger] in ledger.look(at: now) }) { [weak self] in self?.take($0, askedAt: now) }
  }

  package func reserve(
    _ ticket: TransferID, _ cost: Double, for target: Target, reply: @escaping (Failure?) -> Void
  ) {
    // A price that is no number reserves nothing rather than everything.
    let cost = cost.isFinite ? min(max(cost, 0), LedgerEntry.mostDollars) : 0
    count += 1
    var request = Held(name: "\(name)-\(count)", target: target, cost: cost, time: time())
    if let refusal = own.refusal(of: cost, after: Spent(session: session)) {
      return reply(refusal)
    }
    session += cost
    request.isWritten = budget.needsLedger && cost > 0
    held[ticket] = request
    guard request.isWritten else { return reply(nil) }
    let entry = LedgerEntry(
      time: request.time, ticket: request.name, target: target, kind: .reserved(cost))
    queue.run({ [ledger, shared] in ledger.reserve(entry, within: shared) }) { [weak self] word in
      self?.take(word, on: ticket, request, reply)
    }
  }

  package func withdraw(_ ticket: TransferID) {
    guard let request = held.removeValue(forKey: ticket) else { return }
    session -= request.cost
    guard request.isWritten else { return onChange() }
    write(.withdrawn, of: request)
  }

  package func settle(_ ticket: TransferID, _ settlement: Settlement) {
    guard let request = held.removeValue(forKey: ticket) else { return }
    var settlement = settlement
    if let cost = settlement.cost, !(0...LedgerEntry.mostDollars ~= cost) { settlement.cost = nil }
    if let cost = settlement.cost { session += cost - request.cost }
    guard settlement.usage != nil || settlement.cost != nil else { return onChange() }
    write(.settled(settlement), of: request)
    if !gathers || budget.needsLedger { sync() }
  }

  /// Hands over what was gathered, and has the disk take it; the queue's own end waits for it.
  package func finish() {
    guard isUnsynced else { return }
    isUnsynced = false
    let entries = gathered
    gathered = []
    queue.run({ [ledger] in ledger.add(all: entries) ?? ledger.sync() }) { _ in }
  }

  private func handOver() {
    guard !isHandingOver, !gathered.isEmpty else { return }
    isHandingOver = true
    let entries = gathered
    gathered = []
    queue.run({ [ledger] in ledger.add(all: entries) }) { [weak self] trouble in
      guard let self else { return }
      isHandingOver = false
      tell(trouble)
      onChange()
      handOver()
    }
  }

  /// The word on a reservation; one that was given up meanwhile is withdrawn behind it.
  private func take(
    _ word: Ledger.Word, on ticket: TransferID, _ request: Held,
    _ reply: (Failure?) -> Void
  ) {
    guard held[ticket]?.name == request.name else { return take(word, askedAt: request.time) }
    if word.refusal != nil {
      held[ticket] = nil
      session -= request.cost
    }
    take(word, askedAt: request.time)
    reply(word.refusal)
  }

  private func write(_ kind: LedgerEntry.Kind, of request: Held) {
    let now = time()
    let entry = LedgerEntry(time: now, ticket: request.name, target: request.target, kind: kind)
    if gathers, !budget.needsLedger {
      gathered.append((entry, request.time))
      isUnsynced = true
      return handOver()
    }
    queue.run({ [ledger] in ledger.add(entry, sentAt: request.time) }) { [weak self] word in
      self?.take(word, askedAt: now)
    }
  }

  /// Has the disk take what was settled; nobody waits for that.
  private func sync() {
    guard !isSyncing else { return }
    isSyncing = true
    queue.run({ [ledger] in ledger.sync() }) { [weak self] trouble in
      self?.isSyncing = false
      self?.tell(trouble)
    }
  }

  private func take(_ word: Ledger.Word, askedAt time: Timestamp) {
    known = (word.spent, time)
    damagedLines = word.damaged
    tell(word.trouble)
    onChange()
  }

  private func tell(_ trouble: StorageError?) {
    guard let trouble, !hasTold else { return }
    hasTold = true
    onNotice(LedgerNotice(error: trouble))
  }
}
