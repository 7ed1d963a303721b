import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The mouse` {
  private func mouse(
    _ kind: MouseEvent.Kind, _ column: Int, _ row: Int, _ modifiers: KeyModifiers = []
  ) -> InputEvent {
    .mouse(MouseEvent(kind, .left, column: column, row: row, modifiers: modifiers))
  }

  /// Presses and releases where a text is shown.
  private func click(_ text: String, in sample: inout Sample) throws -> [AppEffect] {
    let rows = sample.grid().text(trimmed: false)
    let row = try #require(rows.firstIndex { $0.contains(text) })
    let range = try #require(rows[row].firstRange(of: text))
    let column = rows[row].distance(from: rows[row].startIndex, to: range.lowerBound)
    return sample.input(mouse(.press, column, row)) + sample.input(mouse(.release, column, row))
  }

  @Test func `puts the cursor where it points in the prompt`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("one two")
    _ = try click("two", in: &sample)
    #expect(sample.state.composer.marked == "one |two")
  }

  @Test func `gives the prompt the focus again`() throws {
    var sample = Sample.busy
    sample.press("alt-up")
    _ = try click("one two", in: &sample)
    #expect(sample.state.transcript.selected == nil)
  }

  @Test func `selects a message by its heading`() throws {
    var sample = Sample.busy
    _ = try click("claude-sonnet-5 · anthropic", in: &sample)
    #expect(sample.state.transcript.selected != nil)
  }

  @Test func `copies a code block by its upper edge`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Why?", Sample.codeAnswer)
    let effects = try click("[1]", in: &sample)
    #expect(effects == [.copy("struct Token { var text: Substring }")])
  }

  @Test func `unfolds reasoning`() throws {
    var sample = Sample.thinking(columns: 80, rows: 24)
    _ = try click("Thought for", in: &sample)
    #expect(sample.state.transcript.isUnfolded)
  }

  @Test func `marks a row of a list, and takes the marked one`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p")
    let first = try click("◐ openai/gpt", in: &sample)
    #expect(first == [])
    #expect(sample.markedRow == 2)
    let second = try click("◐ openai/gpt", in: &sample)
    #expect(second == [.engine(.select(.target(Sample.other)))])
  }

  @Test func `does nothing beside an open list`() throws {
    var sample = Sample.busy
    sample.press("alt-x")
    _ = try click("one two", in: &sample)
    #expect(sample.overlayName == "palette")
    #expect(sample.state.composer.marked == "one two| three")
  }

  @Test func `copies the text over which it is drawn`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "first row\n\nsecond row")
    let rows = sample.grid().text()
    let row = try #require(rows.firstIndex { $0.contains("first row") })
    sample.input(mouse(.press, 8, row))
    sample.input(mouse(.drag, 4, row + 2))
    #expect(sample.grid()[8, row].style.attributes.contains(.reverse))
    #expect(!sample.grid()[7, row].style.attributes.contains(.reverse))
    #expect(sample.input(mouse(.release, 4, row + 2)) == [.copy("row\n\nsec")])
    #expect(sample.state.selection == nil)
  }

  @Test func `copies code without its frame`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", Sample.codeAnswer)
    let row = try #require(sample.grid().text().firstIndex { $0.contains("struct Token") })
    sample.input(mouse(.press, 0, row))
    sample.input(mouse(.drag, 79, row + 1))
    #expect(
      sample.input(mouse(.release, 79, row + 1)) == [
        .copy("struct Token { var text: Substring }")
      ])
  }

  @Test func `scrolls while text is marked beyond the edge, and copies all of it`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", (1...60).map { "row \($0)" }.joined(separator: "\n\n"))
    let row = try #require(sample.grid().text().firstIndex { $0.contains("row 60") })
    sample.input(mouse(.press, 7, row))
    sample.input(mouse(.drag, 2, 0))
    #expect(sample.state.nextTick == sample.now + .milliseconds(60))
    for _ in 0..<30 { sample.wait(.milliseconds(60)) }
    let shown = sample.grid()
    #expect(shown[2, 1].style.attributes.contains(.reverse))
    let effects = sample.input(mouse(.release, 2, 0))
    guard case .copy(let text) = effects.first else {
      Issue.record("nothing was copied")
      return
    }
    #expect(text.hasSuffix("row 58\n\nrow 59\n\nrow 60"))
    #expect(text.hasPrefix("row "))
    #expect(text.split(separator: "\n").count > 20)
    #expect(sample.state.transcript.scroll != .tail)
  }

  @Test func `does not scroll beyond the end, nor while it points at text`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "first row\n\nsecond row")
    sample.input(mouse(.press, 3, 5))
    sample.input(mouse(.drag, 9, 7))
    #expect(sample.state.nextTick == nil)
    sample.input(mouse(.drag, 9, 23))
    #expect(sample.state.nextTick == nil)
    #expect(sample.input(mouse(.release, 9, 23)) == [.copy("irst row\n\nsecond row")])
  }

  @Test func `marks text in a pane of a comparison`() throws {
    var sample = Sample.compared(2, columns: 80, rows: 24)
    let rows = sample.grid().text(trimmed: false)
    let row = try #require(rows.firstIndex { $0.contains("and then three.") })
    let column = try #require(rows[row].firstRange(of: "One, two, and")).lowerBound
    let start = rows[row].distance(from: rows[row].startIndex, to: column)
    sample.input(mouse(.press, start + 5, row))
    #expect(sample.state.comparison?.focus == 1)
    sample.input(mouse(.drag, start + 7, row))
    #expect(sample.grid()[start + 6, row].style.attributes.contains(.reverse))
    #expect(sample.input(mouse(.release, start + 7, row)) == [.copy("two")])
    #expect(sample.state.selection == nil)
  }

  @Test func `copies no name from a pane whose names are hidden`() throws {
    var sample = Sample.compared(2, columns: 80, rows: 24)
    sample.press("tab")
    sample.type("b")
    sample.input(mouse(.press, 0, 4))
    sample.input(mouse(.drag, 30, 20))
    let effects = sample.input(mouse(.release, 30, 20))
    #expect(effects == [.copy("Count to three.\n\nOne, two, three.")])
  }

  @Test func `copies a code block of a pane by its upper edge`() throws {
    var sample = Sample.comparing(2, columns: 100, rows: 24)
    sample.ask("Code?")
    let prompt = Sample.prompt(1, "Code?")
    sample.engine(
      .pane(1, .messageAdded(PathMessage(Sample.answer(1, Sample.codeAnswer, to: prompt)))))
    let effects = try click("[1] copy", in: &sample)
    #expect(effects.last == .copy("struct Token { var text: Substring }"))
    #expect(sample.state.comparison?.focus == 1)
  }

  @Test func `marks the words that differ`() throws {
    var sample = Sample.compared(2, columns: 80, rows: 24)
    sample.press("tab")
    sample.type("d")
    let row = try #require(sample.grid().text().firstIndex { $0.contains("One, two,") })
    sample.input(mouse(.press, 0, row))
    sample.input(mouse(.drag, 7, row))
    #expect(sample.input(mouse(.release, 7, row)) == [.copy("One, tw")])
  }

  @Test func `is the terminal's while Shift is held`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "first row")
    sample.input(mouse(.press, 2, 4, .shift))
    sample.input(mouse(.drag, 8, 4, .shift))
    #expect(sample.state.selection == nil)
  }

  @Test func `never answers whether a tool may run`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.approval(Sample.request()))
    sample.wait(.seconds(2))
    for row in 0..<24 {
      for column in 0..<80 {
        let effects = sample.input(mouse(.press, column, row))
        #expect(effects == [])
      }
    }
  }
}
