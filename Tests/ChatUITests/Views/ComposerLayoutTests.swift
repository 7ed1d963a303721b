import Testing

@testable import ChatUI

@Suite struct `The prompt's rows` {
  private func layout(_ marked: String, columns: Int) -> ComposerLayout {
    ComposerLayout(Composer(marked: marked), columns: columns + ComposerLayout.indent)
  }

  @Test(arguments: [
    ("", 9, [""]), ("one two|", 9, ["one two"]), ("one two three|", 9, ["one two ", "three"]),
    ("one\ntwo|", 9, ["one", "two"]), ("one\n|", 9, ["one", ""]),
    ("abcdefghijkl|", 5, ["abcde", "fghij", "kl"]), ("a bcdefghi|", 5, ["a ", "bcdef", "ghi"]),
    ("abcde|", 5, ["abcde", ""]), ("abcde fg|", 5, ["abcde", "fg"]), ("日本語の文|", 6, ["日本語", "の文"]),
    ("a日本語|", 4, ["a日", "本語", ""]), ("e\u{301}e\u{301}e\u{301}|", 2, ["éé", "é"]),
    ("a\tb|", 9, ["a    b"]),
  ])
  func `break at words, and within words that are too long`(
    marked: String, columns: Int, rows: [String]
  ) {
    let layout = layout(marked, columns: columns)
    #expect(layout.rows.map(\.text.string) == rows)
  }

  @Test(arguments: [
    ("|", 9, 0, 0), ("one two|", 9, 7, 0), ("one two |three", 9, 0, 1), ("one\n|two", 9, 0, 1),
    ("one|\ntwo", 9, 3, 0), ("abcde|", 5, 0, 1), ("日本|語", 9, 4, 0), ("|日", 1, 0, 0),
    ("one two th|ree", 9, 2, 1),
  ])
  func `know where the cursor is`(marked: String, columns: Int, column: Int, row: Int) {
    let layout = layout(marked, columns: columns)
    #expect(layout.cursor == Point(column: column, row: row))
  }

  @Test(arguments: [
    ("one two three|", 9, -1, 5), ("|one two three", 9, 1, 8), ("one\n|", 9, -1, 0),
    ("one|\nlonger", 9, 1, 7), ("long|er\no", 9, 1, 8),
  ])
  func `know what lies above and below a position`(
    marked: String, columns: Int, step: Int, position: Int
  ) {
    let composer = Composer(marked: marked)
    let layout = layout(marked, columns: columns)
    #expect(
      layout.position(step, rowsFrom: composer.cursor, column: layout.cursor.column) == position)
  }

  @Test func `end at the first and the last`() {
    let layout = layout("one\ntwo|", columns: 9)
    #expect(layout.position(-1, rowsFrom: 2, column: 0) == nil)
    #expect(layout.position(1, rowsFrom: 7, column: 0) == nil)
    #expect(layout.position(1, rowsFrom: 99, column: 0) == nil)
  }

  @Test func `show a chip as one word`() {
    var composer = Composer()
    composer.insert("Look: ")
    composer.paste(String(repeating: "row\n", count: 30))
    let layout = ComposerLayout(composer, columns: 80, chip: Style(attributes: .bold))
    #expect(layout.rows.map(\.text.string) == ["Look: [pasted 30 lines]"])
    #expect(layout.rows[0].runs.last?.style == Style(attributes: .bold))
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `are never wider than the room, and have the cursor in it`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var composer = Composer()
    composer.insert(random.hostileText(length: 200))
    for _ in 0..<50 { composer.moveLeft() }
    for columns in 4...20 {
      let layout = ComposerLayout(composer, columns: columns)
      let room = columns - ComposerLayout.indent
      #expect(layout.rows.allSatisfy { $0.columns <= room })
      #expect(layout.cursor.column <= room)
      #expect(layout.rows.indices.contains(layout.cursor.row))
    }
  }
}
