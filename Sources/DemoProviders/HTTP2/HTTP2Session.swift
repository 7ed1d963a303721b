/// The server's end of an HTTP/2 connection: bytes in, requests out, answers in, bytes out.
///
/// What the client does wrong ends the stream or, with GOAWAY, the connection (RFC 9113).
struct HTTP2Session {
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  static let maxStreams = 100
  /// What a client may send ahead, of a stream and of all.
  static let receiveWindow = 1 << 20
  private static let firstWindow = 65_535
  private static let maxWindow = 0x7FFF_FFFF

  private var reader = HTTP2FrameReader()
  private var decoder = HPACKDecoder()
  private var encoder = HPACKEncoder()
  private var streams: [UInt32: HTTP2Stream] = [:]
  /// Those that we reset: frames may still be on their way.
  private var dropped: Set<UInt32> = []
  private var lastStream: UInt32 = 0
  private var hasSettings = false
  /// A header block that has begun; nothing else may come before its end.
  private var block: (stream: UInt32, bytes: [UInt8], isEnd: Bool)?
  private var receiveWindow = HTTP2Session.receiveWindow
  private var sendWindow = HTTP2Session.firstWindow
  private var streamSendWindow = HTTP2Session.firstWindow
  /// The last stream that is seen to, once we have said GOAWAY.
  private var limit: UInt32?

  /// Bytes for the client.
  private(set) var output: [UInt8] = []
  /// Whether the connection has to be closed once the output is out.
  private(set) var isOver = false
  /// Requests that are whole, in the order in which they became so.
  private var whole: [UInt32] = []
  /// Streams that the client has given up.
  private var abandoned: [UInt32] = []

  init() {
    write(
      .settings([
        (3, UInt32(Self.maxStreams)), (4, UInt32(Self.receiveWindow)),
        (6, UInt32(HPACKDecoder.maxListBytes)),
      ]))
    write(.windowUpdate(0, by: Self.receiveWindow - Self.firstWindow))
  }

  /// Takes what has come, after the preface.
  mutating func receive(_ bytes: some Sequence<UInt8>) {
    guard !isOver else { return }
    reader.append(bytes)
    do throws(HTTP2Failure) {
      while !isOver, let frame = try reader.next() {
        do throws(HTTP2Failure) {
          try take(frame)
        } catch {
          guard let stream = error.stream else { throw error }
          reset(stream, error.code)
          abandoned.append(stream)
        }
      }
    } catch {
      write(.goAway(after: lastStream, error.code))
      isOver = true
    }
    pump()
  }

  /// The next request that is whole.
  mutating func nextRequest() -> (stream: UInt32, request: ReceivedRequest)? {
    while !isOver, !whole.isEmpty {
      let stream = whole.removeFirst()
      if let request = streams[stream]?.request {
        streams[stream]?.request.body = []
        return (stream, request)
      }
    }
    return nil
  }

  /// The streams that the client has given up since the last time.
  mutating func takeAbandoned() -> [UInt32] {
    defer { abandoned = [] }
    return abandoned
  }

  mutating func takeOutput() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// Bytes of an answer that the client does not take yet.
  func waitingBytes(on stream: UInt32) -> Int { streams[stream]?.waitingBytes ?? 0 }
}

// MARK: Answers

extension HTTP2Session {
  /// Headers before the data: an answer's, or an interim one's.
  mutating func send(_ headers: [DemoHeader], on stream: UInt32) {
    if streams[stream] != nil { write(headers, on: stream, isEnd: false) }
  }

  /// Data, which waits where the client does not allow it yet.
  mutating func send(_ data: [UInt8], on stream: UInt32) {
    streams[stream]?.append(data)
    pump()
  }

  /// Ends an answer once its data is out; with trailers where there are some.
  mutating func end(_ stream: UInt32, trailers: [DemoHeader] = []) {
    guard streams[stream]?.ending == nil else { return }
    streams[stream]?.ending = trailers
    pump()
  }

  mutating func reset(_ stream: UInt32, _ code: HTTP2Code) {
    streams[stream] = nil
    if dropped.count >= Self.maxStreams * 2 { dropped = [] }
    dropped.insert(stream)
    write(.rstStream(stream, code))
  }

  /// Says that no stream after this one is seen to, and closes once those before it are done.
  mutating func goAway(after stream: UInt32) {
    write(.goAway(after: stream, .none))
    limit = stream
    for id in streams.keys where id > stream { streams[id] = nil }
    pump()
  }

  /// Has the connection closed after these bytes.
  mutating func close(after bytes: [UInt8]) {
    output += bytes
    isOver = true
  }

  /// Writes what the client's windows allow, each stream a frame in turn.
  private mutating func pump() {
    var goesOn = true
    while goesOn {
      goesOn = false
      for stream in streams.keys.sorted() where pump(stream) { goesOn = true }
    }
    if limit != nil, streams.isEmpty { isOver = true }
  }

  /// One frame of a stream; whether there may be more.
  private mutating func pump(_ number: UInt32) -> Bool {
    guard var stream = streams.removeValue(forKey: number) else { return false }
    let data = stream.take(upTo: min(HTTP2Frame.defaultMaxPayload, sendWindow, stream.sendWindow))
    sendWindow -= data.count
    stream.sendWindow -= data.count
    let trailers = stream.waitingBytes == 0 ? stream.ending : nil
    let isEnd = trailers?.isEmpty == true
    if !data.isEmpty || isEnd {
      write(
        HTTP2Frame(kind: .data, flags: isEnd ? .endStream : [], stream: number, payload: data))
    }
    if let trailers, !trailers.isEmpty { write(trailers, on: number, isEnd: true) }
    if trailers == nil { streams[number] = stream }
    return trailers == nil && stream.waitingBytes > 0 && !data.isEmpty
  }

  private mutating func write(_ headers: [DemoHeader], on stream: UInt32, isEnd: Bool) {
    var rest = encoder.encode(headers)[...]
    var kind = HTTP2Frame.Kind.headers
    repeat {
      let part = rest.prefix(HTTP2Frame.defaultMaxPayload)
      rest = rest.dropFirst(part.count)
      var flags: HTTP2Frame.Flags = rest.isEmpty ? .endHeaders : []
      if isEnd, kind == .headers { flags.insert(.endStream) }
      write(HTTP2Frame(kind: kind, flags: flags, stream: stream, payload: part))
      kind = .continuation
    } while !rest.isEmpty
  }

  private mutating func write(_ frame: HTTP2Frame) { output += frame.bytes }
}

// MARK: Frames

extension HTTP2Session {
  private mutating func take(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    guard hasSettings || (frame.kind == .settings && !frame.flags.contains(.ack)) else {
      throw HTTP2Failure(.protocolError)
    }
    if let block, frame.kind != .continuation || frame.stream != block.stream {
      throw HTTP2Failure(.protocolError)
    }
    switch frame.kind {
    case .data: try takeData(frame)
    case .headers: try takeHeaders(frame)
    case .priority:
      guard frame.stream != 0 else { throw HTTP2Failure(.protocolError) }
      guard frame.payload.count == 5 else { throw HTTP2Failure(.frameSize, stream: frame.stream) }
    case .rstStream:
      try check(frame, is: 4, ofStream: true)
      if streams.removeValue(forKey: frame.stream) != nil { abandoned.append(frame.stream) }
    case .settings: try takeSettings(frame)
    case .pushPromise: throw HTTP2Failure(.protocolError)
    case .ping:
      try check(frame, is: 8, ofStream: false)
      if !frame.flags.contains(.ack) {
        write(HTTP2Frame(kind: .ping, flags: .ack, payload: frame.payload))
      }
    case .goAway: guard frame.stream == 0 else { throw HTTP2Failure(.protocolError) }
    case .windowUpdate: try takeWindow(frame)
    case .continuation: try takeContinuation(frame)
    case nil: break
    }
  }

  /// Holds a frame of one size to it, and to streams that have begun or to the connection.
  private func check(
    _ frame: HTTP2Frame, is size: Int, ofStream: Bool
  ) throws(HTTP2Failure) {
    guard frame.payload.count == size else { throw HTTP2Failure(.frameSize) }
    let isRight = ofStream ? frame.stream != 0 && frame.stream <= lastStream : frame.stream == 0
    guard isRight else { throw HTTP2Failure(.protocolError) }
  }

  private mutating func takeData(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    let id = frame.stream
    guard id != 0, id <= lastStream else { throw HTTP2Failure(.protocolError) }
    let content = try frame.content()
    // Padding counts too, and what comes for streams that are gone.
    receiveWindow -= frame.payload.count
    guard receiveWindow >= 0 else { throw HTTP2Failure(.flowControl) }
    receiveWindow = refilled(0, receiveWindow)
    guard var stream = streams[id] else {
      if dropped.contains(id) { return }
      throw HTTP2Failure(.streamClosed, stream: id)
    }
    guard !stream.isRequestWhole else { throw HTTP2Failure(.streamClosed, stream: id) }
    stream.receiveWindow -= frame.payload.count
    guard stream.receiveWindow >= 0 else { throw HTTP2Failure(.flowControl, stream: id) }
    // One owner, so that appending does not copy.
    streams[id] = nil
    stream.request.body += content
    stream.receiveWindow = refilled(id, stream.receiveWindow)
    streams[id] = stream
    guard heldBytes <= RequestReader.maxBodyBytes else {
      throw HTTP2Failure(.enhanceYourCalm, stream: id)
    }
    if frame.flags.contains(.endStream) { try finish(id) }
  }

  private var heldBytes: Int { streams.values.reduce(0) { $0 + $1.request.body.count } }

  /// Allows more when half is used up.
  private mutating func refilled(_ stream: UInt32, _ window: Int) -> Int {
    guard window < Self.receiveWindow / 2 else { return window }
    write(.windowUpdate(stream, by: Self.receiveWindow - window))
    return Self.receiveWindow
  }

  private mutating func finish(_ id: UInt32) throws(HTTP2Failure) {
    guard let stream = streams[id] else { return }
    if let announced = stream.announced, announced != stream.request.body.count {
      throw HTTP2Failure(.protocolError, stream: id)
    }
    streams[id]?.isRequestWhole = true
    whole.append(id)
  }

  private mutating func takeHeaders(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    // Streams of clients have odd numbers.
    guard frame.stream % 2 == 1 else { throw HTTP2Failure(.protocolError) }
    let isEnd = frame.flags.contains(.endStream)
    block = (frame.stream, Array(try frame.content()), isEnd)
    if frame.flags.contains(.endHeaders) { try takeBlock() }
  }

  private mutating func takeContinuation(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    guard block != nil else { throw HTTP2Failure(.protocolError) }
    block?.bytes += frame.payload
    let isEnd = frame.flags.contains(.endHeaders)
    // Empty ones could go on for ever.
    guard block?.bytes.count ?? 0 <= HPACKDecoder.maxListBytes, isEnd || !frame.payload.isEmpty
    else { throw HTTP2Failure(.enhanceYourCalm) }
    if isEnd { try takeBlock() }
  }

  private mutating func takeBlock() throws(HTTP2Failure) {
    guard let (id, bytes, isEnd) = block else { return }
    block = nil
    // Decoded whatever becomes of it: the table is of the whole connection.
    let headers = try decoder.decode(bytes)
    guard id > lastStream else { return try takeTrailers(headers, of: id, isEnd) }
    lastStream = id
    guard streams.count < Self.maxStreams, id <= limit ?? id else {
      throw HTTP2Failure(.refusedStream, stream: id)
    }
    guard let request = HTTP2Stream.request(of: headers) else {
      throw HTTP2Failure(.protocolError, stream: id)
    }
    streams[id] = HTTP2Stream(
      request: request, receiveWindow: Self.receiveWindow, sendWindow: streamSendWindow)
    if isEnd { try finish(id) }
  }

  private mutating func takeTrailers(
    _ headers: [DemoHeader], of id: UInt32, _ isEnd: Bool
  ) throws(HTTP2Failure) {
    if dropped.contains(id) { return }
    guard let stream = streams[id], !stream.isRequestWhole else {
      throw HTTP2Failure(.streamClosed)
    }
    guard isEnd, headers.allSatisfy(HTTP2Stream.isField) else {
      throw HTTP2Failure(.protocolError, stream: id)
    }
    try finish(id)
  }

  private mutating func takeSettings(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    guard frame.stream == 0 else { throw HTTP2Failure(.protocolError) }
    let isAck = frame.flags.contains(.ack)
    guard frame.payload.count % 6 == 0, !isAck || frame.payload.isEmpty else {
      throw HTTP2Failure(.frameSize)
    }
    hasSettings = true
    if isAck { return }
    var rest = frame.payload
    while rest.count >= 6 {
      let id = rest.prefix(2).bigEndianNumber
      let value = Int(rest.dropFirst(2).bigEndianNumber)
      rest.removeFirst(6)
      try set(id, value)
    }
    write(HTTP2Frame(kind: .settings, flags: .ack))
  }

  /// RFC 9113, section 6.5.2.
  private mutating func set(_ setting: UInt32, _ value: Int) throws(HTTP2Failure) {
    switch setting {
    case 1: if value < HPACKTable.maxLimit { encoder.saysTableIsEmpty = true }
    case 2: guard value <= 1 else { throw HTTP2Failure(.protocolError) }
    case 4:
      guard value <= Self.maxWindow else { throw HTTP2Failure(.flowControl) }
      let change = value - streamSendWindow
      streamSendWindow = value
      for id in streams.keys {
        streams[id]?.sendWindow += change
        guard streams[id]?.sendWindow ?? 0 <= Self.maxWindow else {
          throw HTTP2Failure(.flowControl)
        }
      }
    case 5:
      guard (HTTP2Frame.defaultMaxPayload...0xFF_FFFF).contains(value) else {
        throw HTTP2Failure(.protocolError)
      }
    default: break
    }
  }

  private mutating func takeWindow(_ frame: HTTP2Frame) throws(HTTP2Failure) {
    guard frame.payload.count == 4 else { throw HTTP2Failure(.frameSize) }
    guard frame.stream <= lastStream else { throw HTTP2Failure(.protocolError) }
    let more = Int(frame.payload.bigEndianNumber & 0x7FFF_FFFF)
    let id = frame.stream == 0 ? nil : frame.stream
    guard more > 0 else { throw HTTP2Failure(.protocolError, stream: id) }
    guard let id else {
      sendWindow += more
      guard sendWindow <= Self.maxWindow else { throw HTTP2Failure(.flowControl) }
      return
    }
    streams[id]?.sendWindow += more
    guard streams[id]?.sendWindow ?? 0 <= Self.maxWindow else {
      throw HTTP2Failure(.flowControl, stream: id)
    }
  }
}
