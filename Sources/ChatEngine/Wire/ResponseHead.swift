/// An answer's head as it comes line by line: interim answers, the final one, and trailers.
struct ResponseHead {
  /// What a line brought.
  enum Step: Equatable {
    case more
    /// The final head is complete.
    case complete
    case malformed
    case tooLarge
  }

  // What libcurl itself allows from 8.3 on (CVE-2023-38039); older ones have no limit.
  private static let maxBytes = 300_000

  private(set) var status = 0
  private(set) var httpVersion = ""
  private(set) var headers: [HTTPHeader] = []
  private(set) var trailers: [HTTPHeader] = []
  private(set) var isComplete = false
  private var byteCount = 0

  /// Whether the body is decompressed on its way.
  var isCompressed: Bool { headers["content-encoding"].map { $0 != "identity" } ?? false }

  /// Takes the next line, with or without its line break.
  mutating func take(_ line: UnsafeRawBufferPointer) -> Step {
    byteCount += line.count
    guard byteCount <= Self.maxBytes else { return .tooLarge }
    var line = line.bindMemory(to: UInt8.self)
    while let last = line.last, last == 0x0D || last == 0x0A { line = line.cut(0, line.count - 1) }
    if line.isEmpty { return endOfBlock() }
    if isComplete {
      Self.add(line, to: &trailers)
      return .more
    }
    if line.starts(with: Self.mark) { return takeStatusLine(line.cut(Self.mark.count, line.count)) }
    Self.add(line, to: &headers)
    return .more
  }

  private mutating func endOfBlock() -> Step {
    guard !isComplete else { return .more }
    guard status != 0 else { return .malformed }
    // 100 Continue and 103 Early Hints are followed by the answer itself.
    guard status >= 200 else { return .more }
    isComplete = true
    return .complete
  }

  private static let mark: [UInt8] = Array("HTTP/".utf8)

  /// What stands behind `HTTP/`: version, status, and words that nobody reads.
  private mutating func takeStatusLine(_ line: UnsafeBufferPointer<UInt8>) -> Step {
    guard let blank = line.firstIndex(of: 0x20, from: 0), blank > 0 else { return .malformed }
    let version = line.cut(0, blank)
    var place = blank
    while place < line.count, line[place] == 0x20 { place += 1 }
    var status = 0
    while place < line.count, 0x30...0x39 ~= line[place], status < 1000 {
      status = status * 10 + Int(line[place] - 0x30)
      place += 1
    }
    guard 100...999 ~= status, place == line.count || line[place] == 0x20 else {
      return .malformed
    }
    self.status = status
    httpVersion = String(decoding: version, as: UTF8.self)
    headers = []
    headers.reserveCapacity(8)
    return .more
  }

  private static func add(_ line: UnsafeBufferPointer<UInt8>, to headers: inout [HTTPHeader]) {
    // A line that begins with a blank goes on with the value before it (RFC 9112 section 5.2).
    if isBlank(line[0]) {
      guard !headers.isEmpty else { return }
      headers[headers.count - 1].value += " " + trimmed(line)
      return
    }
    guard let colon = line.firstIndex(of: 0x3A, from: 0) else { return }
    headers.append(
      HTTPHeader(trimmed(line.cut(0, colon)), trimmed(line.cut(colon + 1, line.count))))
  }

  private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> String {
    var (start, end) = (0, text.count)
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return String(decoding: text.cut(start, end), as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
