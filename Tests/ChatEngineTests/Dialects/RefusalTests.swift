import Testing

@testable import ChatEngine

@Suite struct `A request that was refused for its form` {
  private func failure(_ status: Int, _ message: String) -> Failure {
    let body =
      #"{"error":{"code":\#(status),"message":"\#(message)","status":"\#(status == 404 ? "NOT_FOUND" : "INVALID_ARGUMENT")"}}"#
    return Dialect.gemini.codec.failure(
      status: status, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
  }

  @Test(arguments: [
    (404, "models/x is not found for API version v1beta, or is not supported", "API version"),
    (
      400,
      "Invalid JSON payload received. Unknown name 'parametersJsonSchema' at 'tools[0]': Cannot find field.",
      "API version"
    ),
    (
      400, "Function call is missing a thought_signature in functionCall parts.", "thoughtSignature"
    ),
    (404, "no such page", nil), (400, "contents is not specified", nil),
  ])
  func `says whether another version or a signature would do`(
    status: Int, message: String, field: String?
  ) {
    #expect(failure(status, message).rejectedField == field)
  }

  @Test func `is sent by the other version of Gemini's API`() {
    var request = TurnStage.prompt("Hello")
    var provider = Provider(name: "g", dialect: .gemini, baseURL: "https://h")
    #expect(OptionalField.drop(RejectedField.version, from: &request, at: &provider))
    #expect(provider.quirks.geminiVersion == "v1")
    #expect(OptionalField.drop(RejectedField.version, from: &request, at: &provider))
    #expect(provider.quirks.geminiVersion == "v1beta")
    provider.baseURL = "https://h/v1"
    #expect(!OptionalField.drop(RejectedField.version, from: &request, at: &provider))
  }

  @Test func `goes to the next target where there is no other version`() {
    let field = RejectedField.version
    let target = Target(provider: "a", model: "m")
    let failure = Failure(.notFound, status: 404, rejectedField: field)
    #expect(Remedy(for: failure, in: .responding) == .drop(field))
    let stage = TurnStage("a/m", "b/m") {
      $0.provider.dialect = .gemini
      // Its version stands in its address: there is no other.
      $0.provider.baseURL += "/v1"
    }
    _ = stage.begin()
    #expect(stage.refuses(1, 404, "not_found").contains("send 2 to b: user: Hello"))
    #expect(stage.routing.rejectedFields[target] == nil)
  }

  @Test func `gives calls a stand-in for their signature once it was missed`() {
    var request = TurnStage.prompt("Hello")
    var provider = Provider(name: "g", dialect: .gemini, baseURL: "https://h")
    #expect(OptionalField.drop(RejectedField.signature, from: &request, at: &provider))
    request.messages.append(
      Requests.message(.assistant, [.toolCall(ToolCall(id: "1", name: "f", arguments: "{}"))]))
    let encoded = Dialect.gemini.codec.encode(request, to: Model(id: "new"), at: provider)
    let part = Requests.body(encoded)?["contents"]?[1]?["parts"]?[0]
    #expect(part?["thoughtSignature"] == .string(GeminiContents.foreignSignature))
  }

  @Test func `is told of in the stream, too`() {
    let parts = Decoding.parts(
      ofEvents: [#"{"candidates":[{"finishReason":"MISSING_THOUGHT_SIGNATURE"}]}"#], .gemini)
    guard case .failed(let failure)? = parts.last else {
      Issue.record("no failure: \(parts)")
      return
    }
    #expect(failure.rejectedField == RejectedField.signature)
  }
}

@Suite struct `An old server's function call` {
  @Test func `is read from its deltas`() {
    let parts = Decoding.parts(
      ofEvents: [
        Decoding.chunk(
          #"{"role":"assistant","content":null,"function_call":{"name":"f","arguments":""}}"#),
        Decoding.chunk(#"{"function_call":{"arguments":"{\"a\""}}"#),
        Decoding.chunk(#"{"function_call":{"arguments":":1}"}}"#),
        Decoding.chunk(#"{"function_call":null}"#, finish: "function_call"), "[DONE]",
      ], .openAIChat)
    #expect(parts.contains(.toolCallBegan(index: 0, id: "call-local-0", name: "f")))
    #expect(parts.contains(.toolCallArguments(index: 0, #"{"a":1}"#)))
    #expect(parts.contains(.finish(.toolCalls, raw: "function_call")))
  }

  @Test func `is one call where it comes in both forms`() {
    let both =
      #"{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}],"#
      + #""function_call":{"name":"f","arguments":"{}"}}"#
    let parts = Decoding.parts(
      ofEvents: [Decoding.chunk(both, finish: "tool_calls"), "[DONE]"], .openAIChat)
    let calls = parts.filter { if case .toolCallBegan = $0 { true } else { false } }
    #expect(calls.count == 1)
  }

  @Test func `of Mistral is given its reasoning back within the content`() {
    var provider = Provider(name: "mistral", dialect: .openAIChat, baseURL: "")
    provider.quirks.reasoningReturn = .content
    let answer = Requests.message(
      .assistant, [.reasoning(ReasoningPart("why")), .text("so")])
    let encoded = Dialect.openAIChat.codec.encode(
      ChatRequest(messages: [answer]), to: Model(id: "m"), at: provider)
    let wanted: JSON = [
      ["type": "thinking", "thinking": [["type": "text", "text": "why"]], "closed": true],
      ["type": "text", "text": "so"],
    ]
    #expect(Requests.body(encoded)?["messages"]?[0]?["content"] == wanted)
  }

  @Test func `may be answered by DeepSeek without thinking`() {
    var parameters = Parameters()
    parameters.reasoningEffort = ReasoningEffort.none
    var provider = Provider(name: "deepseek", dialect: .openAIChat, baseURL: "")
    provider.quirks = Preset.named("deepseek")?.quirks ?? Quirks()
    let encoded = Dialect.openAIChat.codec.encode(
      ChatRequest(messages: [], parameters: parameters), to: Model(id: "m"), at: provider)
    #expect(Requests.body(encoded)?["thinking"] == ["type": "disabled"])
    #expect(Requests.body(encoded)?["reasoning_effort"] == nil)
  }
}
