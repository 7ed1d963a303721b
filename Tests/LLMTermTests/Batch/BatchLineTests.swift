import ChatEngine
import Testing

@testable import llmterm

@Suite struct `A line of a batch` {
  private func read(_ text: String, number: Int = 7) throws(BatchMistake) -> BatchLine {
    try BatchLine(Array(text.utf8), number: number, time: Timestamp(milliseconds: 0))
  }

  private func mistake(_ text: String) -> BatchMistake? {
    do throws(BatchMistake) {
      _ = try read(text)
      return nil
    } catch {
      return error
    }
  }

  @Test func `has a prompt and an id`() throws {
    let line = try read(#"{"id": "a", "prompt": "Hi", "system": "Be brief.", "target": "x/y"}"#)

    #expect(line.identity.json == "a")
    #expect(line.messages.map(\.text) == ["Hi"])
    #expect(line.messages.first?.role == .user)
    #expect(line.system == "Be brief.")
    #expect(line.wish == .named("x/y"))
    #expect(line.notes.isEmpty)
  }

  @Test(arguments: [
    (#"{"prompt": "Hi"}"#, JSON.string("7")), (#"{"id": 12, "prompt": "Hi"}"#, 12),
    (#"{"id": null, "prompt": "Hi"}"#, JSON.string("7")),
  ])
  func `is called by its number where it has no id`(text: String, id: JSON) throws {
    #expect(try read(text).identity.json == id)
  }

  @Test(arguments: [
    #"{"prompt": "Hi"}"#, #"{"id": 1, "prompt": "é\n\ud83e\uddea", "id": 2}"#, #"{"prompt": null}"#,
    #"{"id": null, "custom_id": "c", "prompt": "Hi"}"#, #"{"id": [], "prompt": "Hi"}"#, "{}",
    #"{"prompt": 1, "prompt": "Hi"}"#, #"{"prompt": "Hi", "prompt": 1}"#, #"{"id": "a"}"#,
    #"{"prompt": "Hi"} "#, #"{"prompt": "Hi"},"#, #"{"prompt": "Hi\ud800"}"#, #"{"prompt": "Hi""#,
  ])
  func `is the same, whether it is short enough to be read at a glance or not`(text: String) throws
  {
    // A name that changes nothing.
    let longer = text.replacingFirst("{", with: #"{"system": null"# + (text == "{}" ? "" : ", "))
    let (line, other) = (try? read(text), try? read(longer))
    #expect(line?.identity == other?.identity)
    #expect(line?.messages == other?.messages)
    #expect(line?.notes == other?.notes)
    #expect(mistake(text)?.id == mistake(longer)?.id)
    #expect((line == nil) == (other == nil))
  }

  @Test func `has messages as OpenAI spells them`() throws {
    let line = try read(
      #"""
      {"id": "1", "messages": [{"role": "system", "content": "Be brief."},
       {"role": "user", "content": [{"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID"}}]},
       {"role": "assistant", "content": null, "tool_calls": [{"id": "c1", "type": "function",
        "function": {"name": "look", "arguments": "{}"}}]},
       {"role": "tool", "tool_call_id": "c1", "content": "a cat"}]}
      """#.filter { $0 != "\n" })

    #expect(line.system == "Be brief.")
    #expect(line.messages.map(\.role) == [.user, .assistant, .tool])
    #expect(
      line.messages[0].parts == [
        .text("What is this?"),
        .attachment(Attachment(name: nil, mimeType: "image/png", data: [1, 2, 3])),
      ])
    #expect(line.messages[1].toolCalls.first?.name == "look")
    #expect(
      line.messages[2].parts == [
        .toolResult(ToolResult(callID: "c1", name: "look", content: "a cat"))
      ])
  }

  @Test(arguments: [
    (#"{"prompt": "Hi", "schema": "name"}"#, "a schema must be an object"),
    (#"{"prompt": "Hi", "schema": {"type": "objekt"}}"#, "\"/type\" must be one of null, "),
  ])
  func `is told what is wrong with its schema`(text: String, reason: String) throws {
    let line = try read(text)
    var shapes = BatchShapes()

    let error = #expect(throws: BatchMistake.self) { try shapes.shape(for: line) }

    let sentence = error?.sentence ?? ""
    #expect(sentence.hasPrefix("\"schema\" is no JSON Schema: \(reason)"), "\(sentence)")
  }

  @Test func `has parameters and a schema`() throws {
    let line = try read(
      #"""
      {"prompt": "x", "parameters": {"temperature": 0, "top_p": 0.5, "seed": 7, "stop": "END",
       "max_output_tokens": 100, "reasoning_effort": "low"}, "schema": {"type": "object"}}
      """#.filter { $0 != "\n" })

    #expect(line.parameters.temperature == 0)
    #expect(line.parameters.topP == 0.5)
    #expect(line.parameters.seed == 7)
    #expect(line.parameters.stop == ["END"])
    #expect(line.parameters.maxOutputTokens == 100)
    #expect(line.parameters.reasoningEffort == .low)
    #expect(line.schema == ["type": "object"])
  }

  @Test func `may be one of OpenAI's batches`() throws {
    let line = try read(
      #"""
      {"custom_id": "r-1", "method": "POST", "url": "/v1/chat/completions", "body": {
       "model": "gpt-x", "messages": [{"role": "developer", "content": "Short."},
       {"role": "user", "content": "Hi"}], "max_tokens": 10, "logprobs": true,
       "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema":
       {"type": "object"}}}}}
      """#.filter { $0 != "\n" })

    #expect(line.identity.json == "r-1")
    #expect(line.wish == .model("gpt-x"))
    #expect(line.system == "Short.")
    #expect(line.messages.map(\.text) == ["Hi"])
    #expect(line.parameters.maxOutputTokens == 10)
    #expect(line.schema == ["type": "object"])
    #expect(line.notes == [#""logprobs" is not known here and was left out"#])
  }

  @Test func `may be one for Responses`() throws {
    let line = try read(
      #"""
      {"custom_id": "r-2", "url": "/v1/responses", "body": {"model": "gpt-x", "input": "Hi",
       "instructions": "Short.", "max_output_tokens": 10, "reasoning": {"effort": "low"},
       "text": {"format": {"type": "json_schema", "name": "a", "schema": {"type": "array"}}}}}
      """#.filter { $0 != "\n" })

    #expect(line.system == "Short.")
    #expect(line.messages.map(\.text) == ["Hi"])
    #expect(line.parameters.maxOutputTokens == 10)
    #expect(line.parameters.reasoningEffort == .low)
    #expect(line.schema == ["type": "array"])
  }

  @Test(arguments: [
    (#"{"id": "1", "prompt": "#, "it is not JSON: a value was expected, at byte 23", nil),
    ("[1]", "it is no JSON object", nil),
    (#"{"id": []}"#, "its id must be a text or a number", nil),
    (#"{"id": "1"}"#, #"it has neither "prompt" nor "messages""#, "1"),
    (#"{"id": "1", "prompt": 7}"#, #""prompt" must be a text"#, "1"),
    (#"{"prompt": "x", "messages": []}"#, #"it has both "prompt" and "messages""#, "7"),
    (
      #"{"messages": []}"#, #""messages" must be a list with a message in it"#, "7"
    ),
    (
      #"{"messages": [{"role": "boss", "content": "x"}]}"#,
      #"there is no role "boss"; there are system, developer, user, assistant and tool"#, "7"
    ),
    (
      #"{"prompt": "x", "parameters": {"temprature": 1}}"#,
      #"there is no parameter "temprature". Did you mean "temperature"?"#, "7"
    ),
    (
      #"{"prompt": "x", "parameters": {"temperature": 9}}"#,
      #""temperature" has a value that it cannot have"#, "7"
    ),
    (
      #"{"custom_id": "e", "url": "/v1/embeddings", "body": {}}"#,
      #""/v1/embeddings" cannot be asked; what can be is /v1/chat/completions and /v1/responses"#,
      "e"
    ),
    (
      #"{"messages": [{"content": [{"type": "image_url", "image_url": {"url": "http://h/i"}}]}]}"#,
      "a file must stand in the line itself, as data:TYPE;base64,BYTES: nothing is fetched", "7"
    ),
  ])
  func `says what is wrong with it`(text: String, reason: String, id: String?) {
    let mistake = mistake(text)

    #expect(mistake?.reason == reason)
    #expect(mistake?.id?.text == id)
  }

  @Test(arguments: [
    (#"{"id": "a", "prompt": "x"}"#, "a"), (#"{"prompt": "x", "id": 7}"#, "7"),
    (#"{"custom_id": "c", "id": "a", "body": {}}"#, "c"), (#"{"prompt": "x"}"#, "3"),
  ])
  func `has the same id when only that is read`(text: String, id: String) throws {
    #expect(BatchIdentity(line: Array(text.utf8), number: 3)?.text == id)
  }
}

extension String {
  fileprivate func replacingFirst(_ character: Character, with text: String) -> String {
    guard let place = firstIndex(of: character) else { return self }
    return String(self[..<place]) + text + String(self[index(after: place)...])
  }
}
