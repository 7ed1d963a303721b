import Testing

@testable import ChatUI

@Suite struct `The screen's layout` {
  @Test func `gives each row to one part, whatever the size`() {
    for rows in 0...40 {
      for columns in 0...12 {
        for prompt in [0, 1, 3, 100] {
          let layout = ScreenLayout(
            size: Size(columns: columns, rows: rows), composerRows: prompt)
          let parts = [layout.top, layout.transcript, layout.rule, layout.composer, layout.status]
          #expect(parts.reduce(0) { $0 + $1.rows } == rows)
          #expect(parts.allSatisfy { $0.columns == columns })
          var next = 0
          for part in parts where part.rows > 0 {
            #expect(part.row == next)
            next = part.bottom
          }
          #expect(layout.overlay.bottom <= rows)
          if rows > 0 { #expect(layout.composer.rows >= 1) }
        }
      }
    }
  }

  @Test(arguments: [
    (1, 0, 0, 0, 1, 0), (2, 0, 0, 0, 1, 1), (3, 0, 1, 0, 1, 1), (6, 1, 3, 0, 1, 1),
    (8, 1, 4, 1, 1, 1), (24, 1, 20, 1, 1, 1),
  ])
  func `loses first what is needed least`(
    rows: Int, top: Int, transcript: Int, rule: Int, composer: Int, status: Int
  ) {
    let layout = ScreenLayout(size: Size(columns: 80, rows: rows), composerRows: 1)
    #expect(layout.top.rows == top)
    #expect(layout.transcript.rows == transcript)
    #expect(layout.rule.rows == rule)
    #expect(layout.composer.rows == composer)
    #expect(layout.status.rows == status)
  }

  @Test(arguments: [(24, 8), (12, 4), (9, 3), (3, 1)])
  func `gives at most a third to the prompt`(rows: Int, most: Int) {
    let layout = ScreenLayout(size: Size(columns: 80, rows: rows), composerRows: 1000)
    #expect(layout.composer.rows == most)
  }

  @Test(arguments: [
    (300, 120), (124, 120), (100, 96), (44, 40), (43, 41), (40, 38), (11, 11), (0, 1),
  ])
  func `keeps text narrow enough to be read`(columns: Int, text: Int) {
    #expect(ScreenLayout.textColumns(in: Rect(columns: columns, rows: 9)) == text)
  }

  @Test func `can be drawn at any size with anything open`() {
    for rows in 0...12 {
      for columns in 0...40 {
        for key in ["", "ctrl-p", "f1", "ctrl-r", "alt-up", "/", "tools", "asked"] {
          var sample = Sample.busy
          sample.press("ctrl-u", "ctrl-k")
          sample.input(.resize(columns: columns, rows: rows))
          switch key {
          case "/": sample.type(key)
          case "tools": _ = sample.state.openTools()
          case "asked": sample.engine(.approval(.full))
          default: sample.press(key)
          }
          let grid = sample.grid()
          #expect(grid.size == Size(columns: columns, rows: rows))
          if let cursor = grid.cursor { #expect(grid.frame.contains(cursor)) }
        }
      }
    }
  }

  @Test func `takes no size for more than a terminal can have`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.input(.resize(columns: .max, rows: .max))
    #expect(sample.state.size == Size(columns: 2000, rows: 1000))
    sample.input(.resize(columns: -1, rows: .min))
    #expect(sample.grid().size == Size(columns: 0, rows: 0))
  }
}
