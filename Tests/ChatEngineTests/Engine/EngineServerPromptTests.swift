import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `A server's prompt` {
  private let image = ChatEngine.Attachment(name: "a.png", mimeType: "image/png", data: [1])

  private func said(
    _ text: String, _ files: [ChatEngine.Attachment] = [], byModel isAssistant: Bool = false
  ) -> MCPPromptMessage {
    MCPPromptMessage(isAssistant: isAssistant, text: text, attachments: files)
  }

  private func stage(
    _ answer: Result<[MCPPromptMessage], ToolFailure>
  ) throws -> EngineStage {
    let stage = try EngineStage()
    stage.fillIn = { _, done in done(answer) }
    return stage.begin()
  }

  private let use = EngineCommand.usePrompt(
    server: "docs", name: "review", arguments: ["language": "Swift"])

  @Test func `is filled in by its server with what was typed, and asked`() throws {
    let stage = try EngineStage()
    var filled: [FilledPrompt] = []
    stage.fillIn = { prompt, done in
      filled.append(prompt)
      done(.success([said("Review this.")]))
    }
    stage.begin()

    stage.run(use)

    #expect(
      filled == [
        FilledPrompt(server: "docs", name: "review", arguments: ["language": "Swift"])
      ])
    #expect(stage.shownPath == ["user Review this.", "assistant Hello there."])
  }

  @Test func `of several messages is one prompt, with its files`() throws {
    let picture = said("Look:", [image])
    let stage = try stage(
      .success([
        picture, said("I see.", byModel: true),
        said("And?"),
      ]))

    stage.run(use)

    #expect(
      stage.engine.conversation.messages.first?.parts == [
        .attachment(image), .text("Look:\n\n[assistant] I see.\n\nAnd?"),
      ])
  }

  @Test func `that is empty, or that the server refuses, is said and asks nothing`() throws {
    let empty = try stage(.success([said("")]))
    #expect(empty.run(use) == ["says The prompt review of docs is empty."])

    let refused = try stage(.failure(ToolFailure(.unavailable, "The server docs is gone.")))
    #expect(refused.run(use) == ["says The server docs is gone."])
    #expect(refused.engine.conversation.isEmpty)
    #expect(refused.server.requests.isEmpty)
  }

  @Test func `that comes when another conversation is open is not asked there`() throws {
    let stage = try EngineStage()
    var done: ((Result<[MCPPromptMessage], ToolFailure>) -> Void)?
    stage.fillIn = { done = $1 }
    stage.begin()
    stage.run(use)
    stage.run(.newConversation)

    done?(.success([said("Review this.")]))

    #expect(stage.engine.conversation.isEmpty)
    #expect(stage.engine.current == nil)
  }
}
