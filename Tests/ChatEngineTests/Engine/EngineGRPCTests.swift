import DemoProviders
import Testing

@testable import ChatEngine

/// Conversations with the demo's provider that speaks gRPC, by libcurl on real connections.
@Suite struct `An engine that asks over gRPC` {
  /// A stage whose provider `g` speaks gRPC and whose other ones are the usual.
  private func stage(_ replies: [DemoReply], destination: String = "g/m") throws -> EngineStage {
    try EngineStage(.byProvider(["g": replies]), destination: destination) { catalog in
      guard var provider = catalog.providers.first else { return }
      provider.name = "g"
      provider.dialect = .geminiGRPC
      // Port and path of `a`, whose path another name takes.
      provider.baseURL = String(provider.baseURL.dropLast("a/v1".count)) + "g"
      catalog.add(provider)
      catalog.add(
        Route(
          name: "both",
          targets: ["g", "a"].map { RouteTarget(Target(provider: $0, model: "m")) }))
    }.begin()
  }

  private static let yes = DemoReply(text: "Hello there.")

  @Test func `shows text and reasoning as they come, and keeps them`() throws {
    let stage = try stage([DemoReply(text: "Hello there.", reasoning: "Hm, wait.")])

    let lines = stage.run(.ask("Hi"))

    #expect(lines.contains("reasoning Hm,"))
    #expect(lines.contains("text Hello"))
    #expect(lines.last == "turn idle")
    #expect(stage.stored?.messages.last?.text == "Hello there.")
    #expect(stage.server.requests.last?.destination?.dialect == .geminiGRPC)
  }

  @Test func `takes a tool call whole`() throws {
    let call = DemoToolCall(id: "c1", name: "look_up", arguments: ["city": "Köln"])
    let stage = try stage([DemoReply(text: "", toolCalls: [call])])

    stage.run(.ask("Hi"))

    let calls = stage.engine.conversation.messages.last?.parts.compactMap { part in
      if case .toolCall(let call) = part { "\(call.name) \(call.arguments)" } else { nil }
    }
    #expect(calls?.count == 1)
    #expect(calls?.first?.contains("look_up") == true)
    #expect(calls?.first?.contains("Köln") == true)
  }

  @Test(arguments: [DemoFault.refusedStream, .goAway])
  func `asks again at once and says nothing where the server did not begin`(
    _ fault: DemoFault
  ) throws {
    let stage = try stage([.fault(fault), Self.yes])

    stage.run(.ask("Hi"))

    #expect(stage.shownPath == ["user Hi", "assistant Hello there."])
    #expect(stage.notices == [])
    #expect(stage.server.requests.count == 2)
  }

  @Test func `asks again at once when the server leaves between two prompts`() throws {
    let stage = try stage([Self.yes, .fault(.goAway), Self.yes])

    stage.run(.ask("one"))
    stage.run(.ask("two"))

    #expect(stage.notices == [])
    #expect(stage.shownPath.filter { $0.hasPrefix("assistant Hello there.") }.count == 2)
  }

  @Test func `waits as long as the server says when it limits`() throws {
    let stage = try stage([.fault(.status(429)), Self.yes])

    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains("turn waiting g/m") }

    let failures = stage.updates.compactMap { update -> Failure? in
      if case .turn(.waiting(_, _, let failure)) = update { failure } else { nil }
    }
    #expect(failures.first?.kind == .rateLimited)
    // What RetryInfo says, in the trailers' details.
    #expect(failures.first?.retryAfter == .seconds(2))
    stage.run(.stop)
  }

  @Test(arguments: [
    DemoFault.cutAfter(tokens: 1), .resetAfter(tokens: 1), .closeAfter(tokens: 1),
    .errorEventAfter(tokens: 1, type: "UNAVAILABLE"), .status(401), .status(503), .html,
    .emptyBody, .hangUp, .raw([9, 9, 9]), .contentType("text/html"),
  ])
  func `goes on with the next provider when it fails`(_ fault: DemoFault) throws {
    let failing = DemoReply(text: "one two three", faults: [fault])
    let stage = try stage([failing, failing, failing, failing], destination: "both")

    stage.run(.ask("Hi"))

    #expect(stage.engine.conversation.messages.last?.text == "From a.")
  }

  @Test func `gives the stream up when the answer is stopped`() throws {
    let stage = try stage([
      DemoReply(text: "one two", faults: [.stallAfter(tokens: 1)]), Self.yes,
    ])
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.lines.contains { $0.hasPrefix("text") } }

    stage.run(.stop)
    stage.run(.ask("Again"))

    #expect(stage.engine.conversation.messages.last?.text == "Hello there.")
    #expect(stage.server.requests.first?.clientClosed == true)
  }

  @Test func `is told which models there are`() throws {
    let stage = try stage([Self.yes])
    let codec = GeminiGRPCCodec()
    let provider = try #require(stage.engine.catalog.providers.first { $0.name == "g" })
    let client = try WireClient()

    let outcome = try client.outcome(of: codec.modelsRequest(at: provider))

    #expect(try codec.models(in: outcome.body).map(\.id).contains("demo-fast"))
  }
}
