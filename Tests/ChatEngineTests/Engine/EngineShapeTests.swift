import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `A form of answers in the chat` {
  /// Answers wrongly until it was told so often enough.
  private func stage(wrong: Int) throws -> EngineStage {
    let script = DemoScript { request in
      let said = (request.body?["messages"]?.arrayValue ?? []).filter {
        $0["content"]?.stringValue?.hasPrefix("That is not what was asked for:") == true
      }
      return DemoReply(text: said.count < wrong ? #"{"age": "7"}"# : #"{"age": 7}"#)
    }
    return try EngineStage(script).begin()
  }

  @Test func `is asked for natively, and asked for again with the reasons`() throws {
    let stage = try stage(wrong: 1)

    #expect(
      stage.run(.setParameter(name: "schema", value: "age int"))
        == ["says Answers meet that schema from here on."])
    stage.run(.ask("How old?"))

    let messages = stage.engine.conversation.messages
    #expect(messages.map(\.role) == [.user, .assistant, .user, .assistant])
    #expect(messages.last?.text == #"{"age": 7}"#)
    #expect(
      stage.lines.contains("says /age must be an integer, not a string; asking again (1 of 2)"))
    let format = stage.server.requests.first?.body?["response_format"]
    #expect(format?["json_schema"]?["strict"] == true)
    #expect(format?["json_schema"]?["schema"]?["required"] == ["age"])
  }

  @Test func `is given up after two corrections, and said to be`() throws {
    let stage = try stage(wrong: 9)
    stage.run(.setParameter(name: "schema", value: "age int"))

    stage.run(.ask("How old?"))

    #expect(stage.engine.conversation.messages.count == 6)
    #expect(
      stage.lines.contains(
        "says The last answer is not of the form that was asked for: /age must be an integer, not "
          + "a string."))
    #expect(stage.engine.current == nil)
  }

  @Test func `is left off again, and says what is wrong with it`() throws {
    let stage = try stage(wrong: 9)
    let wrong = "says This is no schema: at character 5: there is no type \"itn\""

    #expect(stage.run(.setParameter(name: "schema", value: "age itn"))[0].hasPrefix(wrong))
    #expect(
      stage.run(.setParameter(name: "schema", value: "json"))
        == ["says Answers are JSON objects from here on."])
    #expect(
      stage.run(.setParameter(name: "schema", value: "default"))
        == ["says Answers have any form from here on."])
    stage.run(.ask("How old?"))

    #expect(stage.engine.conversation.messages.count == 2)
    #expect(stage.server.requests.first?.body?["response_format"] == nil)
  }
}
