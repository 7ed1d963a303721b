import TestSupport
import Testing

@testable import llmterm

@Suite struct `A picture as sixel` {
  /// Pixels of a size by their column and row.
  private func picture(
    _ width: Int, _ height: Int, _ colour: (Int, Int) -> [UInt8]
  ) throws -> Pixels {
    var bytes: [UInt8] = []
    for row in 0..<height { for column in 0..<width { bytes += colour(column, row) } }
    return try #require(Pixels(width: width, height: height, bytes: bytes))
  }

  private func percent(_ colour: ArraySlice<UInt8>) -> [Int]? {
    colour.last == 0 ? nil : colour.prefix(3).map { (Int($0) * 100 + 127) / 255 }
  }

  private func rows(_ picture: Pixels) -> [[[Int]?]] {
    (0..<picture.height).map { row in
      (0..<picture.width).map { column in
        let start = (row * picture.width + column) * 4
        return percent(picture.bytes[start..<start + 4])
      }
    }
  }

  private static let red: [UInt8] = [255, 0, 0, 255]
  private static let nothing: [UInt8] = [9, 9, 9, 0]

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  @Test func `says its size, its colours and then its pixels, in bands of six`() throws {
    let made = try picture(5, 8) { column, row in
      row == 7 && column == 4 ? [0, 0, 255, 255] : Self.red
    }
    let sixel = try #require(Sixel(made, colours: 256))
    #expect(
      text(sixel.sequence(rows: 0..<8))
        == "\u{1B}P0;1;0q\"1;1;5;8#0;2;100;0;0#1;2;0;0;100#0!5~-#0!4B@$#1!4?A\u{1B}\\")
  }

  @Test func `draws any of its rows, with the colours of those`() throws {
    let made = try picture(5, 8) { column, row in
      row == 7 && column == 4 ? [0, 0, 255, 255] : Self.red
    }
    let sixel = try #require(Sixel(made, colours: 256))
    #expect(
      text(sixel.sequence(rows: 1..<3)) == "\u{1B}P0;1;0q\"1;1;5;2#0;2;100;0;0#0!5B\u{1B}\\")
    #expect(
      text(sixel.sequence(rows: 7..<40))
        == "\u{1B}P0;1;0q\"1;1;5;1#0;2;100;0;0#1;2;0;0;100#0!4@$#1!4?@\u{1B}\\")
    #expect(sixel.sequence(rows: 8..<40) == [])
    #expect(sixel.sequence(rows: 3..<3) == [])
  }

  @Test(arguments: [(1, 1), (1, 7), (7, 1), (6, 6), (13, 17), (64, 5), (300, 19)])
  func `comes back as it was`(width: Int, height: Int) throws {
    let kinds: [(String, (Int, Int) -> [UInt8])] = [
      ("one colour", { _, _ in Self.red }),
      ("nothing", { _, _ in Self.nothing }),
      (
        "holes", { column, row in (column * 3 + row) % 5 == 0 ? Self.nothing : Self.red }
      ),
      (
        "256 colours",
        { column, row in
          let number = (column + row * width) % 256
          return [UInt8(number), UInt8(255 - number), UInt8(number / 16), 255]
        }
      ),
    ]
    for (name, colour) in kinds {
      let made = try picture(width, height, colour)
      let sixel = try #require(Sixel(made, colours: 256))
      let read = try #require(SixelReader(sixel.sequence(rows: 0..<height)), "\(name)")
      let isSame = read.pixels == rows(made)
      #expect(isSame, "\(name)")
      let part = height / 3..<height - height / 4
      if !part.isEmpty {
        let cut = try #require(SixelReader(sixel.sequence(rows: part)), "\(name)")
        let isCut = cut.pixels == Array(rows(made)[part])
        #expect(isCut, "\(name)")
      }
    }
  }

  @Test(arguments: [(256, 5), (64, 12), (16, 30), (2, 90)])
  func `of many colours has those that are nearest`(colours: Int, most: Int) throws {
    let made = try picture(160, 100) { column, row in
      [UInt8(column), UInt8(row * 2), UInt8(255 - column), column < 3 ? 0 : 255]
    }
    let sixel = try #require(Sixel(made, colours: colours))
    #expect(sixel.palette.count == colours)
    let read = try #require(SixelReader(sixel.sequence(rows: 0..<100)))
    var sum = 0
    var count = 0
    var holes = 0
    for (shown, wanted) in zip(read.pixels.joined(), rows(made).joined()) {
      if (shown == nil) != (wanted == nil) { holes += 1 }
      for (left, right) in zip(shown ?? [], wanted ?? []) {
        sum += abs(left - right)
        count += 1
      }
    }
    #expect(holes == 0)
    #expect(sum / max(1, count) <= most, "\(sum / max(1, count)) percent off")
  }

  @Test func `has fewer colours where it would be too long, and is none where that does not help`()
    throws
  {
    var seed: UInt32 = 1
    func noise() -> UInt8 {
      seed = seed &* 1_664_525 &+ 1_013_904_223
      return UInt8(seed >> 24)
    }
    let made = try picture(60, 60) { _, _ in [noise(), noise(), noise(), 255] }
    let long = try #require(Sixel(made, within: SixelLimits()))
    #expect(long.palette.count == 256)
    let bytes = long.sequence(rows: 0..<60).count
    let short = try #require(Sixel(made, within: SixelLimits(), mostBytes: bytes - 1))
    #expect(short.palette.count == 64)
    #expect(short.sequence(rows: 0..<60).count < bytes)
    #expect(Sixel(made, within: SixelLimits(), mostBytes: 3000) == nil)
    var few = SixelLimits()
    few.setColours(4)
    #expect(Sixel(made, within: few)?.palette.count == 4)
  }

  @Test(.enabled(if: Installed.hasImageMagick, "ImageMagick is not installed"))
  func `is read by others as by us`() throws {
    for (width, height, colours) in [(40, 25, 256), (41, 6, 256), (123, 77, 256), (123, 77, 16)] {
      let made = try picture(width, height) { column, row in
        [UInt8(column * 2), UInt8(row * 3), UInt8((column * row) % 256), 255]
      }
      let sixel = try #require(Sixel(made, colours: colours))
      let bytes = sixel.sequence(rows: 0..<height)
      let ours = try #require(SixelReader(bytes))
      // By way of PNG: of sixel, ImageMagick 6 gives black as pixels.
      let png = try #require(
        ProgramOutput.read(["convert", "sixel:-", "png:-"], input: bytes, limit: 1 << 20))
      let map = try #require(
        ProgramOutput.read(
          ["convert", "png:-", "-type", "TrueColorAlpha", "-depth", "8", "pam:-"], input: png,
          limit: 1 << 20))
      let theirs = try #require(Pixels(map: map))
      #expect(theirs.width == width)
      #expect(theirs.height == height)
      // They round otherwise.
      let isSame = zip(rows(theirs).joined(), ours.pixels.joined()).allSatisfy { left, right in
        zip(left ?? [], right ?? [-9]).allSatisfy { abs($0 - $1) <= 1 }
      }
      #expect(isSame)
    }
  }
}

@Suite struct `Pixels of another program` {
  private func map(_ head: String, _ count: Int) -> [UInt8] {
    Array(head.utf8) + Array(repeating: 7, count: count)
  }

  @Test func `are read of a map of red, green, blue and cover`() {
    let head = "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n"
    let pixels = Pixels(map: map(head, 24))
    #expect(pixels?.width == 3)
    #expect(pixels?.height == 2)
    #expect(pixels?.bytes == Array(repeating: 7, count: 24))
    #expect(Pixels(map: map(head, 23)) == nil)
    #expect(Pixels(map: map(head, 25)) == nil)
  }

  @Test(arguments: [
    "", "P7\n", "P6\n3 2\n255\n", "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nENDHDR\n",
    "P7\nWIDTH -3\nHEIGHT -2\nDEPTH 4\nMAXVAL 255\nENDHDR\n",
    "P7\nWIDTH 9223372036854775807\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n",
    "P7\nWIDTH 3\nHEIGHT 2\nDEPTH 4\nMAXVAL 65535\nENDHDR\n", "P7\nWIDTH 3\nENDHDR\n",
  ])
  func `are not read of anything else`(head: String) {
    #expect(Pixels(map: map(head, 24)) == nil)
  }
}
