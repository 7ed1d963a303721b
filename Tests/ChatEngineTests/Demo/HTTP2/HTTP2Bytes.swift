@testable import DemoProviders

/// Frames as a client writes them, by hand.
enum HTTP2Bytes {
  static func frame(
    _ kind: UInt8, _ flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []
  ) -> [UInt8] {
    let length = payload.count
    let head = [UInt8(length >> 16 & 0xFF), UInt8(length >> 8 & 0xFF), UInt8(length & 0xFF)]
    let number = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: stream >> UInt32($0)) }
    return head + [kind, flags] + number + payload
  }

  static let settings = frame(4)
  static let settingsAck = frame(4, 1)

  static func setting(_ id: UInt8, _ value: UInt32) -> [UInt8] {
    frame(4, 0, [0, id] + number(value))
  }

  static func frame(_ kind: UInt8, _ flags: UInt8, _ payload: [UInt8]) -> [UInt8] {
    frame(kind, flags, stream: 0, payload)
  }

  static func number(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> UInt32($0)) }
  }

  /// :method POST, :scheme http, :path /a, and further headers, none of them kept.
  static func block(_ more: [(String, String)] = []) -> [UInt8] {
    var block: [UInt8] = [0x83, 0x86, 0x04, 0x02, 0x2F, 0x61]
    for (name, value) in more {
      block += [0, UInt8(name.utf8.count)] + name.utf8 + [UInt8(value.utf8.count)] + value.utf8
    }
    return block
  }

  /// A request's headers; flags: 1 ends the stream, 4 the headers.
  static func headers(
    _ stream: UInt32, flags: UInt8 = 5, _ more: [(String, String)] = []
  ) -> [UInt8] {
    frame(1, flags, stream: stream, block(more))
  }

  static func data(_ stream: UInt32, _ payload: [UInt8], end: Bool = true) -> [UInt8] {
    frame(0, end ? 1 : 0, stream: stream, payload)
  }

  static func windowUpdate(_ stream: UInt32, _ bytes: UInt32) -> [UInt8] {
    frame(8, 0, stream: stream, number(bytes))
  }
}

extension HTTP2Session {
  /// A session that has its client's settings, and whose own are out.
  static func begun(_ settings: [UInt8] = HTTP2Bytes.settings) -> HTTP2Session {
    var session = HTTP2Session()
    session.receive(settings)
    _ = session.takeOutput()
    return session
  }

  /// What it has written since the last time, frame by frame.
  mutating func takeFrames() -> [HTTP2Frame] {
    var reader = HTTP2FrameReader()
    reader.append(takeOutput())
    var frames: [HTTP2Frame] = []
    while let frame = try? reader.next() { frames.append(frame) }
    return frames
  }

  /// The same as lines: "data 1 end 5" is five bytes on stream 1, the last ones.
  mutating func takeLines() -> [String] {
    takeFrames().map { frame in
      let kind = frame.kind.map { "\($0)" } ?? "unknown"
      let content =
        switch frame.kind {
        case .rstStream, .windowUpdate: "\(frame.payload.bigEndianNumber)"
        case .goAway:
          "after \(frame.payload.bigEndianNumber) code "
            + "\(frame.payload.dropFirst(4).bigEndianNumber)"
        default: "\(frame.payload.count)"
        }
      let end = frame.flags.contains(.endStream) ? " end" : ""
      return "\(kind) \(frame.stream)\(end) \(content)"
    }
  }
}
