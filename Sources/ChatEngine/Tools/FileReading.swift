import CSystem
import Glibc

/// Reads, lists and searches below a folder; blocks, and so runs on a thread for that.
struct FileReading: Sendable {
  let folder: RootedFolder
  /// When a search gives what it has.
  var deadline: Instant

  private static let mostEntries = 1000
  private static let mostLines = 200
  private static let mostFiles = 20_000
  private static let mostDepth = 24
  /// Larger files are data, and take long.
  private static let mostSearched = 4 << 20
  private static let mostLineBytes = 300

  // MARK: One file

  func read(_ path: String, offset: Int) -> ToolOutput {
    do throws(RootedFolder.Failure) {
      let descriptor = try folder.open(path, asFolder: false)
      defer { close(descriptor) }
      var status = stat()
      fstat(descriptor, &status)
      let size = Int(status.st_size)
      guard let bytes = Self.bytes(descriptor, from: offset, most: ToolOutput.mostBytes) else {
        throw .unreadable
      }
      guard !Self.isBinary(bytes) else {
        return ToolOutput("\(SafeQuote.quoted(path)) is a binary file of \(size) bytes.")
      }
      let end = offset + bytes.count
      let part = offset > 0 || end < size ? " from byte \(offset) to \(end)" : ""
      let source = SafeQuote.quoted(path) + part
      return ToolOutput(
        ForeignText.heading(source, bytes: size) + String(decoding: bytes, as: UTF8.self))
    } catch {
      return Self.failed(path, error)
    }
  }

  private static func failed(_ path: String, _ failure: RootedFolder.Failure) -> ToolOutput {
    .failed("\(SafeQuote.quoted(path)) cannot be used: \(failure.sentence).")
  }

  private static func bytes(_ descriptor: Int32, from offset: Int, most: Int) -> [UInt8]? {
    var isRead = true
    let bytes = [UInt8](unsafeUninitializedCapacity: most) { buffer, count in
      while count < most {
        let got = pread(
          descriptor, buffer.baseAddress?.advanced(by: count), most - count, offset + count)
        if got < 0, errno == EINTR { continue }
        isRead = got >= 0
        guard got > 0 else { return }
        count += got
      }
    }
    return isRead ? bytes : nil
  }

  /// As git sees it: a zero byte among the first.
  private static func isBinary(_ bytes: [UInt8]) -> Bool { bytes.prefix(8192).contains(0) }

  // MARK: A folder

  func list(_ path: String) -> ToolOutput {
    do throws(RootedFolder.Failure) {
      let descriptor = try folder.open(path, asFolder: true)
      let entries = Self.entries(of: descriptor).filter { !PrivatePlaces.isSecret($0.name) }
      var lines = entries.prefix(Self.mostEntries).map { entry in
        entry.isFolder ? entry.name + "/" : "\(entry.name)  \(entry.size) bytes"
      }
      if entries.count > lines.count {
        lines.append("[… \(entries.count - lines.count) more left out …]")
      }
      guard !lines.isEmpty else { return ToolOutput("\(SafeQuote.quoted(path)) is empty.") }
      let text = lines.joined(separator: "\n")
      return ToolOutput(
        ForeignText.heading("folder \(SafeQuote.quoted(path))", bytes: text.utf8.count) + text)
    } catch {
      return Self.failed(path, error)
    }
  }

  private struct Entry {
    var name: String
    var isFolder: Bool
    var isFile: Bool
    var size: Int
  }

  /// Sorted by name; closes the descriptor.
  private static func entries(of descriptor: Int32) -> [Entry] {
    guard let stream = fdopendir(descriptor) else {
      close(descriptor)
      return []
    }
    defer { closedir(stream) }
    var entries: [Entry] = []
    while entries.count < mostFiles, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      guard name != ".", name != "..",
        fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0
      else { continue }
      let kind = status.st_mode & S_IFMT
      entries.append(
        Entry(
          name: name, isFolder: kind == S_IFDIR, isFile: kind == S_IFREG,
          size: Int(status.st_size)))
    }
    return entries.sorted { $0.name < $1.name }
  }

  // MARK: Searching

  /// What a search has found so far.
  private struct Findings {
    var lines: [String] = []
    var files = 0
    var isCut = false
  }

  func search(_ text: String, in path: String, ending: String) -> ToolOutput {
    guard !text.isEmpty else { return .failed("There is no text to search for.") }
    do throws(RootedFolder.Failure) {
      // So that a folder that is missing is told from one without findings.
      close(try folder.open(path, asFolder: true))
    } catch {
      return Self.failed(path, error)
    }
    var findings = Findings()
    search(Array(text.utf8), in: path == "." ? "" : path, ending, depth: 0, &findings)
    let note = findings.isCut ? "\n[… there is more …]" : ""
    guard !findings.lines.isEmpty else {
      return ToolOutput("No line of \(findings.files) files holds that text." + note)
    }
    let body = findings.lines.joined(separator: "\n") + note
    return ToolOutput(
      ForeignText.heading("lines of \(findings.files) files", bytes: body.utf8.count) + body)
  }

  private func search(
    _ text: [UInt8], in path: String, _ ending: String, depth: Int, _ findings: inout Findings
  ) {
    guard depth < Self.mostDepth, let descriptor = try? folder.open(path, asFolder: true) else {
      return
    }
    for entry in Self.entries(of: descriptor) {
      guard findings.lines.count < Self.mostLines, findings.files < Self.mostFiles,
        SystemClock.now() < deadline
      else {
        findings.isCut = true
        return
      }
      let place = path.isEmpty ? entry.name : path + "/" + entry.name
      if entry.isFolder, entry.name != ".git" {
        search(text, in: place, ending, depth: depth + 1, &findings)
      } else if entry.isFile, entry.size <= Self.mostSearched, entry.name.hasSuffix(ending) {
        search(text, inFile: place, &findings)
      }
    }
  }

  private func search(_ text: [UInt8], inFile path: String, _ findings: inout Findings) {
    guard let descriptor = try? folder.open(path, asFolder: false) else { return }
    defer { close(descriptor) }
    guard let bytes = Self.bytes(descriptor, from: 0, most: Self.mostSearched),
      !Self.isBinary(bytes)
    else { return }
    findings.files += 1
    guard Self.holds(bytes[...], text) else { return }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where Self.holds(line, text) {
      guard findings.lines.count < Self.mostLines else { return findings.isCut = true }
      let shown = String(decoding: line.prefix(Self.mostLineBytes), as: UTF8.self)
      findings.lines.append("\(path):\(index + 1): \(shown)")
    }
  }

  private static func holds(_ bytes: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { bytes in
      text.withUnsafeBytes { text in
        csys_holds(bytes.baseAddress, bytes.count, text.baseAddress, text.count) != 0
      }
    }
  }
}
