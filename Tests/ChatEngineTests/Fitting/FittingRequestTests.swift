import Testing

@testable import ChatEngine

@Suite struct `A request made fit` {
  private func fit(
    _ request: ChatRequest, _ dialect: Dialect = .anthropic,
    _ change: (inout Model) -> Void = { _ in }
  ) -> TurnSettings.Fitted {
    var candidate = FullConversation.candidate(dialect)
    change(&candidate.model)
    return Fitting.fit(request, for: candidate)
  }

  private func ask(
    tools: [ToolDefinition] = [], _ change: (inout Parameters) -> Void = { _ in }
  ) -> ChatRequest {
    var parameters = Parameters()
    change(&parameters)
    return ChatRequest(
      messages: [Requests.message(.user, [.text("hi")])], parameters: parameters, tools: tools)
  }

  private func tool(_ name: String, _ schema: JSON = ["type": "object"]) -> ToolDefinition {
    ToolDefinition(name: name, description: "", parameters: schema)
  }

  // MARK: Parameters

  @Test(arguments: [
    (Dialect.openAIResponses, ReasoningEffort.none, ReasoningEffort.low),
    (.openAIResponses, .minimal, .low), (.openAIResponses, .high, .high),
    (.openAIChat, .minimal, .low), (.openAIChat, ReasoningEffort.none, .none),
    (.geminiGRPC, .max, .high), (.gemini, .minimal, .low), (.anthropic, ReasoningEffort.none, .low),
  ])
  func `asks for the nearest effort that the model takes`(
    dialect: Dialect, asked: ReasoningEffort, sent: ReasoningEffort
  ) {
    let fitted = fit(ask { $0.reasoningEffort = asked }, dialect)
    #expect(fitted.request.parameters.reasoningEffort == sent)
    #expect(fitted.notes.isEmpty == (asked == sent))
  }

  @Test func `asks for no longer answer than the model gives`() {
    let fitted = fit(ask { $0.maxOutputTokens = 100 }) { $0.maxOutput = 10 }
    #expect(fitted.request.parameters.maxOutputTokens == 10)
    #expect(fitted.notes == ["claude-opus-5-5 answers with at most 10 tokens"])
  }

  @Test func `leaves out what the model is known not to take`() {
    let request = ask(tools: [tool("f")]) {
      $0.seed = 1
      $0.stop = ["x"]
      $0.toolChoice = .required
      $0.parallelToolCalls = false
    }
    let fitted = fit(request, .openAIChat) {
      for ability in Ability.allCases { $0.abilities[ability] = false }
    }
    var wanted = Parameters()
    wanted.toolChoice = .auto
    #expect(fitted.request.parameters == wanted)
    #expect(fitted.notes.count == 4)
  }

  // MARK: Names

  @Test func `gives each tool a name of its own and knows it again`() {
    let long = String(repeating: "n", count: 70)
    let names = ["a.b", "a_b", "a/b", long + "1", long + "2"]
    let fitted = fit(
      ask(tools: names.map { tool($0) }) { $0.toolChoice = .tool("a.b") }, .openAIChat)
    let sent = fitted.request.tools.map(\.name)
    #expect(Set(sent).count == names.count)
    #expect(sent.allSatisfy { ToolName.wire($0) == $0 })
    #expect(sent[1] == "a_b")
    #expect(sent.map { fitted.toolNames[$0] ?? $0 } == names)
    #expect(fitted.request.parameters.toolChoice == .tool(sent[0]))
  }

  @Test func `names a tool the same in the history and beside it`() {
    var request = ask(tools: [tool("a.b"), tool("a_b")])
    request.messages += [
      Requests.message(.assistant, [.toolCall(ToolCall(id: "1", name: "a.b", arguments: "{}"))]),
      Requests.message(.tool, [.toolResult(ToolResult(callID: "1", name: "a.b", content: "x"))]),
    ]
    let fitted = fit(request, .openAIChat)
    #expect(fitted.request.messages[1].toolCalls.map(\.name) == [fitted.request.tools[0].name])
  }

  @Test func `hears a call under the tool's own name`() {
    var request = TurnStage.prompt("Hello")
    request.tools = [tool("a.b")]
    let settings = TurnSettings(codec: { _ in StubCodec() }, fit: { Fitting.fit($0, for: $1) })
    let stage = TurnStage("a/m", request: request, settings: settings)
    _ = stage.begin()
    _ = stage.status(1, 200)
    let called = TransferEvent.body(Array("C a_b\nC other\n".utf8))
    let names = stage.effects(of: .transfer(TransferID(value: 1), called)).compactMap { effect in
      if case .publish(.part(.toolCallBegan(_, _, let name))) = effect { name } else { nil }
    }
    #expect(names == ["a.b", "other"])
  }

  // MARK: Files

  private func file(_ bytes: Int, _ type: String = "image/png") -> ContentPart {
    .attachment(
      Attachment(name: "f", mimeType: type, data: Array(repeating: 1, count: bytes)))
  }

  private func files(_ parts: [ContentPart], _ dialect: Dialect) -> ([Bool], [String]) {
    let request = ChatRequest(messages: [Requests.message(.user, parts)])
    let fitted = fit(request, dialect)
    let sent = fitted.request.messages.flatMap(\.parts).map { part in
      if case .attachment = part { true } else { false }
    }
    return (sent, fitted.notes)
  }

  @Test func `names a file that is too large for the provider`() {
    let (sent, notes) = files([file(3_932_160), file(3_932_161)], .anthropic)
    #expect(sent == [true, false])
    #expect(notes == ["a file has 3.7 MB, and anthropic takes 3.7 MB: f is only named"])
    #expect(files([file(4_000_000)], .openAIChat).0 == [true])
  }

  @Test func `names the oldest files where all together are too large`() {
    let (sent, notes) = files([file(6 << 20), file(6 << 20), file(6 << 20)], .gemini)
    #expect(sent == [false, true, true])
    #expect(notes == ["the files are more than 14.0 MB in all: f is only named"])
  }

  @Test(arguments: [
    (Dialect.gemini, "image/gif", false), (.gemini, "image/heic", true),
    (.ollama, "image/gif", false),
    (.anthropic, "image/gif", true), (.anthropic, "image/tiff", false),
    (.ollama, "application/pdf", false), (.openAIChat, "application/pdf", true),
    (.openAIResponses, "application/pdf", true), (.anthropic, "audio/wav", false),
    (.geminiGRPC, "audio/wav", true),
  ])
  func `sends the types that a dialect takes`(dialect: Dialect, type: String, isSent: Bool) {
    #expect(files([file(3, type)], dialect).0 == [isSent])
  }

  @Test func `lets a result's image follow where results are text`() {
    let messages = [
      Requests.message(.user, [.text("look")]),
      Requests.message(.assistant, [.toolCall(ToolCall(id: "1", name: "f", arguments: "{}"))]),
      Requests.message(
        .tool,
        [
          .toolResult(
            ToolResult(callID: "1", name: "f", content: "x", attachments: [Requests.png]))
        ]),
    ]
    for dialect in Dialect.allCases {
      let fitted = fit(ChatRequest(messages: messages), dialect).request.messages
      let follows = dialect == .openAIChat || dialect == .ollama
      #expect(fitted.map(\.role) == [.user, .assistant, .tool] + (follows ? [.user] : []))
      guard case .toolResult(let result)? = fitted[2].parts.first else { continue }
      #expect(result.attachments == (follows ? [] : [Requests.png]))
      #expect(result.content == (follows ? "x\n[image: a.png]" : "x"))
    }
  }

  // MARK: Order

  @Test func `puts an answer between results and a prompt for Mistral`() {
    let messages = [
      Requests.message(.user, [.text("look")]),
      Requests.message(.assistant, [.toolCall(ToolCall(id: "1", name: "f", arguments: "{}"))]),
      Requests.message(.tool, [.toolResult(ToolResult(callID: "1", name: "f", content: "x"))]),
      Requests.message(.user, [.text("stop")]),
    ]
    var candidate = FullConversation.candidate(.openAIChat)
    candidate.provider.quirks = Preset.named("mistral")?.quirks ?? Quirks()
    let roles = Fitting.fit(ChatRequest(messages: messages), for: candidate).request.messages
    #expect(roles.map(\.role) == [.user, .assistant, .tool, .assistant, .user])
  }

  @Test func `sends Responses no reasoning that nothing follows`() {
    let target = FullConversation.candidate(.openAIResponses).target
    let origin = Origin(target: target, dialect: .openAIResponses)
    let sealed = ContentPart.reasoning(ReasoningPart("r", details: [["type": "reasoning"]]))
    func kept(_ parts: [ContentPart], _ state: Message.State = .complete) -> Bool {
      var answer = Requests.message(.assistant, parts, origin: origin)
      answer.state = state
      let prompt = Requests.message(.user, [.text("hi")])
      let fitted = fit(ChatRequest(messages: [prompt, answer, prompt]), .openAIResponses)
      return fitted.request.messages.flatMap(\.parts).contains(sealed)
    }
    #expect(kept([sealed, .text("so")]))
    #expect(!kept([sealed, .text("so")], .partial))
    #expect(!kept([.text("so"), sealed]))
  }
}
