import DemoProviders
import Testing

@testable import ChatEngine

/// The demo refuses with 400 what the real servers refuse: foreign signatures and call ids, two prompts
/// in a row, empty messages.
@Suite struct `A conversation that wanders between providers` {
  @Test(arguments: 1...8)
  func `is never refused`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let script = DemoScript { request in
      switch (request.visit + request.number) % 4 {
      case 0: DemoReply(text: "Thought.", reasoning: "Let me think about it.")
      case 1: DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
      case 2: .fault(.status(404))
      default: DemoReply(text: "Plain.")
      }
    }
    let stage = try EngineStage(script, destination: "all").begin()

    for turn in 0..<12 {
      let name = ["a", "b", "c"].randomElement(using: &random) ?? "a"
      let target = Destination.target(Target(provider: name, model: "m"))
      stage.engine.handle(.select(Bool.random(using: &random) ? target : .route("all")))
      switch Int.random(in: 0..<5, using: &random) {
      case 0:
        if let head = stage.engine.conversation.head { stage.run(.regenerate(head, with: target)) }
      case 1:
        let prompts = stage.engine.conversation.messages.filter { $0.role == .user }
        if let prompt = prompts.randomElement(using: &random) {
          stage.run(.edit(prompt.id, "Edited \(turn)"))
        }
      default: stage.run(.ask("Prompt \(turn)"))
      }
    }

    let refused = stage.server.requests.filter { $0.status == 400 || $0.status == 422 }
    #expect(refused.isEmpty, "\(refused.map { String(decoding: $0.bodyBytes, as: UTF8.self) })")
    #expect(stage.server.requests.count > 8)
    #expect(stage.stored == stage.engine.conversation)
  }
}
