import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A small terminal` {
  @Test func `of 20x5 shows a partial answer by its marks`() {
    var sample = Sample.cut(columns: 20, rows: 5)
    sample.press("alt-up")
    sample.expect(
      """
      ▌c…  ⎇ 1/2  partial
      ▌One, two, three,
      ▌fo           ▼ 6
      ❯
      ● anthropic/claude-…
      """)
  }

  @Test func `of 10x2 shows the prompt and who answers`() {
    var sample = Sample(columns: 10, rows: 2)
    sample.type("Hello there")
    sample.expect(
      """
        there
      ● anthrop…
      """)
  }

  @Test func `of 1x1 shows that there is a prompt`() {
    var sample = Sample(columns: 1, rows: 1)
    sample.expect(
      """
      ❯
      """)
  }
}
