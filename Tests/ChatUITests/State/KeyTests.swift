import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A key` {
  // MARK: Escape and Ctrl-C

  @Test func `Esc stops the answer that streams`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    #expect(sample.press("escape") == [.engine(.stop)])
  }

  @Test func `Esc closes what is open before it stops the answer`() {
    var sample = Sample.busy
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    sample.press("alt-up", "ctrl-p")
    #expect(sample.press("escape") == [])
    #expect(sample.state.overlay == nil)
    #expect(sample.press("escape") == [])
    #expect(sample.state.transcript.selected == nil)
    #expect(sample.press("escape") == [.engine(.stop)])
  }

  @Test func `Esc twice edits the last prompt and sends it as another version`() {
    var sample = Sample.busy
    sample.state.composer = Composer()
    sample.press("escape")
    #expect(sample.state.notice?.notice.text == "Esc again edits the last prompt.")
    sample.press("escape")
    #expect(sample.state.composer.marked == "Ask 9|")
    sample.type("!")
    #expect(
      sample.press("enter") == [
        .remember("Ask 9!"), .engine(.edit(MessageID("p9"), "Ask 9!", [])),
      ])
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `Esc twice does nothing to a prompt that is not empty`() {
    var sample = Sample.busy
    sample.press("escape", "escape")
    #expect(sample.state.composer.marked == "one two| three")
    #expect(sample.state.editing == nil)
  }

  @Test(arguments: ["escape", "ctrl-c"])
  func `leaves a new wording so that undoing and the earlier prompts bring it back`(key: String) {
    for back in ["ctrl-_", "up"] {
      var sample = Sample.busy
      sample.state.composer = Composer()
      sample.press("escape", "escape")
      sample.type(", in other words")
      sample.press(key)
      #expect(sample.state.editing == nil)
      #expect(sample.state.composer.isEmpty)
      sample.press(back)
      #expect(sample.state.composer.text == "Ask 9, in other words")
    }
  }

  @Test func `leaves a prompt that was not worded anew without a word`() {
    var sample = Sample.busy
    sample.press("alt-up", "alt-up")
    sample.type("e")
    sample.press("escape")
    #expect(sample.state.composer.text == "one two three")
    #expect(sample.state.notice == nil)
    #expect(sample.state.history.prompts == ["earlier"])
  }

  @Test func `Esc twice is not Esc, a letter, Esc`() {
    var sample = Sample.busy
    sample.state.composer = Composer()
    sample.press("escape")
    sample.type("x")
    sample.press("backspace", "escape")
    #expect(sample.state.editing == nil)
  }

  @Test func `Esc twice is not Esc now and Esc later`() {
    var sample = Sample.busy
    sample.state.composer = Composer()
    sample.press("escape")
    sample.wait(.seconds(7))
    sample.press("escape")
    #expect(sample.state.editing == nil)
  }

  @Test func `Ctrl-C stops, then clears, then says how to quit, then quits`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("text")
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(sample.press("ctrl-c") == [.engine(.stop)])
    sample.engine(.turn(.idle))
    #expect(sample.press("ctrl-c") == [])
    #expect(sample.state.composer.isEmpty)
    #expect(sample.press("ctrl-c") == [])
    #expect(sample.state.notice?.notice.text == "^C again quits.")
    #expect(sample.press("ctrl-c") == [.quit])
  }

  @Test func `Ctrl-D quits on an empty line alone`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("a")
    #expect(sample.press("ctrl-d") == [])
    sample.press("backspace")
    #expect(sample.press("ctrl-d") == [.quit])
  }

  // MARK: After a cut

  @Test func `Alt-R asks again after a cut where the route asks, and Esc keeps what came`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.turn(.asking(Sample.target)))
    #expect(sample.press("alt-r") == [.engine(.resolveCut(again: true))])
    #expect(sample.press("escape") == [.engine(.resolveCut(again: false))])
  }

  // MARK: The prompt's rows

  @Test func `up and down move through the rows as they are shown, then through the history`() {
    var sample = Sample(columns: 22, rows: 24)
    sample.state.history = PromptHistory(["earlier"])
    sample.type("one two three four five six")
    #expect(sample.state.composer.marked == "one two three four five six|")
    sample.press("up")
    #expect(sample.state.composer.marked == "one two |three four five six")
    sample.press("up")
    #expect(sample.state.composer.marked == "earlier|")
    sample.press("down")
    #expect(sample.state.composer.marked == "one two three four five six|")
  }

  @Test func `question mark is help in an empty prompt, and a question mark elsewhere`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("why")
    sample.type("?")
    #expect(sample.state.composer.text == "why?")
    sample.press("ctrl-c")
    sample.type("?")
    #expect(sample.overlayName == "help")
  }

  @Test func `an unknown sequence's second key does what it does alone`() {
    var sample = Sample.busy
    sample.press("ctrl-x", "ctrl-a")
    #expect(sample.state.composer.marked == "|one two three")
  }

  // MARK: Copying

  @Test func `Alt-Y then a number copies a code block`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.exchange(1, "Ask", "A:\n```\none\n```\nB:\n```\ntwo\n```")
    #expect(sample.press("alt-y").count == 1)
    #expect(
      sample.state.notice?.notice.text == "Copied. A number copies a code block alone: 1 to 2.")
    #expect(sample.type("2") == [.copy("two")])
    sample.press("alt-y")
    #expect(sample.type("3") == [.bell])
    sample.type("3")
    #expect(sample.state.composer.text == "3")
  }

  @Test func `a number is text after an answer without code was copied`() {
    var sample = Sample.busy
    sample.press("alt-y")
    sample.type("2")
    #expect(sample.state.composer.text == "one two2 three")
  }

  // MARK: On messages

  @Test func `r on a prompt has the answer below it written anew`() {
    var sample = Sample.busy
    sample.press("alt-up", "alt-up", "alt-up", "alt-up")
    #expect(sample.type("r") == [.engine(.regenerate(MessageID("a8"), with: nil))])
    #expect(sample.state.transcript.scroll == .tail)
  }

  @Test func `e on an answer says that only prompts can be edited`() {
    var sample = Sample.busy
    sample.press("alt-up")
    #expect(sample.type("e") == [.bell])
    #expect(sample.state.notice?.notice.text == "Only a prompt can be edited: Alt-↑ selects it.")
  }

  @Test func `any other letter goes back to the prompt`() {
    var sample = Sample.busy
    sample.press("alt-up")
    sample.type("x")
    #expect(sample.state.transcript.selected == nil)
    #expect(sample.state.composer.marked == "one twox| three")
  }

  // MARK: Switching

  @Test func `F2 goes to and fro between two, Shift-F2 round all that were used`() {
    var sample = Sample(columns: 80, rows: 24)
    let targets = ["a", "b", "c"].map { Target(provider: $0, model: "m") }
    for target in targets { sample.engine(.selected(.target(target), label: "", route: [target])) }
    #expect(sample.press("f2") == [.engine(.select(.target(targets[1])))])
    #expect(sample.press("shift-f2") == [.engine(.select(Sample.route))])
  }

  @Test func `F2 says what to do before another was used`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.press("f2") == [.bell])
    #expect(sample.state.notice?.notice.text == "No other target was used yet: ^P lists them.")
  }

  // MARK: The mouse

  @Test func `the wheel scrolls three rows, and follows again at the end`() {
    var sample = Sample.busy
    sample.input(.mouse(MouseEvent(.wheelUp, column: 0, row: 0)))
    sample.state.layOut()
    #expect(sample.state.transcript.below == .lines(3))
    sample.input(.mouse(MouseEvent(.wheelDown, column: 0, row: 0)))
    #expect(sample.state.transcript.scroll == .tail)
  }

  @Test func `the wheel moves the mark of a list`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p")
    sample.input(.mouse(MouseEvent(.wheelDown, column: 0, row: 0)))
    #expect(sample.markedRow == 1)
  }
}
