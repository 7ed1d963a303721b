import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The chat screen` {
  @Test func `shows what to do before anything was said`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai




















      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows an exchange with code`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.engine(.titled("Parser rewrite"))
    sample.exchange(1, "Why does the lexer allocate per token?", Sample.codeAnswer)
    sample.engine(.context(used: 12_300, isEstimated: false, window: 200_000))
    sample.engine(.spent(0.031, isEstimated: false))
    sample.type("and how would you measure that?")
    sample.expect(
      """
       Parser rewrite                                                     main route ▸ anthropic → openai
        You                                                                                        10:42
        Why does the lexer allocate per token?

        claude-sonnet-5 · anthropic                                           1.2 s · 45 tok/s · $0.0042
        Three places do it:

        1. Token.text is a String ...
        ┌ swift ────────────────────────────────────────────────────────────────────────────────── [1] ┐
        │ struct Token { var text: Substring }                                                         │
        └──────────────────────────────────────────────────────────────────────────────────────────────┘










      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ and how would you measure that?
       ● anthropic/claude-sonnet-5   ctx 12.3k/200k ▏6%   $0.031 session                          F1 help
      """)
  }

  @Test func `shows an answer that streams, with what the model thinks folded`() {
    var sample = Sample.thinking(columns: 80, rows: 16)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Is 97 a prime number?

        claude-sonnet-5 · anthropic                                  1 s · 0.7 tok/s
        Thought for 8 s ▸
        Yes: no prime up to its root divides it.






      ────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   streaming 0.7 tok/s     F1 help
      """)
  }

  @Test func `shows what the model thinks when it is unfolded`() {
    var sample = Sample.thinking(columns: 80, rows: 16)
    sample.press("alt-t")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Is 97 a prime number?

        claude-sonnet-5 · anthropic                                  1 s · 0.7 tok/s
        Thought for 8 s ▾
        │ Let me try the small primes.
        │
        │ 2, 3, 5 and 7 do not divide it.
        Yes: no prime up to its root divides it.



      ────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   streaming 0.7 tok/s     F1 help
      """)
  }

  @Test func `shows a tool call in one line, and its arguments when unfolded`() {
    var sample = Sample(columns: 60, rows: 14)
    let id = sample.begin(1, "What is the weather?")
    sample.engine(.part(id, .toolCallBegan(index: 0, id: "t1", name: "weather")))
    sample.engine(
      .part(
        id, .toolCallArguments(index: 0, #"{"city": "Reykjavík", "days": 3, "units": "metric"}"#)))
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        What is the weather?

        claude-sonnet-5 · anthropic
        → weather {"city": "Reykjavík", "days": 3, "units": "me…





      ────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   connecting
      """)
  }

  @Test func `shows tool arguments unfolded`() {
    var sample = Sample(columns: 60, rows: 14)
    let id = sample.begin(1, "What is the weather?")
    sample.engine(.part(id, .toolCallBegan(index: 0, id: "t1", name: "weather")))
    sample.engine(
      .part(
        id, .toolCallArguments(index: 0, #"{"city": "Reykjavík", "days": 3, "units": "metric"}"#)))
    sample.press("alt-t")
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        What is the weather?

        claude-sonnet-5 · anthropic
        → weather
        │ {"city": "Reykjavík", "days": 3, "units": "metric"}




      ────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   connecting
      """)
  }

  @Test func `shows why nobody answered`() {
    var sample = Sample.failed(columns: 80, rows: 16)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Hello?

        claude-sonnet-5 · anthropic  no answer                    3 attempts · 2.4 s
        anthropic answered 429 (rate limited). Tried 2 times over 2 s, then openai,
        which answered 401. Set OPENAI_API_KEY, or press ^P to choose another
        provider.





      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows a partial answer and that there are others`() {
    var sample = Sample.cut(columns: 80, rows: 16)
    sample.expect(
      """
       New conversation                       ⎇ 1/2   main route ▸ anthropic → openai
        You                                                                    10:42
        Count to ten.

        claude-sonnet-5 · anthropic  ⎇ 1/2  partial       1.2 s · 45 tok/s · $0.0042
        One, two, three, fo
        anthropic cut the answer short after 46 tokens. Press Alt-R to ask again.






      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `counts down while it waits`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.begin(1, "Hello")
    sample.engine(
      .turn(
        .waiting(
          Sample.other, until: sample.now + .seconds(8), because: Failure(.rateLimited, status: 429)
        )))
    sample.wait(.milliseconds(2500))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Hello

        claude-sonnet-5 · anthropic




      ────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ◐ openai/gpt-6.2-sol   ctx 0/200k ▏0%   openai is limiting: 6 s… Esc cancels
      """)
  }

  @Test func `asks what to do after a cut where the route wants it`() {
    var sample = Sample(columns: 80, rows: 12)
    let id = sample.begin(1, "Hello")
    sample.engine(.part(id, .text("Half an ans")))
    sample.engine(.turn(.asking(Sample.target)))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Hello

        claude-sonnet-5 · anthropic
        Half an ans



      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   cut: Alt-R asks again, Esc keeps it      F1 help
      """)
  }

  @Test func `says what happened on the rule, above a whole status bar`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.exchange(1, "Hello", "Hi")
    sample.engine(
      .notice(Notice(.warning, "anthropic answered 529 (overloaded); openai is asked instead.")))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        Hello

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Hi



      ─ anthropic answered 529 (overloaded); openai is asked instead. ────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `counts the lines below a reader who has scrolled up`() {
    var sample = Sample(columns: 80, rows: 12)
    for number in 1...9 { sample.exchange(number, "Ask \(number)", "Answer \(number)") }
    sample.press("pageup", "pageup")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        Answer 6

        You                                                                    10:42
        Ask 7

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Answer 7

      ───────────────────────────────────────────────────────────── ▼ 12 more lines ──
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows wide, joined and right-to-left text in its columns`() {
    var sample = Sample(columns: 60, rows: 18)
    sample.engine(.titled("日本語のタイトル 👨‍👩‍👧"))
    sample.exchange(
      1, "你好，世界！ café 🇩🇪 👍🏽",
      "שלום עולם\n\nمرحبا بالعالم\n\n| 한국어 | ไทย |\n```日本\nlet 名前 = \"e\u{301}\"\n```")
    sample.type("いろは e\u{301} 👍")
    sample.expect(
      """
       日本語のタイトル 👨👩👧      main route ▸ anthropic → ope…
        You                                                10:42
        你好，世界！ café 🇩🇪 👍

        claude-sonnet-5 · anthropic   1.2 s · 45 tok/s · $0.0042
        שלום עולם

        مرحبا بالعالم

        | 한국어 | ไทย |
        ┌ 日本 ─────────────────────────────────────────── [1] ┐
        │ let 名前 = "é"                                       │
        └──────────────────────────────────────────────────────┘


      ────────────────────────────────────────────────────────────
      ❯ いろは é 👍
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
  }
}
