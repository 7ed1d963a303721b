/// One frame as it stands on the wire (RFC 9113, section 4).
struct HTTP2Frame: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    case data, headers, priority, rstStream, settings, pushPromise, ping, goAway, windowUpdate
    case continuation
  }

  struct Flags: OptionSet, Sendable, Equatable {
    var rawValue: UInt8

    static let endStream = Flags(rawValue: 0x1)
    /// The same bit, in SETTINGS and PING.
    static let ack = Flags(rawValue: 0x1)
    static let endHeaders = Flags(rawValue: 0x4)
    static let padded = Flags(rawValue: 0x8)
    static let priority = Flags(rawValue: 0x20)
  }

  /// Nil for a kind that is not known, which is to be ignored.
  var kind: Kind?
  var flags: Flags = []
  /// 0 is the connection.
  var stream: UInt32 = 0
  var payload: ArraySlice<UInt8> = []

  static let headBytes = 9
  /// The largest payload that a peer takes unless it says otherwise.
  static let defaultMaxPayload = 16384

  /// Ready for the wire.
  var bytes: [UInt8] {
    let length = UInt32(truncatingIfNeeded: payload.count)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headBytes + payload.count)
    bytes += length.bigEndianBytes.dropFirst()
    bytes += [kind?.rawValue ?? 0xFF, flags.rawValue]
    bytes += (stream & 0x7FFF_FFFF).bigEndianBytes
    bytes += payload
    return bytes
  }
}

extension HTTP2Frame {
  static func rstStream(_ stream: UInt32, _ code: HTTP2Code) -> HTTP2Frame {
    HTTP2Frame(kind: .rstStream, stream: stream, payload: code.rawValue.bigEndianBytes[...])
  }

  static func goAway(after last: UInt32, _ code: HTTP2Code) -> HTTP2Frame {
    HTTP2Frame(
      kind: .goAway, payload: (last.bigEndianBytes + code.rawValue.bigEndianBytes)[...])
  }

  static func windowUpdate(_ stream: UInt32, by bytes: Int) -> HTTP2Frame {
    HTTP2Frame(
      kind: .windowUpdate, stream: stream,
      payload: UInt32(truncatingIfNeeded: bytes).bigEndianBytes[...])
  }

  static func settings(_ values: [(id: UInt16, value: UInt32)]) -> HTTP2Frame {
    var payload: [UInt8] = []
    for setting in values {
      payload += UInt32(setting.id).bigEndianBytes.dropFirst(2) + setting.value.bigEndianBytes
    }
    return HTTP2Frame(kind: .settings, payload: payload[...])
  }

  /// The payload without padding and without what PRIORITY says.
  func content() throws(HTTP2Failure) -> ArraySlice<UInt8> {
    var rest = payload
    var padding = 0
    if flags.contains(.padded) {
      guard let count = rest.popFirst() else { throw HTTP2Failure(.frameSize) }
      padding = Int(count)
    }
    if kind == .headers, flags.contains(.priority) {
      guard rest.count >= 5 else { throw HTTP2Failure(.frameSize) }
      rest.removeFirst(5)
    }
    guard padding <= rest.count else { throw HTTP2Failure(.protocolError) }
    return rest.dropLast(padding)
  }
}

/// Cuts a connection's bytes into frames, however they arrive.
struct HTTP2FrameReader {
  private var bytes: [UInt8] = []
  private var start = 0

  mutating func append(_ more: some Sequence<UInt8>) {
    if start > 0 {
      bytes.removeFirst(start)
      start = 0
    }
    bytes.append(contentsOf: more)
  }

  /// The next whole frame, or nil until more bytes come.
  mutating func next() throws(HTTP2Failure) -> HTTP2Frame? {
    let held = bytes[start...]
    guard held.count >= HTTP2Frame.headBytes else { return nil }
    let length = Int(held.prefix(3).bigEndianNumber)
    guard length <= HTTP2Frame.defaultMaxPayload else { throw HTTP2Failure(.frameSize) }
    let end = start + HTTP2Frame.headBytes + length
    guard bytes.count >= end else { return nil }
    let frame = HTTP2Frame(
      kind: HTTP2Frame.Kind(rawValue: bytes[start + 3]),
      flags: HTTP2Frame.Flags(rawValue: bytes[start + 4]),
      stream: bytes[start + 5..<start + 9].bigEndianNumber & 0x7FFF_FFFF,
      payload: Array(bytes[start + HTTP2Frame.headBytes..<end])[...])
    start = end
    return frame
  }
}

extension UInt32 {
  /// Four bytes, the highest first.
  var bigEndianBytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> UInt32($0)) }
  }
}

extension Collection<UInt8> {
  /// The first four bytes at most as a number, the highest first.
  var bigEndianNumber: UInt32 { prefix(4).reduce(0) { $0 << 8 | UInt32($1) } }
}
