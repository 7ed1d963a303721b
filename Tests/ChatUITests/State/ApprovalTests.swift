import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A call that waits for a word` {
  private static let id = ApprovalID(1)
  private static let denied: [AppEffect] = [.engine(.approve(id, .deny))]

  /// A question that appeared just now, over whatever is open.
  private func asked(
    _ request: ApprovalRequest = Sample.request(), prepare: (inout Sample) -> Void = { _ in }
  ) -> Sample {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.turn(.approving(tool: "weather")))
    prepare(&sample)
    sample.engine(.approval(request))
    return sample
  }

  @Test func `rings once`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.engine(.approval(Sample.request())) == [.bell])
    #expect(sample.engine(.approval(Sample.request())) == [])
    #expect(sample.engine(.approval(Sample.request(2))) == [.bell])
    #expect(sample.engine(.approval(nil)) == [])
    #expect(sample.state.overlay == nil)
  }

  // MARK: Keys

  @Test(arguments: ["enter", "escape", "n"]) func `is denied by`(key: String) {
    var sample = asked()
    sample.look()
    #expect(sample.press(key) == Self.denied)
    #expect(sample.state.overlay == nil)
  }

  @Test(arguments: [("y", ApprovalChoice.once), ("a", .always), ("n", .deny)])
  func `is answered by one letter`(letter: String, choice: ApprovalChoice) {
    var sample = asked()
    sample.look()
    #expect(sample.type(letter) == [.engine(.approve(Self.id, choice))])
    #expect(sample.state.overlay == nil)
  }

  @Test func `is allowed always only where that may be`() {
    var sample = asked(Sample.request(mayAlways: false))
    sample.look()
    #expect(sample.type("a") == [.bell])
    #expect(sample.state.notice?.notice.text == "Such a call is asked for each time.")
    #expect(sample.type("y") == [.engine(.approve(Self.id, .once))])
  }

  @Test func `shows and hides what has changed`() {
    var sample = asked(Sample.request(difference: ["- old words", "+ new words"]))
    sample.look()
    #expect(sample.text().contains("+ new words"))
    sample.type("d")
    #expect(!sample.text().contains("new words"))
    sample.type("d")
    #expect(sample.text().contains("+ new words"))
  }

  @Test func `has nothing to show where nothing has changed`() {
    var sample = asked()
    sample.look()
    #expect(sample.type("d") == [.bell])
  }

  @Test(arguments: [
    "ctrl-p", "ctrl-n", "ctrl-o", "f1", "f2", "alt-r", "alt-up", "ctrl-r", "tab", "backspace",
    "left",
  ])
  func `has the screen for itself`(key: String) {
    var sample = asked { $0.exchange(1, "Ask", "Answer") }
    sample.look()
    let effects = sample.press(key)
    #expect(effects.allSatisfy { $0 == .bell })
    #expect(sample.overlayName == "approval")
    #expect(sample.state.transcript.selected == nil)
  }

  // MARK: What was not meant for it

  @Test(arguments: ["y", "a", "n", "d"]) func `takes no letter before it was seen`(letter: String) {
    var sample = asked()
    sample.wait(.milliseconds(299))
    #expect(sample.type(letter) == [])
    #expect(sample.overlayName == "approval")
  }

  @Test(arguments: ["enter", "escape", "ctrl-d", "pagedown"])
  func `takes no key before it was seen`(key: String) {
    var sample = asked()
    sample.wait(.milliseconds(299))
    #expect(sample.press(key) == [])
    #expect(sample.overlayName == "approval")
  }

  @Test func `waits until somebody who types has paused`() {
    var sample = asked { $0.type("what I want to sa") }
    for letter in ["y", " ", "i", "s", " ", "y"] {
      sample.wait(.milliseconds(120))
      #expect(sample.type(letter) == [])
    }
    sample.look()
    #expect(sample.type("y") == [.engine(.approve(Self.id, .once))])
    #expect(sample.state.composer.text == "what I want to sa")
  }

  @Test(arguments: ["yes", "yy", "y\u{301}"]) func `takes letters only one at a time`(text: String)
  {
    var sample = asked()
    sample.look()
    #expect(sample.type(text) == [.bell])
    #expect(sample.overlayName == "approval")
  }

  @Test(arguments: ["y", "a", "n", "y\n"]) func `is never answered by a paste`(text: String) {
    var sample = asked { $0.type("draft") }
    sample.look()
    #expect(sample.paste(text) == [.bell])
    #expect(sample.overlayName == "approval")
    #expect(sample.state.composer.text == "draft")
  }

  @Test func `does not end a sequence that was begun before it`() {
    var sample = asked { $0.press("ctrl-x") }
    sample.look()
    #expect(sample.press("ctrl-e") == [])
    #expect(sample.overlayName == "approval")
  }

  @Test func `is not answered by who comes back from an editor`() {
    var sample = asked()
    sample.wait(.seconds(60))
    _ = sample.state.handle(.edited("prompt"), at: sample.now)
    #expect(sample.type("y") == [])
    sample.look()
    #expect(sample.type("y") == [.engine(.approve(Self.id, .once))])
  }

  @Test func `is asked anew for the next call`() {
    var sample = asked(Sample.request(position: 1, count: 2))
    sample.look()
    sample.type("y")
    sample.engine(.approval(Sample.request(2, position: 2, count: 2)))
    #expect(sample.type("y") == [])
    sample.look()
    #expect(sample.type("y") == [.engine(.approve(ApprovalID(2), .once))])
  }

  // MARK: Reading to the end

  private static let long = Sample.request(
    facts: (1...60).map { PreparedCall.Fact("argument \($0)", "word") })

  @Test(arguments: ["y", "a"]) func `is not allowed before its end was seen`(letter: String) {
    var sample = asked(Self.long)
    sample.look()
    #expect(sample.type(letter) == [.bell])
    sample.press("pagedown", "down")
    #expect(sample.type(letter) == [.bell])
    sample.press("ctrl-end", "ctrl-home")
    #expect(sample.type(letter).count == 1)
    #expect(sample.state.overlay == nil)
  }

  @Test func `is read with the wheel too`() {
    var sample = asked(Self.long)
    sample.look()
    for _ in 0..<30 { sample.input(.mouse(MouseEvent(.wheelDown, column: 0, row: 0))) }
    #expect(sample.type("y") == [.engine(.approve(Self.id, .once))])
  }

  @Test func `has to be read again where more is shown`() {
    let change = (1...60).map { "+ line \($0)" }
    var sample = asked(Sample.request(difference: change))
    sample.look()
    sample.type("d")
    #expect(sample.state.approval?.mayAllow == false)
    sample.state.layOut()
    #expect(sample.state.approval?.mayAllow == true)
    sample.type("d")
    #expect(sample.type("y") == [.bell])
    sample.press("ctrl-end")
    #expect(sample.type("y") == [.engine(.approve(Self.id, .once))])
  }

  @Test func `can be denied at once, however long it is`() {
    var sample = asked(Self.long)
    sample.look()
    #expect(sample.press("enter") == Self.denied)
  }

  @Test func `has every byte of a long argument, and lays it out once`() {
    let argument = String(repeating: "0123456789", count: 10_000)
    var sample = asked(Sample.request(facts: [PreparedCall.Fact("argument 1", argument)]))
    sample.state.layOut()
    let shown = sample.state.approval?.lines.reduce(into: "") { $0 += $1.text.string } ?? ""
    #expect(shown.filter { $0.isASCII && $0.isNumber }.count >= argument.count)
    #expect(sample.state.approval?.mayAllow == false)
  }

  // MARK: What lies below

  @Test(arguments: [("ctrl-p", "picker"), ("f1", "help"), ("ctrl-r", "history")])
  func `lies over what is open, and gives it back`(key: String, name: String) {
    var sample = asked {
      $0.state.history = PromptHistory(["first"])
      $0.press(key, "down")
    }
    #expect(sample.overlayName == "approval")
    sample.engine(.choices(Sample.choices))
    #expect(sample.overlayName == "approval")
    sample.look()
    sample.type("n")
    #expect(sample.overlayName == name)
    if key == "ctrl-p" { #expect(sample.markedRow == 1) }
  }

  @Test func `goes when the engine asks no more, and gives back what was open`() {
    var sample = asked { $0.press("f1") }
    sample.engine(.approval(nil))
    #expect(sample.overlayName == "help")
  }

  @Test func `leaves the prompt as it was`() {
    var sample = asked { $0.type("half a sente") }
    sample.type("nce")
    sample.look()
    sample.press("enter")
    #expect(sample.state.composer.marked == "half a sente|")
    sample.type("nce")
    #expect(sample.state.composer.marked == "half a sentence|")
  }

  // MARK: Leaving

  @Test func `is denied and stopped at any time`() {
    var sample = asked()
    #expect(sample.press("ctrl-c") == Self.denied + [.engine(.stop)])
    #expect(sample.state.overlay == nil)
    sample.engine(.turn(.idle))
    sample.press("ctrl-c")
    #expect(sample.press("ctrl-c") == [.quit])
  }

  @Test func `keeps nobody from leaving`() {
    var sample = asked { $0.type("draft") }
    sample.look()
    #expect(sample.press("ctrl-d") == [.engine(.saveDraft("draft")), .quit])
    #expect(sample.input(.eof) == [.quit])
  }

  @Test(arguments: [("ctrl-z", AppEffect.suspend), ("ctrl-l", .redraw)])
  func `lets the terminal have what is its own`(key: String, effect: AppEffect) {
    var sample = asked()
    #expect(sample.press(key) == [effect])
    #expect(sample.overlayName == "approval")
  }

  @Test func `is answered by the keys of the configuration`() throws {
    let keys = try KeyMap(overrides: ["allow-once": ["o"], "deny": ["x", "enter"]])
    var sample = Sample(columns: 80, rows: 24, keys: keys)
    sample.engine(.approval(Sample.request()))
    sample.look()
    #expect(sample.text().contains("O runs it once") || sample.text().contains("o runs it once"))
    #expect(sample.type("y") == [.bell])
    #expect(sample.type("o") == [.engine(.approve(Self.id, .once))])
  }
}
