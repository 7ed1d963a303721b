import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen's styles` {
  /// The style of the first cell of a text on the screen.
  private func style(of text: String, _ theme: Theme, _ prepare: (inout Sample) -> Void = { _ in })
    -> Style?
  {
    var sample = Sample(columns: 80, rows: 24, theme: theme)
    sample.exchange(1, "Ask", "Answer\n```\ncode\n```")
    prepare(&sample)
    let grid = sample.grid()
    for row in 0..<grid.rows {
      let cells = (0..<grid.columns).map { grid[$0, row].glyph.text }
      for column in cells.indices where cells[column...].joined().hasPrefix(text) {
        return grid[column, row].style
      }
    }
    return nil
  }

  @Test(arguments: [
    ("You", Theme.dark.you), ("claude-sonnet-5 ·", Theme.dark.answer),
    ("· anthropic", Theme.dark.dim),
    ("1.2 s", Theme.dark.dim), ("Answer", Style.plain), ("┌", Theme.dark.frame),
    ("code", Style.plain), ("❯", Theme.dark.accent), ("●", Theme.dark.ok),
  ])
  func `have colours in the dark theme`(text: String, style: Style) {
    #expect(self.style(of: text, .dark) == style)
  }

  @Test(arguments: [
    ("You", Theme.mono.you), ("claude-sonnet-5 ·", Theme.mono.answer), ("1.2 s", Theme.mono.dim),
    ("❯", Theme.mono.accent), ("●", Style(attributes: .reverse)),
  ])
  func `have attributes alone in the mono theme`(text: String, style: Style) {
    #expect(self.style(of: text, .mono) == style)
  }

  @Test func `have no colour at all in the mono theme`() {
    for keys in [[], ["ctrl-p"], ["f1"], ["alt-up"], ["alt-up", "i"]] {
      var sample = Sample(columns: 80, rows: 24, theme: .mono)
      sample.exchange(1, "Ask", "Answer\n```\ncode\n```")
      for key in keys { sample.press(key) }
      let grid = sample.grid()
      for row in 0..<grid.rows {
        for cell in grid.row(row) {
          #expect(cell.style.foreground == .default && cell.style.background == .default)
        }
      }
    }
  }

  @Test func `mark a list's row from edge to edge`() {
    var sample = Sample(columns: 80, rows: 24, theme: .dark)
    sample.press("ctrl-p")
    let grid = sample.grid()
    let marked = (0..<grid.rows).filter { row in
      grid.row(row).contains { $0.style.attributes.contains(.reverse) }
    }
    #expect(marked.count == 1)
    #expect(grid.row(marked[0]).count { $0.style.attributes.contains(.reverse) } == 76)
  }

  @Test(arguments: [
    (Notice.Level.info, Theme.dark.accent), (.warning, Theme.dark.warning),
    (.error, Theme.dark.error),
  ])
  func `say how grave a notice is`(level: Notice.Level, style: Style) {
    let found = self.style(of: "Something", .dark) {
      $0.engine(.notice(Notice(level, "Something")))
    }
    #expect(found == style)
  }

  @Test(arguments: [
    (Health.ok, "●"), (.degraded, "◐"), (.open, "○"), (.unknown, "·"),
  ])
  func `say how a target is doing by shape as well`(health: Health, mark: String) {
    #expect(HealthMark.line(health, .mono).text.string == mark)
  }

  @Test(arguments: ["dark", "light", "mono"]) func `have a name in the configuration`(name: String)
  {
    #expect(Theme.named(name) != nil)
    #expect(Theme.named("neon") == nil)
  }
}
