import ChatEngine

/// Writes answers as Chat Completions does (wire/openai-chat.md, sections 2 and 3).
struct OpenAIChatWire: DemoWire {
  private let answer: DemoAnswer
  /// What every chunk begins with, up to its choices.
  private let head: [UInt8]
  private let tail: [UInt8]

  static let ping = Array(": keep-alive\n\n".utf8)
  static let garbage = Array("data: {\"id\":\"chatcmpl-demo\",\"choices\":[{\"ind\n\n".utf8)

  init(_ answer: DemoAnswer) {
    self.answer = answer
    var head = Array("data: {\"id\":\"chatcmpl-demo\(answer.number)\"".utf8)
    head += Array(",\"object\":\"chat.completion.chunk\",\"created\":1795420800,\"model\":".utf8)
    JSON.write(answer.model, into: &head)
    head += Array(",\"system_fingerprint\":\"fp_demo\",\"choices\":[".utf8)
    self.head = head
    tail = Array((answer.reportsUsage ? "],\"usage\":null}\n\n" : "]}\n\n").utf8)
  }

  func opening() -> [UInt8] {
    chunk(delta: Array(#"{"role":"assistant","content":"","refusal":null}"#.utf8))
  }

  func event(_ piece: DemoPiece) -> [UInt8] {
    switch piece {
    case .reasoning(let text): return chunk(delta: delta("reasoning_content", text))
    case .text(let text): return chunk(delta: delta("content", text))
    case .toolStart(let call, let index):
      let function: JSON = ["name": .string(call.name), "arguments": ""]
      return chunk(toolCall: [
        "index": .int(index), "id": .string(call.id), "type": "function", "function": function,
      ])
    case .toolArguments(let text, let index):
      return chunk(toolCall: ["index": .int(index), "function": ["arguments": .string(text)]])
    case .toolEnd: return []
    }
  }

  func closing() -> [UInt8] {
    var bytes = chunk(delta: Array("{}".utf8), finish: Array("\"\(finishReason)\"".utf8))
    if answer.reportsUsage {
      bytes += head + Array("],\"usage\":".utf8) + usage.bytes() + Array("}\n\n".utf8)
    }
    return bytes + Array("data: [DONE]\n\n".utf8)
  }

  func whole() -> JSON {
    var texts = (reasoning: "", content: "")
    var calls: [JSON] = []
    for part in answer.parts {
      switch part {
      case .reasoning(let text): texts.reasoning += text
      case .text(let text): texts.content += text
      case .toolCall(let call):
        let function: JSON = [
          "name": .string(call.name), "arguments": .string(call.arguments.text()),
        ]
        calls.append(["id": .string(call.id), "type": "function", "function": function])
      }
    }
    let content: JSON = texts.content.isEmpty && !calls.isEmpty ? .null : .string(texts.content)
    var message = JSONObject()
    message["role"] = "assistant"
    message["content"] = content
    message["refusal"] = .null
    if !texts.reasoning.isEmpty { message["reasoning_content"] = .string(texts.reasoning) }
    if !calls.isEmpty { message["tool_calls"] = .array(calls) }
    return [
      "id": .string("chatcmpl-demo\(answer.number)"), "object": "chat.completion",
      "created": 1_795_420_800, "model": .string(answer.model), "system_fingerprint": "fp_demo",
      "choices": [
        [
          "index": 0, "message": .object(message), "logprobs": .null,
          "finish_reason": .string(finishReason),
        ]
      ],
      "usage": usage,
    ]
  }

  func failure(type: String) -> [UInt8] {
    let error: JSON = [
      "error": [
        "message": "The server had an error while processing your request.",
        "type": .string(type), "param": .null, "code": .null,
      ]
    ]
    return Array("data: ".utf8) + error.bytes() + Array("\n\n".utf8)
  }

  private var finishReason: String {
    switch answer.finish {
    case .stop: "stop"
    case .length: "length"
    case .toolCalls: "tool_calls"
    case .filtered: "content_filter"
    }
  }

  private var usage: JSON {
    let usage = answer.usage
    let completion = usage.output + usage.reasoning
    return [
      "prompt_tokens": .int(usage.input), "completion_tokens": .int(completion),
      "total_tokens": .int(usage.input + completion),
      "prompt_tokens_details": ["cached_tokens": .int(usage.cached)],
      "completion_tokens_details": ["reasoning_tokens": .int(usage.reasoning)],
    ]
  }

  private func delta(_ name: String, _ text: String) -> [UInt8] {
    var bytes = Array("{\"\(name)\":".utf8)
    JSON.write(text, into: &bytes)
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private func chunk(toolCall: JSON) -> [UInt8] {
    let delta: JSON = ["tool_calls": [toolCall]]
    return chunk(delta: delta.bytes())
  }

  private func chunk(delta: [UInt8], finish: [UInt8] = Array("null".utf8)) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + delta.count + tail.count + 96)
    bytes += head
    bytes += Array("{\"index\":0,\"delta\":".utf8)
    bytes += delta
    bytes += Array(",\"logprobs\":null,\"finish_reason\":".utf8)
    bytes += finish
    bytes.append(UInt8(ascii: "}"))
    bytes += tail
    return bytes
  }
}
