/// Reads a message in Protocol Buffers' binary form, field by field, whatever their order.
///
/// Hostile bytes end it with an error: lengths are held against what is there before anything is
/// copied.
package struct ProtobufReader: Sendable {
  /// Why bytes are no message.
  package enum Malformed: Error, Sendable, Equatable {
    case cut, varintTooLong, unknownWireType, fieldNumberZero
    /// More levels within each other than anyone means.
    case tooDeep
    /// One message in so many pieces that joining them would be the answer's whole cost.
    case tooManyPieces
  }

  package enum Value: Sendable, Equatable {
    /// int32, int64, uint32, uint64, bool, enum.
    case varint(UInt64)
    case fixed64(UInt64)
    /// string, bytes, a message, packed numbers.
    case bytes(ArraySlice<UInt8>)
    case fixed32(UInt32)
  }

  package struct Field: Sendable, Equatable {
    package var number: Int
    package var value: Value
    /// Tag and value as they stood, to be kept where the field is unknown.
    package var raw: ArraySlice<UInt8>
  }

  private var rest: ArraySlice<UInt8>

  package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }
  package init(_ bytes: [UInt8]) { rest = bytes[...] }

  /// The next field, or nil at the end.
  package mutating func next() throws(Malformed) -> Field? {
    guard !rest.isEmpty else { return nil }
    let start = rest
    let tag = try varint()
    guard let number = Int(exactly: tag >> 3), number > 0 else { throw .fieldNumberZero }
    let value: Value
    switch tag & 7 {
    case 0: value = .varint(try varint())
    case 1: value = .fixed64(try fixed(8))
    case 2:
      guard let length = Int(exactly: try varint()), length <= rest.count else { throw .cut }
      value = .bytes(rest.prefix(length))
      rest.removeFirst(length)
    case 5: value = .fixed32(UInt32(truncatingIfNeeded: try fixed(4)))
    default: throw .unknownWireType
    }
    return Field(number: number, value: value, raw: start[start.startIndex..<rest.startIndex])
  }

  /// The next number of a packed field, or nil at its end.
  mutating func nextPacked() throws(Malformed) -> UInt64? { rest.isEmpty ? nil : try varint() }

  private mutating func varint() throws(Malformed) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { throw .cut }
      // Of the tenth byte there is room for one bit; the rest is left out, as the vendor's readers do.
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw .varintTooLong
  }

  private mutating func fixed(_ count: Int) throws(Malformed) -> UInt64 {
    guard rest.count >= count else { throw .cut }
    var value: UInt64 = 0
    for (place, byte) in rest.prefix(count).enumerated() { value |= UInt64(byte) << (8 * place) }
    rest.removeFirst(count)
    return value
  }
}

extension ProtobufReader.Value {
  /// A signed number; nil for what is none.
  package var int: Int? {
    guard case .varint(let bits) = self else { return nil }
    return Int(Int64(bitPattern: bits))
  }

  package var bool: Bool? { int.map { $0 != 0 } }

  /// UTF-8, with U+FFFD for what is none.
  package var string: String? {
    guard case .bytes(let bytes) = self else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  package var bytes: ArraySlice<UInt8>? {
    guard case .bytes(let bytes) = self else { return nil }
    return bytes
  }

  package var double: Double? {
    guard case .fixed64(let bits) = self else { return nil }
    return Double(bitPattern: bits)
  }

  package var float: Float? {
    guard case .fixed32(let bits) = self else { return nil }
    return Float(bitPattern: bits)
  }
}
