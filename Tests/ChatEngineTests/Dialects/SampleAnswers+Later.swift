@testable import ChatEngine

/// Recorded answers of Responses and of Ollama's own interface.
extension SampleAnswer {
  private static let opened = StreamPart.started(
    id: "resp_LT1", model: "gpt-6.2-sol", fingerprint: nil)
  private static let cut = StreamPart.failed(
    Failure(.cut, "the answer ended without its end mark"))

  private static func response(_ name: String, _ parts: [StreamPart]) -> SampleAnswer {
    SampleAnswer(
      name: "openai-responses.\(name).sse", dialect: .openAIResponses, parts: [opened] + parts)
  }

  static let responses: [SampleAnswer] = [
    response(
      "text",
      [
        .text("Grüße, 世界 🧪"), .textSignature("final_answer"),
        .usage(counts(24, 9, cached: 0, written: 0, reasoning: 0)),
        .finish(.stop, raw: "completed"),
      ]),
    response(
      "tool",
      [
        .toolCallBegan(index: 0, id: "call_A1", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Köln"}"#),
        .toolCallEnded(index: 0, signature: nil),
        .usage(counts(24, 21, cached: 0, written: 0, reasoning: 0)),
        .finish(.toolCalls, raw: "completed"),
      ]),
    response(
      "thinking",
      [
        .reasoning("Multiply 17 by 23."),
        .reasoningSeal(
          signature: nil, redacted: nil,
          details: [
            [
              "type": "reasoning", "id": "rs_1",
              "summary": [["type": "summary_text", "text": "Multiply 17 by 23."]],
              "encrypted_content": "ZW5jcnlwdGVk",
            ]
          ]), .text("391."), .textSignature("final_answer"),
        .usage(counts(24, 31, cached: 0, written: 0, reasoning: 26)),
        .finish(.stop, raw: "completed"),
      ]),
    response(
      "incomplete",
      [
        .text("Cut of"), .usage(counts(24, 9, cached: 0, written: 0, reasoning: 0)),
        .finish(.length, raw: "max_output_tokens"),
      ]),
    response(
      "failed",
      [
        .failed(
          Failure(
            .serverError, "The model failed to generate a response.", code: "server_error"))
      ]),
    response(
      "error", [.text("Partial"), .failed(limited)]),
    response(
      "error-flat",
      [.failed(Failure(.serverError, "Something broke", code: "server_error"))]),
    response("truncated", [.text("Grüße"), cut]),
  ]

  private static let limited: Failure = {
    var failure = Failure(
      .rateLimited, "Rate limit reached. Please try again in 6.57s.", code: "rate_limit_exceeded")
    failure.retryAfter = .milliseconds(6570)
    return failure
  }()

  // MARK: Ollama

  private static func line(_ name: String, _ parts: [StreamPart]) -> SampleAnswer {
    let begun = StreamPart.started(id: nil, model: "qwen3:8b", fingerprint: nil)
    return SampleAnswer(name: "ollama.\(name).ndjson", dialect: .ollama, parts: [begun] + parts)
  }

  private static let done: [StreamPart] = [.usage(counts(24, 9)), .finish(.stop, raw: "stop")]

  static let ollama: [SampleAnswer] = [
    line("text", [.text("Grüße, 世界 🧪")] + done),
    line("thinking", [.reasoning("17*23 = 391."), .text("391.")] + done),
    line(
      "tool",
      [
        .toolCallBegan(index: 0, id: "call_ab12", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Köln"}"#),
        .toolCallEnded(index: 0, signature: nil),
        .toolCallBegan(index: 1, id: "call_cd34", name: "get_time"),
        .toolCallArguments(index: 1, "{}"), .toolCallEnded(index: 1, signature: nil),
        .usage(counts(24, 9)), .finish(.toolCalls, raw: "stop"),
      ]),
    line(
      "error",
      [
        .text("Partial ans"),
        .failed(Failure(.serverError, "an error was encountered while running the model")),
      ]),
    line("truncated", [.text("Grüße"), cut]),
  ]
}
