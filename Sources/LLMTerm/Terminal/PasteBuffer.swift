/// What is pasted between `ESC[200~` and `ESC[201~`, made into plain text.
///
/// Line ends become `\n`; other control characters but tabs are dropped (faults.md, section 4: what is
/// pasted may come from a hostile page, and an ESC in it could end the paste and press keys).
struct PasteBuffer {
  private static let end: [UInt8] = [0x1B, 0x5B, 0x32, 0x30, 0x31, 0x7E]

  private var bytes: [UInt8] = []
  private var matched = 0
  private var wasReturn = false
  private let limit: Int

  /// Keeps so many bytes; the rest is read and dropped, so that it is not typed.
  init(limit: Int) {
    self.limit = limit
  }

  /// Takes a byte; answers the text once the end has come.
  mutating func take(_ byte: UInt8) -> String? {
    if byte == PasteBuffer.end[matched] {
      matched += 1
      return matched == PasteBuffer.end.count ? text : nil
    }
    // Only the first byte of the end is an ESC, so what matched so far holds no second start of it.
    for kept in PasteBuffer.end[..<matched] { keep(kept) }
    matched = 0
    if byte == PasteBuffer.end[0] {
      matched = 1
    } else {
      keep(byte)
    }
    return nil
  }

  /// The text of a paste that was cut off, or nil where nothing came.
  func end() -> String? {
    bytes.isEmpty ? nil : text
  }

  private mutating func keep(_ byte: UInt8) {
    defer { wasReturn = byte == 0x0D }
    if byte == 0x0A, wasReturn { return }
    guard bytes.count < limit else { return }
    switch byte {
    case 0x0D: bytes.append(0x0A)
    case 0x09, 0x0A: bytes.append(byte)
    case 0x00...0x1F, 0x7F: break
    default: bytes.append(byte)
    }
  }

  private var text: String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.unicodeScalars.contains(where: PasteBuffer.isC1) else { return text }
    var plain = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !PasteBuffer.isC1(scalar) { plain.append(scalar) }
    return String(plain)
  }

  private static func isC1(_ scalar: UnicodeScalar) -> Bool {
    (0x80...0x9F).contains(scalar.value)
  }
}
