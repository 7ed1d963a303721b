import DemoProviders
import Testing

@testable import ChatEngine

/// One conversation with a picture, reasoning and tool calls that goes from provider to provider.
///
/// The demo refuses what the real servers refuse, so that an answer means that all that was said
/// before was put as the next one takes it.
@Suite struct `A conversation through all dialects` {
  /// One provider of the showcase for each dialect, with a model that reasons.
  private static let targets = DemoDialect.allCases.compactMap { dialect in
    DemoCatalog.showcase.providers.first { $0.dialect == dialect }.map {
      Target(provider: $0.name, model: "demo-thinker")
    }
  }

  private static let picture = Attachment(
    name: "dot.png", mimeType: "image/png",
    data: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0])

  private func stage() throws -> EngineStage {
    var script = DemoScript { request in
      var reply = DemoScript.showcase.respond(request)
      reply.pace = .atOnce
      return reply
    }
    script.catalog = .showcase
    let look = RoundStage.tool("look", allowed: true)
    let stage = try EngineStage(script, destination: nil) { catalog in
      guard let port = catalog.providers.first.flatMap({ URLText($0.baseURL)?.port }) else {
        return
      }
      for demo in DemoCatalog.showcase.providers {
        var quirks = Quirks()
        quirks.takesStreamOptions = demo.dialect == .openAIChat
        quirks.checksSignatures = demo.dialect == .anthropic
        catalog.add(
          Provider(
            name: demo.name, dialect: Dialect(rawValue: demo.dialect.rawValue) ?? .openAIChat,
            baseURL: demo.baseURL(port: UInt16(port)), authentication: .none,
            models: [
              Model(
                id: "demo-thinker", context: 200_000, vision: true, tools: true, reasoning: true)
            ],
            quirks: quirks))
      }
    }
    stage.tools = FakeTools([look], loop: stage.loop)
    return stage.begin()
  }

  @Test(arguments: targets.indices)
  func `is never refused, whoever begins`(first: Int) throws {
    let stage = try stage()
    let order = Self.targets[first...] + Self.targets[..<first] + [Self.targets[first]]

    for (place, target) in order.enumerated() {
      stage.engine.handle(.select(.target(target)))
      stage.run(.ask("look with the tool and think", place % 3 == 0 ? [Self.picture] : []))
    }

    let answers = stage.engine.conversation.messages.filter { $0.role == .assistant }
    let attempts = answers.flatMap { $0.ending?.attempts ?? [] }
    #expect(order.count == 7)
    #expect(answers.count == 2 * order.count)
    #expect(answers.allSatisfy { $0.state == .complete })
    #expect(attempts.filter { $0.outcome != .answered }.map(\.failure) == [])
    #expect(Set(attempts.map(\.target)) == Set(Self.targets))
    #expect(stage.tools?.ran.count == order.count)
  }
}
