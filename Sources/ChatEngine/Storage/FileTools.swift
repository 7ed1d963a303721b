import Glibc

/// What storage does with files beyond single calls.
extension FileCalls {
  /// The whole of a file.
  func contents(of path: String) throws(SystemError) -> [UInt8] {
    let descriptor = try open(path, flags: O_RDONLY, mode: 0)
    defer { close(descriptor) }
    return try contents(of: descriptor, in: 0..<status(of: descriptor).size)
  }

  /// A part of an open file, shorter where the file is.
  func contents(of descriptor: Int32, in range: Range<Int>) throws(SystemError) -> [UInt8] {
    var failure: SystemError?
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      do throws(SystemError) {
        count = try read(descriptor, into: raw, from: range.lowerBound)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes all the bytes, in as many calls as it takes.
  func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) {
    try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
      let raw = UnsafeRawBufferPointer(buffer)
      var written = 0
      while written < raw.count {
        written += try write(descriptor, UnsafeRawBufferPointer(rebasing: raw[written...]))
      }
    }
  }

  /// Writes in one call, so that what others append comes before or after it, and gives how much.
  func writeOnce(_ descriptor: Int32, _ bytes: [UInt8]) throws(SystemError) -> Int {
    try bytes.withUnsafeBufferPointer { buffer throws(SystemError) in
      try write(descriptor, UnsafeRawBufferPointer(buffer))
    }
  }

  /// Makes a folder, for us alone, and those that it lies in, where they are not there.
  func makeFolders(_ path: String) throws(SystemError) {
    if let status = try? status(at: path), status.isFolder { return }
    try makeFolders(for: path)
    do {
      try makeFolder(path)
    } catch {
      if error.code != EEXIST { throw error }
    }
  }

  /// Makes the folders that a file lies in, where they are not there.
  func makeFolders(for file: String) throws(SystemError) {
    guard let slash = file.lastIndex(of: "/"), slash > file.startIndex else { return }
    try makeFolders(String(file[..<slash]))
  }

  /// Puts a new file in the place of an old one, so that a reader finds the one or the other.
  ///
  /// `draft` is its name until it is whole: one of its own for each program that may do so at once. No
  /// device loses its place, which a rename by root would take: there may be no other `/dev/null`.
  func replace(
    _ path: String, with bytes: [UInt8], draft: String? = nil, mode: UInt32 = 0o600, durably: Bool
  ) throws(SystemError) {
    if (try? status(at: path))?.isSpecial == true {
      throw SystemError(call: "rename", code: EINVAL)
    }
    let new = draft ?? path + ".new"
    try? remove(new)
    let descriptor = try open(new, flags: O_WRONLY | O_CREAT | O_EXCL, mode: mode)
    do {
      defer { close(descriptor) }
      try writeAll(descriptor, bytes)
      if durably { try sync(descriptor, metadata: true) }
      try rename(new, to: path)
    } catch {
      try? remove(new)
      throw error
    }
    if durably { try syncFolder(of: path) }
  }

  /// Makes the names in a file's folder durable.
  func syncFolder(of path: String) throws(SystemError) {
    let slash = path.lastIndex(of: "/") ?? path.startIndex
    let folder = slash == path.startIndex ? "/" : String(path[..<slash])
    let descriptor = try open(folder, flags: O_RDONLY | O_DIRECTORY, mode: 0)
    defer { close(descriptor) }
    try sync(descriptor, metadata: true)
  }
}
