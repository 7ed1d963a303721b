import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A title by the model` {
  private static let script = DemoScript { request in
    if request.prompt.hasPrefix(Engine.titleQuestion) {
      return DemoReply(text: "**Title: \"Lexers at rest\"**\n\nIt says what it is.")
    }
    return DemoReply(text: "Hello there.")
  }

  private func stage(
    _ script: DemoScript = script, titles: Engine.TitleUse = .answerer
  ) throws -> EngineStage {
    let stage = try EngineStage(script)
    stage.titles = titles
    stage.begin()
    return stage
  }

  @Test func `is asked for after the first answer, and kept`() throws {
    let stage = try stage()
    stage.run(.ask("Why does the lexer allocate?"))
    stage.wait { stage.engine.asides.isEmpty }
    #expect(stage.lines.last == "titled Lexers at rest")
    #expect(stage.stored?.title == "Lexers at rest")
    #expect(stage.server.requests.count == 2)
  }

  @Test func `is asked for once`() throws {
    let stage = try stage(.always(DemoReply(text: "***")))
    stage.run(.ask("Hi"))
    stage.wait { stage.engine.asides.isEmpty }
    stage.run(.ask("More"))
    stage.wait { stage.engine.asides.isEmpty }
    #expect(stage.engine.conversation.title == nil)
    #expect(stage.server.requests.count == 3)
  }

  @Test func `is not asked for where a budget is used up, or nobody wants it`() throws {
    let poor = try stage()
    poor.budgetLeft = BudgetLeft(session: 0)
    poor.run(.ask("Hi"))
    #expect(poor.engine.asides.isEmpty)
    let plain = try stage(titles: .firstWords)
    plain.run(.ask("Hi"))
    #expect(plain.engine.asides.isEmpty)
  }

  @Test(arguments: [
    ("Lexers", "Lexers"), ("\"Quoted.\"", "Quoted"), ("# Heading\nmore", "Heading"),
    ("Title: A b", "A b"), ("…\n\n“Drei”", "Drei"), ("\u{1B}[31mred", "\u{1B}[31mred"),
  ])
  func `is what is left without what models put around it`(text: String, title: String) {
    #expect(Engine.title(of: text) == title)
  }

  @Test(arguments: ["", "\n", "***"])
  func `is nothing where nothing is left`(text: String) {
    #expect(Engine.title(of: text) == nil)
  }
}

@Suite struct `A long conversation` {
  private static let script = DemoScript { request in
    request.prompt.hasPrefix("Sum up this conversation")
      ? DemoReply(text: "They spoke of lexers.") : DemoReply(text: "Yes.")
  }
  /// Some 100 tokens.
  private static let filler = String(repeating: "word ", count: 80)

  private func stage(prompts: Int) throws -> EngineStage {
    let stage = try EngineStage(Self.script)
    stage.begin()
    for number in 0..<prompts {
      stage.run(
        .ask("Prompt \(number + 1)" + (number == 1 ? "\n\n" + Self.filler + Self.filler : "")))
    }
    return stage
  }

  @Test func `of which little would be summed up, or too much would stay, is left as it is`() throws
  {
    let short = try EngineStage(Self.script).begin()
    for number in 0..<4 { short.run(.ask("Prompt \(number + 1)")) }
    let told = short.run(.library(.compact()))
    #expect(told.first?.hasPrefix("says There is little to sum up, about ") == true, "\(told)")

    // The model takes 1000 tokens.
    let long = try stage(prompts: 3)
    long.run(.ask(String(repeating: "word ", count: 1000)))
    let before = long.shownPath
    let answer = long.run(.library(.compact()))
    #expect(answer.first?.hasPrefix("says A summary would not help: ") == true, "\(answer)")
    long.run(.library(.compact(isAgreed: true)))
    #expect(long.engine.asides.isEmpty)
    #expect(long.shownPath == before)
  }

  @Test func `stays as it is where the summary is no shorter`() throws {
    let stage = try EngineStage(
      DemoScript { request in
        request.prompt.hasPrefix("Sum up this conversation")
          ? DemoReply(text: String(repeating: "longer ", count: 400)) : DemoReply(text: "Yes.")
      }
    ).begin()
    for _ in 0..<4 { stage.run(.ask(Self.filler)) }
    let before = stage.shownPath
    stage.run(.library(.compact(isAgreed: true)))
    stage.wait { stage.engine.asides.isEmpty }
    #expect(stage.shownPath == before)
  }

  @Test func `is made short after a yes, and the original is the other branch`() throws {
    let stage = try stage(prompts: 4)
    let original = stage.shownPath
    let question = stage.run(.library(.compact()))
    #expect(
      question.first?.hasPrefix("asks a/m would sum up 4 messages (about ") == true,
      "\(question)")
    stage.run(.library(.compact(isAgreed: true)))
    stage.wait { stage.engine.asides.isEmpty }
    #expect(
      stage.shownPath == [
        "user This is a summary of our conversation so far:\n\nThey spoke of lexers. 2/2",
        "user Prompt 3", "assistant Yes.", "user Prompt 4", "assistant Yes.",
      ])
    #expect(stage.engine.conversation.displayTitle == "Prompt 1")
    stage.run(.step(try #require(stage.engine.conversation.path.first), by: -1))
    #expect(stage.shownPath.dropFirst() == original.dropFirst())
  }

  /// Answers that it is too long from the third prompt on.
  private func overflowing(_ prompts: [String]) throws -> [String] {
    let body = Array(#"{"error":{"message":"This model's maximum context length is 9."}}"#.utf8)
    let stage = try EngineStage(
      DemoScript { request in
        request.prompt.hasPrefix("Last")
          ? DemoReply(text: "", faults: [.status(400, body: body)]) : DemoReply(text: "Yes.")
      })
    stage.begin()
    for prompt in prompts { stage.run(.ask(prompt)) }
    return stage.run(.ask("Last")).filter { $0.hasPrefix("asks ") }
  }

  @Test func `that was refused is made short where that helps, and only there`() throws {
    // The model takes 1000 tokens: of these, or of what stays.
    let long = String(repeating: "word ", count: 1000)
    let offered = try overflowing([long, "b", "c"])
    #expect(offered.first?.hasPrefix("asks a/m would sum up 4 messages (about ") == true)
    #expect(try overflowing(["a", "b", long]).isEmpty)
  }

  @Test func `of two prompts stays as it is`() throws {
    let stage = try stage(prompts: 2)
    #expect(
      stage.run(.library(.compact()))
        == ["says There is nothing to sum up: the last two prompts stay as they are."])
  }

  @Test func `stays as it is where no summary comes`() throws {
    let stage = try EngineStage(
      DemoScript { request in
        request.prompt.hasPrefix("Sum up this conversation")
          ? DemoReply(text: "", faults: [.status(400)]) : DemoReply(text: "Yes.")
      })
    stage.begin()
    for _ in 0..<4 { stage.run(.ask(Self.filler)) }
    let before = stage.shownPath
    stage.run(.library(.compact(isAgreed: true)))
    stage.wait { stage.engine.asides.isEmpty }
    #expect(stage.shownPath == before)
  }
}
