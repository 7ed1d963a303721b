/// One event of an event stream.
package struct ServerSentEvent {
  /// The `event` field; empty where none was sent, which means "message".
  package let name: StreamBytes
  /// The `data` fields, joined by LF and not checked to be UTF-8.
  package let data: StreamBytes
  /// The last `id` of the stream so far.
  package let id: String
}

/// Cuts a byte stream into server-sent events (WHATWG HTML, section 9.2.6).
///
///     var rest = chunk
///     while let event = try events.next(&rest) { … }
///
/// An event that lies in one chunk is given without a copy. An event that the stream's end cuts off
/// is never given, as the standard has it: a stream without its closing event was truncated.
package struct ServerSentEvents {
  /// Bytes that an event's data and the line being read may have together.
  private let maxEventBytes: Int
  /// Comments so far; providers send them to keep a connection alive.
  package private(set) var comments = 0
  /// The last `retry` field, in milliseconds.
  package private(set) var retry: Int?
  /// The last `id` field.
  package private(set) var lastID = ""
  /// Lines that belong to no event, each with an LF, up to 64 KiB of them.
  ///
  /// Gemini may end a stream with a bare JSON object over several lines, old llama.cpp with
  /// `error: {…}`. Complete after `finish()`.
  package private(set) var strayText: [UInt8] = []

  private static let maxStrayBytes = 64 << 10

  /// The beginning of a line whose end has not come.
  private var begun: [UInt8] = []
  private var name = StreamBytes.joined([])
  private var data: StreamBytes?
  /// Bytes of the byte order mark seen; nil when the stream's start is behind us.
  private var markBytes: Int? = 0
  /// Whether the last byte was a CR, so that an LF now belongs to it.
  private var endedWithCR = false
  private var isOver = false

  package init(maxEventBytes: Int = 8 << 20) { self.maxEventBytes = maxEventBytes }

  /// The next event; nil when `rest` is used up and more must come.
  ///
  /// What is left of the chunk stands in `rest`. Once an event was too large, every call throws.
  package mutating func next(
    _ rest: inout UnsafeBufferPointer<UInt8>
  ) throws(StreamTooLarge) -> ServerSentEvent? {
    try checkSize(adding: 0)
    let chunk = rest
    var start = dropMark(chunk)
    var lineFeed = -1
    while start < chunk.count {
      let endsCRLF = endedWithCR && chunk[start] == UInt8(ascii: "\n")
      endedWithCR = false
      if endsCRLF {
        start += 1
        continue
      }
      if lineFeed < start {
        lineFeed = chunk.firstIndex(of: UInt8(ascii: "\n"), from: start) ?? chunk.count
      }
      let line = chunk.cut(start, lineFeed)
      let length = line.firstIndex(of: UInt8(ascii: "\r"), from: 0) ?? line.count
      let end = start + length
      try checkSize(adding: length)
      guard end < chunk.count else {
        begun.append(contentsOf: line)
        break
      }
      endedWithCR = chunk[end] == UInt8(ascii: "\r")
      start = end + 1
      if let event = take(line.cut(0, length)) {
        rest = chunk.cut(start, chunk.count)
        return event
      }
    }
    keep()
    rest = chunk.cut(chunk.count, chunk.count)
    return nil
  }

  /// Ends the stream: a stray line without its end is kept, an event without its end is not.
  package mutating func finish() {
    if let mark = markBytes { begun += ServerSentEvents.mark.prefix(mark) }
    markBytes = nil
    var line: [UInt8] = []
    swap(&line, &begun)
    line.withUnsafeBufferPointer { bytes in
      let colon = bytes.firstIndex(of: UInt8(ascii: ":"), from: 0) ?? bytes.count
      switch StreamBytes.inChunk(bytes.cut(0, colon)) {
      case "", "data", "event", "id", "retry": break
      default: collect(bytes)
      }
    }
    forget()
  }

  // MARK: Pieces of the stream

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// Walks over a byte order mark at the stream's start; gives where the text begins.
  private mutating func dropMark(_ chunk: UnsafeBufferPointer<UInt8>) -> Int {
    guard var seen = markBytes else { return 0 }
    var place = 0
    while place < chunk.count, seen < 3, chunk[place] == ServerSentEvents.mark[seen] {
      seen += 1
      place += 1
    }
    if seen == 3 {
      markBytes = nil
      return place
    }
    if place == chunk.count {
      markBytes = seen
      return place
    }
    markBytes = nil
    begun += ServerSentEvents.mark.prefix(seen)
    return place
  }

  private mutating func checkSize(adding length: Int) throws(StreamTooLarge) {
    if isOver || length + begun.count + (data?.count ?? 0) > maxEventBytes {
      isOver = true
      begun = []
      forget()
      throw StreamTooLarge(limit: maxEventBytes)
    }
  }

  /// Takes the end of a line that may have begun in an earlier chunk.
  private mutating func take(_ end: UnsafeBufferPointer<UInt8>) -> ServerSentEvent? {
    if begun.isEmpty { return takeLine(end) }
    begun.append(contentsOf: end)
    var line: [UInt8] = []
    swap(&line, &begun)
    return line.withUnsafeBufferPointer { bytes in
      let event = takeLine(bytes)
      keep()
      return event
    }
  }

  private mutating func takeLine(_ line: UnsafeBufferPointer<UInt8>) -> ServerSentEvent? {
    guard let first = line.first else { return dispatch() }
    if first == UInt8(ascii: ":") {
      comments += 1
      return nil
    }
    let colon = line.firstIndex(of: UInt8(ascii: ":"), from: 0)
    let field = StreamBytes.inChunk(line.cut(0, colon ?? line.count))
    var start = colon.map { $0 + 1 } ?? line.count
    if start < line.count, line[start] == UInt8(ascii: " ") { start += 1 }
    let value = line.cut(start, line.count)
    switch field {
    case "data": append(value)
    case "event": name = .inChunk(value)
    case "id": if !value.contains(0) { lastID = String(decoding: value, as: UTF8.self) }
    case "retry": setRetry(value)
    default: collect(line)
    }
    return nil
  }

  private mutating func append(_ value: UnsafeBufferPointer<UInt8>) {
    guard let earlier = data else {
      data = .inChunk(value)
      return
    }
    data = nil
    var bytes: [UInt8]
    switch consume earlier {
    case .inChunk(let first): bytes = Array(first)
    case .joined(let joined): bytes = joined
    }
    bytes.append(UInt8(ascii: "\n"))
    bytes.append(contentsOf: value)
    data = .joined(bytes)
  }

  private mutating func dispatch() -> ServerSentEvent? {
    let event = data.map { ServerSentEvent(name: name, data: $0, id: lastID) }
    forget()
    return event
  }

  /// Makes ready for the next event.
  private mutating func forget() {
    name = .joined([])
    data = nil
  }

  private mutating func setRetry(_ value: UnsafeBufferPointer<UInt8>) {
    guard value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let milliseconds = Int(String(decoding: value, as: UTF8.self))
    else { return }
    retry = milliseconds
  }

  private mutating func collect(_ line: UnsafeBufferPointer<UInt8>) {
    let room = ServerSentEvents.maxStrayBytes - strayText.count
    if room <= 0 { return }
    strayText.append(contentsOf: line.prefix(room - 1))
    strayText.append(UInt8(ascii: "\n"))
  }

  /// Copies what still lies in a chunk that is about to go.
  private mutating func keep() {
    if case .inChunk(let bytes) = name { name = .joined(Array(bytes)) }
    if case .inChunk(let bytes) = data { data = .joined(Array(bytes)) }
  }
}
