import ChatEngine
import Testing

@testable import ChatUI
@testable import llmterm

@Suite struct `Images as sixel` {
  private static let text = WrittenText(cursor: Point(column: 4, row: 8))
  private static let head = "^[?25l^[r"
  private static let end = "^[9;5H^[?25h"

  /// A picture of 100 by 80 pixels, in one colour.
  private static func picture(_ red: UInt8 = 255) throws -> PreparedImage {
    let bytes = Array(repeating: [red, 0, 0, 255] as [UInt8], count: 8000).flatMap(\.self)
    let pixels = try #require(Pixels(width: 100, height: 80, bytes: bytes))
    return .sixel(try #require(Sixel(pixels, colours: 256)))
  }

  private func image(
    _ block: ImageBlock, row: Int, rows: Int = 4, from firstRow: Int = 0, column: Int = 2
  ) -> GridImage {
    GridImage(
      block: block, area: Rect(column: column, row: row, columns: 10, rows: rows),
      firstRow: firstRow)
  }

  private func text(_ frame: ImageFrame) -> String {
    String(decoding: frame.bytes, as: UTF8.self)
      .split(separator: "\u{1B}", omittingEmptySubsequences: false).joined(separator: "^")
  }

  /// What draws so many pixel rows of the picture.
  private func drawing(_ rows: Int, red: Int = 100) -> String {
    let bands = Array(repeating: "#0!100~", count: rows / 6)
    let rest = rows % 6 == 0 ? [] : ["#0!100\(Character(Unicode.Scalar(0x3E + 1 << (rows % 6))))"]
    return
      "^P0;1;0q\"1;1;100;\(rows)#0;2;\(red);0;0\((bands + rest).joined(separator: "-"))^\\"
  }

  /// Images of which the first was prepared and shown once, at row 3.
  private func shown(_ block: ImageBlock) throws -> SixelImages {
    var images = SixelImages()
    _ = images.frame([image(block, row: 3)], on: Self.text)
    images.take(try Self.picture(), of: block)
    _ = images.frame([image(block, row: 3)], on: Self.text)
    return images
  }

  @Test func `are asked for once, then drawn, and then left alone`() throws {
    let block = try `Images by kitty's protocol`.block()
    var images = SixelImages()
    let first = images.frame([image(block, row: 3)], on: Self.text)
    #expect(first.bytes == [])
    #expect(first.wanted.map(\.key) == [block.key])
    let second = images.frame([image(block, row: 3)], on: Self.text)
    #expect(second.bytes == [])
    #expect(second.wanted.isEmpty)
    images.take(try Self.picture(), of: block)
    #expect(!images.rewritesText([image(block, row: 3)], scrolling: true))
    let third = images.frame([image(block, row: 3)], on: Self.text)
    #expect(text(third) == Self.head + "^[4;3H" + drawing(80) + Self.end)
    #expect(third.isWhole)
    #expect(!images.rewritesText([image(block, row: 3)], scrolling: false))
    // What is written in other rows, as an answer that streams, is nothing to them.
    var below = Self.text
    below.rows = [2, 7, 8, 23]
    #expect(images.frame([image(block, row: 3)], on: below).bytes == [])
    #expect(images.frame([image(block, row: 3)], on: Self.text).bytes == [])
  }

  @Test func `are drawn anew where the text has written in their rows`() throws {
    let block = try `Images by kitty's protocol`.block()
    var images = try shown(block)
    for row in [3, 6] {
      let written = WrittenText(cursor: Point(column: 0, row: 0), showsCursor: false, rows: [row])
      let again = images.frame([image(block, row: 3)], on: written)
      #expect(text(again) == Self.head + "^[4;3H" + drawing(80) + "^[1;1H")
    }
  }

  @Test func `move, and are cut at their rows, with the text written anew`() throws {
    let block = try `Images by kitty's protocol`.block()
    var images = try shown(block)
    let cut = image(block, row: 1, rows: 3, from: 1)
    #expect(images.rewritesText([cut], scrolling: false))
    #expect(
      text(images.frame([cut], on: Self.text)) == Self.head + "^[2;3H" + drawing(60) + Self.end)
    let last = image(block, row: 1, rows: 1, from: 3)
    #expect(images.rewritesText([last], scrolling: false))
    #expect(
      text(images.frame([last], on: Self.text)) == Self.head + "^[2;3H" + drawing(20) + Self.end)
  }

  @Test func `have the text written anew when they go, and when it would scroll below them`() throws
  {
    let block = try `Images by kitty's protocol`.block()
    var images = try shown(block)
    #expect(images.rewritesText([image(block, row: 3)], scrolling: true))
    #expect(images.rewritesText([], scrolling: false))
    #expect(images.frame([], on: Self.text).bytes == [])
    #expect(!images.rewritesText([], scrolling: true))
    let again = images.frame([image(block, row: 5)], on: Self.text)
    #expect(again.wanted.isEmpty)
    #expect(text(again) == Self.head + "^[6;3H" + drawing(80) + Self.end)
  }

  @Test func `are drawn again after the screen was cleared, without being prepared again`() throws {
    let block = try `Images by kitty's protocol`.block()
    var images = try shown(block)
    let cleared = images.clear()
    #expect(cleared == [])
    let again = images.frame([image(block, row: 3)], on: Self.text)
    #expect(again.wanted.isEmpty)
    #expect(text(again) == Self.head + "^[4;3H" + drawing(80) + Self.end)
  }

  @Test func `are prepared anew for other room, and are gone until then`() throws {
    var block = try `Images by kitty's protocol`.block()
    var images = try shown(block)
    block.setWidth(5)
    let smaller = GridImage(
      block: block, area: Rect(column: 2, row: 3, columns: 5, rows: 2), firstRow: 0)
    #expect(images.rewritesText([smaller], scrolling: false))
    let frame = images.frame([smaller], on: Self.text)
    #expect(frame.bytes == [])
    #expect(frame.wanted.map(\.room) == [Size(columns: 5, rows: 2)])
  }

  @Test func `that could not be prepared are never asked for again`() throws {
    let block = try `Images by kitty's protocol`.block()
    var images = SixelImages()
    _ = images.frame([image(block, row: 3)], on: Self.text)
    images.take(nil, of: block)
    let next = images.frame([image(block, row: 3)], on: Self.text)
    #expect(next.bytes == [])
    #expect(next.wanted.isEmpty)
  }

  @Test func `that are too many for one frame come with the next ones`() throws {
    var seed: UInt32 = 1
    let bytes = (0..<2400 * 80 * 4).map { place in
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return place % 4 == 3 ? 255 : UInt8(seed >> 24)
    }
    let noise = try #require(Pixels(width: 2400, height: 80, bytes: bytes))
    let sixel = try #require(Sixel(noise, colours: 256))
    let blocks = try ["a", "b", "c"].map { try `Images by kitty's protocol`.block($0) }
    let all = blocks.enumerated().map { image($1, row: 3, rows: 4, column: 2 + 12 * $0) }
    var images = SixelImages()
    _ = images.frame(all, on: Self.text)
    for block in blocks { images.take(.sixel(sixel), of: block) }
    let first = images.frame(all, on: Self.text)
    let one = sixel.sequence(rows: 0..<80).count
    #expect(3 * one > 1 << 20)
    #expect(!first.isWhole)
    var frames = [first]
    while let last = frames.last, !last.isWhole, frames.count < 9 {
      frames.append(images.frame(all, on: Self.text))
    }
    #expect(frames.allSatisfy { $0.bytes.count <= max(1 << 20, one) + 64 })
    #expect(frames.reduce(0) { $0 + $1.bytes.count } > 3 * one)
    #expect(images.frame(all, on: Self.text).bytes == [])
  }
}
