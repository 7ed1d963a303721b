import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The names above the prompt` {
  private var sample: Sample { Sample(columns: 80, rows: 24) }

  @Test func `are gone through with the arrow keys, round the ends`() {
    var sample = sample
    sample.type("/s")
    let count = sample.state.offeredCommands.count
    sample.press("up")
    #expect(sample.state.offerMark == count - 1)
    sample.press("down")
    #expect(sample.state.offerMark == nil)
    sample.press("down")
    #expect(sample.state.offerMark == 0)
    #expect(sample.state.composer.text == "/s")
  }

  @Test func `are taken with Enter, which does a command that needs no more`() {
    var sample = sample
    sample.type("/he")
    sample.press("down", "enter")
    #expect(sample.overlayName == "help")
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `are taken with Enter, which waits for what a command needs`() {
    var sample = sample
    sample.type("/ti")
    #expect(sample.press("down", "enter") == [])
    #expect(sample.state.composer.text == "/title ")
  }

  @Test func `are taken with Tab, which does nothing yet`() {
    var sample = sample
    sample.type("/he")
    sample.press("down", "tab")
    #expect(sample.state.composer.text == "/help")
    #expect(sample.overlayName == nil)
  }

  @Test func `are no longer marked once something is typed, or by Esc`() {
    var sample = sample
    sample.type("/s")
    sample.press("down", "escape")
    #expect(sample.state.offerMark == nil)
    #expect(sample.state.composer.text == "/s")
    sample.press("down")
    sample.type("a")
    #expect(sample.state.offerMark == nil)
  }

  @Test func `are closed by Esc, and by nothing else, until another name is begun`() {
    var sample = sample
    sample.exchange(1, "Hello", "Hi")
    sample.type("/s")
    #expect(!sample.state.offeredCommands.isEmpty)
    sample.press("escape")
    #expect(sample.state.offeredCommands.isEmpty)
    #expect(sample.state.notice == nil)
    sample.type("a")
    #expect(sample.state.offeredCommands.isEmpty)
    sample.press("backspace", "backspace", "backspace")
    sample.type("/")
    #expect(!sample.state.offeredCommands.isEmpty)
  }

  @Test func `are closed by Esc before the answer is stopped, and come back with Tab`() {
    var sample = sample
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    sample.type("see @s")
    sample.hear(.listed("", ["sketch.png", "src"].map { PathItem($0, isFolder: false) }))
    #expect(sample.press("escape") == [])
    #expect(sample.state.fittingPaths.isEmpty)
    sample.press("tab")
    #expect(sample.state.fittingPaths.count == 2)
    sample.press("escape")
    #expect(sample.press("escape") == [.engine(.stop)])
  }

  @Test func `may be paths, which are attached`() {
    var sample = sample
    sample.type("see @s")
    let items = ["sketch.png", "src"].map { PathItem($0, isFolder: $0 == "src") }
    sample.hear(.listed("", items))
    sample.press("up", "enter")
    #expect(sample.state.composer.text == "see @src/")
    sample.press("backspace", "backspace", "backspace", "backspace")
    sample.hear(.listed("", items))
    let effects = sample.press("down", "enter")
    #expect(sample.state.composer.text == "see @sketch.png ")
    #expect(effects == [.attachment(.read(1, .path("sketch.png")))])
  }

  @Test func `leave the arrow keys to the prompts of before where there are none`() {
    var sample = sample
    sample.state.history = PromptHistory(["earlier"])
    sample.press("up")
    #expect(sample.state.composer.text == "earlier")
  }

  @Test func `stay in view down to the last, and say how many are not`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.type("/")
    #expect(sample.text().contains("\(SlashCommand.allCases.count - 9) more · ↑ chooses"))
    for _ in SlashCommand.allCases { sample.press("down") }
    #expect(sample.state.offerMark == SlashCommand.allCases.count - 1)
    #expect(sample.text().contains(" /quit"))
  }
}
