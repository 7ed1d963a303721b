import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The queue of prompts` {
  /// An answer streams, and these prompts wait.
  static func waiting(_ prompts: String...) -> Sample {
    var sample = Sample(columns: 60, rows: 16)
    sample.begin(1, "First")
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    for prompt in prompts {
      sample.type(prompt)
      sample.press("enter")
    }
    return sample
  }

  @Test func `takes a prompt while an answer streams`() {
    let sample = Self.waiting("Second")
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Second"])
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `asks the next one when the answer has ended`() {
    var sample = Self.waiting("Second", "Third")
    #expect(
      sample.engine(.turn(.idle)) == [
        .remember("Second"), .engine(.ask("Second")), .engine(.saveDraft("Third")),
      ])
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Third"])
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(
      sample.engine(.turn(.idle)) == [
        .remember("Third"), .engine(.ask("Third")), .engine(.saveDraft("")),
      ])
  }

  @Test func `asks none twice for one end`() {
    var sample = Self.waiting("Second", "Third")
    sample.engine(.turn(.idle))
    #expect(sample.engine(.turn(.idle)) == [])
  }

  @Test func `waits for a word after the answer was stopped, and goes on with Enter`() {
    var sample = Self.waiting("Second")
    #expect(sample.press("escape") == [.engine(.stop)])
    #expect(sample.engine(.turn(.idle)) == [])
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        First

        claude-sonnet-5 · anthropic







      ─ Enter sends the next · ↑ edits · ^X ^K drops them ────────
        waits  Second
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
    #expect(sample.press("enter").contains(.engine(.ask("Second"))))
    #expect(sample.state.queue.isEmpty)
  }

  @Test func `waits for a word after a failure`() {
    var sample = Self.waiting("Second")
    guard var answer = sample.state.transcript.entries.last?.message else { return }
    answer.state = .partial
    sample.engine(.messageEnded(PathMessage(answer, failure: "Nobody answered.")))
    #expect(sample.engine(.turn(.idle)) == [])
    #expect(sample.state.queue.isHeld)
  }

  @Test func `is shown above the prompt`() {
    var sample = Self.waiting("Second", "Third\nin two lines", "Fourth")
    sample.type("Fifth")
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        First

        claude-sonnet-5 · anthropic                          0 s






      ────────────────────────────────────────────────────────────
        queued  Second
        queued  Third in two lines  and 1 more
      ❯ Fifth
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   streaming
      """)
  }

  @Test func `is edited from its end with the arrows, and what was written comes back`() {
    var sample = Self.waiting("Second", "Third")
    sample.type("draft")
    sample.press("up")
    #expect(sample.state.composer.marked == "Third|")
    sample.press("up")
    #expect(sample.state.composer.marked == "Second|")
    sample.type("!")
    sample.press("down")
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Second!", "Third"])
    sample.press("down")
    #expect(sample.state.composer.marked == "draft|")
    #expect(sample.state.queue.edited == nil)
  }

  @Test func `takes an edited prompt back with Enter, and drops an emptied one`() {
    var sample = Self.waiting("Second", "Third")
    sample.press("up")
    sample.type("!")
    sample.press("enter")
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Second", "Third!"])
    sample.press("up", "ctrl-u", "enter")
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Second"])
  }

  @Test func `leaves an edited prompt as it was with Esc`() {
    var sample = Self.waiting("Second")
    sample.press("up")
    sample.type("!")
    #expect(sample.press("escape") == [.remember("Second!")])
    #expect(sample.state.queue.prompts.map(\.text.text) == ["Second"])
  }

  @Test func `loses no wording that is left, and keeps it in the draft of who leaves`() {
    var sample = Self.waiting("Second")
    sample.type("draft")
    sample.press("up")
    sample.type(", in other words")
    sample.press("escape")
    #expect(sample.state.composer.text == "draft")
    #expect(sample.state.notice?.notice.text == "Left. ^_ brings back what was written.")
    sample.press("ctrl-_")
    #expect(sample.state.composer.text == "Second, in other words")
    sample.press("alt-z")
    #expect(sample.state.composer.text == "draft")
    #expect(sample.state.history.prompts.last == "Second, in other words")

    sample.press("up")
    sample.type("!")
    #expect(
      sample.press("ctrl-n") == [
        .engine(.saveDraft("Second!\n\ndraft")), .engine(.newConversation),
      ])
  }

  @Test func `does not ask what is being edited before it is put back`() {
    var sample = Self.waiting("Second")
    sample.press("up")
    #expect(sample.engine(.turn(.idle)) == [])
    sample.type("!")
    #expect(sample.press("enter").contains(.engine(.ask("Second!"))))
  }

  @Test func `is dropped by a key, and its prompts are among the earlier ones`() {
    var sample = Self.waiting("Second")
    #expect(sample.press("ctrl-x", "ctrl-k") == [.engine(.saveDraft(""))])
    #expect(sample.state.queue.isEmpty)
    sample.press("up")
    #expect(sample.state.composer.text == "Second")
  }

  @Test func `is kept as it is worded now`() {
    var sample = Self.waiting("Second")
    sample.type("third")
    sample.press("up")
    sample.type("!")
    #expect(sample.input(.focus(false)) == [.engine(.saveDraft("Second!\n\nthird"))])
  }

  @Test func `is kept with the draft of a conversation that is left`() {
    var sample = Self.waiting("Second")
    sample.type("third")
    #expect(
      sample.press("ctrl-n") == [
        .engine(.saveDraft("Second\n\nthird")), .engine(.newConversation),
      ])
  }

  @Test func `says how a prompt that waits is edited`() {
    var sample = Self.waiting("Second")
    #expect(sample.text().contains("─ ↑ edits what is queued ─"))
    sample.press("up")
    #expect(sample.text().contains("─ Enter puts it back · emptied, it is gone · Esc leaves it ─"))
  }

  @Test func `runs a typed command at once`() {
    var sample = Self.waiting()
    sample.type("/title Better")
    #expect(sample.press("enter") == [.engine(.setTitle("Better"))])
    #expect(sample.state.queue.isEmpty)
  }

  @Test func `does not move whoever reads further up`() {
    var sample = Sample(columns: 60, rows: 16)
    for number in 1...9 { sample.exchange(number, "Ask \(number)", "Answer \(number)") }
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    sample.type("More")
    sample.press("enter", "ctrl-home")
    sample.engine(.turn(.idle))
    #expect(sample.state.transcript.scroll == .at(entry: 0, row: 0))
  }
}
