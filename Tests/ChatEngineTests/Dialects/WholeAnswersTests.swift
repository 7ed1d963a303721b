import Testing

@testable import ChatEngine

/// Servers may send one JSON text although a stream was asked for.
@Suite struct `An answer that is not streamed` {
  @Test func `of Chat Completions becomes the same parts`() {
    let body = #"""
      {"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi",
      "reasoning":"why","tool_calls":[{"id":"a","type":"function","function":{"name":"f",
      "arguments":"{}"}}]},"finish_reason":"tool_calls"}],
      "usage":{"prompt_tokens":9,"completion_tokens":2}}
      """#
    #expect(
      Decoding.parts(of: body, .openAIChat) == [
        Decoding.started, .reasoning("why"), .text("hi"),
        .toolCallBegan(index: 0, id: "a", name: "f"), .toolCallArguments(index: 0, "{}"),
        .usage(Usage(inputTokens: 9, outputTokens: 2)),
        .toolCallEnded(index: 0, signature: nil), .finish(.toolCalls, raw: "tool_calls"),
      ])
  }

  @Test func `of Anthropic becomes the same parts`() {
    let body = #"""
      {"id":"c","type":"message","model":"m","content":[
      {"type":"thinking","thinking":"why","signature":"s"},{"type":"text","text":"hi"},
      {"type":"tool_use","id":"t","name":"f","input":{"a": 1}}],"stop_reason":"tool_use",
      "usage":{"input_tokens":3,"cache_read_input_tokens":4,"output_tokens":5}}
      """#
    #expect(
      Decoding.parts(of: body, .anthropic) == [
        Decoding.started, .reasoning("why"),
        .reasoningSeal(signature: "s", redacted: nil, details: nil), .text("hi"),
        .toolCallBegan(index: 0, id: "t", name: "f"), .toolCallArguments(index: 0, #"{"a": 1}"#),
        .toolCallEnded(index: 0, signature: nil),
        .usage(Usage(inputTokens: 7, outputTokens: 5, cachedInputTokens: 4)),
        .finish(.toolCalls, raw: "tool_use"),
      ])
  }

  @Test func `of Gemini may be an array of chunks`() {
    let body = #"""
      [{"candidates":[{"content":{"parts":[{"text":"a"}]}}],"responseId":"c","modelVersion":"m"},
      {"candidates":[{"content":{"parts":[{"text":"b"}]},"finishReason":"MAX_TOKENS"}]}]
      """#
    #expect(
      Decoding.parts(of: body, .gemini) == [
        Decoding.started, .text("ab"), .finish(.length, raw: "MAX_TOKENS"),
      ])
  }
}

@Suite struct `A stream of an Anthropic imitator` {
  private func parts(_ events: [String]) -> [StreamPart] {
    Decoding.parts(ofEvents: events, .anthropic)
  }

  @Test func `may leave out event names and input, and stop all blocks at its end`() {
    let answer = parts([
      #"{"type":"message_start","message":{"id":"c","model":"m"}}"#,
      #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"why"}}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":""}}"#,
      #"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f"}}"#,
      #"{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}"#,
      #"{"type":"content_block_delta","index":1,"delta":{"partial_json":"{}"}}"#,
      #"{"type":"content_block_delta","index":2,"delta":{"text":"so"}}"#,
      #"{"type":"content_block_stop","index":0}"#, #"{"type":"content_block_stop","index":1}"#,
      #"{"type":"content_block_stop","index":2}"#,
      #"{"type":"message_delta","delta":{"stop_reason":"end_turn"}}"#, #"{"type":"message_stop"}"#,
    ])
    #expect(
      answer == [
        Decoding.started, .reasoning("why"), .toolCallBegan(index: 0, id: "t", name: "f"),
        .toolCallArguments(index: 0, "{}"), .text("so"), .toolCallEnded(index: 0, signature: nil),
        .finish(.toolCalls, raw: "end_turn"),
      ])
  }

  @Test func `may send its error without a wrapper`() {
    let body =
      "event: error\ndata: {\"code\":503,\"message\":\"Loading model\","
      + "\"type\":\"unavailable_error\"}\n\n"
    let failure = Failure(.overloaded, "Loading model", status: 503, code: "unavailable_error")
    #expect(Decoding.parts(of: body, .anthropic) == [.failed(failure)])
  }

  @Test func `assigns signatures, and the last one counts`() {
    let answer = parts([
      #"{"type":"content_block_start","index":0,"content_block":{"type":"thinking"}}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"signature":"one"}}"#,
      #"{"type":"content_block_delta","index":0,"delta":{"signature":"two"}}"#,
      #"{"type":"content_block_stop","index":0}"#,
    ])
    #expect(answer.first == .reasoningSeal(signature: "two", redacted: nil, details: nil))
  }
}

@Suite struct `A stream of Gemini` {
  @Test func `makes up ids for calls that have none`() {
    let answer = Decoding.parts(
      ofEvents: [
        #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}}},"#
          + #"{"functionCall":{"name":"f"}}]},"finishReason":"STOP"}]}"#
      ], .gemini)
    #expect(
      answer == [
        .toolCallBegan(index: 0, id: "call-local-0", name: "f"),
        .toolCallArguments(index: 0, #"{"a":1}"#), .toolCallEnded(index: 0, signature: nil),
        .toolCallBegan(index: 1, id: "call-local-1", name: "f"),
        .toolCallEnded(index: 1, signature: nil), .finish(.toolCalls, raw: "STOP"),
      ])
  }

  @Test func `counts what the provider's own tools had the model read`() {
    let answer = Decoding.parts(
      ofEvents: [
        #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"}],"#
          + #""usageMetadata":{"toolUsePromptTokenCount":7,"promptTokenCount":9,"#
          + #""candidatesTokenCount":2,"totalTokenCount":18}}"#
      ], .gemini)
    #expect(answer.contains(.usage(Usage(inputTokens: 16, outputTokens: 2))))
  }

  @Test func `that would go on elsewhere says so`() {
    let answer = Decoding.parts(
      ofEvents: [
        #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"CONTINUATION"}]}"#
      ], .gemini)
    let note = "the provider would go on in another request, which was not sent"
    #expect(answer == [.text("a"), .note(note), .finish(.length, raw: "CONTINUATION")])
  }

  @Test(arguments: [
    ("SAFETY", FinishReason.filtered), ("MAX_TOKENS", .length), ("MALFORMED_RESPONSE", .other),
  ])
  func `keeps Google's word for the end`(word: String, reason: FinishReason) {
    let answer = Decoding.parts(
      ofEvents: [
        #"{"candidates":[{"content":{"parts":[{"text":"a"}]},"finishReason":"\#(word)"}]}"#
      ], .gemini)
    #expect(answer == [.text("a"), .finish(reason, raw: word)])
  }
}
