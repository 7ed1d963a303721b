import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The picker` {
  @Test func `marks the target in force, and takes the marked one`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.selected(.target(Sample.target), label: "", route: [Sample.target]))
    sample.press("ctrl-p")
    #expect(sample.markedRow == 1)
    #expect(sample.press("down", "enter") == [.engine(.select(.target(Sample.other)))])
    #expect(sample.state.overlay == nil)
  }

  @Test func `narrows as one types`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p")
    sample.type("sol")
    #expect(sample.press("enter") == [.engine(.select(.target(Sample.other)))])
  }

  @Test func `takes a target that no list has`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p")
    sample.type("acme/secret")
    let target = Target(provider: "acme", model: "secret")
    #expect(sample.press("enter") == [.engine(.select(.target(target)))])
  }

  @Test func `says why a target cannot be used, and stays open`() {
    var sample = Sample(columns: 80, rows: 24)
    var choices = Sample.choices
    choices[0].obstacle = "no key: set ANTHROPIC_API_KEY"
    sample.engine(.choices(choices))
    sample.press("ctrl-p", "ctrl-home")
    #expect(sample.press("enter") == [.bell])
    #expect(sample.state.notice?.notice.text == "no key: set ANTHROPIC_API_KEY")
    #expect(sample.overlayName == "picker")
  }

  @Test func `has the chosen answer written anew at the chosen target`() {
    var sample = Sample.busy
    sample.press("alt-r", "ctrl-end")
    #expect(
      sample.press("enter") == [
        .engine(.regenerate(MessageID("a9"), with: .target(Sample.other)))
      ])
  }

  @Test func `closes with the key that opened it`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-p", "ctrl-p")
    #expect(sample.state.overlay == nil)
  }

  @Test func `is the welcome card while there is nothing to choose`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    sample.press("escape", "ctrl-p")
    #expect(sample.isWelcoming)
  }
}

@Suite struct `The welcome card` {
  private func card() -> Sample {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.choices([]))
    return sample
  }

  @Test func `takes a key that is typed`() {
    var sample = card()
    sample.press("enter")
    sample.type("sk-ant-123")
    #expect(sample.press("enter") == [.engine(.addKey("sk-ant-123"))])
  }

  @Test func `takes a key that is pasted straight away`() {
    var sample = card()
    sample.paste("sk-ant-123\n")
    #expect(sample.press("enter") == [.engine(.addKey("sk-ant-123"))])
  }

  @Test func `never shows the key`() {
    var sample = card()
    sample.paste("sk-ant-123")
    #expect(!sample.text().contains("sk-"))
    #expect(sample.text().contains("❯ •••••••• (10 characters)"))
  }

  @Test func `takes a server's address for what it is`() {
    var sample = card()
    sample.paste("http://127.0.0.1:11434/v1")
    #expect(sample.text().contains("❯ http://127.0.0.1:11434/v1"))
    #expect(sample.press("enter") == [.engine(.addServer("http://127.0.0.1:11434/v1"))])
  }

  @Test func `starts the demo`() {
    var sample = card()
    #expect(sample.press("down", "down", "enter") == [.engine(.startDemo)])
  }

  @Test func `takes nothing that is blank`() {
    var sample = card()
    sample.press("enter")
    sample.type("  ")
    #expect(sample.press("enter") == [.bell])
  }

  @Test func `gives up the line first, then itself`() {
    var sample = card()
    sample.press("enter")
    sample.type("sk-")
    sample.press("escape")
    #expect(sample.isWelcoming)
    sample.press("escape")
    #expect(sample.state.overlay == nil)
  }
}

@Suite struct `A list of what was` {
  @Test func `opens a conversation, and keeps the draft of the one that is left`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-o")
    sample.engine(
      .library([
        ConversationSummary(id: "c7", title: "Parsers", changed: Sample.morning, bytes: 10),
        ConversationSummary(id: "c8", title: "Lexers", changed: Sample.morning, bytes: 10),
      ]))
    sample.type("lex")
    #expect(sample.press("enter") == [.engine(.library(.endSearch)), .engine(.open("c8"))])
  }

  @Test func `has the newest prompts first, and puts the taken one into the composer`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.state.history = PromptHistory(["first words", "second", "third"])
    sample.press("ctrl-r")
    #expect(sample.markedRow == 0)
    sample.type("words")
    sample.press("enter")
    #expect(sample.state.composer.marked == "first words|")
  }

  @Test func `takes nothing where nothing fits`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-o")
    sample.engine(.library([]))
    #expect(sample.press("enter") == [.bell])
  }
}

@Suite struct `A page` {
  @Test func `scrolls by rows and pages, and not beyond its ends`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("f1", "down", "down", "up")
    #expect(sample.pageOffset == 1)
    sample.press("pagedown")
    #expect(sample.pageOffset == 18)
    sample.press("ctrl-end")
    let last = sample.pageOffset
    sample.press("down", "pagedown")
    #expect(sample.pageOffset == last)
    sample.press("up")
    #expect(sample.pageOffset == (last ?? 0) - 1)
    sample.press("ctrl-home")
    #expect(sample.pageOffset == 0)
  }

  @Test func `does not scroll where it fits`() {
    var sample = Sample.busy
    sample.press("alt-up", "i", "pagedown", "ctrl-end", "down")
    #expect(sample.pageOffset == 0)
  }

  @Test func `lists every command with its keys`() {
    var sample = Sample(columns: 100, rows: 200)
    sample.press("f1")
    let text = sample.text()
    for row in Command.table { #expect(text.contains(row.help)) }
    for command in SlashCommand.allCases { #expect(text.contains(command.help)) }
  }
}
