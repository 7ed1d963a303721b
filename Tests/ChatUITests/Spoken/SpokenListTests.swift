import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A list that is read out` {
  @Test func `is answered with a number`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("/model")
    #expect(recital.effects == [.engine(.refreshModels)])
    recital.type("3")
    #expect(recital.effects == [.engine(.select(.target(Sample.other)))])
    recital.type("Hello")
    recital.expect(
      """
      You: /model
      Who answers next, 3:
      1. route main, answers next, of anthropic/claude-sonnet-5, then openai/gpt-6.2-sol
      2. anthropic/claude-sonnet-5, $2 in and $10 out
      3. openai/gpt-6.2-sol, fails at times, $2 in and $10 out
      Several numbers compare those.
      Number or letters: 3
      You: Hello
      """)
  }

  @Test func `is answered with a few letters`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("/model")
    recital.type("sol")
    #expect(recital.effects == [.engine(.select(.target(Sample.other)))])
    recital.type("/model")
    recital.type("zz")
    recital.type("groq/llama")
    #expect(
      recital.effects == [.engine(.select(.target(Target(provider: "groq", model: "llama"))))])
  }

  @Test func `means the rows that were read out, whatever comes meanwhile`() {
    var recital = Recital()
    recital.type("/model")
    recital.engine(.choices(Sample.choices.reversed()))
    recital.type("3")
    #expect(recital.effects == [.engine(.select(.target(Sample.other)))])
    recital.type("/model")
    recital.engine(.choices([Sample.choices[0]]))
    recital.type("1")
    #expect(recital.transcript.last == "Line 1 is not there any more.")
  }

  @Test func `compares those that several numbers name`() {
    var recital = Recital()
    recital.type("/compare")
    recital.type("2, 3")
    #expect(
      recital.effects == [
        .engine(.compare(.begin([.target(Sample.target), .target(Sample.other)])))
      ])
  }

  @Test func `is closed by an empty line and left for a command`() {
    var recital = Recital()
    recital.type("/model")
    recital.type("")
    #expect(recital.chat.prompt?.string == "You: ")
    recital.type("/model")
    recital.type("/new")
    #expect(recital.effects == [.engine(.newConversation)])
    recital.type("/model")
    _ = recital.heard()
    recital.type("9")
    recital.type("1 x")
    #expect(recital.transcript[1] == "There is no line 9.")
  }

  @Test func `is not read into by an answer that comes meanwhile`() {
    var recital = Recital()
    let ask = Sample.prompt(1, "Go")
    recital.engine(.messageAdded(PathMessage(ask)))
    recital.engine(.turn(.connecting(Sample.target)))
    recital.engine(.messageAdded(PathMessage(Sample.streaming(1, to: ask))))
    _ = recital.heard()
    recital.type("/tools")
    recital.engine(.part(MessageID("a1"), .text("One. Two. Th")))
    recital.type("")
    recital.engine(.part(MessageID("a1"), .text("ree. Four")))
    recital.expect(
      """
      /tools
      Tools that models are told of: None yet: the configuration names them under tools and mcp.
      Number or letters: 
      One.
      Two.
      Three.
      """)
  }

  @Test func `reads twenty lines and then more`() {
    var recital = Recital()
    let many = (1...45).map { number in
      Choice(
        destination: .target(Target(provider: "p", model: "m\(number)")),
        targets: [Target(provider: "p", model: "m\(number)")])
    }
    recital.engine(.choices(many))
    _ = recital.heard()
    recital.type("/model")
    #expect(recital.transcript.count == 24)
    #expect(recital.transcript[22] == "And 25 more: more reads on, and a few letters search.")
    recital.type("more")
    recital.type("more")
    #expect(recital.transcript.last == "45. p/m45")
    recital.type("45")
    #expect(
      recital.effects == [.engine(.select(.target(Target(provider: "p", model: "m45"))))])
  }

  @Test func `lists the conversations once they are there, and marks one`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("/open")
    let summaries = ["Lexer", "Parser"].enumerated().map { place, title in
      ConversationSummary(
        id: "c\(place)", title: title, changed: Sample.morning, bytes: 100)
    }
    recital.engine(.library(summaries, isDone: false))
    recital.engine(.library(summaries))
    recital.type("pin 2")
    #expect(recital.effects == [.engine(.library(.mark("c1", .pin(true))))])
    var pinned = LibraryMarks.Marks()
    pinned.isPinned = true
    recital.engine(.marked("c1", pinned))
    recital.type("rename 1")
    recital.type("Grammar")
    #expect(recital.effects == [.engine(.library(.rename("c1", title: "Grammar")))])
    recital.type("2")
    #expect(recital.effects.contains(.engine(.open("c0"))))
    recital.expect(
      """
      You: /open
      Conversations, 2:
      1. Lexer, 2026-11-23
      2. Parser, 2026-11-23
      With a number behind it: pin, tag, rename, archive, delete, restore.
      Number or letters: pin 2
      Conversations, 2:
      1. Parser, 2026-11-23, pinned
      2. Lexer, 2026-11-23
      With a number behind it: pin, tag, rename, archive, delete, restore.
      Number or letters: rename 1
      New title: Grammar
      Number or letters: 2
      """)
  }

  @Test func `turns tools on and off`() {
    var recital = Recital()
    let tools = [
      ToolSummary(Sample.weather, isOffered: true), ToolSummary(Sample.search, isOffered: false),
    ]
    recital.engine(.tools(tools, servers: []))
    _ = recital.heard()
    recital.type("/tools")
    recital.type("2")
    #expect(recital.effects == [.engine(.offerTool("docs_search", true))])
    recital.engine(
      .tools(
        [tools[0], ToolSummary(Sample.search, isOffered: true)], servers: []))
    recital.expect(
      """
      You: /tools
      Tools that models are told of, 2:
      1. weather, on, asks, Says what the weather is.
      2. docs_search, off, runs unasked, Searches the documents.
      Number or letters: 2
      2. docs_search, on, runs unasked, Searches the documents.
      """)
  }

  @Test func `reads the map of the branches`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("/tree")
    #expect(recital.effects == [.engine(.listBranches)])
    recital.engine(
      .branches(
        [
          BranchNode(
            id: MessageID("p1"), parent: nil, role: .user, words: "Hello", time: Sample.morning,
            isOnPath: true),
          BranchNode(
            id: MessageID("a1"), parent: MessageID("p1"), role: .assistant, words: "Hi",
            target: Sample.target, time: Sample.morning, isOnPath: true),
          BranchNode(
            id: MessageID("a2"), parent: MessageID("p1"), role: .assistant, words: "Ho",
            target: Sample.other, time: Sample.morning, isPartial: true),
        ], isAskedFor: true))
    recital.type("2")
    #expect(recital.effects == [.engine(.show(MessageID("a2")))])
    recital.expect(
      """
      You: /tree
      Branches, 3:
      1. You: Hello
      2. gpt-6.2-sol, on another branch, not whole: Ho
      3. claude-sonnet-5: Hi
      With a number behind it: fork, delete, restore.
      Number or letters: 2
      """)
  }

  @Test func `lists all commands that mean something, and does one`() {
    var recital = Recital()
    _ = recital.heard()
    recital.type("/")
    #expect(recital.transcript[1].hasPrefix("All commands, "))
    #expect(!recital.transcript.contains { $0.contains("/yank") || $0.contains("/scroll") })
    recital.type("rename this")
    #expect(recital.transcript.last == "Type it with what it needs: /title and so on.")
    #expect(recital.chat.prompt?.string == "You: ")
  }

  @Test func `welcomes, and does not show a key`() {
    var recital = Recital()
    _ = recital.heard()
    recital.engine(.choices([]))
    recital.type("1")
    #expect(recital.chat.hidesInput)
    recital.type("sk-test")
    #expect(recital.effects == [.engine(.addKey("sk-test"))])
    #expect(!recital.chat.hidesInput)
    #expect(!recital.heard().contains("characters"))
  }

  @Test func `leaves no overlay unheard`() {
    var recital = Recital()
    let ask = Sample.prompt(1, "First")
    recital.engine(.messageAdded(PathMessage(ask)))
    recital.engine(.messageAdded(PathMessage(Sample.answer(1, "One", to: ask))))
    for line in ["/help", "/details", "/search-prompts", "/theme", "/tools", "/model", "/"] {
      _ = recital.heard()
      recital.type(line)
      #expect(recital.transcript.count > 1, "\(line)")
      recital.type("")
      #expect(recital.chat.prompt?.string == "You: ", "\(line)")
      #expect(recital.chat.state.overlay == nil, "\(line)")
    }
  }

  @Test func `says the details of an answer, a fact a line`() {
    var recital = Recital()
    let ask = Sample.prompt(1, "First")
    recital.engine(.messageAdded(PathMessage(ask)))
    recital.engine(.messageAdded(PathMessage(Sample.answer(1, "One", to: ask))))
    _ = recital.heard()
    recital.type("/details")
    recital.expect(
      """
      You: /details
      Details.
      role: assistant
      time: 2026-11-23 10:42
      target: anthropic/claude-sonnet-5
      dialect: anthropic
      state: complete
      finish: stop (end_turn)
      usage: 1.2k in, 46 out
      cost: $0.0042
      Attempts
      1. anthropic/claude-sonnet-5 answered (200)
      first in route
      first token 200 ms · total 1.2 s · 1.2k in, 46 out · $0.0042
      End of details.
      """)
  }
}
