import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `An image among the messages` {
  private static let support = ImageSupport(cell: Size(columns: 10, rows: 20), converts: false)

  /// A prompt with a file, and its answer.
  private func sample(
    _ file: ChatEngine.Attachment = SamplePicture.file(100, 80), rows: Int = 24,
    support: ImageSupport? = Self.support
  ) -> Sample {
    var sample = Sample(columns: 60, rows: rows)
    _ = sample.state.handle(.images(.supported(support)), at: sample.now)
    var prompt = Sample.prompt(1, "Look")
    prompt.parts.insert(.attachment(file), at: 0)
    sample.engine(.messageAdded(PathMessage(prompt)))
    sample.engine(.messageAdded(PathMessage(Sample.answer(1, "I see.", to: prompt))))
    return sample
  }

  private func areas(_ sample: inout Sample) -> [[Int]] {
    sample.grid().shownImages.map {
      [$0.area.column, $0.area.row, $0.area.columns, $0.area.rows, $0.firstRow]
    }
  }

  @Test func `has rows of its own, below its chip`() {
    var sample = sample()
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        📎 a.png · PNG · 40 bytes




        Look

        claude-sonnet-5 · anthropic   1.2 s · 45 tok/s · $0.0042
        I see.










      ────────────────────────────────────────────────────────────
      ❯ ? shows the keys · Alt-Y copies the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
    #expect(areas(&sample) == [[2, 3, 10, 4, 0]])
  }

  @Test func `is a chip alone where it is not shown`() {
    var none = sample(support: nil)
    #expect(areas(&none) == [])
    let others: [(ChatEngine.Attachment, String)] = [
      (SamplePicture.file(100, 80, bytes: 2 << 20), "large, and nothing makes it smaller"),
      (SamplePicture.file(60_000, 60_000), "more pixels than are decoded"),
      (
        ChatEngine.Attachment(name: "a.gif", mimeType: "image/gif", data: ImageHeaderBytes.gif),
        "no PNG"
      ),
      (
        ChatEngine.Attachment(name: "a.png", mimeType: "text/plain", data: SamplePicture.png(9, 9)),
        "text"
      ),
    ]
    for (file, reason) in others {
      var sample = sample(file)
      #expect(areas(&sample) == [], "\(reason)")
      #expect(sample.text().contains("📎"), "\(reason)")
    }
    var converted = sample(
      others[2].0, support: ImageSupport(cell: Size(columns: 10, rows: 20), converts: true))
    #expect(areas(&converted).count == 1)
  }

  @Test func `is no higher than a third of the screen, and no wider than the text`() {
    var high = sample(SamplePicture.file(100, 4000))
    #expect(areas(&high) == [[2, 3, 1, 8, 0]])
    var wide = sample(SamplePicture.file(4000, 200))
    #expect(areas(&wide) == [[2, 3, 56, 1, 0]])
    var small = sample(rows: 5)
    #expect(areas(&small) == [])
  }

  @Test func `is cut where it is scrolled half out of view`() {
    var sample = sample()
    for number in 2...6 { sample.exchange(number, "Ask", "Answer") }
    #expect(areas(&sample) == [])
    sample.press("ctrl-home")
    #expect(areas(&sample) == [[2, 3, 10, 4, 0]])
    for _ in 0..<4 { sample.input(.mouse(MouseEvent(.wheelDown, column: 1, row: 1))) }
    #expect(areas(&sample) == [])
    sample.press("ctrl-home")
    sample.input(.mouse(MouseEvent(.wheelDown, column: 1, row: 1)))
    #expect(areas(&sample) == [[2, 1, 10, 3, 1]])
  }

  @Test func `lies under nothing: what is drawn over it hides its rows`() {
    var sample = sample()
    sample.press("f1")
    #expect(areas(&sample) == [])
    sample.press("escape")
    #expect(areas(&sample) == [[2, 3, 10, 4, 0]])
    var grid = sample.grid()
    grid.put("x", at: Point(column: 5, row: 5))
    #expect(grid.shownImages.map { [$0.area.row, $0.area.rows, $0.firstRow] } == [[3, 2, 0]])
    grid.put("x", at: Point(column: 5, row: 3))
    #expect(grid.shownImages.map { [$0.area.row, $0.area.rows, $0.firstRow] } == [[4, 1, 1]])
  }

  @Test func `gives its rows back where it could not be shown, and when the screen is smaller`() {
    var sample = sample()
    _ = sample.grid()
    sample.input(.resize(columns: 60, rows: 12))
    sample.press("ctrl-home")
    #expect(areas(&sample).map { $0[3] } == [4])
    sample.input(.resize(columns: 60, rows: 9))
    sample.press("ctrl-home")
    #expect(areas(&sample).map { $0[3] } == [3])
    sample.input(.resize(columns: 60, rows: 24))
    let key = ImageKey(MessageID("p1"), part: 0)
    _ = sample.state.handle(.images(.failed(key)), at: sample.now)
    #expect(areas(&sample) == [])
    #expect(sample.text().contains("📎 a.png · PNG · 40 bytes\n  Look"))
  }

  @Test func `is shown of a tool's result, too`() {
    var sample = Sample(columns: 60, rows: 24)
    _ = sample.state.handle(.images(.supported(Self.support)), at: sample.now)
    sample.engine(.messageAdded(PathMessage(Sample.calling(1, "{}"))))
    sample.engine(
      .messageAdded(
        PathMessage(
          Sample.results(1, Sample.result("t1", "drawn", files: [SamplePicture.file(40, 40)])))))
    #expect(areas(&sample) == [[2, 4, 4, 2, 0]])
  }
}

private enum ImageHeaderBytes {
  static let gif = Array("GIF89a".utf8) + [0x10, 0, 8, 0, 0, 0, 0]
}
