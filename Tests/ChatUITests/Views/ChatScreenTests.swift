import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The chat screen` {
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
}
