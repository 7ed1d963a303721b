import Synchronization

/// The files of usage, one a month; used on a thread that may block.
///
/// A line that cannot be written is lost: statistics are no reason to keep anybody waiting, and what
/// must not be lost stands in the ledger.
package final class UsageFile: Sendable {
  private let folder: String
  private let files: any FileCalls
  private let open = Mutex<(month: String, file: LedgerFile)?>(nil)

  package init(folder: String, files: any FileCalls = SystemFiles()) {
    self.folder = folder
    self.files = files
  }

  deinit { open.withLock { $0?.file.close() } }

  /// Appends whole lines, in one write.
  func append(_ lines: [UInt8], to month: String) {
    open.withLock { open in
      if open?.month != month {
        open?.file.close()
        open = (month, LedgerFile(path: path(of: month), files: files))
      }
      try? open?.file.append(lines)
    }
  }

  /// Gives each record from a time on, in the order of the files; throws where a file cannot be read.
  ///
  /// Gives how many lines were passed over because they are not what was written.
  package func read(
    since: Timestamp, until: Timestamp, _ body: (UsageRecord) -> Void
  ) throws(StorageError) -> Int {
    var damaged = 0
    for month in UsageFile.months(from: since, to: until) {
      var file = LedgerFile(path: path(of: month), files: files)
      defer { file.close() }
      do throws(SystemError) {
        guard try file.refresh() else { continue }
        try file.read { line in
          guard let record = UsageRecord(line: line) else {
            damaged += 1
            return
          }
          if record.time >= since, record.time <= until { body(record) }
        }
      } catch {
        throw StorageError(error, path: path(of: month))
      }
    }
    return damaged
  }

  /// The months from one time to another, as in `2026-11`; a hundred years at most.
  static func months(from first: Timestamp, to last: Timestamp) -> [String] {
    let end = last.monthText
    var months: [String] = []
    var month = first.monthText
    while month <= end, months.count < 1200 {
      months.append(month)
      guard let year = Int(month.prefix(4)), let number = Int(month.suffix(2)) else { break }
      let next = number == 12 ? (year + 1, 1) : (year, number + 1)
      let padding = String(repeating: "0", count: max(0, 4 - String(next.0).count))
      month = padding + String(next.0) + (next.1 < 10 ? "-0" : "-") + String(next.1)
    }
    return months
  }

  private func path(of month: String) -> String { "\(folder)/usage-\(month).jsonl" }
}
