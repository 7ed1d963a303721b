import ChatEngine
import ChatUI
import Testing

@testable import llmterm

@Suite struct `The question whether a terminal shows images` {
  private static let cursor = Point(column: 4, row: 8)
  private static let cell = Size(columns: 9, rows: 19)
  private static let noCell = Size(columns: 0, rows: 0)

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
    #expect(question.graphics == nil)
    let asked = question.take(cursor: Self.cursor, cell: Self.cell)
    #expect(
      asked
        == "\u{1B}[1;1H\u{1B}_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\\u{1B}[9;5H\u{1B}[c")
    let again = question.take(cursor: Self.cursor, cell: Self.cell)
    #expect(again == "")
    let told = answers("\u{1B}_Gi=31;OK\u{1B}\\\u{1B}[?62;4c")
    #expect(told.count == 2)
    let news = told.map { question.take($0) }
    #expect(news == [true, false])
    #expect(question.graphics == .kitty)
  }

  @Test(arguments: [
    "\u{1B}[?62;22c", "\u{1B}_Gi=31;EINVAL:no\u{1B}\\\u{1B}[?1;2c",
    "\u{1B}_Gi=9;OK\u{1B}\\\u{1B}[?62c",
  ])
  func `is answered with no by all others`(answer: String) {
    var question = question()
    _ = question.take(cursor: Self.cursor, cell: Self.cell)
    for told in answers(answer) { _ = question.take(told) }
    #expect(question.graphics == .nothing)
  }

  @Test func `has no answer before it was asked, or where none comes`() {
    var question = question()
    let isNews = question.take(.command(Array("Gi=31;OK".utf8)))
    #expect(!isNews)
    #expect(question.graphics == nil)
  }

  @Test func `is not asked where the answer is known`() {
    for (images, term, environment, shows) in [
      (.off, "xterm-kitty", [:], .nothing), (.kitty, "xterm", [:], .kitty),
      (.automatic, "linux", [:], .nothing),
      (.automatic, "xterm-kitty", ["TMUX": "/tmp/t"], .nothing),
      (.automatic, "tmux-256color", [:], .nothing),
      (.kitty, "tmux-256color", ["TMUX": "/tmp/t"], .nothing),
      (.automatic, "screen", ["TERM": "screen"], .nothing),
      (.sixel, "screen", ["TERM": "screen"], .nothing),
    ] as [(Configuration.Interface.Images, String, [String: String], TerminalGraphics)] {
      var question = question(images, term: term, environment)
      #expect(question.graphics == shows, "\(images) \(term)")
      let asked = question.take(cursor: Self.cursor, cell: Self.cell)
      #expect(asked == "")
    }
  }

  /// Takes what the terminal says; true where it is known then, for the first time.
  private func told(_ text: String, _ question: inout GraphicsQuestion) -> Bool {
    answers(text).map { question.take($0) }.contains(true)
  }

  @Test func `goes on where sixel is known: how many colours, and how large`() {
    var question = question()
    _ = question.take(cursor: Self.cursor, cell: Self.cell)
    var isKnown = told("\u{1B}[?62;4;22c", &question)
    #expect(!isKnown)
    let more = question.takeMore(cell: Self.cell)
    #expect(more == "\u{1B}[?1;1;0S\u{1B}[?2;4;0S\u{1B}[c")
    let again = question.takeMore(cell: Self.cell)
    #expect(again == "")
    isKnown = told("\u{1B}[?1;0;16S\u{1B}[?2;0;1000;800S\u{1B}[?62;4;22c", &question)
    #expect(isKnown)
    guard case .sixel(let limits) = question.graphics else {
      Issue.record("no sixel")
      return
    }
    #expect(limits.colours == 16)
    #expect(limits.size == Size(columns: 1000, rows: 800))
    #expect(question.cell == nil)
    isKnown = told("\u{1B}[?62c\u{1B}_Gi=31;OK\u{1B}\\", &question)
    #expect(!isKnown)
    #expect(question.graphics == .sixel(limits))
  }

  @Test func `takes no notice of limits that are none`() {
    var question = question()
    _ = question.take(cursor: Self.cursor, cell: Self.cell)
    _ = told("\u{1B}_Gi=31;EINVAL:no\u{1B}\\\u{1B}[?4;6;4c", &question)
    _ = question.takeMore(cell: Self.cell)
    let isKnown = told(
      "\u{1B}[?1;3;0S\u{1B}[?1;0;0S\u{1B}[?1;0;99999S\u{1B}[?2;0;0;0S\u{1B}[?2;0S\u{1B}[?c",
      &question)
    #expect(isKnown)
    #expect(question.graphics == .sixel(SixelLimits()))
  }

  @Test func `asks for the size of a cell where the system does not know it`() {
    for (answer, cell) in [
      ("\u{1B}[6;20;10t", Size(columns: 10, rows: 20)), ("", nil), ("\u{1B}[6;0;0t", nil),
      ("\u{1B}[6;20t", nil), ("\u{1B}[6;999999;10t", nil),
    ] as [(String, Size?)] {
      var question = question()
      _ = question.take(cursor: Self.cursor, cell: Self.noCell)
      _ = told("\u{1B}[?62;4c", &question)
      let more = question.takeMore(cell: Self.noCell)
      #expect(more == "\u{1B}[?1;1;0S\u{1B}[?2;4;0S\u{1B}[16t\u{1B}[c")
      let isKnown = told(answer + "\u{1B}[?62;4c", &question)
      #expect(isKnown)
      #expect(question.cell == cell)
      #expect(question.graphics == (cell == nil ? .nothing : .sixel(SixelLimits())))
    }
  }

  @Test func `is only for the limits where sixel is wanted, in tmux, too`() {
    for environment in [[:], ["TMUX": "/tmp/t"]] {
      var question = question(.sixel, environment)
      #expect(question.graphics == nil)
      let asked = question.take(cursor: Self.cursor, cell: Self.cell)
      #expect(asked == "\u{1B}[?1;1;0S\u{1B}[?2;4;0S\u{1B}[c")
      _ = told("\u{1B}[?1;2c", &question)
      #expect(question.graphics == .sixel(SixelLimits()))
    }
  }

  @Test func `lets keys through that are typed meanwhile`() {
    var decoder = InputDecoder()
    let events = decoder.decode(Array("a\u{1B}_Gi=31;OK\u{1B}\\b\u{1B}[?62cc".utf8))
    #expect(events == [.text("abc")])
    #expect(decoder.takeAnswers().count == 2)
  }
}
