/// What was asked in a span of time, and which answers were the better ones: from the files that all
/// programs of the person append to.
package struct UsageSummary: Sendable, Equatable {
  package let since: Timestamp
  package let until: Timestamp
  package private(set) var report: UsageReport
  package private(set) var wins = WinTable([])
  /// Lines that are not what was written; they were passed over.
  package private(set) var damaged = 0
  /// A file that could not be read; nil where all could.
  package private(set) var unreadable: String?

  package init(
    since: Timestamp, until: Timestamp, by grouping: UsageReport.Grouping, utcOffset: Int
  ) {
    self.since = since
    self.until = until
    report = UsageReport(by: grouping, utcOffset: utcOffset)
  }

  /// Takes what the files hold of the span; to be called once, on a thread that may block.
  package mutating func read(_ folders: Folders) {
    do throws(StorageError) {
      damaged = try UsageFile(folder: folders.state).read(since: since, until: until) {
        report.take($0)
      }
    } catch {
      unreadable = error.path
    }
    report.settle()
    let span = since.milliseconds...max(since.milliseconds, until.milliseconds)
    wins = WinTable(
      VoteStore(folders: folders).read().filter { span.contains($0.time.milliseconds) })
  }
}
