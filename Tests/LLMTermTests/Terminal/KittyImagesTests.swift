import ChatEngine
import Testing

@testable import ChatUI
@testable import llmterm

@Suite struct `Images by kitty's protocol` {
  /// A PNG of 100 by 80, without its pixels.
  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 0, 100, 0, 0, 0, 80, 8, 6, 0, 0, 0]

  private static let text = WrittenText(cursor: Point(column: 4, row: 8))

  static func block(
    _ name: String = "a", data: [UInt8] = png, type: String = "image/png"
  ) throws -> ImageBlock {
    let support = ImageSupport(cell: Size(columns: 10, rows: 20), converts: true)
      .fitted(to: Size(columns: 80, rows: 24))
    let file = ChatEngine.Attachment(name: name, mimeType: type, data: data)
    return try #require(ImageBlock(file, ImageKey(name), support, columns: 60))
  }

  private func image(
    _ block: ImageBlock, row: Int, rows: Int = 4, from firstRow: Int = 0
  ) -> GridImage {
    GridImage(
      block: block, area: Rect(column: 2, row: row, columns: 10, rows: rows), firstRow: firstRow)
  }

  private func text(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).split(
      separator: "\u{1B}", omittingEmptySubsequences: false
    )
    .joined(separator: "^")
  }

  /// Images of which the first was prepared and shown once, at row 3.
  private func shown(_ block: ImageBlock) -> (KittyImages, String) {
    var images = KittyImages()
    _ = images.frame([image(block, row: 3)], on: Self.text)
    images.take(.png(Self.png), of: block)
    let bytes = images.frame([image(block, row: 3)], on: Self.text).bytes
    return (images, text(bytes))
  }

  @Test func `are asked for once, then sent and placed, and then left alone`() throws {
    let block = try Self.block()
    var images = KittyImages()
    let first = images.frame([image(block, row: 3)], on: Self.text)
    #expect(first.bytes == [])
    #expect(first.wanted.map(\.key) == [block.key])
    let second = images.frame([image(block, row: 3)], on: Self.text)
    #expect(second.wanted.isEmpty)
    images.take(.png(Self.png), of: block)
    #expect(
      text(images.frame([image(block, row: 3)], on: Self.text).bytes)
        == """
        ^_Ga=t,f=100,t=d,i=1280049153,q=2,m=0;iVBORw0KGgoAAAANSUhEUgAAAGQAAABQCAYAAAA=^\\\
        ^[4;3H^_Ga=p,i=1280049153,p=1,x=0,y=0,w=100,h=80,c=10,r=4,C=1,q=2^\\^[9;5H
        """)
    #expect(images.frame([image(block, row: 3)], on: Self.text).bytes == [])
  }

  @Test func `move, and are cut, by a new placement in the place of the old one`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(
      text(images.frame([image(block, row: 1, rows: 3, from: 1)], on: Self.text).bytes)
        == """
        ^_Ga=d,d=i,i=1280049153,p=1,q=2^\\\
        ^[2;3H^_Ga=p,i=1280049153,p=1,x=0,y=20,w=100,h=60,c=10,r=3,C=1,q=2^\\^[9;5H
        """)
  }

  @Test func `are deleted when they leave, and placed again without being sent again`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(
      text(images.frame([], on: Self.text).bytes) == "^_Ga=d,d=i,i=1280049153,p=1,q=2^\\")
    let again = text(images.frame([image(block, row: 5)], on: Self.text).bytes)
    #expect(again.hasPrefix("^[6;3H^_Ga=p,i=1280049153,"))
  }

  @Test func `are gone after the screen was cleared, and prepared anew`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(text(images.clear()) == "^_Ga=d,d=A,q=2^\\")
    #expect(images.clear() == [])
    #expect(
      images.frame([image(block, row: 3)], on: Self.text).wanted.map(\.key) == [block.key])
  }

  @Test func `go out in pieces of 4096 bytes`() throws {
    let png = Self.png + Array(repeating: 7, count: 7000)
    let block = try Self.block(data: png)
    var images = KittyImages()
    _ = images.frame([image(block, row: 3)], on: Self.text)
    images.take(.png(png), of: block)
    let pieces = text(images.frame([image(block, row: 3)], on: Self.text).bytes).split(
      separator: "^_G")
    #expect(pieces[0].hasPrefix("a=t,f=100,t=d,i=1280049153,q=2,m=1;"))
    #expect(pieces[1].hasPrefix("m=1;"))
    #expect(pieces[1].utf8.count == "m=1;".utf8.count + 4096 + 2)
    #expect(pieces[2].hasPrefix("m=0;"))
  }

  @Test func `that could not be prepared are never asked for again`() throws {
    let block = try Self.block()
    var images = KittyImages()
    _ = images.frame([image(block, row: 3)], on: Self.text)
    images.take(nil, of: block)
    let next = images.frame([image(block, row: 3)], on: Self.text)
    #expect(next.bytes == [])
    #expect(next.wanted.isEmpty)
  }

  @Test func `are freed in the terminal when there are many`() throws {
    var images = KittyImages()
    for number in 0..<30 {
      let block = try Self.block("\(number)")
      _ = images.frame([image(block, row: 3)], on: Self.text)
      images.take(.png(Self.png), of: block)
      let bytes = text(images.frame([image(block, row: 3)], on: Self.text).bytes)
      #expect(bytes.contains("d=I,i=\(0x4C4C_0001 + number - 24),") == (number >= 24))
    }
  }
}
