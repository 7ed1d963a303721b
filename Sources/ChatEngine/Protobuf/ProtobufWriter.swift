/// Writes a message in Protocol Buffers' binary form; fields are written in the order of the calls.
package struct ProtobufWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// int32, int64, uint32, uint64, enum; negative values take ten bytes.
  package mutating func varint(_ field: Int, _ value: Int) {
    tag(field, 0)
    number(UInt64(bitPattern: Int64(value)))
  }

  package mutating func bool(_ field: Int, _ value: Bool) { varint(field, value ? 1 : 0) }

  package mutating func double(_ field: Int, _ value: Double) {
    tag(field, 1)
    fixed(value.bitPattern)
  }

  package mutating func float(_ field: Int, _ value: Float) {
    tag(field, 5)
    fixed(value.bitPattern)
  }

  package mutating func string(_ field: Int, _ value: String) { self.bytes(field, value.utf8) }

  package mutating func bytes(_ field: Int, _ value: some Collection<UInt8>) {
    tag(field, 2)
    number(UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Numbers or words of an enumeration, all in one field.
  package mutating func packed(_ field: Int, _ values: [Int]) {
    var inner = ProtobufWriter()
    for value in values { inner.number(UInt64(bitPattern: Int64(value))) }
    bytes(field, inner.bytes)
  }

  package mutating func message(_ field: Int, _ body: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    body(&inner)
    bytes(field, inner.bytes)
  }

  /// Fields that were read from elsewhere, as they stood.
  package mutating func raw(_ fields: some Sequence<UInt8>) { bytes.append(contentsOf: fields) }

  private mutating func tag(_ field: Int, _ type: UInt64) { number(UInt64(field) << 3 | type) }

  private mutating func number(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func fixed<Bits: FixedWidthInteger>(_ bits: Bits) {
    withUnsafeBytes(of: bits.littleEndian) { bytes.append(contentsOf: $0) }
  }
}
