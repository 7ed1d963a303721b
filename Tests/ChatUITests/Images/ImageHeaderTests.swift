import Testing

@testable import ChatUI

@Suite struct `An image's first bytes` {
  static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC4, 0, 3, 9]
    + [0xFF, 0xC2, 0, 11, 8, 0, 30, 1, 0, 1, 1, 0x11, 0]
  static let gif = Array("GIF89a".utf8) + [0x10, 1, 8, 0, 0, 0, 0]
  static let lossy =
    Array("RIFF____WEBPVP8 ____".utf8) + [0, 0, 0, 0x9D, 1, 0x2A, 0x20, 0x40, 0x10, 0]
  static let lossless = Array("RIFF____WEBPVP8L____".utf8) + [0x2F, 0x1F, 0xC0, 3, 0]
  static let extended =
    Array("RIFF____WEBPVP8X____".utf8) + [0, 0, 0, 0, 0xFF, 0, 0, 0x7F, 0, 0]

  @Test func `say its format and its size`() throws {
    let rows: [([UInt8], ImageHeader.Format, Int, Int)] = [
      (SamplePicture.png(70_000, 3), .png, 70_000, 3), (Self.jpeg, .jpeg, 256, 30),
      (Self.gif, .gif, 272, 8), (Self.lossy, .webp, 32, 16), (Self.lossless, .webp, 32, 16),
      (Self.extended, .webp, 256, 128),
    ]
    for (bytes, format, width, height) in rows {
      let header = try #require(ImageHeader(bytes), "\(format)")
      #expect(header.format == format)
      #expect([header.width, header.height] == [width, height], "\(format)")
    }
  }

  @Test func `say nothing where they are cut or none`() {
    for whole in [SamplePicture.png(8, 8), Self.jpeg, Self.gif, Self.lossy, Self.lossless] {
      for end in 0..<min(whole.count, 20) {
        let cut = ImageHeader(Array(whole[..<end]))
        // A GIF's size stands in its first ten bytes.
        #expect(cut == nil || cut?.format == .gif && end >= 10 || cut == ImageHeader(whole))
      }
    }
    for none in [
      [], Array("<svg width='9'/>".utf8), SamplePicture.png(0, 5), [0xFF, 0xD8, 0xFF, 0xDA],
    ] {
      #expect(ImageHeader(none) == nil)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>) func `never trap`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for start in [SamplePicture.png(8, 8), Self.jpeg, Self.gif, Self.lossy, Self.extended] {
      var bytes = start
      for _ in 0..<4 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      _ = ImageHeader(bytes)
    }
  }
}
