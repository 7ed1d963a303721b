/// Reads what one dialect writes in an event, or in a whole answer's body.
protocol AnswerReader: Sendable {
  /// Whether a copy costs next to nothing, before and after the next event is read; `read` then
  /// throws wherever the text is not one JSON value.
  var isCheapToCopy: Bool { get }

  /// Reads one event's data, or a body that is one JSON value.
  mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes, into answer: inout Answer
  ) throws(JSONError)

  /// Reads an event that is like an earlier one in all but its text; false where it has to be read
  /// whole.
  mutating func readRepeated(
    _ data: UnsafeBufferPointer<UInt8>, into answer: inout Answer
  ) -> Bool

  /// Reads `[DONE]`, with which Chat Completions and its imitators end a stream.
  mutating func readDone(into answer: inout Answer)

  /// The body has ended: closes what is open.
  mutating func end(_ answer: inout Answer)
}

extension AnswerReader {
  var isCheapToCopy: Bool { false }

  mutating func readRepeated(
    _ data: UnsafeBufferPointer<UInt8>, into answer: inout Answer
  ) -> Bool { false }

  mutating func readDone(into answer: inout Answer) {}
}

/// Turns a body into parts: an event stream, lines of JSON, or the one JSON value that a server sent
/// instead.
struct AnswerDecoder<Reader: AnswerReader>: StreamDecoder {
  /// What the body's first byte says of it.
  private enum Form {
    case unknown, events, json, lines
  }

  /// Unreadable events in a row that end the stream (faults.md, row 50).
  private static var maxUnreadable: Int { 3 }

  private var reader: Reader
  private var answer = Answer()
  private var form = Form.unknown
  /// Whether JSON comes as one value a line, and not as one for the whole body.
  private let takesLines: Bool
  private var events = ServerSentEvents()
  private var lines = Lines()
  /// A body that is one JSON value, until it is whole.
  private var body: [UInt8] = []
  private var unreadable = 0
  private var eventCount = 0

  init(reader: Reader, takesLines: Bool = false) {
    self.reader = reader
    self.takesLines = takesLines
  }

  mutating func feed(_ bytes: [UInt8], into parts: inout [StreamPart]) {
    guard !answer.tally.isOver else { return }
    swap(&parts, &answer.parts)
    bytes.withUnsafeBufferPointer { take($0) }
    swap(&parts, &answer.parts)
  }

  mutating func finish(into parts: inout [StreamPart]) {
    guard !answer.tally.isOver else { return }
    swap(&parts, &answer.parts)
    switch form {
    case .unknown: answer.fail(Failure(.cut, "the provider sent an empty reply"))
    case .json: finishBody()
    case .events: finishEvents()
    case .lines: finishLines()
    }
    swap(&parts, &answer.parts)
  }

  // MARK: The body's form

  private mutating func take(_ chunk: UnsafeBufferPointer<UInt8>) {
    switch form {
    case .unknown: decide(chunk)
    case .events: takeEvents(chunk)
    case .json: takeBody(chunk)
    case .lines: takeLines(chunk)
    }
  }

  private mutating func decide(_ chunk: UnsafeBufferPointer<UInt8>) {
    guard let start = chunk.firstIndex(where: { !isSpaceOrMark($0) }) else { return }
    let rest = chunk.cut(start, chunk.count)
    switch chunk[start] {
    case UInt8(ascii: "{") where takesLines:
      form = .lines
      takeLines(rest)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      form = .json
      takeBody(rest)
    case UInt8(ascii: "<"):
      answer.fail(Failure(.malformed, code: Failure.webPageCode))
    default:
      form = .events
      takeEvents(rest)
    }
  }

  /// White space, or one of the three bytes of a byte order mark.
  private func isSpaceOrMark(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF: true
    default: false
    }
  }

  // MARK: Events

  private mutating func takeEvents(_ chunk: UnsafeBufferPointer<UInt8>) {
    var rest = chunk
    do {
      while !answer.tally.isOver, let event = try events.next(&rest) { take(event) }
    } catch {
      answer.fail(Failure(.malformed, "an event is larger than \(error.limit >> 20) MiB"))
    }
  }

  private mutating func take(_ event: ServerSentEvent) {
    take(event.data, event: event.name)
  }

  private mutating func take(_ data: StreamBytes, event name: StreamBytes) {
    guard !data.isEmpty else { return }
    eventCount += 1
    do throws(JSONError) {
      // Most lie in one chunk; the closure's types would be looked up with each of them.
      switch data {
      case .inChunk(let bytes): try readEvent(bytes, name)
      case .joined(let bytes):
        try bytes.withUnsafeBufferPointer { bytes throws(JSONError) in try readEvent(bytes, name) }
      }
      unreadable = 0
    } catch {
      skip(error)
    }
  }

  private mutating func readEvent(
    _ data: UnsafeBufferPointer<UInt8>, _ name: StreamBytes
  ) throws(JSONError) {
    if reader.readRepeated(data, into: &answer) { return }
    // The SDKs, too, take anything that begins so for the end mark.
    if StreamBytes.inChunk(data.cut(0, min(data.count, 6))) == "[DONE]" {
      return reader.readDone(into: &answer)
    }
    try read(data, event: name)
  }

  /// Reads an event, or leaves no trace of a bad one: a copy is put back, or the text is walked over
  /// first where a copy would hold what grows with the answer.
  private mutating func read(
    _ data: UnsafeBufferPointer<UInt8>, event name: StreamBytes
  ) throws(JSONError) {
    guard reader.isCheapToCopy else {
      try check(data)
      return try reader.read(data, event: name, into: &answer)
    }
    // Not as a tuple, whose type would be looked up with each event.
    let earlierReader = reader
    let earlierTally = answer.tally
    let earlierParts = answer.parts.count
    do throws(JSONError) {
      try reader.read(data, event: name, into: &answer)
    } catch {
      reader = earlierReader
      answer.tally = earlierTally
      answer.parts.removeSubrange(earlierParts...)
      throw error
    }
  }

  /// Walks over the whole text before any of it is used, so that a bad event leaves no trace.
  private func check(_ data: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    var scanner = JSONScanner(data)
    try scanner.skip()
    try scanner.finish()
  }

  private mutating func skip(_ error: JSONError) {
    unreadable += 1
    guard unreadable < AnswerDecoder.maxUnreadable else {
      let kind = form == .lines ? "lines" : "events"
      let message = "\(unreadable) \(kind) in a row could not be read: \(error.reason)"
      return answer.fail(Failure(.malformed, message))
    }
    answer.note("an unreadable \(form == .lines ? "line" : "event") was skipped: \(error.reason)")
  }

  // MARK: Lines

  private mutating func takeLines(_ chunk: UnsafeBufferPointer<UInt8>) {
    var rest = chunk
    do {
      while !answer.tally.isOver, let line = try lines.next(&rest) {
        take(line, event: .joined([]))
      }
    } catch {
      answer.fail(Failure(.malformed, "a line is larger than \(error.limit >> 20) MiB"))
    }
  }

  /// A last line without its end is one if it can be read, else the place of the cut.
  private mutating func finishLines() {
    if let line = lines.finish() {
      try? line.withBytes { data throws(JSONError) in try read(data, event: .joined([])) }
    }
    reader.end(&answer)
    answer.close()
  }

  private mutating func finishEvents() {
    events.finish()
    if answer.tally.published == nil, let failure = strayFailure() { return answer.fail(failure) }
    reader.end(&answer)
    answer.close()
  }

  /// The failure that stands outside of all events: Gemini's bare JSON object, llama.cpp's
  /// `error: {…}`, or a body that never was an event stream.
  private func strayFailure() -> Failure? {
    let stray = events.strayText
    if let start = stray.firstIndex(where: { $0 == UInt8(ascii: "{") || $0 == UInt8(ascii: "[") }),
      let value = try? JSON.parse(Array(stray[start...]), options: .wire),
      let error = ProviderError(value)
    {
      return error.failure()
    }
    guard eventCount == 0, !stray.isEmpty, !isBeginningOfField(stray) else { return nil }
    let text = String(decoding: stray.prefix(300), as: UTF8.self)
    return Failure(.malformed, "got no answer, but: " + ProviderError.clean(text))
  }

  /// Whether a stream was cut in the name of its first field.
  private func isBeginningOfField(_ stray: [UInt8]) -> Bool {
    let word = stray.last == UInt8(ascii: "\n") ? stray.dropLast() : stray[...]
    return ["data", "event", "id", "retry"].contains { $0.utf8.starts(with: word) }
  }

  // MARK: A body that is one JSON value

  private mutating func takeBody(_ chunk: UnsafeBufferPointer<UInt8>) {
    guard body.count + chunk.count <= Answer.maxBytes else {
      return answer.fail(Failure(.malformed, "the answer is larger than 64 MiB"))
    }
    body.append(contentsOf: chunk)
  }

  private mutating func finishBody() {
    let bytes = body
    do throws(JSONError) {
      try bytes.withUnsafeBufferPointer { data throws(JSONError) in
        try check(data)
        try readBody(data)
      }
    } catch {
      let isCut = error.offset >= bytes.count || error.kind == .unterminatedString
      let message = isCut ? "the answer was cut" : "the answer is not JSON: \(error.reason)"
      answer.fail(Failure(isCut ? .cut : .malformed, message))
    }
    reader.end(&answer)
    answer.close()
  }

  /// Reads one value, or each element of an array (Gemini without `alt=sse`, its wrapped errors).
  private mutating func readBody(_ data: UnsafeBufferPointer<UInt8>) throws(JSONError) {
    guard data.first == UInt8(ascii: "[") else {
      return try reader.read(data, event: .joined([]), into: &answer)
    }
    var scanner = JSONScanner(data)
    try scanner.forEachElement { scanner, _ throws(JSONError) in
      let element = try scanner.rawValue()
      if !answer.tally.isOver {
        try reader.read(element, event: .joined([]), into: &answer)
      }
    }
  }
}

/// Between calls the parsers own all their bytes: they copy what still lies in a chunk.
extension ServerSentEvents: @unchecked Sendable {}

extension JSONScanner {
  /// The bytes of the next value as they stand, walked over.
  mutating func rawValue() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
    _ = try isNull()
    let start = offset
    try skip()
    return slice(start, offset)
  }

  /// The text of the next value as it stands, walked over.
  mutating func rawText() throws(JSONError) -> String {
    String(decoding: try rawValue(), as: UTF8.self)
  }

  /// A count of tokens; nil where it is missing, negative or absurd.
  mutating func tokenCount() throws(JSONError) -> Int? {
    guard let count = try int(), (0...1_000_000_000).contains(count) else { return nil }
    return count
  }
}
