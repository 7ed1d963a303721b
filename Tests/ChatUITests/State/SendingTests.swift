import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Sending` {
  @Test func `asks, remembers the prompt and empties the composer`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("Hello")
    #expect(sample.press("enter") == [.remember("Hello"), .engine(.ask("Hello"))])
    #expect(sample.state.composer.isEmpty)
    sample.press("up")
    #expect(sample.state.composer.text == "Hello")
  }

  @Test(arguments: ["", "   ", "\n\n"]) func `sends nothing that is blank`(text: String) {
    var sample = Sample(columns: 80, rows: 24)
    sample.type(text)
    #expect(sample.press("enter") == [])
  }

  @Test func `begins a new line after a backslash`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("one\\")
    #expect(sample.press("enter") == [])
    sample.type("two")
    #expect(sample.press("enter") == [.remember("one\ntwo"), .engine(.ask("one\ntwo"))])
  }

  @Test func `expands what was pasted`() {
    var sample = Sample(columns: 80, rows: 24)
    let paste = String(repeating: "row\n", count: 30)
    sample.paste(paste)
    #expect(sample.press("enter") == [.remember(paste), .engine(.ask(paste))])
  }

  @Test func `waits until the answer before has ended`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.turn(.connecting(Sample.target)))
    sample.type("Hello")
    #expect(sample.press("enter") == [.engine(.saveDraft("Hello"))])
    #expect(sample.state.composer.isEmpty)
    #expect(
      sample.engine(.turn(.idle)) == [
        .remember("Hello"), .engine(.ask("Hello")), .engine(.saveDraft("")),
      ])
  }

  @Test func `keeps the prompt where nobody could answer it`() {
    var state = AppState(size: Size(columns: 80, rows: 24))
    _ = state.handle(.input(.text("Hello")), at: .zero)
    #expect(state.handle(.input(.key(Key(.enter))), at: .zero) == [.bell])
    #expect(state.composer.text == "Hello")
  }

  @Test func `takes a space before a slash for text`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type(" /etc/hosts?")
    #expect(
      sample.press("enter") == [.remember(" /etc/hosts?"), .engine(.ask(" /etc/hosts?"))])
  }

  @Test func `takes a slash in several lines for text`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("/etc\nwhat is it?")
    #expect(sample.press("enter").contains(.engine(.ask("/etc\nwhat is it?"))))
  }
}

@Suite struct `A typed command` {
  @Test(arguments: [
    ("/model openai/gpt-6.2-sol", [AppEffect.engine(.select(.target(Sample.other)))]),
    ("/model main", [.engine(.select(Sample.route))]),
    (
      "/model acme/unlisted",
      [.engine(.select(.target(Target(provider: "acme", model: "unlisted"))))]
    ),
    ("/route main", [.engine(.select(Sample.route))]),
    ("/new", [.engine(.newConversation)]), ("/open", [.engine(.list)]),
    ("/fork", [.engine(.fork)]), ("/save /tmp/x", [.engine(.save("/tmp/x"))]),
    ("/title Better", [.engine(.setTitle("Better"))]),
    ("/system Be brief.", [.engine(.setSystem("Be brief."))]),
    ("/system", [.engine(.setSystem(nil))]),
    ("/params seed 7", [.engine(.setParameter(name: "seed", value: "7"))]), ("/quit", [.quit]),
    ("/copy", [.copy("Answer")]), ("/help", []), ("/keys", []), ("/details", []),
    ("/model", [.engine(.refreshModels)]),
  ])
  func `does what its help says`(text: String, effects: [AppEffect]) {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "Answer")
    sample.type(text)
    #expect(sample.press("enter") == effects)
    #expect(sample.state.composer.isEmpty)
  }

  @Test(arguments: [
    ("/help", "help"), ("/keys", "help"), ("/details", "details"), ("/model", "picker"),
  ])
  func `opens its page or list`(text: String, name: String) {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "Answer")
    sample.type(text)
    sample.press("enter")
    #expect(sample.overlayName == name)
  }

  @Test(arguments: [
    ("/fly", "There is no /fly. /help lists all; with a space before it is no command."),
    ("/title", "It is /title TEXT: rename this conversation."),
    ("/save", "It is /save PATH: write this conversation to another file."),
    ("/params seed", "/params wants a name and a value, as in /params temperature 0.2."),
    ("/model nobody", "There is no target nobody. /model without a name lists them."),
    ("/route nobody", "There is no route nobody. /route without a name lists them."),
    (
      "/params",
      "It is /params NAME VALUE: temperature, seed, max_output_tokens, reasoning_effort ..."
    ),
  ])
  func `says what is wrong with it`(text: String, sentence: String) {
    var sample = Sample(columns: 80, rows: 24)
    sample.type(text)
    #expect(sample.press("enter") == [.bell])
    #expect(sample.state.notice?.notice == Notice(.warning, sentence))
  }

  @Test func `works while an answer streams and where nothing can be written`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.opened(OpenedConversation(id: "c2", readOnly: "It is open elsewhere.")))
    sample.engine(.turn(.connecting(Sample.target)))
    sample.type("/fork")
    #expect(sample.press("enter") == [.engine(.fork)])
  }

  @Test func `is completed by Tab`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("/mo")
    #expect(sample.press("tab") == [])
    #expect(sample.state.composer.marked == "/model |")
    #expect(sample.press("tab") == [.bell])
  }
}

@Suite struct `A conversation that can only be read` {
  private static let reason = "It is open elsewhere."

  private var sample: Sample {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.opened(OpenedConversation(id: "c2", readOnly: Self.reason)))
    sample.type("Hello")
    return sample
  }

  @Test func `is tried once more when something is sent to it`() {
    var sample = sample
    #expect(sample.press("enter") == [.engine(.reopen)])
    #expect(
      sample.engine(.opened(OpenedConversation(id: "c2")))
        == [.remember("Hello"), .engine(.ask("Hello"))])
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `keeps the prompt where it was written if it is still elsewhere`() {
    var sample = sample
    sample.press("enter")
    #expect(
      sample.engine(.opened(OpenedConversation(id: "c2", readOnly: Self.reason))) == [.bell])
    #expect(sample.state.composer.text == "Hello")
    #expect(sample.state.notice?.notice.text == Self.reason)
  }

  @Test func `is not taken for another one that is open in its place`() {
    var sample = sample
    sample.press("enter")
    #expect(sample.engine(.opened(OpenedConversation(id: "c3"))) == [.bell])
    #expect(sample.state.composer.text == "Hello")
  }
}

@Suite struct `A draft` {
  @Test(arguments: ["ctrl-n", "ctrl-o", "ctrl-z", "ctrl-g"])
  func `is kept before anything takes the screen away`(key: String) {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("half a thought")
    #expect(sample.press(key).first == .engine(.saveDraft("half a thought")))
  }

  @Test func `is kept three seconds after it was typed, however much is typed then`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("half")
    #expect(sample.state.nextTick == sample.now + .seconds(3))
    sample.wait(.seconds(2))
    sample.type(" a")
    sample.now += .seconds(1)
    #expect(
      sample.state.handle(.tick, at: sample.now) == [.engine(.saveDraft("half a"))])
    #expect(sample.state.nextTick == nil)

    sample.press("left")
    sample.now += .seconds(3)
    #expect(sample.state.handle(.tick, at: sample.now) == [])
  }

  @Test func `is kept when the terminal goes away, or another window comes`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("half")
    #expect(sample.input(.focus(false)) == [.engine(.saveDraft("half"))])
    sample.type(" a")
    #expect(sample.input(.eof) == [.engine(.saveDraft("half a")), .quit])
  }

  @Test func `is not kept twice`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("half")
    sample.input(.focus(false))
    #expect(sample.input(.focus(false)) == [])
  }

  @Test func `is forgotten once it was sent`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("whole")
    sample.input(.focus(false))
    #expect(sample.press("enter").last == .engine(.saveDraft("")))
  }

  @Test func `has the new wording of an earlier prompt beside it, until that is sent or left`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "Answer")
    sample.type("half")
    sample.press("alt-up", "alt-up")
    sample.type("e")
    #expect(sample.input(.focus(false)) == [.engine(.saveDraft("half"))])
    sample.type("!")
    sample.now += .seconds(3)
    let due = sample.state.handle(.tick, at: sample.now)
    #expect(due == [.engine(.saveDraft("half\n\nAsk!"))])

    var left = sample
    #expect(left.input(.eof) == [.remember("Ask!"), .engine(.saveDraft("half")), .quit])
    #expect(sample.press("enter").contains(.engine(.saveDraft("half"))))
  }

  @Test func `waits while an earlier prompt is edited`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "Answer")
    sample.type("half")
    sample.press("alt-up", "alt-up")
    sample.type("e")
    #expect(sample.state.composer.text == "Ask")
    #expect(sample.input(.eof) == [.engine(.saveDraft("half")), .quit])
    sample.press("escape")
    #expect(sample.state.composer.text == "half")
  }
}
