import ChatEngine

/// Writes answers as Responses does (wire/openai-responses.md, sections 4 and 5).
struct OpenAIResponsesWire: DemoWire {
  private enum Kind {
    case reasoning, message
    case call(DemoToolCall)

    func isSame(as other: Kind) -> Bool {
      switch (self, other) {
      case (.reasoning, .reasoning), (.message, .message): true
      // A second call is an item of its own.
      default: false
      }
    }
  }

  private let answer: DemoAnswer
  private var sequence = 0
  private var open: Kind?
  private var itemID = ""
  private var text = ""
  private var output: [JSON] = []

  static let ping = Array(": keep-alive\n\n".utf8)
  static let garbage = Array(
    "event: response.output_text.delta\ndata: {\"type\":\"response.out\n\n".utf8)

  init(_ answer: DemoAnswer) { self.answer = answer }

  mutating func opening() -> [UInt8] {
    let begun = response(status: "in_progress", output: [])
    return event("response.created", ["response": begun])
      + event("response.in_progress", ["response": begun])
  }

  mutating func event(_ piece: DemoPiece) -> [UInt8] {
    switch piece {
    case .reasoning(let text):
      return start(.reasoning) + delta("response.reasoning_summary_text.delta", text)
    case .text(let text): return start(.message) + delta("response.output_text.delta", text)
    case .toolStart(let call, _): return start(.call(call))
    case .toolArguments(let text, _):
      return delta("response.function_call_arguments.delta", text)
    case .toolEnd: return stop()
    }
  }

  mutating func closing() -> [UInt8] {
    let ending = stop()
    let name = "response.\(status)"
    return ending + event(name, ["response": response(status: status, output: output)])
  }

  func whole() -> JSON {
    let output = answer.parts.enumerated().map { index, part in
      switch part {
      case .reasoning(let text): Self.reasoning(text, id("rs", index))
      case .text(let text): Self.message(text, id("msg", index))
      case .toolCall(let call): Self.call(call, id("fc", index))
      }
    }
    return response(status: status, output: output)
  }

  /// Nested, as the real server sends it.
  func failure(type: String) -> [UInt8] {
    let error: JSON = [
      "type": "error", "sequence_number": .int(sequence),
      "error": [
        "type": .string(type), "code": .string(type), "param": .null,
        "message": "The server had an error while processing your request.",
      ],
    ]
    return Array("event: error\ndata: ".utf8) + error.bytes() + Array("\n\n".utf8)
  }

  // MARK: Items

  private mutating func start(_ kind: Kind) -> [UInt8] {
    if let open, open.isSame(as: kind) { return [] }
    var bytes = stop()
    open = kind
    text = ""
    let item: JSON
    var part: (String, KeyValuePairs<String, JSON>)?
    switch kind {
    case .reasoning:
      itemID = id("rs", output.count)
      // The seal is not whole before the end.
      item = [
        "id": .string(itemID), "type": "reasoning", "summary": [],
        "encrypted_content": "cGFydGlhbA==",
      ]
      part = (
        "response.reasoning_summary_part.added",
        ["summary_index": 0, "part": ["type": "summary_text", "text": ""]]
      )
    case .message:
      itemID = id("msg", output.count)
      item = [
        "id": .string(itemID), "type": "message", "status": "in_progress",
        "role": "assistant", "phase": "final_answer", "content": [],
      ]
      part = (
        "response.content_part.added",
        [
          "content_index": 0,
          "part": ["type": "output_text", "text": "", "annotations": [], "logprobs": []],
        ]
      )
    case .call(let call):
      itemID = id("fc", output.count)
      item = [
        "id": .string(itemID), "type": "function_call", "status": "in_progress",
        "call_id": .string(call.id), "name": .string(call.name), "arguments": "",
      ]
    }
    bytes += event("response.output_item.added", ["output_index": index, "item": item])
    if let part { bytes += placed(part.0, part.1) }
    return bytes
  }

  /// Ends the open item, if there is one.
  private mutating func stop() -> [UInt8] {
    guard let kind = open else { return [] }
    open = nil
    let id = itemID
    let whole = JSON.string(text)
    var bytes: [UInt8]
    let item: JSON
    switch kind {
    case .reasoning:
      item = Self.reasoning(text, id)
      bytes = placed("response.reasoning_summary_text.done", ["summary_index": 0, "text": whole])
      bytes += placed(
        "response.reasoning_summary_part.done",
        ["summary_index": 0, "part": ["type": "summary_text", "text": whole]])
    case .message:
      item = Self.message(text, id)
      bytes = placed("response.output_text.done", ["content_index": 0, "text": whole])
    case .call(let call):
      item = Self.call(call, id)
      bytes = placed("response.function_call_arguments.done", ["arguments": whole])
    }
    bytes += event("response.output_item.done", ["output_index": index, "item": item])
    output.append(item)
    return bytes
  }

  private static func reasoning(_ text: String, _ id: String) -> JSON {
    [
      "id": .string(id), "type": "reasoning",
      "summary": [["type": "summary_text", "text": .string(text)]],
      "encrypted_content": .string(DemoSignature.of(text)), "status": "completed",
    ]
  }

  private static func message(_ text: String, _ id: String) -> JSON {
    let part: JSON = [
      "type": "output_text", "text": .string(text), "annotations": [], "logprobs": [],
    ]
    return [
      "id": .string(id), "type": "message", "status": "completed", "role": "assistant",
      "phase": "final_answer", "content": [part],
    ]
  }

  private static func call(_ call: DemoToolCall, _ id: String) -> JSON {
    [
      "id": .string(id), "type": "function_call", "status": "completed",
      "call_id": .string(call.id), "name": .string(call.name),
      "arguments": .string(call.arguments.text()),
    ]
  }

  // MARK: Events

  private var index: JSON { .int(output.count) }

  private func id(_ kind: String, _ index: Int) -> String {
    "\(kind)_demo\(answer.number)_\(index)"
  }

  private mutating func delta(_ name: String, _ piece: String) -> [UInt8] {
    text += piece
    return placed(name, ["delta": .string(piece)])
  }

  /// An event that belongs to the open item.
  private mutating func placed(
    _ name: String, _ members: KeyValuePairs<String, JSON>
  ) -> [UInt8] {
    var object = [
      JSONMember(key: "item_id", value: .string(itemID)),
      JSONMember(key: "output_index", value: index),
    ]
    object += members.map { JSONMember(key: $0.key, value: $0.value) }
    return event(name, object)
  }

  private mutating func event(
    _ name: String, _ members: KeyValuePairs<String, JSON>
  ) -> [UInt8] {
    event(name, members.map { JSONMember(key: $0.key, value: $0.value) })
  }

  private mutating func event(_ name: String, _ members: [JSONMember]) -> [UInt8] {
    defer { sequence += 1 }
    let head = [
      JSONMember(key: "type", value: .string(name)),
      JSONMember(key: "sequence_number", value: .int(sequence)),
    ]
    return Array("event: \(name)\ndata: ".utf8)
      + JSON.object(JSONObject(head + members)).bytes() + Array("\n\n".utf8)
  }

  // MARK: The response

  private var status: String {
    switch answer.finish {
    case .stop, .toolCalls: "completed"
    case .length, .filtered: "incomplete"
    }
  }

  private func response(status: String, output: [JSON]) -> JSON {
    var details = JSON.null
    if status == "incomplete" {
      let reason = answer.finish == .filtered ? "content_filter" : "max_output_tokens"
      details = ["reason": .string(reason)]
    }
    return [
      "id": .string("resp_demo\(answer.number)"), "object": "response",
      "created_at": 1_795_420_800, "status": .string(status), "error": .null,
      "incomplete_details": details, "model": .string(answer.model), "output": .array(output),
      "parallel_tool_calls": true, "store": false,
      "usage": status == "in_progress" ? .null : usage,
    ]
  }

  private var usage: JSON {
    let usage = answer.usage
    let output = usage.output + usage.reasoning
    return [
      "input_tokens": .int(usage.input),
      "input_tokens_details": ["cached_tokens": .int(usage.cached), "cache_write_tokens": 0],
      "output_tokens": .int(output),
      "output_tokens_details": ["reasoning_tokens": .int(usage.reasoning)],
      "total_tokens": .int(usage.input + output),
    ]
  }
}
