/// Every verdict of all conversations, in a file of the state folder that all programs append to.
///
/// Its calls may block, so they belong on a thread for that.
package struct VoteStore: Sendable {
  let path: String
  private let files: any FileCalls

  package init(folders: Folders, files: any FileCalls = SystemFiles()) {
    path = folders.votes
    self.files = files
  }

  /// Adds a verdict; gives the file's path where that failed.
  package func add(_ ballot: Ballot) -> String? {
    var file = LedgerFile(path: path, files: files)
    defer { file.close() }
    do {
      try file.append(ballot.line)
      return nil
    } catch {
      return path
    }
  }

  /// All verdicts, the oldest first; lines that are none are passed over.
  package func read() -> [Ballot] {
    guard let bytes = try? files.contents(of: path) else { return [] }
    return bytes.split(separator: 0x0A).compactMap { Ballot(line: Array($0)) }
  }
}
