import ChatEngine
import Testing

@testable import ChatUI

/// `Sample.grid` compares each screen with one that knows nothing of the last.
@Suite struct `A frame made of what is left of the last` {
  @Test func `is the frame, whatever streams in and wherever the reader is`() {
    var random = SeededGenerator(seed: 11)
    for round in 0..<60 {
      var sample = Sample(columns: 40, rows: 14, theme: round % 2 == 0 ? .dark : .mono)
      let answer = sample.begin(1, "Go on.")
      for chunk in Document.random(&random).scalarChunks {
        sample.engine(.part(answer, .text(chunk)))
        switch Int.random(in: 0..<12, using: &random) {
        case 0: sample.press("PageUp")
        case 1: sample.press("PageDown")
        case 2: sample.input(.resize(columns: Int.random(in: 20...60, using: &random), rows: 14))
        case 3: sample.engine(.part(answer, .reasoning("so it is. ")))
        case 4: sample.press("Alt-Up")
        case 5: sample.press("Esc")
        default: break
        }
        _ = sample.grid()
      }
      let prompt = Sample.prompt(1, "Go on.")
      let whole = Sample.answer(1, "It is whole.", to: prompt)
      sample.engine(.messageEnded(PathMessage(whole)))
      _ = sample.grid()
    }
  }

  @Test func `follows a paragraph that becomes a heading`() {
    var sample = Sample(columns: 30, rows: 14, theme: .dark)
    let answer = sample.begin(1, "Go on.")
    for delta in ["one two three four five six seven eight nine ten\n", "==", "=\n", "\nMore."] {
      sample.engine(.part(answer, .text(delta)))
      _ = sample.grid()
    }
  }

  @Test func `does not keep what another theme has drawn`() {
    var sample = Sample(columns: 40, rows: 14, theme: .dark)
    let answer = sample.begin(1, "Go on.")
    sample.engine(.part(answer, .text("# One\n\n`two`\n\n")))
    _ = sample.grid()
    sample.state.theme = .light
    _ = sample.grid()
  }

  @Test func `draws no settled row again`() {
    var drawn = DrawnRows()
    let cells = Array(Grid(columns: 4, rows: 1).row(0))
    let rows = (0..<5).map {
      Transcript.VisibleRow(entry: 0, row: .toolMore($0), index: $0, revision: 0)
    }
    drawn.begin(.dark, columns: 4)
    for row in rows.prefix(4) {
      #expect(drawn.cells(of: row) == nil)
      drawn.keep(row, cells)
    }
    // One row further down, as when an answer grows.
    drawn.begin(.dark, columns: 4)
    #expect(rows.dropFirst().map { drawn.cells(of: $0) != nil } == [true, true, true, false])
    drawn.begin(.light, columns: 4)
    #expect(drawn.cells(of: rows[1]) == nil)
  }
}
