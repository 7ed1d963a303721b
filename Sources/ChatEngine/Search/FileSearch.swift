import Glibc

/// Looks through conversations' files for a text, as they are: no index, and no message is made.
///
/// Files are read, not mapped: another program may cut the one that is being read.
struct FileSearch {
  /// What was found in one file.
  struct Found: Equatable {
    /// The last message that says it.
    var hit: SearchHit
    /// How many messages say it.
    var count: Int
  }

  /// Fits into a processor's cache beside everything else.
  private static let chunk = 256 << 10
  /// No line is longer: attachments have 20 MB at most.
  private static let longestLine = 256 << 20

  private let needle: TextNeedle
  private let files: any FileCalls
  private var buffer: [UInt8]
  private var found: Found?
  /// Bytes of the last file.
  private(set) var bytesRead = 0
  /// The end of the answer's text that the lines before brought.
  private var tail = AnswerTail()

  /// `needle` is spelled as in our files.
  init(_ needle: TextNeedle, files: any FileCalls, chunk: Int = FileSearch.chunk) {
    self.needle = needle
    self.files = files
    buffer = [UInt8](repeating: 0, count: max(1, chunk))
  }

  /// Looks through one file; nil where nothing was found, or it cannot be read.
  mutating func search(_ path: String, isCancelled: () -> Bool) -> Found? {
    bytesRead = 0
    guard let descriptor = try? files.open(path, flags: O_RDONLY, mode: 0) else { return nil }
    defer { files.close(descriptor) }
    found = nil
    tail = AnswerTail()
    // Bytes at the buffer's beginning that belong to a line whose end is not read yet.
    var kept = 0
    while !isCancelled() {
      if kept == buffer.count {
        guard buffer.count < Self.longestLine else { break }
        buffer += [UInt8](repeating: 0, count: buffer.count)
      }
      let count = read(descriptor, from: bytesRead, after: kept)
      bytesRead += count
      kept = look(through: kept + count, isLast: count == 0)
      if count == 0 { break }
    }
    return found
  }

  private mutating func read(_ descriptor: Int32, from offset: Int, after kept: Int) -> Int {
    let files = files
    return buffer.withUnsafeMutableBytes { bytes in
      let room = UnsafeMutableRawBufferPointer(rebasing: bytes[kept...])
      return (try? files.read(descriptor, into: room, from: offset)) ?? 0
    }
  }

  /// Looks through the whole lines of the buffer, and moves what is left to its beginning.
  private mutating func look(through count: Int, isLast: Bool) -> Int {
    // Taken out, so that its bytes can be read while the rest of this changes.
    var taken: [UInt8] = []
    swap(&taken, &buffer)
    defer { swap(&taken, &buffer) }
    return taken.withUnsafeMutableBufferPointer { bytes in
      let all = UnsafeBufferPointer(rebasing: bytes[..<count])
      let lineFeed = UInt8(ascii: "\n")
      let end = isLast ? count : all.lastIndex(of: lineFeed).map { $0 + 1 } ?? 0
      look(through: all.cut(0, end))
      if end < count, end > 0, let base = bytes.baseAddress {
        memmove(base, base + end, count - end)
      }
      return count - end
    }
  }

  private mutating func look(through lines: UnsafeBufferPointer<UInt8>) {
    var next = needle.find(in: lines) ?? .max
    var start = 0
    while start < lines.count {
      let end = lines.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? lines.count
      let line = lines.cut(start, end)
      let delta = DeltaLine(line)
      var isFound = false
      if next < end {
        isFound = look(into: line, isPiece: delta != nil)
        next = needle.find(in: lines, from: end) ?? .max
      }
      if let delta {
        if !isFound { lookAcross(delta, line) }
        tail.take(delta, room: max(needle.count - 1, SearchSnippet.before))
      } else {
        tail = AnswerTail()
      }
      start = end + 1
    }
  }

  /// Looks for the text in what a line says; false where it only stands in the form around that.
  private mutating func look(into line: UnsafeBufferPointer<UInt8>, isPiece: Bool) -> Bool {
    guard let spoken = SpokenLine(line), let message = spoken.message else { return false }
    var isFound = false
    for text in spoken.texts {
      guard let place = needle.find(in: text.body.bytes) else { continue }
      // A message is shown by its words rather than by what it thought before.
      if isFound, text.kind != .text { continue }
      let context = isPiece && tail.isOf(message) ? tail.bytes : []
      let snippet = SearchSnippet(
        text.body.bytes, place..<place + needle.count, after: context)
      take(
        SearchHit(
          message: message, role: spoken.role, kind: text.kind, snippet: snippet.text,
          place: snippet.place))
      isFound = true
      if text.kind == .text { break }
    }
    return isFound
  }

  /// Looks for the text where it begins in the line before and ends in this one.
  private mutating func lookAcross(_ delta: DeltaLine, _ line: UnsafeBufferPointer<UInt8>) {
    let reach = needle.count - 1
    guard reach > 0, tail.isOf(delta.id), !tail.bytes.isEmpty else { return }
    let before = tail.bytes.suffix(reach)
    let joined = before + delta.texts.prefix(reach)
    let found = joined.withUnsafeBufferPointer { needle.find(in: $0) }
    guard let found, found < before.count, LineChecksum.isWhole(line) else { return }
    let start = tail.bytes.count - before.count + found
    let whole = tail.bytes + delta.texts.prefix(reach + SearchSnippet.after)
    let snippet = whole.withUnsafeBufferPointer {
      SearchSnippet($0, start..<start + needle.count, after: [])
    }
    take(
      SearchHit(
        message: MessageID(String(decoding: delta.id, as: UTF8.self)), role: .assistant,
        kind: .text, snippet: snippet.text, place: snippet.place))
  }

  private mutating func take(_ hit: SearchHit) {
    let isNew = found?.hit.message != hit.message
    // Its first place is as good as its last one, and has more around it.
    guard isNew else { return }
    found = Found(hit: hit, count: (found?.count ?? 0) + 1)
  }
}

/// The end of what an answer's lines have said so far, as it is escaped.
private struct AnswerTail {
  private var id: [UInt8] = []
  private(set) var bytes: [UInt8] = []

  func isOf(_ other: UnsafeBufferPointer<UInt8>) -> Bool { id.elementsEqual(other) }

  func isOf(_ message: MessageID) -> Bool { id.elementsEqual(message.text.utf8) }

  mutating func take(_ delta: DeltaLine, room: Int) {
    if !isOf(delta.id) {
      id = Array(delta.id)
      bytes = []
    }
    if delta.texts.count >= room {
      bytes = Array(delta.texts.suffix(room))
    } else {
      bytes = bytes.suffix(room - delta.texts.count) + Array(delta.texts)
    }
  }
}
