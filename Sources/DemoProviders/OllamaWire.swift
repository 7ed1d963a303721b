import ChatEngine

/// Writes answers as `/api/chat` does (wire/ollama.md, section 3).
struct OllamaWire: DemoWire {
  private let answer: DemoAnswer
  /// What every line begins with, up to its message's content.
  private let head: [UInt8]
  private var calls = 0

  /// The real server sends none; a client passes over an empty line.
  static let ping = Array("\n".utf8)
  static let garbage = Array("{\"model\":\"demo\",\"mess\n".utf8)

  init(_ answer: DemoAnswer) {
    self.answer = answer
    var head = Array("{\"model\":".utf8)
    JSON.write(answer.model, into: &head)
    head += Array(",\"created_at\":\"2026-11-23T08:00:00.123456Z\",\"message\":".utf8)
    self.head = head
  }

  func opening() -> [UInt8] { [] }

  mutating func event(_ piece: DemoPiece) -> [UInt8] {
    switch piece {
    case .reasoning(let text): return line(["content": "", "thinking": .string(text)])
    case .text(let text): return line(["content": .string(text)])
    case .toolStart, .toolArguments: return []
    case .toolEnd(let call):
      defer { calls += 1 }
      return line(["content": "", "tool_calls": [Self.call(call, calls)]])
    }
  }

  func closing() -> [UInt8] {
    var line = head + Array("{\"role\":\"assistant\",\"content\":\"\"}".utf8)
    for member in end { line += Array(",\"\(member.key)\":".utf8) + member.value.bytes() }
    return line + Array("}\n".utf8)
  }

  func whole() -> JSON {
    var message = JSONObject()
    var texts = (thinking: "", content: "")
    var calls: [JSON] = []
    for part in answer.parts {
      switch part {
      case .reasoning(let text): texts.thinking += text
      case .text(let text): texts.content += text
      case .toolCall(let call): calls.append(Self.call(call, calls.count))
      }
    }
    message["role"] = "assistant"
    message["content"] = .string(texts.content)
    if !texts.thinking.isEmpty { message["thinking"] = .string(texts.thinking) }
    if !calls.isEmpty { message["tool_calls"] = .array(calls) }
    var whole = JSONObject()
    whole["model"] = .string(answer.model)
    whole["created_at"] = "2026-11-23T08:00:00.123456Z"
    whole["message"] = .object(message)
    for member in end { whole[member.key] = member.value }
    return .object(whole)
  }

  /// Nothing but the text: there are no types.
  func failure(type: String) -> [UInt8] {
    let error: JSON = ["error": "an error was encountered while running the model"]
    return error.bytes() + [0x0A]
  }

  private func line(_ members: KeyValuePairs<String, JSON>) -> [UInt8] {
    var bytes = head
    bytes += Array("{\"role\":\"assistant\"".utf8)
    for (key, value) in members { bytes += Array(",\"\(key)\":".utf8) + value.bytes() }
    bytes += Array("},\"done\":false}\n".utf8)
    return bytes
  }

  private static func call(_ call: DemoToolCall, _ index: Int) -> JSON {
    [
      "id": .string(call.id),
      "function": [
        "index": .int(index), "name": .string(call.name), "arguments": call.arguments,
      ],
    ]
  }

  private var end: [JSONMember] {
    let usage = answer.usage
    return [
      JSONMember(key: "done", value: true),
      JSONMember(key: "done_reason", value: answer.finish == .length ? "length" : "stop"),
      JSONMember(key: "total_duration", value: 920_000_000),
      JSONMember(key: "load_duration", value: 81_000_000),
      JSONMember(key: "prompt_eval_count", value: .int(usage.input)),
      JSONMember(key: "prompt_eval_duration", value: 40_000_000),
      JSONMember(key: "eval_count", value: .int(usage.output + usage.reasoning)),
      JSONMember(key: "eval_duration", value: 700_000_000),
    ]
  }
}
