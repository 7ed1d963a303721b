import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A turn without an answer` {
  @Test func `says for how long nothing has come`() {
    var sample = Sample(columns: 100, rows: 8)
    sample.engine(.turn(.connecting(Sample.target)))
    sample.wait(.milliseconds(2_900))
    #expect(sample.text().contains("connecting"))
    #expect(sample.state.nextTick == sample.now + .milliseconds(100))
    sample.wait(.milliseconds(4_200))
    #expect(sample.text().contains("no answer yet: 7 s   "))
  }

  @Test(arguments: [(40, " Alt-R again · Esc keeps"), (30, "Alt-R again · Esc keeps")])
  func `asks after a cut in few words where room is short`(columns: Int, bar: String) {
    var sample = Sample(columns: columns, rows: 8)
    sample.engine(.turn(.asking(Sample.target)))
    #expect(sample.grid().text().last?.hasPrefix(bar) == true)
  }

  @Test func `is told in full where nobody answered, and not in a notice too`() {
    var sample = Sample(columns: 100, rows: 12)
    let prompt = Sample.prompt(1, "Hello?")
    let attempts = [
      AttemptRecord(
        target: Sample.target, outcome: .failed, failure: Failure(.timeout), wait: .seconds(1),
        total: .seconds(4)),
      AttemptRecord(
        target: Sample.other, outcome: .failed, failure: Failure(.connect), wait: .milliseconds(9),
        total: .milliseconds(3)),
    ]
    let answer = Message(
      id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [], time: Sample.morning,
      origin: Origin(target: Sample.other, dialect: .openAIChat), state: .partial,
      ending: Ending(attempts: attempts))
    let failure = "anthropic did not answer in 4 s. Press Alt-R to ask again."
    sample.engine(.messageAdded(PathMessage(prompt)))
    sample.engine(.notice(Notice(.warning, "anthropic did not answer in time; using openai")))
    sample.engine(.messageAdded(PathMessage(answer)))
    sample.engine(.messageEnded(PathMessage(answer, failure: failure)))
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai
        You                                                                                        10:42
        Hello?

        gpt-6.2-sol · openai  no answer                                               2 attempts · 5.0 s
        anthropic did not answer in 4 s. Press Alt-R to ask again.



      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ ? shows the keys · Alt-Y copies the answer · Alt-↑ selects a message · @ attaches a file
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                               F1 help
      """)
  }
}
