import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

private let image = Attachment(name: "dot.png", mimeType: "image/png", data: [1, 2, 3])
private let text = Attachment(name: "a.txt", mimeType: "text/plain", data: Array("milk".utf8))

/// An image alone is likely to be more than the thousand tokens of the stage's models.
private func roomy(_ catalog: inout Catalog) {
  catalog.update { $0.models = [Model(id: "m", context: 100_000)] }
}

@Suite struct `A prompt with files` {
  @Test func `is kept and sent with them, and without words too`() throws {
    let stage = try EngineStage(destination: "b/m", edit: roomy).begin()

    stage.run(.ask("", [image, text]))

    #expect(
      stage.engine.conversation.messages.first?.parts == [.attachment(image), .attachment(text)])
    #expect(stage.engine.conversation.displayTitle == "dot.png")
    let content = stage.server.requests.last?.body?["messages"]?[0]?["content"]?.arrayValue ?? []
    #expect(content.map { $0["type"]?.stringValue } == ["image", "text"])
    #expect(content.last?["text"]?.stringValue == "[file: a.txt]\nmilk")
    #expect(stage.stored == stage.engine.conversation)
  }

  @Test func `has others in another wording, if others are given`() throws {
    let stage = try EngineStage(edit: roomy).begin()
    stage.run(.ask("one", [image]))
    let first = stage.engine.conversation.path[0]

    stage.run(.edit(first, "two"))
    #expect(stage.engine.conversation.messages.first?.parts == [.attachment(image), .text("two")])
    stage.run(.edit(first, "three", [text]))
    #expect(stage.engine.conversation.messages.first?.parts == [.attachment(text), .text("three")])
  }

  @Test func `is weighed for the target that is asked first`() throws {
    let stage = try EngineStage(destination: "all") { catalog in
      catalog.update {
        if $0.name == "a" { $0.models = [Model(id: "m", context: 1000, vision: false)] }
      }
    }.begin()
    let long = Attachment(
      name: "long.txt", mimeType: "text/plain", data: Array(repeating: 65, count: 40_000))

    stage.run(.weigh([image, text, long]))

    #expect(
      objections(stage) == [
        "m takes no images: dot.png is only named.", nil,
        "long.txt has about 10k tokens, and m takes 1k.",
      ])
  }

  @Test func `that is too large for the target is told, one file or all together`() throws {
    let stage = try EngineStage(destination: "b/m").begin()
    let large = Attachment(
      name: "l.png", mimeType: "image/png", data: Array(repeating: 0, count: 4 << 20))
    let document = Attachment(
      name: "d.pdf", mimeType: "application/pdf", data: Array(repeating: 0, count: 12 << 20))

    stage.run(.weigh([large, document, document]))

    #expect(
      objections(stage) == [
        "A file has 4.0 MB, and b takes 3.7 MB: l.png is only named.",
        "The files are more than 22.0 MB in all: d.pdf is only named.", nil,
      ])
  }

  @Test(arguments: ["a/m", "b/m", "c/m"])
  func `is answered by the demo with what came`(target: String) throws {
    let script = DemoScript { request in
      var reply = DemoScript.showcase.respond(request)
      reply.pace = .atOnce
      return reply
    }
    let stage = try EngineStage(script, destination: target, edit: roomy).begin()

    stage.run(.ask("What is this?", [image, text]))

    let answer = stage.engine.conversation.messages.last?.text ?? ""
    #expect(
      answer.contains(
        "With “What is this?” came:\n\n- an image, PNG, 3 bytes\n- `a.txt`, as text\n"))
  }

  @Test func `keeps its files with the draft`() throws {
    let stage = try EngineStage().begin()
    stage.run(.ask("one"))
    let id = stage.engine.conversation.id
    let files = [DraftFile.path("/tmp/a b.png"), .content(image)]

    stage.run(.saveDraftFiles(files))
    stage.run(.newConversation)
    stage.run(.open(id.text))

    guard case .opened(let opened) = stage.updates.first else {
      Issue.record("nothing was opened")
      return
    }
    #expect(opened.draftFiles == files)
  }

  private func objections(_ stage: EngineStage) -> [String?]? {
    stage.updates.lazy.compactMap { update -> [String?]? in
      if case .objections(let all) = update { all } else { nil }
    }.first
  }
}
