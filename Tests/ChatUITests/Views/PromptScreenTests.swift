import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The prompt and the rule above it` {
  @Test func `have the cursor behind wide and joined characters`() {
    var sample = Sample(columns: 60, rows: 18)
    sample.type("いろは e\u{301} 👍")
    #expect(sample.grid().cursor == Point(column: 13, row: 16))
    sample.press("left", "left", "left", "left")
    #expect(sample.grid().cursor == Point(column: 8, row: 16))
  }

  @Test func `have the cursor where one types`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p")
    sample.type("son")
    #expect(sample.grid().cursor == Point(column: 7, row: 8))
    sample.press("f1")
    #expect(sample.grid().cursor == nil)
  }
}
