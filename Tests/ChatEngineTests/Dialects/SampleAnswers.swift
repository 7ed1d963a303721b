import Testing

@testable import ChatEngine

/// A recorded answer and the parts that it stands for.
struct SampleAnswer: Sendable, CustomTestStringConvertible {
  var name: String
  var dialect: Dialect
  var parts: [StreamPart]

  var testDescription: String { name }

  static let all = openAI + anthropic + gemini + responses + ollama

  // MARK: Chat Completions

  private static let begun = StreamPart.started(
    id: "chatcmpl-LT0001", model: "gpt-6.2-sol", fingerprint: "fp_lt01")
  private static let thought = StreamPart.reasoning("The user wants 17*23. 17*23 = 391.")

  private static let openAI: [SampleAnswer] = [
    SampleAnswer(
      name: "openai-chat.text.sse", dialect: .openAIChat,
      parts: [
        begun, .text("Grüße, 世界 🧪\u{2028}ok"), .finish(.stop, raw: "stop"),
        .usage(counts(24, 9, cached: 0, written: 0, reasoning: 0)),
      ]),
    SampleAnswer(
      name: "openai-chat.tool.sse", dialect: .openAIChat,
      parts: [
        begun, .toolCallBegan(index: 0, id: "call_A1", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Köln"}"#),
        .toolCallBegan(index: 1, id: "call_B2", name: "get_time"),
        .toolCallArguments(index: 1, #"{"tz":"Europe/Berlin"}"#),
        .toolCallEnded(index: 0, signature: nil), .toolCallEnded(index: 1, signature: nil),
        .finish(.toolCalls, raw: "tool_calls"),
        .usage(counts(24, 38, cached: 0, written: 0, reasoning: 0)),
      ]),
    SampleAnswer(name: "openai-chat.thinking.sse", dialect: .openAIChat, parts: thinking),
    SampleAnswer(name: "openai-chat.thinking-vllm.sse", dialect: .openAIChat, parts: thinking),
    SampleAnswer(
      name: "openai-chat.thinking-openrouter.sse", dialect: .openAIChat,
      parts: [
        begun, thought,
        .reasoningSeal(
          signature: nil, redacted: nil,
          details: [
            [
              "type": "reasoning.text", "text": "The user wants 17*23. 17*23 = 391.",
              "format": "anthropic-claude-v1", "index": 0, "signature": "c2ln",
            ]
          ]),
        .text("391."), .finish(.stop, raw: "stop"), .usage(counts(24, 31, reasoning: 26)),
      ]),
    SampleAnswer(
      name: "openai-chat.azure.sse", dialect: .openAIChat,
      parts: [begun, .text("Hi"), .finish(.stop, raw: "stop")]),
    SampleAnswer(
      name: "openai-chat.tool-sloppy.sse", dialect: .openAIChat,
      parts: [
        begun, .toolCallBegan(index: 0, id: "call_X", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Bonn"}"#), .toolCallEnded(index: 0, signature: nil),
        .finish(.toolCalls, raw: "stop"),
      ]),
    failing(
      "openai-chat.error.sse",
      Failure(
        .serverError, "The server had an error while processing your request.",
        code: "server_error")),
    failing(
      "openai-chat.error-openrouter.sse",
      Failure(
        .overloaded, "Upstream provider disconnected", status: 502, code: "provider_unavailable")),
    failing(
      "openai-chat.error-vllm.sse",
      Failure(
        .serverError, "EngineCore encountered an issue", status: 500, code: "InternalServerError")),
    failing("openai-chat.truncated.sse", Failure(.cut, "the answer ended without its end mark")),
  ]

  private static let thinking: [StreamPart] = [
    begun, thought, .text("391."), .finish(.stop, raw: "stop"),
    .usage(counts(24, 31, cached: 0, written: 0, reasoning: 26)),
  ]

  private static func failing(_ name: String, _ failure: Failure) -> SampleAnswer {
    SampleAnswer(
      name: name, dialect: .openAIChat, parts: [begun, .text("Partial ans"), .failed(failure)])
  }

  // MARK: Anthropic

  private static let opened: [StreamPart] = [
    .started(id: "msg_LT1", model: "claude-opus-5-5", fingerprint: nil),
    .usage(counts(24, nil, cached: 0, written: 0)),
  ]

  private static func ended(
    _ output: Int, _ reason: FinishReason, _ raw: String, reasoning: Int? = nil
  ) -> [StreamPart] {
    [
      .usage(counts(24, output, cached: 0, written: 0, reasoning: reasoning)),
      .finish(reason, raw: raw),
    ]
  }

  private static let anthropic: [SampleAnswer] = [
    SampleAnswer(
      name: "anthropic.text.sse", dialect: .anthropic,
      parts: opened + [.text("Grüße, 世界 🧪")] + ended(12, .stop, "end_turn")),
    SampleAnswer(
      name: "anthropic.tool.sse", dialect: .anthropic,
      parts: opened + [
        .text("Checking."), .toolCallBegan(index: 0, id: "toolu_1", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city": "Köln"}"#),
        .toolCallEnded(index: 0, signature: nil),
        .toolCallBegan(index: 1, id: "toolu_2", name: "now"),
        .toolCallEnded(index: 1, signature: nil),
      ] + ended(57, .toolCalls, "tool_use")),
    SampleAnswer(
      name: "anthropic.thinking.sse", dialect: .anthropic,
      parts: opened + [
        .reasoning("17*23 = 391."), seal(signature: "c2lnbmF0dXJl"), seal(redacted: "b3BhcXVl"),
        .text("391."),
      ] + ended(40, .stop, "end_turn", reasoning: 30)),
    SampleAnswer(
      name: "anthropic.thinking-omitted.sse", dialect: .anthropic,
      parts: opened + [seal(signature: "c2lnbmF0dXJl"), .text("391.")]
        + ended(40, .stop, "end_turn")),
    SampleAnswer(
      name: "anthropic.refusal.sse", dialect: .anthropic,
      parts: opened + [.text("I ca")] + ended(3, .refused, "refusal")),
    SampleAnswer(
      name: "anthropic.error.sse", dialect: .anthropic,
      parts: opened + [
        .text("Partial ans"),
        .failed(
          Failure(.overloaded, "Overloaded", code: "overloaded_error", requestID: "req_LT1")),
      ]),
    SampleAnswer(
      name: "anthropic.truncated.sse", dialect: .anthropic,
      parts: opened + [
        .text("Grüße"), .failed(Failure(.cut, "the answer ended without its end mark")),
      ]),
  ]

  // MARK: Gemini

  private static let first: [StreamPart] = [
    .started(id: "LTresp1", model: "gemini-4-hydrogen", fingerprint: nil)
  ]
  private static let overload = StreamPart.failed(
    Failure(
      .overloaded, "The model is overloaded. Please try again later.", status: 503,
      code: "UNAVAILABLE"))

  private static let gemini: [SampleAnswer] = [
    SampleAnswer(
      name: "gemini.text.sse", dialect: .gemini,
      parts: first + [
        .text("Grüße"), .usage(counts(24, nil)), .text(", 世界 🧪\u{2028}ok"),
        .textSignature("c2ln"), .usage(counts(24, 9)), .finish(.stop, raw: "STOP"),
      ]),
    SampleAnswer(
      name: "gemini.thinking.sse", dialect: .gemini,
      parts: first + [
        .reasoning("**Multiplying**\n\n17*23 = 391."), .usage(counts(24, nil)), .text("391."),
        .textSignature("c2lnMg=="), .usage(counts(24, 35, reasoning: 26)),
        .finish(.stop, raw: "STOP"),
      ]),
    SampleAnswer(
      name: "gemini.tool.sse", dialect: .gemini,
      parts: first + [
        .toolCallBegan(index: 0, id: "fc-1", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Köln"}"#),
        .toolCallEnded(index: 0, signature: "c2lnMQ=="),
        .toolCallBegan(index: 1, id: "fc-2", name: "get_time"),
        .toolCallArguments(index: 1, "{}"), .toolCallEnded(index: 1, signature: nil),
        .usage(counts(24, nil)), .usage(counts(24, 21, reasoning: 12)),
        .finish(.toolCalls, raw: "STOP"),
      ]),
    SampleAnswer(
      name: "gemini.blocked.sse", dialect: .gemini,
      parts: [
        .started(id: nil, model: "gemini-4-hydrogen", fingerprint: nil), .usage(counts(24, nil)),
        .failed(
          Failure(
            .filtered, "the prompt was blocked: PROHIBITED_CONTENT", code: "PROHIBITED_CONTENT")),
      ]),
    SampleAnswer(
      name: "gemini.error.sse", dialect: .gemini,
      parts: first + [.text("Partial ans"), .usage(counts(24, nil)), overload]),
    SampleAnswer(
      name: "gemini.error-raw.sse", dialect: .gemini,
      parts: first + [.text("Partial ans"), .usage(counts(24, nil)), overload]),
    SampleAnswer(
      name: "gemini.truncated.sse", dialect: .gemini,
      parts: first + [
        .text("Grüße"), .usage(counts(24, nil)),
        .failed(Failure(.cut, "the answer ended without its end mark")),
      ]),
  ]

  // MARK: Pieces

  static func counts(
    _ input: Int, _ output: Int?, cached: Int? = nil, written: Int? = nil, reasoning: Int? = nil
  ) -> Usage {
    Usage(
      inputTokens: input, outputTokens: output, cachedInputTokens: cached,
      cacheWriteTokens: written, reasoningTokens: reasoning)
  }

  private static func seal(signature: String? = nil, redacted: String? = nil) -> StreamPart {
    .reasoningSeal(signature: signature, redacted: redacted, details: nil)
  }
}
