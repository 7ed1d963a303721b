import DemoProviders
import Testing

@testable import ChatEngine

/// Responses and Ollama's own interface over the demo's server, which refuses what theirs refuse.
@Suite struct `A conversation over Responses and Ollama` {
  private static let d = Target(provider: "d", model: "demo-thinker")
  private static let e = Target(provider: "e", model: "demo-thinker")

  private func stage(_ script: DemoScript) throws -> EngineStage {
    var script = script
    script.catalog = .showcase
    let stage = try EngineStage(script, destination: "d/demo-thinker")
    let port = stage.server.port
    let bases: [(String, Dialect, String)] = [
      ("d", .openAIResponses, "/responses/v1"), ("e", .ollama, "/ollama"),
    ]
    stage.extend = { _, catalog in
      var catalog = catalog
      for (name, dialect, path) in bases {
        catalog.add(
          Provider(
            name: name, dialect: dialect, baseURL: "http://127.0.0.1:\(port)\(path)",
            authentication: .none, models: [Model(id: "demo-thinker")]))
      }
      catalog.destination = .target(Self.d)
      return .success(catalog)
    }
    stage.begin()
    stage.run(.startDemo)
    return stage
  }

  @Test func `goes from one to the other and back without a refusal`() throws {
    let reply = DemoReply(text: "Hello there.", reasoning: "Hm. Well.")
    let stage = try stage(.always(reply))

    for target in [Self.d, Self.e, Self.d, Self.e, Self.e, Self.d] {
      stage.run(.select(.target(target)))
      stage.run(.ask("Hi at \(target)", []))
    }

    let answers = stage.engine.conversation.messages.filter { $0.role == .assistant }
    #expect(answers.map(\.state) == Array(repeating: .complete, count: 6))
    #expect(answers.allSatisfy { $0.text == "Hello there." && $0.reasoning == "Hm. Well." })
    #expect(answers.last?.ending?.attempts.count == 1)
    // Its own reasoning went back to Responses each time, with the seal.
    let last = stage.server.requests.last { $0.path.hasSuffix("/responses") }
    let types = last?.body?["input"]?.arrayValue?.compactMap { $0["type"]?.stringValue } ?? []
    #expect(types.filter { $0 == "reasoning" }.count == 2)
  }

  @Test func `knows the length of a context before the first question`() throws {
    let stage = try stage(.always(DemoReply(text: "Hello.")))

    stage.run(.select(.target(Self.e)))
    stage.wait { stage.engine.catalog.model(of: Self.e).context != nil }
    let model = stage.engine.catalog.model(of: Self.e)
    #expect(model.context == DemoModel.thinker.contextWindow)
    #expect(model.tools == true)
    #expect(model.reasoning == true)

    stage.run(.ask("Hi", []))
    let last = stage.server.requests.last { $0.path.hasSuffix("/api/chat") }
    #expect(last?.body?["options"]?["num_ctx"] == 8192)
  }

  @Test func `lists the models and asks for each`() throws {
    let stage = try stage(.always(DemoReply(text: "Hello.")))
    let fast = Target(provider: "e", model: "demo-fast")

    stage.run(.refreshModels)
    stage.wait { stage.engine.catalog.model(of: fast).context != nil }
    #expect(stage.engine.catalog.model(of: fast).context == DemoModel.fast.contextWindow)
    #expect(stage.engine.catalog.targets.contains(Target(provider: "d", model: "demo-fast")))
  }

  @Test(arguments: [
    ("/v1/responses", Dialect.openAIResponses, #"{"model":"m","stream":true,"input":"hi"}"#),
    ("/api/chat", .ollama, #"{"model":"m","messages":[{"role":"user","content":"hi"}]}"#),
  ])
  func `has the faults of the others`(path: String, dialect: Dialect, body: String) throws {
    let faults: [(DemoFault, Failure.Kind?)] = [
      (.errorEventAfter(tokens: 1, type: "server_error"), .serverError),
      (.cutAfter(tokens: 1), .cut), (.garbage(afterTokens: 1, events: 3), .malformed),
      (.garbage(afterTokens: 1, events: 1), nil), (.dataAfterEnd, nil),
      (.hugeEvent(afterTokens: 1, bytes: 9 << 20), .malformed), (.html, .malformed),
      (.emptyBody, .cut), (.splitBytes(3), nil),
    ]
    for (fault, kind) in faults {
      let server = try DemoServer(.always(DemoReply(text: "Hello there, you.", faults: [fault])))
      defer { server.stop() }
      let client = DemoClient(port: server.port)
      client.post(path, body)
      let parts = Decoding.parts(of: client.response().body, dialect)
      switch parts.last {
      case .failed(let failure)?: #expect(failure.kind == kind, "\(fault)")
      default: #expect(kind == nil, "\(fault)")
      }
    }
  }

  @Test(arguments: [Self.d, Self.e])
  func `takes a tool call, and an answer in one piece`(target: Target) throws {
    let call = DemoToolCall(id: "call_1", name: "f", arguments: ["city": "Köln"])
    let stage = try stage(.always(DemoReply([.reasoning("Hm."), .toolCall(call)])))
    stage.run(.select(.target(target)))
    stage.run(.ask("Hi", []))
    let answer = stage.engine.conversation.messages.last { $0.role == .assistant }
    #expect(answer?.toolCalls.map(\.arguments) == [#"{"city":"Köln"}"#])
    #expect(answer?.ending?.finish == .toolCalls)
  }
}
