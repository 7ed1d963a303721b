/// What the escapes of a JSON string stand for (RFC 8259, section 7).
enum JSONEscape {
  /// The byte behind `\n` and its like, or nil if there is no such escape.
  static func byte(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "f"): 0x0C
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    default: nil
    }
  }

  /// The UTF-16 unit of four hexadecimal digits, or nil if they are none.
  static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt16? {
    guard start + 4 <= bytes.count else { return nil }
    var unit: UInt16 = 0
    for place in start..<start + 4 {
      let digit: UInt8
      switch bytes[place] {
      case 0x30...0x39: digit = bytes[place] - 0x30
      case 0x41...0x46: digit = bytes[place] - 0x41 + 10
      case 0x61...0x66: digit = bytes[place] - 0x61 + 10
      default: return nil
      }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }
}

/// A string's text while its escapes are undone.
struct JSONUnescaped {
  /// UTF-8, as far as the string's own bytes are.
  private(set) var bytes: [UInt8] = []
  /// A pair's first half, which waits for the second.
  private(set) var pending: UInt16?
  /// Whether a half without its other half was put as U+FFFD.
  private(set) var isRepaired = false

  init(pending: UInt16?, count: Int) {
    self.pending = pending
    bytes.reserveCapacity(count)
  }

  mutating func append(_ run: UnsafeBufferPointer<UInt8>) {
    flush()
    bytes.append(contentsOf: run)
  }

  mutating func append(byte: UInt8) {
    flush()
    bytes.append(byte)
  }

  mutating func append(unit: UInt16) {
    if UTF16.isTrailSurrogate(unit), let lead = pending {
      pending = nil
      append(scalar: 0x10000 + (UInt32(lead - 0xD800) << 10 | UInt32(unit - 0xDC00)))
      return
    }
    flush()
    if UTF16.isLeadSurrogate(unit) { pending = unit } else { append(scalar: UInt32(unit)) }
  }

  private mutating func flush() {
    if pending == nil { return }
    pending = nil
    append(scalar: 0xD800)
  }

  private mutating func append(scalar value: UInt32) {
    guard let scalar = Unicode.Scalar(value) else {
      isRepaired = true
      bytes.append(contentsOf: UTF8.encodedReplacementCharacter)
      return
    }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}
