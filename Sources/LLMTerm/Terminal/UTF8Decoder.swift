/// One character's bytes, as they come; ill-formed ones are told, in Unicode's maximal subparts.
struct UTF8Decoder {
  enum Outcome: Equatable {
    case incomplete
    case scalar(UnicodeScalar)
    /// What came is no character; `isTaken` says whether the last byte is a part of it.
    case invalid(isTaken: Bool)
  }

  private var value: UInt32 = 0
  private var missing = 0
  private var next: ClosedRange<UInt8> = 0x80...0xBF

  /// Whether a character has begun and not ended.
  var isPartial: Bool { missing > 0 }

  mutating func take(_ byte: UInt8) -> Outcome {
    guard isPartial else { return begin(byte) }
    guard next.contains(byte) else {
      self = UTF8Decoder()
      return .invalid(isTaken: false)
    }
    value = value << 6 | UInt32(byte & 0x3F)
    missing -= 1
    next = 0x80...0xBF
    guard missing == 0 else { return .incomplete }
    guard let scalar = UnicodeScalar(value) else { return .invalid(isTaken: true) }
    return .scalar(scalar)
  }

  /// The Unicode Standard, table 3-7: which second bytes keep a form short enough and no surrogate.
  private mutating func begin(_ byte: UInt8) -> Outcome {
    next = 0x80...0xBF
    switch byte {
    case 0x00...0x7F: return .scalar(UnicodeScalar(byte))
    case 0xC2...0xDF: (value, missing) = (UInt32(byte & 0x1F), 1)
    case 0xE0...0xEF:
      (value, missing) = (UInt32(byte & 0x0F), 2)
      if byte == 0xE0 { next = 0xA0...0xBF }
      if byte == 0xED { next = 0x80...0x9F }
    case 0xF0...0xF4:
      (value, missing) = (UInt32(byte & 0x07), 3)
      if byte == 0xF0 { next = 0x90...0xBF }
      if byte == 0xF4 { next = 0x80...0x8F }
    default: return .invalid(isTaken: true)
    }
    return .incomplete
  }
}
