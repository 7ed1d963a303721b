import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The prompt and the rule above it` {
  @Test func `shows a selected message and what can be done with it`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.exchange(1, "Ask", "Answer")
    sample.press("alt-up")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Ask

      ▌ claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
      ▌ Answer



      ─ i details · y copy · e edit · r again · f fork · d delete · Esc back ─────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows an earlier prompt being edited`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.exchange(1, "Ask", "Answer")
    sample.press("escape", "escape")
    sample.wait(.seconds(7))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Ask

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Answer



      ─ another wording of an earlier prompt · Esc leaves it ─────────────────────────
      ✎ Ask
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows a prompt of many rows up to a third of the screen, with a paste as a chip`() {
    var sample = Sample(columns: 60, rows: 15)
    sample.type(
      "Please compare these logs with the ones of last week, line by line, and say what differs:\n")
    sample.paste(String(repeating: "GET /\n", count: 48))
    sample.type("\none\ntwo\nthree")
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…







      ────────────────────────────────────────────────────────────
        by line, and say what differs:
        [pasted 48 lines]
        one
        two
        three
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
  }

  @Test func `offers commands while their name is typed`() {
    var sample = Sample(columns: 80, rows: 14)
    sample.type("/s")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai









       /save PATH           write this conversation to another file
       /system [TEXT]       set the system prompt; empty: none
      ❯ /s
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows a conversation that cannot be changed`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.engine(
      .opened(
        OpenedConversation(
          id: "c2", title: "Parsers", path: [PathMessage(Sample.prompt(1, "Ask"))],
          readOnly: "Another llmterm has this conversation open: it can only be read here.")))
    sample.expect(
      """
       Parsers (read-only)                            main route ▸ anthropic → openai
        You                                                                    10:42
        Ask






      ─ Another llmterm has this conversation open: it can only be read here. ────────
      ❯ This cannot be changed: /fork goes on in a copy.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

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
