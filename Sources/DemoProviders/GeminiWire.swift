import ChatEngine

/// Writes answers as generateContent does (wire/gemini.md, section 1).
struct GeminiWire: DemoWire {
  private let answer: DemoAnswer
  /// What every chunk ends with, after its candidates.
  private let tail: [UInt8]
  private var calls = 0

  static let ping = Array(": ping\r\n\r\n".utf8)
  static let garbage = Array("data: {\"candidates\":[{\"index\r\n\r\n".utf8)

  init(_ answer: DemoAnswer) {
    self.answer = answer
    let input = answer.usage.input
    var tail = Array("],\"role\":\"model\"}}],\"usageMetadata\":{\"promptTokenCount\":".utf8)
    tail += Array("\(input),\"totalTokenCount\":\(input)},\"modelVersion\":".utf8)
    JSON.write(answer.model, into: &tail)
    tail += Array(",\"responseId\":\"demo\(answer.number)\"}\r\n\r\n".utf8)
    self.tail = tail
  }

  func opening() -> [UInt8] { [] }

  mutating func event(_ piece: DemoPiece) -> [UInt8] {
    switch piece {
    case .reasoning(let text): return chunk(text: text, isThought: true)
    case .text(let text): return chunk(text: text, isThought: false)
    case .toolStart, .toolArguments: return []
    case .toolEnd(let call):
      defer { calls += 1 }
      return chunk(part: Self.part(of: call, isFirst: calls == 0).bytes())
    }
  }

  func closing() -> [UInt8] {
    var part: JSON = ["text": ""]
    if calls == 0 { part = ["text": "", "thoughtSignature": .string(DemoSignature.gemini)] }
    return Array("data: ".utf8) + response(parts: [part]).bytes() + Array("\r\n\r\n".utf8)
  }

  func whole() -> JSON {
    var parts: [JSON] = []
    var calls = 0
    for part in answer.parts {
      switch part {
      case .reasoning(let text): parts.append(["text": .string(text), "thought": true])
      case .text(let text): parts.append(["text": .string(text)])
      case .toolCall(let call):
        parts.append(Self.part(of: call, isFirst: calls == 0))
        calls += 1
      }
    }
    return response(parts: parts)
  }

  /// The error as an event; the type is the status word.
  func failure(type: String) -> [UInt8] {
    let error: JSON = [
      "error": [
        "code": .int(DemoErrors.code(ofGemini: type)),
        "message": "The model is overloaded. Please try again later.", "status": .string(type),
      ]
    ]
    return Array("data: ".utf8) + error.bytes() + Array("\r\n\r\n".utf8)
  }

  private func response(parts: [JSON]) -> JSON {
    var candidate = JSONObject()
    candidate["index"] = 0
    candidate["content"] = ["parts": .array(parts), "role": "model"]
    candidate["finishReason"] = .string(finishReason)
    return [
      "candidates": [.object(candidate)], "usageMetadata": usage,
      "modelVersion": .string(answer.model), "responseId": .string("demo\(answer.number)"),
    ]
  }

  private var usage: JSON {
    let usage = answer.usage
    var metadata = JSONObject()
    metadata["promptTokenCount"] = .int(usage.input)
    if usage.cached > 0 { metadata["cachedContentTokenCount"] = .int(usage.cached) }
    metadata["candidatesTokenCount"] = .int(usage.output)
    metadata["totalTokenCount"] = .int(usage.input + usage.output + usage.reasoning)
    metadata["promptTokensDetails"] = [["modality": "TEXT", "tokenCount": .int(usage.input)]]
    if usage.reasoning > 0 { metadata["thoughtsTokenCount"] = .int(usage.reasoning) }
    return .object(metadata)
  }

  private var finishReason: String {
    switch answer.finish {
    case .stop, .toolCalls: "STOP"
    case .length: "MAX_TOKENS"
    case .filtered: "SAFETY"
    }
  }

  /// Of parallel calls only the first is signed (wire/gemini.md, "Thought signatures").
  private static func part(of call: DemoToolCall, isFirst: Bool) -> JSON {
    let function: JSON = [
      "id": .string(call.id), "name": .string(call.name), "args": call.arguments,
    ]
    return isFirst
      ? ["functionCall": function, "thoughtSignature": .string(DemoSignature.gemini)]
      : ["functionCall": function]
  }

  private func chunk(text: String, isThought: Bool) -> [UInt8] {
    var part = Array("{\"text\":".utf8)
    JSON.write(text, into: &part)
    part += Array((isThought ? ",\"thought\":true}" : "}").utf8)
    return chunk(part: part)
  }

  private func chunk(part: [UInt8]) -> [UInt8] {
    var bytes = Array("data: {\"candidates\":[{\"index\":0,\"content\":{\"parts\":[".utf8)
    bytes.reserveCapacity(bytes.count + part.count + tail.count)
    bytes += part
    bytes += tail
    return bytes
  }
}
