/// Splits a stream of Markdown into text and fenced code, holding back only what may be a fence.
struct FenceScanner: Sendable {
  /// What the scanner found.
  enum Event: Equatable, Sendable {
    /// More of the open block; ends without the newline before a fence.
    case text(String)
    /// A code block begins; the language is what the fence says first, or nothing.
    case codeBegins(language: String)
    case codeEnds
  }

  /// An opening fence.
  private struct Fence: Equatable, Sendable {
    let mark: UInt8
    let length: Int
    let indent: Int
  }

  private enum Verdict {
    case undecided
    case text
    case opens(Fence, language: String)
    case closes
  }

  /// A longer beginning of a line is not a fence.
  private static let longestFence = 512
  /// Fences in nested lists are indented further than the three columns of CommonMark.
  private static let deepestFence = 16
  /// Up to here each byte is looked at with all before it.
  private static let fewBytes = 32

  private var fence: Fence?
  /// The beginning of a line that may yet be a fence; nil within a line.
  private var held: [UInt8]? = []
  private var text: [UInt8] = []
  private var newlines = 0
  private var holdsReturn = false
  private var events: [Event] = []

  /// Takes a part of the stream.
  mutating func feed(_ delta: String) -> [Event] {
    for byte in delta.utf8 { take(byte) }
    return drain()
  }

  /// Ends the stream: a fence needs no newline there.
  mutating func finish() -> [Event] {
    if let held, !held.isEmpty {
      decide(verdict(on: held + [0x0A]), held)
    }
    held = nil
    if holdsReturn { put(0x0D) }
    holdsReturn = false
    if fence != nil {
      endBlock()
      events.append(.codeEnds)
    }
    fence = nil
    return drain()
  }

  private mutating func drain() -> [Event] {
    flush()
    defer { events = [] }
    return events
  }

  private mutating func flush() {
    guard !text.isEmpty else { return }
    events.append(.text(String(decoding: text, as: UTF8.self)))
    text = []
  }

  private mutating func take(_ byte: UInt8) {
    held?.append(byte)
    guard let line = held else { return write(byte) }
    if line.count <= Self.fewBytes || decides(byte) { decide(verdict(on: line), line) }
  }

  /// Whether a byte can end the doubt about a line that began like a fence long ago.
  private func decides(_ byte: UInt8) -> Bool {
    byte == 0x0A || byte == 0x60 || (fence != nil && !Self.isBlank(byte))
      || (held?.count ?? 0) > Self.longestFence
  }

  private mutating func decide(_ verdict: Verdict, _ line: [UInt8]) {
    switch verdict {
    case .undecided:
      if line.count > Self.longestFence { release(line) }
    case .text:
      release(line)
    case .opens(let opened, let language):
      endBlock()
      fence = opened
      events.append(.codeBegins(language: language))
    case .closes:
      endBlock()
      fence = nil
      events.append(.codeEnds)
    }
  }

  /// The newline before a fence belongs to the fence.
  private mutating func endBlock() {
    text.append(contentsOf: repeatElement(0x0A, count: max(0, newlines - 1)))
    newlines = 0
    flush()
    held = []
  }

  /// The line is not a fence.
  private mutating func release(_ line: [UInt8]) {
    held = nil
    let indent = fence?.indent ?? 0
    let stripped = line.prefix(indent).prefix { $0 == 0x20 }.count
    for byte in line.dropFirst(stripped) { write(byte) }
  }

  private mutating func write(_ byte: UInt8) {
    if holdsReturn, byte != 0x0A { put(0x0D) }
    holdsReturn = byte == 0x0D
    if holdsReturn { return }
    if byte == 0x0A {
      newlines += 1
      held = []
    } else {
      put(byte)
    }
  }

  private mutating func put(_ byte: UInt8) {
    text.append(contentsOf: repeatElement(0x0A, count: newlines))
    newlines = 0
    text.append(byte)
  }

  private func verdict(on line: [UInt8]) -> Verdict {
    let indent = line.prefix { $0 == 0x20 }.count
    guard indent < line.count else { return indent > Self.deepestFence ? .text : .undecided }
    let mark = line[indent]
    guard indent <= Self.deepestFence, mark == 0x60 || mark == 0x7E else { return .text }
    let length = line[indent...].prefix { $0 == mark }.count
    let rest = line[(indent + length)...]
    guard let last = rest.last else { return .undecided }
    if let fence {
      guard mark == fence.mark, length >= fence.length, rest.allSatisfy(Self.isBlank) else {
        return .text
      }
      return last == 0x0A ? .closes : .undecided
    }
    guard length >= 3, !(mark == 0x60 && rest.contains(mark)) else { return .text }
    guard last == 0x0A else { return .undecided }
    return .opens(
      Fence(mark: mark, length: length, indent: indent), language: Self.language(Array(rest)))
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A
  }

  private static func language(_ info: [UInt8]) -> String {
    let word = info.drop(while: isBlank).prefix { !isBlank($0) }
    return String(decoding: word, as: UTF8.self)
  }
}
