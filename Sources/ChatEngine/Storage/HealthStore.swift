import Glibc

/// How targets were doing, in a file of the state folder that all programs share.
///
/// Nothing in it is worth a failure: what cannot be read, is damaged, or was written by a newer
/// program is empty, and what cannot be written is not kept.
package struct HealthStore: Sendable {
  private static let format = "llmterm-health"
  private static let version = 1
  /// A thousand targets with all they may have; a longer file is not ours.
  static let maxBytes = 4 << 20

  let path: String
  private let processID: Int32
  private let files: any FileCalls

  package init(folders: Folders, processID: Int32, files: any FileCalls = SystemFiles()) {
    path = folders.health
    self.processID = processID
    self.files = files
  }

  /// What was kept and is still fresh.
  package func read(at time: Timestamp) -> [KeptTarget] {
    targets(in: contents, at: time)
  }

  private func targets(in json: JSON?, at time: Timestamp) -> [KeptTarget] {
    guard let json, json["version"]?.intValue == Self.version else { return [] }
    let targets = (json["targets"]?.arrayValue ?? []).prefix(HealthTable.mostTargets)
    return targets.compactMap(KeptTarget.init).filter { $0.isFresh(at: time) }
  }

  /// What is in the file; nil where it is not ours.
  private var contents: JSON? {
    guard let status = try? files.status(at: path), status.size <= Self.maxBytes,
      let bytes = try? files.contents(of: path), let json = try? JSON.parse(bytes),
      json["format"]?.stringValue == Self.format
    else { return nil }
    return json
  }

  /// Writes what is known, beside what other programs know; of each target the newest stays.
  ///
  /// False where another program writes just now: what it writes does not have ours.
  package func write(_ targets: [KeptTarget], at time: Timestamp) -> Bool {
    try? files.makeFolders(for: path)
    switch FileLock.take(FileLock.path(for: path), files, processID: processID) {
    case .held: return false
    // Without locks the last one wins; both files would be whole.
    case .unavailable: replace(targets, at: time)
    case .taken(let lock): withExtendedLifetime(lock) { replace(targets, at: time) }
    }
    return true
  }

  private func replace(_ targets: [KeptTarget], at time: Timestamp) {
    let contents = contents
    // A newer program's file is left to it.
    guard (contents?["version"]?.intValue ?? 0) <= Self.version else { return }
    var newest: [Target: KeptTarget] = [:]
    for target in self.targets(in: contents, at: time) + targets.filter({ $0.isFresh(at: time) })
    where newest[target.target].map({ $0.changed <= target.changed }) ?? true {
      newest[target.target] = target
    }
    let kept = newest.values.sorted { $0.changed > $1.changed }.prefix(HealthTable.mostTargets)
    let json: JSON = [
      "format": .string(Self.format), "version": .int(Self.version),
      "targets": .array(kept.map(\.json)),
    ]
    try? files.replace(path, with: json.bytes() + [0x0A], durably: false)
  }
}
