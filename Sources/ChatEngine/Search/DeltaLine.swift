/// The quick look at a line that holds a piece of an answer, by the spelling that our writer gives it.
///
/// An answer is written in pieces while it streams, so that words may begin in one line and end in
/// the next. A look at the ends of each is all that finds them.
struct DeltaLine {
  private static let start: StaticString = "{\"v\":1,\"seq\":"
  private static let type: StaticString = ",\"type\":\"delta\",\"id\":\""
  private static let parts: StaticString = "\",\"body\":{\"parts\":[{\"type\":\""
  private static let text: StaticString = "\",\"text\":\""
  /// From the last text's quote to the end: `"}]},"crc":"9ae0daaf"}`.
  private static let trailer = 22
  /// `,"t":"2026-11-23T10:42:07.123Z"`.
  private static let timeLength = 31

  let id: UnsafeBufferPointer<UInt8>
  /// From the first text's beginning to the last one's end: one text in most lines.
  let texts: UnsafeBufferPointer<UInt8>

  init?(_ line: UnsafeBufferPointer<UInt8>) {
    guard line.begins(with: Self.start, at: 0) else { return nil }
    var place = Self.start.utf8CodeUnitCount
    while place < line.count, (0x30...0x39).contains(line[place]) { place += 1 }
    place += Self.timeLength
    guard line.begins(with: Self.type, at: place) else { return nil }
    place += Self.type.utf8CodeUnitCount
    guard let idEnd = line.firstIndex(of: UInt8(ascii: "\""), from: place),
      line.begins(with: Self.parts, at: idEnd)
    else { return nil }
    id = line.cut(place, idEnd)
    place = idEnd + Self.parts.utf8CodeUnitCount
    guard let kindEnd = line.firstIndex(of: UInt8(ascii: "\""), from: place),
      line.begins(with: Self.text, at: kindEnd)
    else { return nil }
    place = kindEnd + Self.text.utf8CodeUnitCount
    guard line.count - Self.trailer >= place else { return nil }
    texts = line.cut(place, line.count - Self.trailer)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether these bytes stand at a place.
  func begins(with text: StaticString, at place: Int) -> Bool {
    guard count - place >= text.utf8CodeUnitCount else { return false }
    for index in 0..<text.utf8CodeUnitCount where self[place + index] != text.utf8Start[index] {
      return false
    }
    return true
  }
}
