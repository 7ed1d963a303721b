import Glibc

/// One month of the ledger: its file, and what the lines in it come to.
///
/// Where the file cannot be written, what belongs in it counts here all the same, and is written as
/// soon as that works again.
struct LedgerMonth: Sendable {
  /// More lines than these are not kept for a file that cannot be written.
  private static let mostUnsaved = 1000
  /// Lines in one call, some 20 kB.
  private static let mostAtOnce = 128

  private(set) var tally = LedgerTally()
  /// Nil where there is no place for files.
  private var file: LedgerFile?
  private var generation = 0
  /// In their order.
  private var unsaved: [LedgerEntry] = []
  /// Counted before they were read in the file.
  private var ahead: Set<String> = []

  init(path: String?, files: any FileCalls) {
    file = path.map { LedgerFile(path: $0, files: files) }
  }

  /// Writes an entry and reads what others have written; gives the sums up to and with this entry.
  ///
  /// Of two processes that reserve at once, one stands first in the file. Only what stands before
  /// an entry counts against it: the sum of what is granted never exceeds a budget, and what fits is
  /// granted to one of them.
  mutating func add(_ entry: LedgerEntry) -> (spent: Spent, trouble: SystemError?) {
    var trouble = write(entry)
    let damaged = tally.damaged
    var sums: Spent?
    if trouble == nil { trouble = read(awaiting: entry, &sums) }
    if trouble == nil, sums == nil, tally.damaged > damaged {
      // Another's line was torn right before ours, which was glued to it.
      trouble = write(entry) ?? read(awaiting: entry, &sums)
    }
    if let sums { return (sums, trouble) }
    tally.take(entry)
    ahead.insert(entry.key)
    return (tally.spent(at: entry.time), trouble)
  }

  /// Writes many entries in few calls, and reads nothing.
  mutating func add(all entries: [LedgerEntry]) -> SystemError? {
    unsaved += entries
    while unsaved.count > max(Self.mostUnsaved, entries.count) {
      ahead.remove(unsaved.removeFirst().key)
    }
    let trouble = file == nil ? nil : writeUnsaved()
    guard file == nil || trouble != nil else { return nil }
    if file == nil { unsaved = [] }
    // Not read back, or not to be read yet.
    for entry in entries where ahead.insert(entry.key).inserted { tally.take(entry) }
    return trouble
  }

  private mutating func writeUnsaved() -> SystemError? {
    do {
      while !unsaved.isEmpty {
        let lines = unsaved.prefix(Self.mostAtOnce).map(\.line)
        let written = try file?.append(lines: lines[...]) ?? 0
        unsaved.removeFirst(written)
        if written < lines.count { return SystemError(call: "write", code: ENOSPC) }
      }
      return nil
    } catch {
      return error
    }
  }

  /// Reads what others have written.
  mutating func look() -> SystemError? {
    var sums: Spent?
    return read(awaiting: nil, &sums)
  }

  func sync() -> SystemError? {
    do {
      try file?.sync()
      return nil
    } catch {
      return error
    }
  }

  mutating func close() { file?.close() }

  /// Writes what waits and then the entry; what could not be written waits.
  private mutating func write(_ entry: LedgerEntry) -> SystemError? {
    guard file != nil else { return nil }
    unsaved.append(entry)
    if unsaved.count > Self.mostUnsaved { ahead.remove(unsaved.removeFirst().key) }
    do {
      while let next = unsaved.first {
        try file?.append(next.line)
        unsaved.removeFirst()
      }
      return nil
    } catch {
      return error
    }
  }

  private mutating func read(
    awaiting entry: LedgerEntry?, _ sums: inout Spent?
  ) -> SystemError? {
    guard var file else { return nil }
    defer { self.file = file }
    do {
      let isThere = try file.refresh()
      forgetOldFile(file.generation)
      guard isThere else { return nil }
      try file.read { line in
        guard let found = LedgerEntry(line: line) else {
          tally.damaged += 1
          return
        }
        if ahead.remove(found.key) == nil { tally.take(found) }
        if let entry, found.key == entry.key { sums = tally.spent(at: entry.time) }
      }
      return nil
    } catch {
      return error
    }
  }

  /// Another file stands at the path: what was read counts no more, what waits for it does.
  private mutating func forgetOldFile(_ newGeneration: Int) {
    guard newGeneration != generation else { return }
    generation = newGeneration
    tally = LedgerTally()
    for entry in unsaved { tally.take(entry) }
    ahead = Set(unsaved.map(\.key))
  }
}

extension LedgerEntry {
  /// One for each line of a request.
  fileprivate var key: String {
    switch kind {
    case .reserved: "r" + ticket
    case .withdrawn: "w" + ticket
    case .settled: "s" + ticket
    }
  }
}
