/// What stands in the `body` of a line: messages, their parts and the pieces of a stream.
enum RecordBody {
  static func members(of meta: Meta) -> JSONObject {
    var body = JSONObject()
    body["created"] = .string(meta.created.text)
    body["system"] = meta.system.map(JSON.string)
    body["source"] = meta.source.map { .string($0.text) }
    body["compare"] = meta.comparison.map(\.json)
    return body
  }

  /// Id, parent and time stand beside the body.
  static func members(of message: Message) -> JSONObject {
    var body = JSONObject()
    body["role"] = .string(message.role.rawValue)
    if message.state != .complete { body["state"] = .string(message.state.rawValue) }
    body["origin"] = message.origin.map(value)
    body["parts"] = .array(message.parts.map(value))
    body["ending"] = message.ending.map { .object(members(of: $0)) }
    return body
  }

  static func value(_ origin: Origin) -> JSON {
    var value = JSONObject()
    value["target"] = self.value(origin.target)
    value["dialect"] = .string(origin.dialect.rawValue)
    value["model"] = origin.reportedModel.map(JSON.string)
    return .object(value)
  }

  /// `provider/model`; a list of the two where that would be read back as another target.
  static func value(_ target: Target) -> JSON {
    let text = target.description
    if Target(text) == target { return .string(text) }
    return .array([.string(target.provider), .string(target.model)])
  }

  static func value(_ part: ContentPart) -> JSON {
    var value = JSONObject()
    switch part {
    case .text(let part):
      value["type"] = "text"
      value["text"] = .string(part.text)
      value["signature"] = part.signature.map(JSON.string)
    case .reasoning(let part):
      value["type"] = "reasoning"
      value["text"] = .string(part.text)
      value["signature"] = part.signature.map(JSON.string)
      value["redacted"] = part.redacted.map(JSON.string)
      value["details"] = part.details
    case .attachment(let file):
      value["type"] = "attachment"
      value["name"] = file.name.map(JSON.string)
      value["mime"] = .string(file.mimeType)
      value["data"] = .string(Base64.text(file.data))
    case .toolCall(let call):
      value["type"] = "tool_call"
      value["id"] = .string(call.id)
      value["name"] = .string(call.name)
      value["arguments"] = .string(call.arguments)
      value["signature"] = call.signature.map(JSON.string)
    case .toolResult(let result):
      value["type"] = "tool_result"
      value["id"] = .string(result.callID)
      value["name"] = .string(result.name)
      value["content"] = .string(result.content)
      if result.isError { value["is_error"] = true }
      if !result.attachments.isEmpty {
        value["attachments"] = .array(result.attachments.map { self.value(.attachment($0)) })
      }
    }
    return .object(value)
  }

  /// A piece of a stream; nil for one that leaves nothing in a message.
  static func value(_ piece: StreamPart) -> JSON? {
    var value = JSONObject()
    switch piece {
    case .started(_, let model, _):
      guard let model else { return nil }
      value["type"] = "started"
      value["model"] = .string(model)
    case .text(let text):
      value["type"] = "text"
      value["text"] = .string(text)
    case .textSignature(let signature):
      value["type"] = "text_signature"
      value["signature"] = .string(signature)
    case .reasoning(let text):
      value["type"] = "reasoning"
      value["text"] = .string(text)
    case .reasoningSeal(let signature, let redacted, let details):
      value["type"] = "reasoning_seal"
      value["signature"] = signature.map(JSON.string)
      value["redacted"] = redacted.map(JSON.string)
      value["details"] = details
    case .toolCallBegan(let index, let id, let name):
      value["type"] = "tool_call"
      value["index"] = .int(index)
      value["id"] = .string(id)
      value["name"] = .string(name)
    case .toolCallArguments(let index, let text):
      value["type"] = "tool_arguments"
      value["index"] = .int(index)
      value["arguments"] = .string(text)
    case .toolCallEnded(let index, let signature):
      value["type"] = "tool_end"
      value["index"] = .int(index)
      value["signature"] = signature.map(JSON.string)
    case .usage, .limits, .note, .finish, .failed: return nil
    }
    return .object(value)
  }
}
