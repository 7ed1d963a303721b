@testable import ChatEngine

/// The rules of each dialect's server for a conversation; what breaks them is answered with 400.
struct FittedRules {
  let target: Target
  let dialect: Dialect
  let quirks: Quirks
  let model: Model

  func problems(in messages: [Message]) -> [String] {
    var problems = messages.flatMap(problems(of:))
    problems += pairing(messages) + order(messages)
    let ids = messages.flatMap(\.toolCalls).map(\.id)
    if Set(ids).count < ids.count { problems.append("two calls share an id") }
    problems += ids.filter { !isFit($0) }.map { "id \($0)" }
    return problems
  }

  // MARK: One message

  private func problems(of message: Message) -> [String] {
    var problems: [String] = []
    if message.parts.isEmpty { problems.append("an empty message") }
    let isOwn = message.origin.map { $0.target == target && $0.dialect == dialect } ?? false
    for part in message.parts {
      switch part {
      case .text(let text):
        if text.text.allSatisfy(\.isWhitespace), text.signature == nil { problems.append("empty") }
        if text.signature != nil, !isOwn { problems.append("a foreign text signature") }
      case .reasoning(let reasoning):
        if !isOwn { problems.append("foreign reasoning") }
        if dialect == .anthropic, quirks.checksSignatures, reasoning.redacted == nil,
          reasoning.signature?.isEmpty ?? true
        {
          problems.append("unsigned reasoning")
        }
      case .attachment(let file):
        if file.isImage, model.vision == false { problems.append("an image without eyes") }
        if message.role != .user { problems.append("a file in an answer") }
      case .toolCall(let call):
        if message.role != .assistant { problems.append("a call by \(message.role)") }
        if call.signature != nil, !isOwn { problems.append("a foreign call signature") }
        if (try? JSON.parse(call.arguments))?.objectValue == nil { problems.append("arguments") }
      case .toolResult: if message.role != .tool { problems.append("a result by \(message.role)") }
      }
    }
    return problems
  }

  // MARK: The whole

  /// Every call has one result in the message after it, and every result has its call before it.
  private func pairing(_ messages: [Message]) -> [String] {
    var problems: [String] = []
    var open: [String] = []
    for message in messages {
      let results = message.parts.compactMap { part -> String? in
        if case .toolResult(let result) = part { result.callID } else { nil }
      }
      if results != open { problems.append("calls \(open), results \(results)") }
      open = message.toolCalls.map(\.id)
    }
    if !open.isEmpty { problems.append("calls \(open) at the end") }
    return problems
  }

  private func order(_ messages: [Message]) -> [String] {
    let spoken = messages.filter { $0.role != .system }.map(\.role)
    var problems: [String] = []
    if let first = spoken.first, first != .user { problems.append("\(first) speaks first") }
    for (one, next) in zip(messages, messages.dropFirst())
    where one.role == next.role && one.role != .system {
      problems.append("\(one.role) twice")
    }
    if dialect != .openAIChat {
      if spoken.last == .assistant { problems.append("an answer at the end") }
      let inside = messages.drop { $0.role == .system }
      if inside.contains(where: { $0.role == .system }) { problems.append("system inside") }
    }
    return problems
  }

  private func isFit(_ id: String) -> Bool {
    let isPlain = id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
    if quirks.shortToolCallIDs {
      return id.count == 9 && isPlain && !id.contains("_") && !id.contains("-")
    }
    return isPlain && (1...(dialect == .openAIChat ? 40 : 64)).contains(id.count)
  }
}
