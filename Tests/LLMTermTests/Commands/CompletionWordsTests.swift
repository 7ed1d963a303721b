import Testing

@testable import llmterm

@Suite struct `Completing a command line` {
  private let names: CompletionWords.Names = {
    var names = CompletionWords.Names()
    names.targets = { ["a/one", "a/two:3b", "b/one"] }
    names.routes = { ["main", "fast"] }
    names.providers = { ["a", "b"] }
    names.tools = { ["time"] }
    names.roles = { ["critic"] }
    return names
  }()

  @Test(arguments: [
    (["mod"], ["models"]), (["ask", "-m", "a/"], ["a/one", "a/two:3b"]),
    (["ask", "--model=b"], ["--model=b/one"]), (["-r", "f"], ["fast"]),
    (["simulate", "--ro"], ["--route"]), (["ask", "--ro"], ["--route", "--role"]),
    (["ask", "--role", ""], ["critic"]),
    (["models", "--js"], ["--json"]), (["config", "s"], ["show", "schema"]),
    (["config", "show", "--j"], ["--json"]), (["help", "ke"], ["keys"]),
    (["help", "sim"], ["simulate"]), (["doctor", "--provider", ""], ["a", "b"]),
    (["ask", "--tool", ""], ["time", "all"]),
    (["stats", "--by", ""], ["day", "provider", "model"]),
    (["--log-level", "d"], ["debug"]), (["ask", "what"], []), (["ask", "--", "--mo"], []),
    (["models", "--json=", ""], []), (["nothing", "x"], []), (["ask", "--json=x"], []),
    (["completions", "z"], ["zsh"]),
  ])
  func `offers what can stand there`(words: [String], offered: [String]) {
    guard case .candidates(let candidates) = CompletionWords(names).complete(words) else {
      Issue.record("files")
      return
    }
    #expect(candidates.map(\.word) == offered)
  }

  @Test(arguments: [
    ["--config", ""], ["ask", "--trace=/t"], ["--config="], ["ask", "--trace", "x"],
  ])
  func `leaves files to the shell`(words: [String]) {
    #expect(CompletionWords(names).complete(words) == .files)
  }

  @Test func `offers every command with what it does`() {
    guard case .candidates(let candidates) = CompletionWords(names).complete([""]) else {
      Issue.record("files")
      return
    }
    #expect(candidates.map(\.word) == Flag.Command.allCases.map(\.rawValue))
    #expect(candidates.allSatisfy { !$0.help.isEmpty })
  }
}
