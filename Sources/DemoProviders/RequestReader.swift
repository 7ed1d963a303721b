/// One request as HTTP/1.1 framed it.
struct ReceivedRequest: Sendable, Equatable {
  var method: String
  var target: String
  var headers: [DemoHeader]
  var body: [UInt8]
  /// Whether another request may follow on the connection.
  var keepsAlive: Bool
}

/// Why bytes are no request that the server takes; the status says it to the client.
struct RequestFramingError: Error, Equatable {
  var status: Int
  var reason: String
}

/// Cuts a connection's bytes into requests, however they arrive.
struct RequestReader {
  static let maxHeadBytes = 64 << 10
  static let maxBodyBytes = 64 << 20

  private enum State {
    case head
    case sized(ReceivedRequest, length: Int)
    case chunked(ReceivedRequest)
  }

  private var bytes: [UInt8] = []
  private var start = 0
  /// Where the search for the head's end goes on.
  private var searched = 0
  private var state = State.head
  /// The client waits for `100 Continue` before it sends the body.
  private(set) var awaitsContinue = false

  /// Whether a request has begun and is not complete.
  var isMidRequest: Bool {
    if case .head = state { bytes.count > start } else { true }
  }

  /// Bytes that are held.
  var held: Int { bytes.count - start }

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  /// Takes these bytes from the front if they stand there; nil while too few have come to tell.
  mutating func take(_ prefix: [UInt8]) -> Bool? {
    guard case .head = state,
      bytes[start...].prefix(prefix.count).elementsEqual(prefix.prefix(held))
    else { return false }
    guard held >= prefix.count else { return held > 0 ? nil : false }
    consume(prefix.count)
    return true
  }

  /// Takes all that is held.
  mutating func takeRest() -> [UInt8] {
    defer { consume(held) }
    return Array(bytes[start...])
  }

  mutating func sentContinue() { awaitsContinue = false }

  /// The next complete request, or nil until more bytes come.
  mutating func next() throws(RequestFramingError) -> ReceivedRequest? {
    while true {
      switch state {
      case .head:
        guard try readHead() else { return nil }
      case .sized(var request, let length):
        guard held >= length else { return nil }
        request.body = Array(bytes[start..<start + length])
        return finish(request, consumed: length)
      case .chunked(var request):
        guard let consumed = try readChunk(into: &request.body) else { return nil }
        consume(consumed.bytes)
        if consumed.isLast { return finish(request, consumed: 0) }
        state = .chunked(request)
      }
    }
  }

  private mutating func finish(_ request: ReceivedRequest, consumed: Int) -> ReceivedRequest {
    consume(consumed)
    state = .head
    awaitsContinue = false
    return request
  }

  /// Drops the front; moves the rest only when that is cheap.
  private mutating func consume(_ count: Int) {
    start += count
    searched = start
    if start == bytes.count {
      bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
      start = 0
      searched = 0
    } else if start > 1 << 16, start > bytes.count / 2 {
      bytes.removeFirst(start)
      start = 0
      searched = 0
    }
  }

  private mutating func readHead() throws(RequestFramingError) -> Bool {
    while held > 0, bytes[start] == 0x0D || bytes[start] == 0x0A { consume(1) }
    guard let end = endOfHead() else {
      if held > Self.maxHeadBytes {
        throw RequestFramingError(status: 431, reason: "The request's head is too large.")
      }
      return false
    }
    let head = String(decoding: bytes[start..<end], as: UTF8.self)
    var lines = head.split(separator: "\r\n", omittingEmptySubsequences: true)[...]
    let words = (lines.popFirst() ?? "").split(separator: " ")
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else {
      throw RequestFramingError(status: 400, reason: "The request line is malformed.")
    }
    var request = ReceivedRequest(
      method: String(words[0]), target: String(words[1]), headers: [], body: [],
      keepsAlive: words[2] != "HTTP/1.0")
    for line in lines {
      guard let colon = line.firstIndex(of: ":") else {
        throw RequestFramingError(status: 400, reason: "A header line has no colon.")
      }
      let value = line[line.index(after: colon)...].trimmed()
      request.headers.append(DemoHeader(String(line[..<colon]), String(value)))
    }
    consume(end + 4 - start)
    state = try body(of: &request)
    return true
  }

  private mutating func endOfHead() -> Int? {
    var place = max(searched - 3, start)
    while place + 3 < bytes.count {
      if bytes[place] == 0x0D, bytes[place + 1] == 0x0A, bytes[place + 2] == 0x0D,
        bytes[place + 3] == 0x0A
      {
        return place
      }
      place += 1
    }
    searched = bytes.count
    return nil
  }

  private mutating func body(of request: inout ReceivedRequest) throws(RequestFramingError) -> State
  {
    var length = 0
    var isChunked = false
    for header in request.headers {
      switch header.name.lowercased() {
      case "content-length":
        guard let count = Int(header.value), count >= 0 else {
          throw RequestFramingError(status: 400, reason: "Content-Length is no number.")
        }
        length = count
      case "transfer-encoding": isChunked = header.value.lowercased().hasSuffix("chunked")
      case "connection":
        if header.value.lowercased() == "close" { request.keepsAlive = false }
      case "expect": awaitsContinue = header.value.lowercased() == "100-continue"
      default: break
      }
    }
    guard length <= Self.maxBodyBytes else { throw Self.tooLarge }
    return isChunked ? .chunked(request) : .sized(request, length: length)
  }

  private static let tooLarge = RequestFramingError(
    status: 413, reason: "The request's body is larger than 64 MiB.")

  /// One chunk with its frame; nil until it is all there.
  private func readChunk(
    into body: inout [UInt8]
  ) throws(RequestFramingError) -> (bytes: Int, isLast: Bool)? {
    guard let line = bytes[start...].prefix(1024).firstIndex(of: 0x0A) else {
      if held >= 1024 {
        throw RequestFramingError(status: 400, reason: "A chunk's size is missing.")
      }
      return nil
    }
    let digits = String(decoding: bytes[start..<line], as: UTF8.self)
      .prefix { $0 != ";" && $0 != "\r" }.trimmed()
    guard let size = Int(digits, radix: 16), size >= 0 else {
      throw RequestFramingError(status: 400, reason: "A chunk's size is malformed.")
    }
    guard size <= Self.maxBodyBytes, body.count + size <= Self.maxBodyBytes else {
      throw Self.tooLarge
    }
    let data = line + 1
    // The size, the data, and CRLF; trailers are not expected of any client.
    guard bytes.count >= data + size + 2 else { return nil }
    body += bytes[data..<data + size]
    return (data + size + 2 - start, size == 0)
  }
}

extension StringProtocol {
  /// Without blanks at both ends.
  func trimmed() -> SubSequence {
    let front = drop { $0 == " " || $0 == "\t" }
    guard let last = front.lastIndex(where: { $0 != " " && $0 != "\t" }) else {
      return front[front.startIndex..<front.startIndex]
    }
    return front[front.startIndex...last]
  }
}
