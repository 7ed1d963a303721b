import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A small terminal` {
  @Test func `of 40x12 shows an exchange`() {
    var sample = Sample(columns: 40, rows: 12)
    sample.exchange(1, "Why does the lexer allocate?", Sample.codeAnswer)
    sample.expect(
      """
       New conversation   main route ▸ anthr…
        Three places do it:

        1. Token.text is a String ...
        ┌ swift ────────────────────── [1] ┐
        │ struct Token { var text: Substri │
        │ ↳ ng }                           │
        └──────────────────────────────────┘

      ────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 40x12 shows why nobody answered`() {
    var sample = Sample.failed(columns: 40, rows: 12)
    sample.expect(
      """
       New conversation   main route ▸ anthr…

        claude-sonnet-5  no answer     2.4 s
        anthropic answered 429 (rate
        limited). Tried 2 times over 2 s,
        then openai, which answered 401. Set
        OPENAI_API_KEY, or press ^P to
        choose another provider.

      ────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 40x12 shows a partial answer by its model and its marks`() {
    var sample = Sample.cut(columns: 40, rows: 12)
    sample.expect(
      """
       New conversation   ⎇ 1/2   main route…
        You                            10:42
        Count to ten.

        claude-sonnet-5  ⎇ 1/2  partial
        One, two, three, fo
        anthropic cut the answer short after
        46 tokens. Press Alt-R to ask again.

      ────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 40x12 shows the picker`() {
    var sample = Sample(columns: 40, rows: 12)
    sample.press("ctrl-p")
    sample.expect(
      """
       New conversation   main route ▸ anthr…
      ┌─ Who answers next ───────────────────┐
      │ ❯                                    │
      │ ▸● main                              │
      │  ● anthropic/claude-sonnet-5         │
      │  ◐ openai/gpt-6.2-sol                │
      └─ Enter takes it · Esc closes ────────┘


      ────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 40x12 shows the help`() {
    var sample = Sample(columns: 40, rows: 12)
    sample.press("f1")
    sample.expect(
      """
      ┌─ Keys and commands ──────────────────┐
      │ Everywhere                           │
      │   ^P              choose provider    │
      │                   and model          │
      │   ^T              compare several    │
      │                   targets, or end it │
      │   F2              switch to the one  │
      │                   used before        │
      └─ PgDn scrolls · Esc closes ──────────┘
      ────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 40x12 shows the welcome card`() {
    var sample = Sample(columns: 40, rows: 12)
    sample.engine(.choices([]))
    sample.paste("sk-ant-0123456789")
    sample.expect(
      """
      ┌─ Welcome to LLMTerm ─────────────────┐
      │ ▸ Paste a key                        │
      │     ❯ •••••••• (17 characters)       │
      │   Point at a server                  │
      │   Start the demo                     │
      │                                      │
      │                                      │
      │                                      │
      └─ Enter takes it · Esc goes back ─────┘
      ────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       · anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `of 20x5 shows the end of an exchange`() {
    var sample = Sample(columns: 20, rows: 5)
    sample.exchange(1, "Why does the lexer allocate?", Sample.codeAnswer)
    sample.type("Why?")
    sample.expect(
      """
       │ ↳ ubstring }   │
       └────────────────┘

      ❯ Why?
      ● anthropic/claude-…
      """)
  }

  @Test func `of 20x5 shows a partial answer by its marks`() {
    var sample = Sample.cut(columns: 20, rows: 5)
    sample.press("alt-up")
    sample.expect(
      """
      ▌c…  ⎇ 1/2  partial
      ▌One, two, three,
      ▌f ▼ 6 more lines
      ❯
      ● anthropic/claude-…
      """)
  }

  @Test func `of 20x5 shows the picker`() {
    var sample = Sample(columns: 20, rows: 5)
    sample.press("ctrl-p")
    sample.expect(
      """
      ❯
      ▸● main
       ● anthropic/claude…
       ◐ openai/gpt-6.2-s…
      ● anthropic/claude-…
      """)
  }

  @Test func `of 20x5 shows a notice instead of the status`() {
    var sample = Sample(columns: 20, rows: 5)
    sample.engine(.notice(Notice(.warning, "anthropic is overloaded")))
    sample.expect(
      """



      ❯ Ask anything. ? s…
      anthropic is overlo…
      """)
  }

  @Test func `of 20x5 shows the welcome card's line`() {
    var sample = Sample(columns: 20, rows: 5)
    sample.engine(.choices([]))
    sample.paste("http://127.0.0.1/v1")
    sample.expect(
      """
        Paste a key
      ▸ Point at a server
          ❯ http://127.0.0
        Start the demo
      · anthropic/claude-…
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
