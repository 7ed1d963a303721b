extension SimulatedWire {
  /// As the dialects' servers write, in the fewest events that make an answer.
  package static let dialects = {
    var wire = SimulatedWire(
      answer: { dialect, answer in
        switch dialect {
        case .openAIChat, .openAIResponses, .ollama: openAIChat(answer)
        case .anthropic: anthropic(answer)
        case .gemini: gemini(answer).map(event)
        case .geminiGRPC: gemini(answer).map(message)
        }
      },
      refusal: { dialect, status in
        // gRPC tells its errors in headers alone.
        dialect == .geminiGRPC ? [] : error(status, in: dialect).bytes()
      },
      garbage: { _ in Array("event: message\ndata: {\"this is\n\n".utf8) })
    wire.head = { dialect, status, headers in
      dialect == .geminiGRPC ? grpcHead(status, headers) : (status, headers)
    }
    wire.trailers = { $0 == .geminiGRPC ? [HTTPHeader("grpc-status", "0")] : [] }
    return wire
  }()

  private static func message(_ response: JSON) -> [UInt8] {
    GRPCFrames.framed(GeminiMessages.encode(response, as: .generateContentResponse))
  }

  /// The one head of a gRPC answer; of a refusal it is all there is.
  private static func grpcHead(
    _ status: Int, _ headers: [HTTPHeader]
  ) -> (status: Int, headers: [HTTPHeader]) {
    let type = HTTPHeader("content-type", "application/grpc")
    guard status != 200, let code = GRPCStatus.code(forHTTP: status) else {
      return (status, [type] + headers)
    }
    let words = error(status, in: .geminiGRPC)["error"]?["message"]?.stringValue ?? ""
    return (
      200,
      [
        type, HTTPHeader("grpc-status", String(code)), HTTPHeader("grpc-message", words),
      ] + headers
    )
  }

  private static func openAIChat(_ answer: SimulatedAnswer) -> [[UInt8]] {
    func chunk(_ delta: JSON, _ finish: JSON) -> JSON {
      [
        "id": "simulated", "object": "chat.completion.chunk",
        "choices": [["index": 0, "delta": delta, "finish_reason": finish]],
      ]
    }
    let usage: JSON = [
      "prompt_tokens": .int(answer.promptTokens), "completion_tokens": .int(answer.tokens),
      "total_tokens": .int(answer.promptTokens + answer.tokens),
    ]
    let end =
      event(chunk([:], "stop")) + event(["id": "simulated", "choices": [], "usage": usage])
      + Array("data: [DONE]\n\n".utf8)
    return answer.pieces.map { event(chunk(["content": .string($0)], .null)) } + [end]
  }

  private static func anthropic(_ answer: SimulatedAnswer) -> [[UInt8]] {
    let message: JSON = [
      "id": "simulated", "type": "message", "role": "assistant", "content": [],
      "usage": ["input_tokens": .int(answer.promptTokens), "output_tokens": 1],
    ]
    let opening =
      event(["type": "message_start", "message": message])
      + event([
        "type": "content_block_start", "index": 0, "content_block": ["type": "text", "text": ""],
      ])
    let closing =
      event(["type": "content_block_stop", "index": 0])
      + event([
        "type": "message_delta", "delta": ["stop_reason": "end_turn"],
        "usage": ["output_tokens": .int(answer.tokens)],
      ]) + event(["type": "message_stop"])
    var bodies = answer.pieces.map { piece in
      event([
        "type": "content_block_delta", "index": 0,
        "delta": ["type": "text_delta", "text": .string(piece)],
      ])
    }
    bodies[0] = opening + bodies[0]
    return bodies + [closing]
  }

  private static func gemini(_ answer: SimulatedAnswer) -> [JSON] {
    func chunk(_ text: String) -> JSONObject {
      JSONObject([
        JSONMember(key: "role", value: "model"),
        JSONMember(key: "parts", value: [["text": .string(text)]]),
      ])
    }
    let usage: JSON = [
      "promptTokenCount": .int(answer.promptTokens), "candidatesTokenCount": .int(answer.tokens),
      "totalTokenCount": .int(answer.promptTokens + answer.tokens),
    ]
    let end: JSON = [
      "candidates": [["index": 0, "content": .object(chunk("")), "finishReason": "STOP"]],
      "usageMetadata": usage, "responseId": "simulated",
    ]
    return answer.pieces.map { piece in
      ["candidates": [["index": 0, "content": .object(chunk(piece))]]]
    } + [end]
  }

  private static func error(_ status: Int, in dialect: Dialect) -> JSON {
    let isLimit = status == 429
    let message: JSON = isLimit ? "Too many requests." : "Something went wrong."
    switch dialect {
    case .openAIChat, .openAIResponses, .ollama:
      return ["error": ["message": message, "type": isLimit ? "requests" : "server_error"]]
    case .anthropic:
      let type: JSON = isLimit ? "rate_limit_error" : "api_error"
      return ["type": "error", "error": ["type": type, "message": message]]
    case .gemini, .geminiGRPC:
      let word: JSON = isLimit ? "RESOURCE_EXHAUSTED" : "INTERNAL"
      return ["error": ["code": .int(status), "message": message, "status": word]]
    }
  }

  /// A server-sent event, named as the Messages API names its own.
  private static func event(_ data: JSON) -> [UInt8] {
    let name = data["type"]?.stringValue.map { "event: \($0)\n" } ?? ""
    return Array(name.utf8) + Array("data: ".utf8) + data.bytes() + Array("\n\n".utf8)
  }
}
