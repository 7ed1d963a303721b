import Testing

@testable import ChatEngine

@Suite struct `Fitting a conversation` {
  private static let claude = Target(provider: "anthropic", model: "claude-opus-5-5")
  private static let claudeOrigin = Origin(target: claude, dialect: .anthropic)

  private func fit(
    _ messages: [Message], for target: Target = claude, _ dialect: Dialect = .anthropic,
    vision: Bool? = nil, _ change: (inout Quirks) -> Void = { _ in }
  ) -> (messages: [Message], notes: [String]) {
    var quirks = Quirks()
    quirks.checksSignatures = dialect == .anthropic
    change(&quirks)
    let model = Model(id: target.model, vision: vision)
    return Fitting.fit(messages, for: target, model: model, dialect: dialect, quirks: quirks)
  }

  private let prompt = Requests.message(.user, [.text("hi")])

  private func answer(_ parts: [ContentPart], _ origin: Origin? = claudeOrigin) -> Message {
    Requests.message(.assistant, parts, origin: origin)
  }

  private func call(_ id: String, _ arguments: String = "{}") -> ContentPart {
    .toolCall(ToolCall(id: id, name: "f", arguments: arguments))
  }

  private func result(_ id: String, _ content: String = "data") -> ContentPart {
    .toolResult(ToolResult(callID: id, name: "f", content: content))
  }

  @Test(arguments: 0..<400)
  func `of whatever origin obeys the dialect's rules`(seed: Int) {
    for (index, (target, dialect)) in RandomConversation.targets.enumerated() {
      var random = RandomConversation(seed: UInt64(seed))
      let messages = random.messages()
      var quirks = Quirks()
      quirks.checksSignatures = dialect == .anthropic
      quirks.shortToolCallIDs = target.provider == "mistral"
      quirks.reasoningReturn = index == 0 ? .reasoningContent : .none
      let model = Model(id: target.model, vision: seed % 2 == 0)
      let fitted = Fitting.fit(
        messages, for: target, model: model, dialect: dialect, quirks: quirks)
      let rules = FittedRules(target: target, dialect: dialect, quirks: quirks, model: model)
      #expect(rules.problems(in: fitted.messages) == [], "seed \(seed), \(target)")
      let again = Fitting.fit(messages, for: target, model: model, dialect: dialect, quirks: quirks)
      #expect(again.messages == fitted.messages)
    }
  }

  @Test func `leaves a fit conversation as it is`() {
    let messages = [
      prompt, answer([.reasoning(ReasoningPart("why", signature: "s")), call("a")]),
      Requests.message(.tool, [result("a")]),
    ]
    let fitted = fit(messages)
    #expect(fitted.messages == messages)
    #expect(fitted.notes.isEmpty)
  }

  @Test func `drops what another model thought and signed, and says so`() {
    let other = Origin(target: Target(provider: "x", model: "y"), dialect: .anthropic)
    let parts: [ContentPart] = [
      .reasoning(ReasoningPart("why", signature: "s")), .text(TextPart("so", signature: "t")),
    ]
    let fitted = fit([prompt, answer(parts, other), prompt])
    #expect(fitted.messages[1].parts == [.text("so")])
    #expect(fitted.notes == ["reasoning that another model wrote is left out"])
  }

  @Test func `drops Anthropic's reasoning of turns that are over`() {
    let reasoned = answer([.reasoning(ReasoningPart("why", signature: "s")), .text("so")])
    let fitted = fit([prompt, reasoned, prompt])
    #expect(fitted.messages[1].parts == [.text("so")])
  }

  @Test func `marks calls without a result as not run`() {
    let fitted = fit([
      prompt, answer([call("a"), call("b")]), Requests.message(.tool, [result("b")]),
    ])
    let missing = ToolResult(callID: "a", name: "f", content: "not run", isError: true)
    #expect(fitted.messages.last?.parts == [.toolResult(missing), result("b")])
    #expect(fitted.notes == ["a tool call without a result is marked as not run"])
  }

  @Test func `turns results without a call into text`() {
    let fitted = fit([prompt, answer([.text("so")]), Requests.message(.tool, [result("zz")])])
    #expect(fitted.messages.last?.role == .user)
    #expect(fitted.messages.last?.text == "[result of the tool f]\ndata")
  }

  @Test func `gives Mistral ids of nine letters and digits, the same each time`() {
    let target = Target(provider: "mistral", model: "m")
    let messages = [
      prompt, answer([call("toolu_01")]), Requests.message(.tool, [result("toolu_01")]),
    ]
    let fitted = fit(messages, for: target, .openAIChat) { $0.shortToolCallIDs = true }
    let id = fitted.messages[1].toolCalls.first?.id
    #expect(id?.count == 9)
    #expect(id.map { fitted.messages[2].parts == [result($0)] } == true)
    let again = fit(messages, for: target, .openAIChat) { $0.shortToolCallIDs = true }
    #expect(again.messages == fitted.messages)
  }

  @Test(arguments: [
    ("", "{}"), ("null", "{}"), (#"{"a":1}"#, #"{"a":1}"#), ("[1]", #"{"value":[1]}"#),
    ("{oops", #"{"invalid_json":"{oops"}"#),
  ])
  func `makes arguments an object`(arguments: String, wanted: String) {
    let fitted = fit([prompt, answer([call("a", arguments)])])
    #expect(fitted.messages[1].toolCalls.first?.arguments == wanted)
  }

  @Test func `names images that the model cannot see`() {
    let message = Requests.message(.user, [.text("look"), .attachment(Requests.png)])
    let fitted = fit([message], vision: false)
    #expect(fitted.messages[0].parts == [.text("look"), .text("\n\n[image: a.png]")])
    #expect(fitted.notes == ["claude-opus-5-5 takes no images: a.png is only named"])
  }

  @Test func `joins neighbours of one role with a blank line`() {
    let fitted = fit([prompt, Requests.message(.user, [.text("there")])])
    #expect(fitted.messages.count == 1)
    #expect(fitted.messages[0].text == "hi\n\nthere")
  }

  @Test func `begins with the user and does not end with an answer`() {
    let fitted = fit([answer([.text("a")]), prompt, answer([.text("b")])])
    #expect(fitted.messages.map(\.role) == [.user, .assistant, .user])
  }

  @Test func `keeps a partial answer's text`() {
    var partial = answer([.text("half")])
    partial.state = .partial
    let fitted = fit([prompt, partial, prompt])
    #expect(fitted.messages[1].text == "half")
  }

  @Test func `gives each of two calls with one id its own result`() {
    let messages = [
      prompt, answer([call("a", "1"), call("a", "2")]),
      Requests.message(.tool, [result("a", "one"), result("a", "two"), result("a", "three")]),
    ]
    let fitted = fit(messages)
    let calls = fitted.messages[1].toolCalls
    let results = fitted.messages[2].parts.compactMap { part in
      if case .toolResult(let result) = part { result } else { nil }
    }
    #expect(results.map(\.content) == ["one", "two"])
    #expect(results.map(\.callID) == calls.map(\.id))
    #expect(Set(calls.map(\.id)).count == 2)
    #expect(fitted.notes == ["a second result of one tool call is left out"])
  }
}
