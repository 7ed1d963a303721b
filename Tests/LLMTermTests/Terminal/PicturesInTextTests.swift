import ChatEngine
import TestSupport
import Testing

@testable import ChatUI
@testable import llmterm

extension `The terminal` {
  /// A screen with a picture of 100 by 80 in its cells, and what the terminal has of it.
  private final class Gallery {
    let window: PtyWindow
    let terminal: CursesTerminal
    let block: ImageBlock
    var emulator: Emulator

    init() throws {
      window = try PtyWindow(columns: 40, rows: 30)
      emulator = Emulator(columns: 40, rows: 30, sixel: true)
      terminal = try CursesTerminal(
        environment: ["TERM": "xterm-256color"], images: .sixel, input: window.slave,
        output: window.slave)
      block = try `Images by kitty's protocol`.block()
      show { _ in }
      var decoder = InputDecoder()
      _ = decoder.decode(emulator.takeReplies())
      for answer in decoder.takeAnswers() { _ = terminal.take(answer) }
    }

    /// Shows the picture below its row, with text above and below; gives what was written.
    @discardableResult
    func show(from row: Int? = nil, last: String = "", _ draw: (inout Grid) -> Void = { _ in })
      -> [UInt8]
    {
      var grid = Grid(terminal.size)
      for line in 0..<29 {
        grid.put(SafeText("line \(line - (row ?? 0))"), at: Point(column: 20, row: line))
      }
      if let row {
        for index in 0..<block.room.rows {
          grid.fill(Rect(column: 0, row: row + index, columns: 40, rows: 1), style: .plain)
          grid.put(
            ImageRow(block: block, row: index), at: Point(column: 2, row: row + index),
            clip: grid.frame)
        }
      }
      grid.put(SafeText(last), at: Point(column: 0, row: 29))
      draw(&grid)
      terminal.paint(grid)
      let bytes = window.readAll()
      emulator.feed(bytes)
      return bytes
    }

    func cells(_ rows: ClosedRange<Int>) -> [Int: [Int]] {
      Dictionary(uniqueKeysWithValues: rows.map { ($0, Array(2..<12)) })
    }
  }

  private func picture() throws -> PreparedImage {
    let bytes = Array(repeating: [255, 0, 0, 255] as [UInt8], count: 8000).flatMap(\.self)
    let pixels = try #require(Pixels(width: 100, height: 80, bytes: bytes))
    return .sixel(try #require(Sixel(pixels, colours: 256)))
  }

  @Test func `has pictures in the text where they are, and nowhere else`() throws {
    let gallery = try Gallery()
    #expect(gallery.terminal.graphics != nil)
    gallery.show(from: 4)
    #expect(gallery.terminal.takeWanted().map(\.key) == [gallery.block.key])
    gallery.terminal.take(try picture(), of: gallery.block)
    gallery.show(from: 4)
    #expect(gallery.emulator.pixelColumns == gallery.cells(4...7))

    // Nothing changed, and something elsewhere.
    #expect(gallery.show(from: 4).isEmpty)
    let small = gallery.show(from: 4, last: "token")
    #expect(small.count < 60)
    #expect(gallery.emulator.pixelColumns == gallery.cells(4...7))

    // All moves by a row: no text is scrolled.
    let moved = gallery.show(from: 3, last: "token")
    #expect(gallery.emulator.pixelColumns == gallery.cells(3...6))
    #expect(!moved.has(Array("\u{1B}[1;30r".utf8)))
    #expect(moved.has(Array("\u{1B}[r".utf8)))

    // Over it lies something, and no longer.
    gallery.show(from: 3) { $0.put(SafeText("over"), at: Point(column: 4, row: 4)) }
    #expect(gallery.emulator.pixelColumns == gallery.cells(5...6))
    gallery.show(from: 3)
    #expect(gallery.emulator.pixelColumns == gallery.cells(3...6))

    // Text beside it is written anew, with what is between.
    gallery.show(from: 3) { grid in
      grid.put(SafeText("a"), at: Point(column: 0, row: 4))
      grid.put(SafeText("b"), at: Point(column: 13, row: 4))
    }
    #expect(gallery.emulator.pixelColumns == gallery.cells(3...6))

    gallery.show()
    #expect(gallery.emulator.pixelColumns == [:])
    #expect(gallery.emulator.unknown == [])
  }

  @Test func `has no picture in the last row, where it would scroll`() throws {
    let gallery = try Gallery()
    gallery.show(from: 26)
    gallery.terminal.take(try picture(), of: gallery.block)
    gallery.show(from: 26)
    #expect(gallery.emulator.pixelColumns == gallery.cells(26...28))
    gallery.show(from: 29)
    #expect(gallery.emulator.pixelColumns == [:])
    #expect(gallery.emulator.unknown == [])
  }

  @Test func `draws its pictures anew after the screen was`() throws {
    let gallery = try Gallery()
    gallery.show(from: 4)
    gallery.terminal.take(try picture(), of: gallery.block)
    gallery.show(from: 4)
    for again in [
      { gallery.terminal.redraw() },
      {
        gallery.terminal.leave()
        gallery.terminal.enter()
      },
    ] {
      again()
      gallery.show(from: 4)
      #expect(gallery.emulator.pixelColumns == gallery.cells(4...7))
    }
  }
}
