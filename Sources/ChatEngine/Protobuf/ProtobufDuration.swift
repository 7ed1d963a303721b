/// `google.protobuf.Duration`, which JSON spells as seconds: `37.400s`.
enum ProtobufDuration {
  static func text(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> JSON {
    var seconds = 0
    var nanos = 0
    var reader = ProtobufReader(bytes)
    while let field = try reader.next() {
      if field.number == 1, let value = field.value.int { seconds = value }
      if field.number == 2, let value = field.value.int { nanos = value }
    }
    let isNegative = seconds < 0 || nanos < 0
    guard nanos.magnitude < 1_000_000_000 else { return .null }
    var text = (isNegative ? "-" : "") + String(seconds.magnitude)
    if nanos != 0 {
      var digits = String(nanos.magnitude)
      digits = "." + String(repeating: "0", count: 9 - digits.utf8.count) + digits
      while digits.hasSuffix("000") { digits.removeLast(3) }
      text += digits
    }
    return .string(text + "s")
  }

  /// Nil where the text is no duration.
  static func bytes(_ text: String) -> [UInt8]? {
    let isNegative = text.hasPrefix("-")
    guard let total = WireDuration.seconds(isNegative ? String(text.dropFirst()) : text),
      total < 315_576_000_000
    else { return nil }
    let whole = Int(total)
    let nanos = Int(((total - Double(whole)) * 1e9).rounded())
    var writer = ProtobufWriter()
    let sign = isNegative ? -1 : 1
    if whole != 0 { writer.varint(1, sign * whole) }
    if nanos != 0 { writer.varint(2, sign * min(nanos, 999_999_999)) }
    return writer.bytes
  }
}
