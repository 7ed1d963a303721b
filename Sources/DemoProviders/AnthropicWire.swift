import ChatEngine

/// Writes answers as the Messages API does (wire/anthropic.md, sections 3 and 6).
struct AnthropicWire: DemoWire {
  private enum Block {
    case thinking
    case text
    case tool
  }

  private let answer: DemoAnswer
  private var open: Block?
  private var index = -1
  /// The thinking so far: its signature is made from it.
  private var thinking = ""
  private var hasPinged = false

  static let ping = event("ping", ["type": "ping"])
  static let garbage = Array(
    "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"ind\n\n".utf8)

  init(_ answer: DemoAnswer) { self.answer = answer }

  func opening() -> [UInt8] {
    var message = base(content: [], stopReason: .null)
    message["usage"] = usage(output: 1)
    return Self.event("message_start", ["type": "message_start", "message": .object(message)])
  }

  mutating func event(_ piece: DemoPiece) -> [UInt8] {
    switch piece {
    case .reasoning(let text):
      thinking += text
      return start(.thinking, ["type": "thinking", "thinking": "", "signature": ""])
        + delta("thinking_delta", "thinking", text)
    case .text(let text):
      return start(.text, ["type": "text", "text": ""]) + delta("text_delta", "text", text)
    case .toolStart(let call, _):
      // A second call begins a block of its own, though of the same kind.
      let ending = stop()
      let block: JSON = [
        "type": "tool_use", "id": .string(call.id), "name": .string(call.name), "input": [:],
      ]
      return ending + start(.tool, block)
    case .toolArguments(let text, _): return delta("input_json_delta", "partial_json", text)
    case .toolEnd: return stop()
    }
  }

  mutating func closing() -> [UInt8] {
    let delta: JSON = [
      "stop_reason": .string(stopReason), "stop_sequence": .null, "stop_details": .null,
    ]
    var usage: JSONObject = JSONObject()
    usage["input_tokens"] = .int(answer.usage.input - answer.usage.cached)
    usage["cache_creation_input_tokens"] = 0
    usage["cache_read_input_tokens"] = .int(answer.usage.cached)
    usage["output_tokens"] = .int(answer.usage.output + answer.usage.reasoning)
    if answer.usage.reasoning > 0 {
      usage["output_tokens_details"] = ["thinking_tokens": .int(answer.usage.reasoning)]
    }
    let end: JSON = ["type": "message_delta", "delta": delta, "usage": .object(usage)]
    return stop() + Self.event("message_delta", end)
      + Self.event("message_stop", ["type": "message_stop"])
  }

  func whole() -> JSON {
    let content: [JSON] = answer.parts.map { part in
      switch part {
      case .reasoning(let text):
        return [
          "type": "thinking", "thinking": .string(text),
          "signature": .string(DemoSignature.of(text)),
        ]
      case .text(let text): return ["type": "text", "text": .string(text)]
      case .toolCall(let call):
        return [
          "type": "tool_use", "id": .string(call.id), "name": .string(call.name),
          "input": call.arguments,
        ]
      }
    }
    var message = base(content: content, stopReason: .string(stopReason))
    message["usage"] = usage(output: answer.usage.output + answer.usage.reasoning)
    return .object(message)
  }

  func failure(type: String) -> [UInt8] {
    Self.event(
      "error",
      [
        "type": "error", "error": ["type": .string(type), "message": "Overloaded"],
        "request_id": .string("req_demo\(answer.number)"),
      ])
  }

  private func base(content: [JSON], stopReason: JSON) -> JSONObject {
    var message = JSONObject()
    message["id"] = .string("msg_demo\(answer.number)")
    message["type"] = "message"
    message["role"] = "assistant"
    message["model"] = .string(answer.model)
    message["content"] = .array(content)
    message["stop_reason"] = stopReason
    message["stop_sequence"] = .null
    message["stop_details"] = .null
    return message
  }

  private func usage(output: Int) -> JSON {
    [
      "input_tokens": .int(answer.usage.input - answer.usage.cached),
      "cache_creation_input_tokens": 0, "cache_read_input_tokens": .int(answer.usage.cached),
      "output_tokens": .int(output), "service_tier": "standard",
    ]
  }

  private var stopReason: String {
    switch answer.finish {
    case .stop: "end_turn"
    case .length: "max_tokens"
    case .toolCalls: "tool_use"
    case .filtered: "refusal"
    }
  }

  private mutating func start(_ block: Block, _ content: JSON) -> [UInt8] {
    if open == block { return [] }
    let ending = stop()
    open = block
    index += 1
    let start: JSON = [
      "type": "content_block_start", "index": .int(index), "content_block": content,
    ]
    let bytes = ending + Self.event("content_block_start", start)
    if hasPinged { return bytes }
    hasPinged = true
    return bytes + Self.ping
  }

  /// Ends the open block, if there is one; thinking is signed at its end.
  private mutating func stop() -> [UInt8] {
    guard let block = open else { return [] }
    var bytes: [UInt8] = []
    if block == .thinking {
      bytes = delta("signature_delta", "signature", DemoSignature.of(thinking))
      thinking = ""
    }
    open = nil
    return bytes
      + Self.event("content_block_stop", ["type": "content_block_stop", "index": .int(index)])
  }

  private func delta(_ type: String, _ name: String, _ text: String) -> [UInt8] {
    var bytes = Array("event: content_block_delta\ndata: {\"type\":\"content_block_delta\"".utf8)
    bytes += Array(",\"index\":\(index),\"delta\":{\"type\":\"\(type)\",\"\(name)\":".utf8)
    JSON.write(text, into: &bytes)
    bytes += Array("}}\n\n".utf8)
    return bytes
  }

  private static func event(_ name: String, _ data: JSON) -> [UInt8] {
    Array("event: \(name)\ndata: ".utf8) + data.bytes() + Array("\n\n".utf8)
  }
}
