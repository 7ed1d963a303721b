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
    let text = Self.text(line)
    if text.isEmpty { return endOfBlock() }
    if isComplete {
      Self.add(text, to: &trailers)
      return .more
    }
    if text.hasPrefix("HTTP/") { return takeStatusLine(text) }
    Self.add(text, to: &headers)
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

  private mutating func takeStatusLine(_ line: String) -> Step {
    let words = line.dropFirst(5).split(separator: " ", maxSplits: 2)
    guard words.count >= 2, let status = Int(words[1]), (100...999).contains(status) else {
      return .malformed
    }
    self.status = status
    httpVersion = String(words[0])
    headers = []
    return .more
  }

  private static func add(_ line: String, to headers: inout [HTTPHeader]) {
    // A line that begins with a blank goes on with the value before it (RFC 9112 section 5.2).
    if line.hasPrefix(" ") || line.hasPrefix("\t") {
      guard !headers.isEmpty else { return }
      headers[headers.count - 1].value += " " + trimmed(line[...])
      return
    }
    guard let colon = line.utf8.firstIndex(of: 0x3A) else { return }
    let value = line[line.utf8.index(after: colon)...]
    headers.append(HTTPHeader(trimmed(line[..<colon]), trimmed(value)))
  }

  private static func trimmed(_ text: Substring) -> String {
    let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    guard let first = text.utf8.firstIndex(where: { !isBlank($0) }),
      let last = text.utf8.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(text[first...last])
  }

  private static func text(_ line: UnsafeRawBufferPointer) -> String {
    var line = line[...]
    while let last = line.last, last == 0x0D || last == 0x0A { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }
}
