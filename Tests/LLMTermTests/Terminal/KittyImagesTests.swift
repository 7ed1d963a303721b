import ChatEngine
import Testing

@testable import ChatUI
@testable import llmterm

@Suite struct `Images by kitty's protocol` {
  /// A PNG of 100 by 80, without its pixels.
  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
    + [0, 0, 0, 100, 0, 0, 0, 80, 8, 6, 0, 0, 0]

  private static let cursor = Point(column: 4, row: 8)

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
    _ = images.frame([image(block, row: 3)], cursor: Self.cursor)
    images.take(Self.png, of: block.key)
    let bytes = images.frame([image(block, row: 3)], cursor: Self.cursor).bytes
    return (images, text(bytes))
  }

  @Test func `are asked for once, then sent and placed, and then left alone`() throws {
    let block = try Self.block()
    var images = KittyImages()
    let first = images.frame([image(block, row: 3)], cursor: Self.cursor)
    #expect(first.bytes == [])
    #expect(first.wanted.map(\.key) == [block.key])
    let second = images.frame([image(block, row: 3)], cursor: Self.cursor)
    #expect(second.wanted.isEmpty)
    images.take(Self.png, of: block.key)
    #expect(
      text(images.frame([image(block, row: 3)], cursor: Self.cursor).bytes)
        == """
        ^_Ga=t,f=100,t=d,i=1280049153,q=2,m=0;iVBORw0KGgoAAAANSUhEUgAAAGQAAABQCAYAAAA=^\\\
        ^[4;3H^_Ga=p,i=1280049153,p=1,x=0,y=0,w=100,h=80,c=10,r=4,C=1,q=2^\\^[9;5H
        """)
    #expect(images.frame([image(block, row: 3)], cursor: Self.cursor).bytes == [])
  }

  @Test func `move, and are cut, by a new placement in the place of the old one`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(
      text(images.frame([image(block, row: 1, rows: 3, from: 1)], cursor: Self.cursor).bytes)
        == """
        ^_Ga=d,d=i,i=1280049153,p=1,q=2^\\\
        ^[2;3H^_Ga=p,i=1280049153,p=1,x=0,y=20,w=100,h=60,c=10,r=3,C=1,q=2^\\^[9;5H
        """)
  }

  @Test func `are deleted when they leave, and placed again without being sent again`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(
      text(images.frame([], cursor: Self.cursor).bytes) == "^_Ga=d,d=i,i=1280049153,p=1,q=2^\\")
    let again = text(images.frame([image(block, row: 5)], cursor: Self.cursor).bytes)
    #expect(again.hasPrefix("^[6;3H^_Ga=p,i=1280049153,"))
  }

  @Test func `are gone after the screen was cleared, and prepared anew`() throws {
    let block = try Self.block()
    var (images, _) = shown(block)
    #expect(text(images.clear()) == "^_Ga=d,d=A,q=2^\\")
    #expect(images.clear() == [])
    #expect(
      images.frame([image(block, row: 3)], cursor: Self.cursor).wanted.map(\.key) == [block.key])
  }

  @Test func `go out in pieces of 4096 bytes`() throws {
    let png = Self.png + Array(repeating: 7, count: 7000)
    let block = try Self.block(data: png)
    var images = KittyImages()
    _ = images.frame([image(block, row: 3)], cursor: Self.cursor)
    images.take(png, of: block.key)
    let pieces = text(images.frame([image(block, row: 3)], cursor: Self.cursor).bytes).split(
      separator: "^_G")
    #expect(pieces[0].hasPrefix("a=t,f=100,t=d,i=1280049153,q=2,m=1;"))
    #expect(pieces[1].hasPrefix("m=1;"))
    #expect(pieces[1].utf8.count == "m=1;".utf8.count + 4096 + 2)
    #expect(pieces[2].hasPrefix("m=0;"))
  }

  @Test func `that could not be prepared are never asked for again`() throws {
    let block = try Self.block()
    var images = KittyImages()
    _ = images.frame([image(block, row: 3)], cursor: Self.cursor)
    images.take(nil, of: block.key)
    let next = images.frame([image(block, row: 3)], cursor: Self.cursor)
    #expect(next.bytes == [])
    #expect(next.wanted.isEmpty)
  }

  @Test func `are freed in the terminal when there are many`() throws {
    var images = KittyImages()
    for number in 0..<30 {
      let block = try Self.block("\(number)")
      _ = images.frame([image(block, row: 3)], cursor: Self.cursor)
      images.take(Self.png, of: block.key)
      let bytes = text(images.frame([image(block, row: 3)], cursor: Self.cursor).bytes)
      #expect(bytes.contains("d=I,i=\(0x4C4C_0001 + number - 24),") == (number >= 24))
    }
  }
}

@Suite struct `The question whether a terminal shows images` {
  private func question(
    _ images: Configuration.Interface.Images = .automatic, term: String = "xterm-256color",
    _ environment: [String: String] = [:]
  ) -> GraphicsQuestion {
    GraphicsQuestion(images, Multiplexer(environment: environment), term: term)
  }

  private func answers(_ text: String) -> [GraphicsQuestion.Answer] {
    var decoder = InputDecoder()
    #expect(decoder.decode(Array(text.utf8)) == [])
    return decoder.takeAnswers()
  }

  @Test func `is asked once, and answered by the terminal itself`() {
    var question = question()
    #expect(question.showsImages == nil)
    let asked = question.take(cursor: Point(column: 4, row: 8))
    #expect(
      asked
        == "\u{1B}[1;1H\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[9;5H\u{1B}[c")
    let again = question.take(cursor: Point(column: 4, row: 8))
    #expect(again == "")
    let told = answers("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;4c")
    #expect(told.count == 2)
    let news = told.map { question.take($0) }
    #expect(news == [true, false])
    #expect(question.showsImages == true)
  }

  @Test(arguments: [
    "\u{1B}[?62;22c", "\u{1B}_Gi=31;EINVAL:no\u{1B}\\\u{1B}[?1;2c",
    "\u{1B}_Gi=9;OK\u{1B}\\\u{1B}[?62c",
  ])
  func `is answered with no by all others`(answer: String) {
    var question = question()
    _ = question.take(cursor: Point(column: 4, row: 8))
    for told in answers(answer) { _ = question.take(told) }
    #expect(question.showsImages == false)
  }

  @Test func `has no answer before it was asked, or where none comes`() {
    var question = question()
    let isNews = question.take(.command(Array("Gi=31;OK".utf8)))
    #expect(!isNews)
    #expect(question.showsImages == nil)
  }

  @Test func `is not asked where the answer is known`() {
    for (images, term, environment, shows) in [
      (.off, "xterm-kitty", [:], false), (.kitty, "xterm", [:], true),
      (.automatic, "linux", [:], false), (.automatic, "xterm-kitty", ["TMUX": "/tmp/t"], false),
      (.kitty, "tmux-256color", ["TMUX": "/tmp/t"], false),
      (.automatic, "screen", ["TERM": "screen"], false),
    ] as [(Configuration.Interface.Images, String, [String: String], Bool)] {
      var question = question(images, term: term, environment)
      #expect(question.showsImages == shows, "\(images) \(term)")
      let asked = question.take(cursor: Point(column: 4, row: 8))
      #expect(asked == "")
    }
  }

  @Test func `lets keys through that are typed meanwhile`() {
    var decoder = InputDecoder()
    let events = decoder.decode(Array("a\u{1B}_Gi=31;OK\u{1B}\\b\u{1B}[?62cc".utf8))
    #expect(events == [.text("abc")])
    #expect(decoder.takeAnswers().count == 2)
  }
}
