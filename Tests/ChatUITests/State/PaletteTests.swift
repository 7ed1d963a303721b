import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The list of all commands` {
  @Test func `finds a command by what it does and does it`() {
    var sample = Sample.busy
    sample.press("alt-x")
    sample.type("choose provider")
    #expect(sample.press("enter") == [.engine(.refreshModels)])
    #expect(sample.overlayName == "picker")
  }

  @Test func `puts a command that wants an argument into the prompt`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("alt-x")
    sample.type("/title")
    sample.press("enter")
    #expect(sample.state.composer.marked == "/title |")
  }

  @Test func `does a command at once whose argument may be left out`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("alt-x")
    sample.type("/theme")
    sample.press("enter")
    #expect(sample.overlayName == "themes")
  }

  @Test func `keeps the theme that is chosen, unless the configuration names one`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("/theme light")
    #expect(sample.press("enter") == [.keepTheme("light")])
    #expect(sample.state.theme == .light)
    sample.state.configuredTheme = "mono"
    sample.type("/theme dark")
    #expect(sample.press("enter") == [])
    #expect(sample.state.theme == .dark)
    #expect(
      sample.state.notice?.notice.text
        == "dark it is, until you leave: ui.theme of the configuration says mono.")
  }

  @Test func `has every command that is typed`() {
    for command in SlashCommand.allCases {
      #expect(PaletteItem.all.contains(.typed(command)), "\(command)")
    }
  }

  @Test func `closes by its own key`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("alt-x", "alt-x")
    #expect(sample.overlayName == nil)
  }
}

@Suite struct `The beginning of a sequence of keys` {
  @Test func `shows after a moment what may follow`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-x")
    #expect(!sample.text().contains("edit the prompt in $EDITOR"))
    #expect(sample.state.nextTick == sample.now + .milliseconds(500))
    sample.wait(.milliseconds(500))
    #expect(sample.text().contains("^E       edit the prompt in $EDITOR"))
    #expect(sample.state.nextTick == sample.state.draftDue)
    sample.press("ctrl-e")
    #expect(!sample.text().contains("$EDITOR"))
  }

  @Test func `is given up by Esc, which then does nothing else`() {
    var sample = Sample.busy
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(sample.press("ctrl-x", "escape") == [])
    #expect(sample.press("escape") == [.engine(.stop)])
  }

  @Test func `may go on with a plain character`() throws {
    let keys = try KeyMap(overrides: ["undo": ["ctrl-x u"]])
    var sample = Sample(columns: 80, rows: 24, keys: keys)
    sample.type("one")
    sample.press("ctrl-x")
    sample.type("u")
    #expect(sample.state.composer.isEmpty)
  }
}

@Suite struct `The search of earlier prompts` {
  @Test func `goes to the one before when its key is pressed again`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.state.history = PromptHistory(["one", "two", "three"])
    sample.press("ctrl-r", "ctrl-r", "enter")
    #expect(sample.state.composer.text == "two")
  }

  @Test func `is not opened over another list`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("alt-x")
    #expect(sample.press("ctrl-r") == [.bell])
    #expect(sample.overlayName == "palette")
  }
}

@Suite struct `A theme` {
  @Test func `is seen while the list is gone through, and is as before after Esc`() {
    var sample = Sample(columns: 80, rows: 24, theme: .dark)
    sample.type("/theme")
    sample.press("enter", "down")
    #expect(sample.state.theme == .light)
    sample.press("escape")
    #expect(sample.state.theme == .dark)
  }

  @Test func `is taken with Enter`() {
    var sample = Sample(columns: 80, rows: 24, theme: .dark)
    sample.type("/theme")
    sample.press("enter")
    sample.type("mono")
    sample.press("enter")
    #expect(sample.state.theme == .mono)
    #expect(sample.overlayName == nil)
  }

  @Test func `is taken by its name`() {
    var sample = Sample(columns: 80, rows: 24, theme: .dark)
    sample.type("/theme contrast")
    sample.press("enter")
    #expect(sample.state.theme == .contrast)
  }

  @Test func `is written in roles and words`() throws {
    let theme = try Theme.dark.changed([("accent", "bold #ffaf00 on 17"), ("dim", "bright-black")])
    #expect(
      theme.accent
        == Style(foreground: .rgb(255, 175, 0), background: .palette(17), attributes: .bold))
    #expect(theme.dim == Style(foreground: .palette(8)))
    #expect(theme.error == Theme.dark.error)
  }

  @Test func `names its roles as the configuration names all else`() {
    #expect(Theme.roleNames.contains("text.quote_bar"))
    #expect(Theme.roleNames.allSatisfy { $0 == $0.lowercased() })
  }

  @Test(arguments: ["blod", "red blue", "#12", "on", "on red on blue", "256"])
  func `takes no style that is none`(words: String) {
    #expect(Style(words: words) == nil)
  }

  @Test func `has no role that nobody knows`() {
    #expect(throws: Theme.Problem.unknownRole("acent")) {
      try Theme.dark.changed([("acent", "red")])
    }
  }
}

@Suite struct `The end of an answer` {
  private func answer(_ sample: inout Sample, after duration: Duration) -> [AppEffect] {
    sample.exchange(1, "Ask", "Answer")
    sample.engine(.turn(.connecting(Sample.target)))
    sample.wait(duration)
    return sample.engine(.turn(.idle))
  }

  @Test func `is told to somebody who looks elsewhere`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.input(.focus(false))
    #expect(answer(&sample, after: .seconds(1)) == [.notify("claude-sonnet-5 has answered")])
  }

  @Test func `is not told to somebody who looks on`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.input(.focus(true))
    #expect(answer(&sample, after: .seconds(60)) == [])
  }

  @Test func `is told after a long time where nobody knows who looks`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(answer(&sample, after: .seconds(31)) == [.notify("claude-sonnet-5 has answered")])
    var other = Sample(columns: 80, rows: 24)
    #expect(answer(&other, after: .seconds(3)) == [])
  }
}
