/// What an image says of itself in its first bytes: its format and its size, without being decoded.
package struct ImageHeader: Equatable, Sendable {
  package enum Format: String, Sendable {
    case png, jpeg, gif, webp
  }

  package let format: Format
  /// In pixels, both more than none.
  package let width: Int
  package let height: Int

  /// The header of a file; nil where it is none of these formats, or damaged.
  package init?(_ bytes: [UInt8]) {
    guard let (format, width, height) = Self.read(Bytes(bytes)), width > 0, height > 0 else {
      return nil
    }
    self.format = format
    self.width = width
    self.height = height
  }

  /// Numbers at places of a file; nil beyond its end.
  private struct Bytes {
    let all: [UInt8]

    init(_ all: [UInt8]) { self.all = all }

    func number(_ place: Int, _ count: Int, isBig: Bool) -> Int? {
      guard place >= 0, place + count <= all.count else { return nil }
      let part = all[place..<place + count]
      return (isBig ? Array(part) : part.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }

    func has(_ text: StaticString, at place: Int) -> Bool {
      text.withUTF8Buffer { text in
        place + text.count <= all.count && all[place..<place + text.count].elementsEqual(text)
      }
    }
  }

  private static func read(_ file: Bytes) -> (Format, Int, Int)? {
    if file.number(0, 4, isBig: true) == 0x8950_4E47, file.has("IHDR", at: 12) {
      return sizes(.png, file.number(16, 4, isBig: true), file.number(20, 4, isBig: true))
    }
    if file.has("GIF8", at: 0) {
      return sizes(.gif, file.number(6, 2, isBig: false), file.number(8, 2, isBig: false))
    }
    if file.has("RIFF", at: 0), file.has("WEBP", at: 8) { return webp(file) }
    if file.number(0, 2, isBig: true) == 0xFFD8 { return jpeg(file) }
    return nil
  }

  private static func sizes(
    _ format: Format, _ width: Int?, _ height: Int?
  ) -> (Format, Int, Int)? {
    guard let width, let height else { return nil }
    return (format, width, height)
  }

  /// The three kinds of WebP (https://developers.google.com/speed/webp/docs/riff_container).
  private static func webp(_ file: Bytes) -> (Format, Int, Int)? {
    if file.has("VP8X", at: 12) {
      let width = file.number(24, 3, isBig: false).map { $0 + 1 }
      return sizes(.webp, width, file.number(27, 3, isBig: false).map { $0 + 1 })
    }
    if file.has("VP8L", at: 12), let bits = file.number(21, 4, isBig: false) {
      return (.webp, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    }
    guard file.has("VP8 ", at: 12) else { return nil }
    let width = file.number(26, 2, isBig: false).map { $0 & 0x3FFF }
    return sizes(.webp, width, file.number(28, 2, isBig: false).map { $0 & 0x3FFF })
  }

  /// The first frame header (ITU-T T.81, annex B): markers C0 to CF but for C4, C8 and CC.
  private static func jpeg(_ file: Bytes) -> (Format, Int, Int)? {
    var place = 2
    while let marker = file.number(place, 2, isBig: true), marker & 0xFF00 == 0xFF00 {
      let kind = marker & 0xFF
      if kind == 0xFF {
        place += 1
        continue
      }
      if (0xC0...0xCF).contains(kind), ![0xC4, 0xC8, 0xCC].contains(kind) {
        return sizes(
          .jpeg, file.number(place + 7, 2, isBig: true), file.number(place + 5, 2, isBig: true))
      }
      guard kind != 0xD9, kind != 0xDA, let length = file.number(place + 2, 2, isBig: true),
        length >= 2
      else { return nil }
      place += 2 + length
    }
    return nil
  }
}
