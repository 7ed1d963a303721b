import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen's state` {
  @Test func `opens a conversation with its draft and without what was open before`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("f1")
    sample.engine(
      .opened(
        OpenedConversation(
          id: "c2", title: "Old", path: [PathMessage(Sample.prompt(1, "Hello"))], draft: "half a")))
    #expect(sample.state.title == "Old")
    #expect(sample.state.composer.text == "half a")
    #expect(sample.state.overlay == nil)
    #expect(sample.state.transcript.entries.count == 1)
  }

  @Test func `says why a conversation is read-only, and asks for it before anything is sent`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.opened(OpenedConversation(id: "c2", readOnly: "It is open elsewhere.")))
    #expect(sample.state.notice?.notice == Notice(.warning, "It is open elsewhere."))
    sample.type("Hello")
    #expect(sample.press("enter") == [.engine(.reopen)])
    #expect(sample.state.composer.text == "Hello")
  }

  @Test func `builds an answer from its parts`() {
    var sample = Sample(columns: 80, rows: 24)
    let id = sample.begin(1, "Hi")
    sample.engine(.part(id, .text("Hel")))
    sample.engine(.part(id, .text("lo")))
    #expect(sample.state.transcript.chosen?.text == "Hello")
  }

  @Test func `goes to the end for a prompt, but not for an answer`() {
    var sample = Sample(columns: 80, rows: 12)
    for number in 1...9 { sample.exchange(number, "Ask", "Answer") }
    sample.press("pageup")
    sample.engine(.messageAdded(PathMessage(Sample.streaming(10, to: Sample.prompt(10, "")))))
    #expect(sample.state.transcript.scroll != .tail)
    sample.engine(.messageAdded(PathMessage(Sample.prompt(11, "Next"))))
    #expect(sample.state.transcript.scroll == .tail)
  }

  @Test func `measures the speed of each answer from its own beginning`() {
    var sample = Sample(columns: 80, rows: 24)
    let id = sample.begin(1, "Hi")
    for _ in 0..<41 {
      sample.engine(.part(id, .text("word ")))
      sample.wait(.milliseconds(25))
    }
    #expect(sample.state.pace.tokensPerSecond(at: sample.now).map { $0.rounded() } == 39)
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(sample.state.pace.tokensPerSecond(at: sample.now) == nil)
  }

  @Test func `asks to be drawn again while a time runs, and not while nothing does`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.state.nextTick == nil)
    sample.engine(.turn(.thinking(Sample.target, since: sample.now)))
    #expect(sample.state.nextTick == sample.now + .seconds(1))
    sample.engine(.turn(.idle))
    #expect(sample.state.nextTick == nil)
  }

  @Test(arguments: [(Notice.Level.info, 6), (.warning, 20), (.error, 20)])
  func `lets a notice go away by itself`(level: Notice.Level, seconds: Int) {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.notice(Notice(level, "Something.")))
    #expect(sample.state.nextTick == sample.now + .seconds(seconds))
    sample.wait(.seconds(seconds) - .milliseconds(1))
    #expect(sample.state.notice != nil)
    sample.wait(.milliseconds(1))
    #expect(sample.state.notice == nil)
    #expect(sample.state.nextTick == nil)
  }

  @Test func `keeps the picker's mark on its target when lists of models come`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p", "down", "down")
    let new = Target(provider: "acme", model: "new")
    sample.engine(
      .choices([Choice(destination: .target(new), targets: [new])] + Sample.choices))
    #expect(sample.press("enter") == [.engine(.select(.target(Sample.other)))])
  }

  @Test func `opens the welcome card while nothing can be chosen, and closes it then`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    #expect(sample.isWelcoming)
    var choice = Choice(destination: .target(Sample.target), targets: [Sample.target])
    choice.obstacle = "no key: set ANTHROPIC_API_KEY"
    sample.engine(.choices([choice]))
    #expect(sample.isWelcoming)
    choice.obstacle = nil
    sample.engine(.choices([choice]))
    #expect(!sample.isWelcoming)
  }

  @Test func `does not close the welcome card under someone who types into it`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    sample.press("enter")
    sample.type("sk-")
    sample.engine(.choices(Sample.choices))
    #expect(sample.isWelcoming)
  }

  @Test func `brings open details up to date when their answer ends`() {
    var sample = Sample(columns: 80, rows: 24)
    let id = sample.begin(1, "Hi")
    sample.press("alt-up", "i")
    var message = sample.state.transcript.entries[1].message
    #expect(message.id == id)
    message.state = .complete
    sample.engine(.messageEnded(PathMessage(message)))
    guard case .details(let shown, _) = sample.state.overlay else {
      Issue.record("The details are not open.")
      return
    }
    #expect(shown.message.state == .complete)
  }

  @Test func `takes what the editor gave, without its last newline`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("before")
    #expect(sample.state.handle(.edited("after\n\n"), at: sample.now) == [.redraw])
    #expect(sample.state.composer.text == "after")
    #expect(sample.state.handle(.edited(nil), at: sample.now) == [.redraw])
    #expect(sample.state.composer.text == "after")
  }
}
