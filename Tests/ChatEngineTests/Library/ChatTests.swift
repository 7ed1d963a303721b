import DemoProviders
import Testing

@testable import ChatEngine
@testable import ChatLibrary

@Suite struct `The engine as a library` {
  private func chat(_ server: DemoServer) throws -> Chat {
    var catalog = EngineStage.catalog(port: server.port)
    catalog.destination = .route("all")
    return try Chat(catalog: catalog)
  }

  @Test func `streams an answer`() async throws {
    let server = try DemoServer(.always(DemoReply(text: "Hello there.", reasoning: "Hm.")))
    var text = ""
    var last: Chat.Part?

    for try await part in try chat(server).ask("Hi", system: "Be brief.") {
      if case .text(let piece) = part { text += piece }
      last = part
    }

    #expect(text == "Hello there.")
    #expect(last == .finished(provider: "a", model: "m"))
  }

  @Test func `goes on with the next provider, and says so`() async throws {
    let server = try DemoServer(.byProvider(["a": [.fault(.status(401))]]))
    var parts: [Chat.Part] = []

    for try await part in try chat(server).ask("Hi") { parts.append(part) }

    #expect(parts.first == .restarted(provider: "b"))
    #expect(parts.last == .finished(provider: "b", model: "m"))
  }

  @Test func `throws a sentence when nobody answers`() async throws {
    let server = try DemoServer(.always(.fault(.status(401))))

    await #expect {
      for try await _ in try chat(server).ask("Hi") {}
    } throws: { error in
      (error as? Chat.Failure)?.description.hasPrefix("a answered 401 (key rejected)") == true
    }
  }

  @Test(.timeLimit(.minutes(1))) func `stops the answer when nobody reads on`() async throws {
    let server = try DemoServer(
      .always(DemoReply(text: "one two three", faults: [.stallAfter(tokens: 1)])))

    for try await part in try chat(server).ask("Hi") {
      if case .text = part { break }
    }
    // The server sees the connection go; it answers this when it has.
    while server.requests.last?.clientClosed != true { await Task.yield() }

    #expect(server.requests.count == 1)
  }

  @Test func `wants a key`() {
    #expect(throws: Chat.Failure(description: "No provider has a key. Set one, as OPENAI_API_KEY."))
    {
      try Chat(environment: [:])
    }
  }
}
