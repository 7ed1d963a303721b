import Glibc
import Synchronization

/// What was spent and what is set aside, in one file a month that all processes share.
///
/// Append-only lines; nothing is locked and nobody waits for another. Its calls may block, so they
/// belong on a thread for that.
package final class Ledger: Sendable {
  /// What a call found out.
  struct Word: Sendable {
    /// The sums of the day and month that the call was made in.
    var spent: Spent
    /// Why a reservation is not held.
    var refusal: Failure?
    /// What the sums leave out, or others do not see, because the file could not be used.
    var trouble: StorageError?
    /// Lines that were passed over because they are not what was written.
    var damaged = 0
  }

  private let folder: String?
  private let files: any FileCalls
  private let months = Mutex<[String: LedgerMonth]>([:])

  /// A ledger whose files lie in that folder; nil where there is no place for them.
  package init(folder: String?, files: any FileCalls = SystemFiles()) {
    self.folder = folder
    self.files = files
  }

  deinit {
    months.withLock { months in
      for name in months.keys { months[name]?.close() }
    }
  }

  /// Sets dollars aside, unless a budget would be broken.
  ///
  /// The line is written first and the sum taken then: had the sum been taken first, two processes
  /// could both find room for what is there once.
  func reserve(_ entry: LedgerEntry, within budget: Configuration.Budget) -> Word {
    guard case .reserved(let dollars) = entry.kind else { return look(at: entry.time) }
    return months.withLock { months in
      var (word, sums) = add(entry, to: entry.time, &months)
      let others = Spent(day: sums.day - dollars, month: sums.month - dollars)
      word.refusal = budget.refusal(of: dollars, after: others)
      guard word.refusal != nil else { return word }
      let withdrawal = LedgerEntry(
        time: entry.time, ticket: entry.ticket, target: entry.target, kind: .withdrawn)
      let refusal = word.refusal
      word = add(withdrawal, to: entry.time, &months).word
      word.refusal = refusal
      return word
    }
  }

  /// Writes an entry to the month in which its request went out.
  func add(_ entry: LedgerEntry, sentAt: Timestamp) -> Word {
    months.withLock { months in
      let word = add(entry, to: sentAt, &months).word
      return sentAt.monthText == entry.time.monthText ? word : look(at: entry.time, &months)
    }
  }

  /// Writes many entries, each to the month in which its request went out; the sums are not asked for.
  func add(all entries: [(entry: LedgerEntry, sentAt: Timestamp)]) -> StorageError? {
    months.withLock { months in
      var problem: StorageError?
      var rest = entries[...]
      while let first = rest.first {
        let name = first.sentAt.monthText
        let same = rest.prefix { $0.sentAt.isInMonth(of: first.sentAt) }
        rest = rest.dropFirst(same.count)
        var month = take(name, &months)
        let failure = month.add(all: same.map(\.entry))
        months[name] = month
        problem = problem ?? trouble(failure, name)
      }
      return problem
    }
  }

  /// Reads what other processes have written.
  func look(at time: Timestamp) -> Word { months.withLock { look(at: time, &$0) } }

  /// Waits until what was written is on the disk.
  func sync() -> StorageError? {
    months.withLock { months in
      for (name, month) in months {
        if let trouble = trouble(month.sync(), name) { return trouble }
      }
      return nil
    }
  }

  private func add(
    _ entry: LedgerEntry, to time: Timestamp, _ months: inout [String: LedgerMonth]
  ) -> (word: Word, sums: Spent) {
    let name = time.monthText
    var month = take(name, &months)
    let (sums, failure) = month.add(entry)
    months[name] = month
    let spent = month.tally.spent(at: entry.time)
    let word = Word(
      spent: spent, trouble: trouble(failure, name), damaged: month.tally.damaged)
    return (word, sums)
  }

  private func look(at time: Timestamp, _ months: inout [String: LedgerMonth]) -> Word {
    let name = time.monthText
    var month = take(name, &months)
    let failure = month.look()
    months[name] = month
    return Word(
      spent: month.tally.spent(at: time), trouble: trouble(failure, name),
      damaged: month.tally.damaged)
  }

  /// The month of that name, out of the table while it is used: it is large, and not copied so.
  private func take(_ name: String, _ months: inout [String: LedgerMonth]) -> LedgerMonth {
    if let month = months.removeValue(forKey: name) { return month }
    // The month before may still be settled; those before it are over.
    while months.count > 1, let oldest = months.keys.min() {
      months[oldest]?.close()
      months[oldest] = nil
    }
    return LedgerMonth(path: folder.map { "\($0)/ledger-\(name).jsonl" }, files: files)
  }

  private func trouble(_ error: SystemError?, _ month: String) -> StorageError? {
    guard let folder else {
      return StorageError(.denied, path: "~/.local/state/llmterm", code: ENOENT)
    }
    return error.map { StorageError($0, path: "\(folder)/ledger-\(month).jsonl") }
  }
}
