/// Reads header blocks; what one block said is remembered for the next (RFC 7541).
struct HPACKDecoder {
  private(set) var table = HPACKTable()

  /// All headers of a block together, counted as the table counts them: a byte can stand for 4 kB.
  static let maxListBytes = 64 << 10

  /// The headers of one whole block.
  mutating func decode(_ block: some Collection<UInt8>) throws(HTTP2Failure) -> [DemoHeader] {
    var rest = Array(block)[...]
    var headers: [DemoHeader] = []
    var size = 0
    while let byte = rest.first {
      if byte & 0xE0 == 0x20 {
        guard headers.isEmpty else { throw Self.malformed }
        let limit = try Self.number(&rest, prefix: 5)
        guard limit <= HPACKTable.maxLimit else { throw Self.malformed }
        table.resize(to: limit)
        continue
      }
      let header = try self.header(&rest, startingWith: byte)
      size += HPACKTable.size(of: header)
      guard size <= Self.maxListBytes else { throw HTTP2Failure(.enhanceYourCalm) }
      headers.append(header)
    }
    return headers
  }

  private mutating func header(
    _ rest: inout ArraySlice<UInt8>, startingWith byte: UInt8
  ) throws(HTTP2Failure) -> DemoHeader {
    if byte & 0x80 != 0 {
      guard let header = table[try Self.number(&rest, prefix: 7)] else { throw Self.malformed }
      return header
    }
    let isKept = byte & 0x40 != 0
    let index = try Self.number(&rest, prefix: isKept ? 6 : 4)
    let name: String
    if index == 0 {
      name = try Self.string(&rest)
    } else {
      guard let known = table[index] else { throw Self.malformed }
      name = known.name
    }
    let header = DemoHeader(name, try Self.string(&rest))
    if isKept { table.add(header) }
    return header
  }

  private static let malformed = HTTP2Failure(.compression)

  /// A number whose first byte shares its place with other bits (RFC 7541, section 5.1).
  static func number(
    _ rest: inout ArraySlice<UInt8>, prefix bits: Int
  ) throws(HTTP2Failure) -> Int {
    guard let first = rest.popFirst() else { throw malformed }
    let mask = (1 << bits) - 1
    var number = Int(first) & mask
    guard number == mask else { return number }
    // Four bytes more are 268 million: no index and no length here is so large.
    for shift in stride(from: 0, to: 28, by: 7) {
      guard let byte = rest.popFirst() else { throw malformed }
      number += Int(byte & 0x7F) << shift
      if byte < 0x80 { return number }
    }
    throw malformed
  }

  private static func string(_ rest: inout ArraySlice<UInt8>) throws(HTTP2Failure) -> String {
    let isHuffman = rest.first.map { $0 & 0x80 != 0 } ?? false
    let length = try number(&rest, prefix: 7)
    guard length <= rest.count else { throw malformed }
    let bytes = rest.prefix(length)
    rest.removeFirst(length)
    guard isHuffman else { return String(decoding: bytes, as: UTF8.self) }
    guard let plain = HPACKHuffman.shared.decode(bytes) else { throw malformed }
    return String(decoding: plain, as: UTF8.self)
  }
}

/// Writes header blocks that need no memory: literals that are not to be kept.
struct HPACKEncoder {
  /// The client's table became smaller: the next block has to say that it is not used.
  var saysTableIsEmpty = false

  mutating func encode(_ headers: [DemoHeader]) -> [UInt8] {
    var block: [UInt8] = saysTableIsEmpty ? [0x20] : []
    saysTableIsEmpty = false
    for header in headers {
      if header == DemoHeader(":status", "200") {
        block.append(0x88)
        continue
      }
      block.append(0)
      for text in [header.name, header.value] {
        Self.append(text.utf8.count, to: &block)
        block += text.utf8
      }
    }
    return block
  }

  /// A length, with seven bits in the first byte.
  private static func append(_ length: Int, to block: inout [UInt8]) {
    guard length >= 127 else { return block.append(UInt8(length)) }
    block.append(127)
    var rest = length - 127
    while rest >= 128 {
      block.append(UInt8(rest & 127) | 128)
      rest >>= 7
    }
    block.append(UInt8(rest))
  }
}
