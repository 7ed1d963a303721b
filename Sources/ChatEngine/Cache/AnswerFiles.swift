import Glibc

/// The files of kept answers, `answers/ab/cdef….json`: what a thread that may block does with them.
struct AnswerFiles: Sendable {
  /// The program's cache folder.
  let folder: String
  let lifetime: Duration
  let maxBytes: Int
  let processID: Int32
  /// Files of others are passed over.
  let userID: UInt32
  let files: any FileCalls

  /// An answer with the key under which it lay.
  struct Found: Sendable {
    var key: CacheKey
    var answer: CachedAnswer
  }

  private var root: String { folder + "/answers" }

  // MARK: Finding

  /// The answer of the first key that has a whole one of the right age.
  func find(_ keys: [CacheKey], at now: Timestamp) -> Found? {
    for key in keys {
      if let answer = answer(for: key, at: now) { return Found(key: key, answer: answer) }
    }
    return nil
  }

  private func answer(for key: CacheKey, at now: Timestamp) -> CachedAnswer? {
    guard let path = place(of: key)?.path, let bytes = contents(of: path) else { return nil }
    guard let answer = CachedAnswer(bytes, of: key) else {
      try? files.remove(path)
      return nil
    }
    let age = now.milliseconds.subtractingReportingOverflow(answer.time.milliseconds)
    // One from the future stays: it was the clock that jumped, and it may jump back.
    guard !age.overflow, age.partialValue >= -Self.clockTolerance else { return nil }
    guard age.partialValue <= lifetime.milliseconds else {
      try? files.remove(path)
      return nil
    }
    return answer
  }

  /// By so many milliseconds the clock may have been set back, or a turn's own count be ahead of it.
  private static let clockTolerance: Int64 = 5000

  /// The bytes of a file of our own; nil for links, pipes, folders and what belongs to others.
  private func contents(of path: String) -> [UInt8]? {
    // Without O_NONBLOCK a pipe in the file's place would be waited for.
    guard let descriptor = try? files.open(path, flags: O_RDONLY | O_NONBLOCK, mode: 0) else {
      return nil
    }
    defer { files.close(descriptor) }
    guard let status = try? files.status(of: descriptor), status.isRegular,
      status.owner == userID
    else { return nil }
    // One byte more than there may be tells what is too long, which then is not whole.
    let size = min(status.size, CachedAnswer.maxBytes + 1)
    return try? files.contents(of: descriptor, in: 0..<size)
  }

  // MARK: Keeping

  /// Writes an answer whole and gives its size; nil where nothing was written.
  ///
  /// It is not synced: after a power failure a broken entry is a miss.
  func keep(_ answer: CachedAnswer, for key: CacheKey, number: Int) -> Int? {
    guard let place = place(of: key), let bytes = answer.bytes(for: key), bytes.count <= maxBytes
    else { return nil }
    // A name of its own: two programs may write the same answer at once.
    let new = "\(place.path).\(processID)-\(number).new"
    do {
      try files.makeFolders(place.folder)
      guard try isOurs(place.folder) else { return nil }
      try? files.remove(new)
      let descriptor = try files.open(new, flags: O_WRONLY | O_CREAT | O_EXCL, mode: 0o600)
      defer { files.close(descriptor) }
      try files.writeAll(descriptor, bytes)
      try files.rename(new, to: place.path)
      return bytes.count
    } catch {
      try? files.remove(new)
      return nil
    }
  }

  private func isOurs(_ folder: String) throws(SystemError) -> Bool {
    let status = try files.status(at: folder)
    return status.isFolder && status.owner == userID
  }

  /// Where an answer lies.
  private struct Place {
    var folder: String
    var path: String
  }

  /// Where a key's answer lies; nil for what is no SHA-256 and so might be a path.
  private func place(of key: CacheKey) -> Place? {
    let digits = key.text.utf8
    let isDigest =
      digits.count == 64
      && digits.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    guard isDigest else { return nil }
    let folder = "\(root)/\(key.text.prefix(2))"
    return Place(folder: folder, path: "\(folder)/\(key.text.dropFirst(2)).json")
  }

  // MARK: Sweeping

  /// What is left after a sweep.
  struct Swept: Sendable, Equatable {
    var bytes = 0
    var evictions = 0
  }

  private struct Entry {
    var path: String
    var size: Int
    var modified: Timestamp
    /// A file that was being written.
    var isNew: Bool
  }

  /// Writing an answer takes no hour: what is still there was left by a crash.
  private static let longestWrite: Int64 = 3_600_000

  /// Removes what is too old, and, where more is left than fits, the oldest down to 90 %.
  ///
  /// Worked: of 105 bytes where 100 may be, as many as it takes to leave 90.
  func sweep(at now: Timestamp) -> Swept {
    var swept = Swept()
    var left: [Entry] = []
    for entry in entries() {
      let age = now.milliseconds.subtractingReportingOverflow(entry.modified.milliseconds)
      let longest = entry.isNew ? Self.longestWrite : lifetime.milliseconds
      if !age.overflow, age.partialValue > longest, remove(entry) {
        if !entry.isNew { swept.evictions += 1 }
      } else {
        swept.bytes += entry.size
        left.append(entry)
      }
    }
    guard swept.bytes > maxBytes else { return swept }
    left.sort { ($0.modified, $0.path) < ($1.modified, $1.path) }
    for entry in left where !entry.isNew {
      if swept.bytes <= maxBytes - maxBytes / 10 { break }
      guard remove(entry) else { continue }
      swept.bytes -= entry.size
      swept.evictions += 1
    }
    return swept
  }

  private func remove(_ entry: Entry) -> Bool {
    do {
      try files.remove(entry.path)
      return true
    } catch {
      // Another program was faster.
      return error.code == ENOENT
    }
  }

  private func entries() -> [Entry] {
    let folders = (try? files.names(in: root)) ?? []
    return folders.filter { $0.utf8.count == 2 }.flatMap { folder -> [Entry] in
      let names = (try? files.names(in: "\(root)/\(folder)")) ?? []
      return names.compactMap { entry(at: "\(root)/\(folder)/\($0)") }
    }
  }

  private func entry(at path: String) -> Entry? {
    let isNew = path.hasSuffix(".new")
    guard isNew || path.hasSuffix(".json"), let status = try? files.status(at: path),
      status.isRegular, status.owner == userID
    else { return nil }
    return Entry(path: path, size: status.size, modified: status.modified, isNew: isNew)
  }
}
