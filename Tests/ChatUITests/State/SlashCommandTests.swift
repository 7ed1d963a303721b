import Testing

@testable import ChatUI

@Suite struct `A slash command` {
  @Test(arguments: [
    ("/model", SlashCommand.model, ""), ("/model openai/gpt-6", .model, "openai/gpt-6"),
    ("/title  A  better title", .title, "A  better title"), ("/quit ", .quit, ""),
  ])
  func `is a name and an argument`(text: String, command: SlashCommand, argument: String) throws {
    let parsed = try #require(SlashCommand.parse(text))
    #expect(parsed.command == command)
    #expect(parsed.argument == argument)
  }

  @Test(arguments: ["", "model", "/", "/modell", "/Model", "/ model"])
  func `is nothing else`(text: String) {
    #expect(SlashCommand.parse(text) == nil)
  }

  @Test(arguments: [
    ("/", SlashCommand.allCases), ("/mo", [.model]), ("/s", [.save, .system, .stats]), ("/x", []),
    ("/model ", []), ("mo", []),
  ])
  func `is offered while its name is typed`(text: String, offered: [SlashCommand]) {
    #expect(SlashCommand.completions(of: text) == offered)
  }

  @Test(arguments: [
    ("/mo", "/model "), ("/he", "/help"), ("/s", "/s"), ("/n", "/new"), ("/help", "/help"),
    ("/x", nil), ("/model ", nil),
  ])
  func `is completed as far as it is certain`(text: String, completed: String?) {
    #expect(Completion.completed(text, []) == completed)
  }

  @Test(arguments: SlashCommand.allCases)
  func `has one line of help that fits beside its name`(command: SlashCommand) {
    #expect(!command.help.isEmpty)
    #expect(command.help.count <= 58)
    #expect(command.rawValue.count + command.argument.count + 2 <= 20)
  }
}
