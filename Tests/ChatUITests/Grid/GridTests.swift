import Testing

@testable import ChatUI

@Suite struct `A grid` {
  @Test func `puts a row that was drawn before without a copy, and draws on its own`() {
    var first = Grid(columns: 4, rows: 2)
    first.put("abcd", at: Point(column: 0, row: 0))
    let drawn = first.cells(of: Rect(column: 0, row: 0, columns: 4, rows: 1))
    var second = Grid(columns: 4, rows: 2)
    second.put(drawn, at: Point(column: 0, row: 1))
    #expect(second.text() == ["", "abcd"])
    #expect(
      second.row(1).withUnsafeBufferPointer(\.baseAddress)
        == first.row(0).withUnsafeBufferPointer(\.baseAddress))
    second.put("x", at: Point(column: 0, row: 1))
    #expect(second.text() == ["", "xbcd"] && first.text() == ["abcd", ""])
    second.put(Array(drawn[1...2]), at: Point(column: 2, row: 0))
    second.put(drawn, at: Point(column: 1, row: 0))
    #expect(second.text() == ["  bc", "xbcd"])
  }

  @Test func `takes text at a place`() {
    var grid = Grid(columns: 10, rows: 2)
    let end = grid.put("hello", at: Point(column: 2, row: 1))
    #expect(grid.text() == ["", "  hello"])
    #expect(grid.text(trimmed: false) == ["          ", "  hello   "])
    #expect(end == 7)
  }

  @Test(arguments: [
    ("plain ascii text", "│plain ascii text    │"),
    ("日本語のテキスト", "│日本語のテキスト    │"),
    ("日本語のテキストです。長い", "│日本語のテキストです│"),
    ("x日本語のテキストです", "│x日本語のテキストで │"),
    ("👨‍👩‍👧 family", "│👨👩👧 family       │"),
    ("👍🏽 ok ❤️", "│👍 ok ❤             │"),
    ("🇩🇪🇫🇷 flags", "│🇩🇪🇫🇷 flags          │"),
    ("e\u{301}a\u{308}o\u{302}", "│e\u{301}a\u{308}o\u{302}                 │"),
    ("שלום עולם", "│שלום עולם           │"),
    ("مرحبا", "│مرحبا               │"),
    ("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "│한글                │"),
    ("a\tb\tc", "│a   b   c           │"),
    ("\u{1B}[31m", "│␛[31m               │"),
  ])
  func `keeps a straight right edge`(text: String, row: String) {
    // Given a box of 20 columns
    var grid = Grid(columns: 22, rows: 1)
    grid.put("│", at: Point(column: 0, row: 0))
    grid.put("│", at: Point(column: 21, row: 0))
    // When any text is put into it
    let inside = Rect(column: 1, row: 0, columns: 20, rows: 1)
    grid.put(DisplayForm.block(text), at: inside.origin, clip: inside)
    // Then the edge stands where it stood
    #expect(grid[21, 0].glyph.text == "│")
    #expect(grid.text(trimmed: false)[0].utf8.elementsEqual(row.utf8))
    #expect(grid.row(0).reduce(0) { $0 + Int($1.width) } == 22)
  }

  @Test(arguments: [(0, "x 語"), (1, " x語"), (2, "日x "), (3, "日 x")])
  func `mends a wide glyph that is cut in half`(column: Int, row: String) {
    var grid = Grid(columns: 4, rows: 1)
    grid.put("日語", at: Point(column: 0, row: 0))
    grid.put("x", at: Point(column: column, row: 0))
    #expect(grid.text(trimmed: false) == [row])
  }

  @Test func `mends both neighbours of a wide glyph`() {
    var grid = Grid(columns: 4, rows: 1)
    grid.put("日語", at: Point(column: 0, row: 0))
    grid.put("本", at: Point(column: 1, row: 0))
    #expect(grid.text(trimmed: false) == [" 本 "])
    #expect(grid.row(0).map(\.width) == [1, 2, 0, 1])
  }

  @Test func `overwrites a wide glyph with another`() {
    var grid = Grid(columns: 2, rows: 1)
    grid.put("日", at: Point(column: 0, row: 0))
    grid.put("本", at: Point(column: 0, row: 0))
    #expect(grid.text() == ["本"])
    #expect(grid.row(0).map(\.width) == [2, 0])
  }

  @Test(arguments: [(0, 0), (1, 1), (3, 2), (-1, -1), (0, 5), (5, 0)])
  func `cuts off what lies outside`(columns: Int, rows: Int) {
    for column in [-3, -1, 0, 1, 4, Int.max, Int.min] {
      for row in [-1, 0, 1, 9, Int.max, Int.min] {
        var grid = Grid(columns: columns, rows: rows)
        grid.put("日本 text\tx", at: Point(column: column, row: row))
        grid.put(Line("a日"), at: Point(column: column, row: row), clip: Rect(columns: 1, rows: 1))
        grid.fill(Rect(column: column, row: row, columns: 3, rows: Int.max))
        grid.restyle(grid.frame) { $0.adding(.bold) }
        #expect(grid[column, row].width <= 2)
        for cells in (0..<grid.rows).map({ grid.row($0) }) {
          #expect(cells.reduce(0) { $0 + Int($1.width) } == grid.columns)
        }
      }
    }
  }

  @Test func `shows half a wide glyph at a clip as a blank`() {
    var grid = Grid(columns: 4, rows: 1)
    grid.put("日日", at: Point(column: -1, row: 0), clip: Rect(columns: 2, rows: 1))
    #expect(grid.row(0).map(\.width) == [1, 1, 1, 1])
  }

  @Test func `knows which columns of a row have changed`() {
    var first = Grid(columns: 8, rows: 2)
    var second = first
    first.put("ab", at: Point(column: 2, row: 1), style: Style(attributes: .bold))
    second.put("ac", at: Point(column: 2, row: 1))
    #expect(first.changedColumns(ofRow: 0, since: second) == nil)
    #expect(first.changedColumns(ofRow: 1, since: second) == 2..<4)
    first.put("ac", at: Point(column: 2, row: 1))
    #expect(first.changedColumns(ofRow: 1, since: second) == nil)
  }

  @Test func `counts both halves of a wide glyph as changed`() {
    var first = Grid(columns: 8, rows: 1)
    var second = first
    first.put("a日b", at: Point(column: 0, row: 0))
    second.put("a語b", at: Point(column: 0, row: 0))
    #expect(first.changedColumns(ofRow: 0, since: second) == 1..<3)
    second.put("axyb", at: Point(column: 0, row: 0))
    #expect(first.changedColumns(ofRow: 0, since: second) == 1..<3)
    #expect(second.changedColumns(ofRow: 0, since: first) == 1..<3)
  }

  @Test func `draws a line's runs in their styles over a base`() {
    var grid = Grid(columns: 5, rows: 1)
    let line: Line = [
      StyledRun("a", style: Style(foreground: .palette(1))), StyledRun("b"),
    ]
    grid.put(line, at: Point(column: 0, row: 0), over: Style(background: .palette(4)))
    #expect(grid[0, 0].style == Style(foreground: .palette(1), background: .palette(4)))
    #expect(grid[1, 0].style == Style(background: .palette(4)))
    #expect(grid.text() == ["ab"])
  }
}

@Suite struct `A rectangle` {
  @Test func `is cut by another`() {
    let cut = Rect(columns: 10, rows: 10).intersection(
      Rect(column: 8, row: -2, columns: 10, rows: 5))
    #expect(cut == Rect(column: 8, row: 0, columns: 2, rows: 3))
    #expect(cut.intersection(Rect(column: 20, row: 20, columns: 1, rows: 1)).isEmpty)
  }

  @Test func `is split, whatever is asked of it`() {
    let rect = Rect(columns: 10, rows: 4)
    #expect(rect.split(top: 1).rest == Rect(column: 0, row: 1, columns: 10, rows: 3))
    #expect(rect.split(bottom: 1).bottom == Rect(column: 0, row: 3, columns: 10, rows: 1))
    #expect(rect.split(left: 99).rest.isEmpty)
    #expect(rect.split(top: -1).rest == rect)
    #expect(rect.inset(columns: 9, rows: 9).isEmpty)
  }
}

@Suite struct `A glyph` {
  @Test func `holds a base and four marks`() {
    var glyph = Glyph("a")
    for _ in 0..<9 { glyph.join("\u{301}") }
    #expect(glyph.scalars.count == 5)
    #expect(glyph.text.unicodeScalars.elementsEqual("a\u{301}\u{301}\u{301}\u{301}".unicodeScalars))
  }

  @Test func `folds Hangul into its syllable`() {
    var glyph = Glyph("\u{1112}")
    glyph.join("\u{1161}")
    glyph.join("\u{11AB}")
    #expect(glyph == Glyph("한"))
  }
}
