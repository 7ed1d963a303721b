/// Cuts a body into gRPC's messages: a flag, four bytes of length, and so many bytes.
struct GRPCFrames: Sendable {
  struct Message: Sendable, Equatable {
    var isCompressed: Bool
    var bytes: [UInt8]
  }

  /// Why a body is none of gRPC's.
  enum Malformed: Error, Equatable {
    case badFlag(UInt8)
    case tooLarge
  }

  private static let prefixLength = 5

  private let maxBytes: Int
  private var buffer: [UInt8] = []
  /// Bytes of the buffer that were given away.
  private var start = 0

  init(maxBytes: Int = 64 << 20) { self.maxBytes = maxBytes }

  /// Whether no message has begun that is not whole.
  var isEmpty: Bool { start == buffer.count }

  mutating func append(_ bytes: [UInt8]) {
    buffer.removeSubrange(..<start)
    start = 0
    buffer += bytes
  }

  /// The next message that is whole; a bad prefix throws before its message has come.
  mutating func next() throws(Malformed) -> Message? {
    let rest = buffer[start...]
    guard let flag = rest.first else { return nil }
    guard flag <= 1 else { throw .badFlag(flag) }
    guard rest.count >= Self.prefixLength else { return nil }
    let length = rest.dropFirst().prefix(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= maxBytes else { throw .tooLarge }
    guard rest.count - Self.prefixLength >= length else { return nil }
    let body = rest.dropFirst(Self.prefixLength).prefix(length)
    start = body.endIndex
    return Message(isCompressed: flag == 1, bytes: Array(body))
  }

  /// A message as it stands in a body.
  static func framed(_ message: [UInt8], isCompressed: Bool = false) -> [UInt8] {
    let length = UInt32(truncatingIfNeeded: message.count)
    let prefix = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: length >> UInt32($0)) }
    return [isCompressed ? 1 : 0] + prefix + message
  }
}
