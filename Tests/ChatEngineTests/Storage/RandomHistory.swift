@testable import ChatEngine

/// Makes histories with everything in them that a conversation may hold.
struct RandomHistory {
  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  /// Steps that each apply, one after another, to an empty conversation.
  mutating func changes(_ count: Int) -> [Change] {
    var conversation = Conversation.sample
    var changes: [Change] = [.meta(conversation.meta)]
    while changes.count < count {
      let change = change(in: conversation)
      if conversation.apply(change) { changes.append(change) }
    }
    return changes
  }

  private mutating func change(in conversation: Conversation) -> Change {
    let known = conversation.everyMessage.map(\.id)
    let streaming = conversation.streaming
    let some = known.randomElement(using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0...3:
      return .message(message(after: Bool.random(using: &random) ? some : conversation.head))
    case 4...9:
      let id = streaming.randomElement(using: &random) ?? MessageID("none")
      return .delta(id, pieces(calls: conversation[id]?.toolCalls.count ?? 0))
    case 10, 11:
      let id = streaming.randomElement(using: &random) ?? MessageID("none")
      return .end(id, state: .complete, origin: maybe { $0.origin() }, ending())
    case 12: return .head(some)
    case 13: return .title(text())
    case 14 where Bool.random(using: &random):
      return .hide(some ?? MessageID("none"), Bool.random(using: &random))
    case 14:
      return .vote(
        some ?? MessageID("none"), [Vote.up, .down, nil].randomElement(using: &random) ?? nil)
    default:
      return .note(Note(text(), time: time(), message: some))
    }
  }

  private mutating func message(after parent: MessageID?) -> Message {
    let role = Role.allCases.randomElement(using: &random) ?? .user
    let state: Message.State =
      role == .assistant && Int.random(in: 0..<3, using: &random) > 0 ? .streaming : .complete
    let parts = (0..<Int.random(in: 0...3, using: &random)).map { _ in part() }
    return Message(
      id: .make(using: &random), parent: parent, role: role, parts: parts, time: time(),
      origin: maybe { $0.origin() }, state: state,
      ending: state == .streaming ? nil : maybe { $0.ending() })
  }

  private mutating func part() -> ContentPart {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: .text(TextPart(text(), signature: maybe { $0.text() }))
    case 1:
      .reasoning(
        ReasoningPart(
          text(), signature: maybe { $0.text() }, redacted: maybe { $0.text() },
          details: maybe { ["a": [1, 2.5, .null], "b" + $0.text(): true] }))
    case 2:
      .attachment(
        Attachment(
          name: maybe { $0.text() }, mimeType: "image/png",
          data: (0..<Int.random(in: 0...5, using: &random)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          }))
    case 3:
      .toolCall(
        ToolCall(id: text(), name: text(), arguments: text(), signature: maybe { $0.text() }))
    default:
      .toolResult(
        ToolResult(
          callID: text(), name: text(), content: text(), isError: .random(using: &random),
          attachments: (0..<Int.random(in: 0...2, using: &random)).map { _ in
            Attachment(name: maybe { $0.text() }, mimeType: text(), data: [0, 255])
          }))
    }
  }

  private mutating func pieces(calls: Int) -> [StreamPart] {
    var calls = calls
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      switch Int.random(in: 0..<8, using: &random) {
      case 0...2: return .text(text())
      case 3: return .textSignature(text())
      case 4: return .reasoning(text())
      case 5:
        return .reasoningSeal(
          signature: text(), redacted: maybe { $0.text() }, details: maybe { [.string($0.text())] })
      case 6:
        calls += 1
        return .toolCallBegan(index: calls - 1, id: text(), name: text())
      default:
        if Bool.random(using: &random) {
          return .toolCallArguments(index: max(0, calls - 1), text())
        }
        return .toolCallEnded(index: max(0, calls - 1), signature: maybe { $0.text() })
      }
    }
  }

  private mutating func ending() -> Ending {
    Ending(
      finish: maybe { FinishReason.allCases.randomElement(using: &$0.random) } ?? nil,
      rawFinish: maybe { $0.text() }, usage: maybe { $0.usage() },
      cost: maybe { Double.random(in: 0...1, using: &$0.random) },
      attempts: (0..<Int.random(in: 0...2, using: &random)).map { _ in attempt() },
      notes: (0..<Int.random(in: 0...2, using: &random)).map { _ in text() },
      failure: maybe { $0.failure() }, requestID: maybe { $0.text() },
      fingerprint: maybe { $0.text() },
      seed: maybe { Int.random(in: .min ... .max, using: &$0.random) },
      cached: maybe { $0.time() })
  }

  private mutating func attempt() -> AttemptRecord {
    AttemptRecord(
      target: target(),
      outcome: [.answered, .failed, .cancelled].randomElement(using: &random) ?? .failed,
      status: maybe { Int.random(in: 100..<600, using: &$0.random) },
      failure: maybe { $0.failure() }, wait: duration(), firstToken: maybe { $0.duration() },
      total: duration(), timings: maybe { $0.timings() }, usage: maybe { $0.usage() },
      cost: maybe { Double.random(in: 0...9, using: &$0.random) }, reason: text())
  }

  private mutating func timings() -> TransferTimings {
    TransferTimings(
      dns: maybe { $0.duration() }, connect: maybe { $0.duration() }, tls: maybe { $0.duration() },
      firstByte: maybe { $0.duration() }, total: maybe { $0.duration() },
      reused: .random(using: &random), localAddress: maybe { $0.text() },
      remoteAddress: maybe { $0.text() })
  }

  private mutating func usage() -> Usage {
    Usage(
      inputTokens: maybe { $0.count() }, outputTokens: maybe { $0.count() },
      cachedInputTokens: maybe { $0.count() }, cacheWriteTokens: maybe { $0.count() },
      reasoningTokens: maybe { $0.count() }, isEstimated: .random(using: &random))
  }

  private mutating func failure() -> Failure {
    Failure(
      Failure.Kind.allCases.randomElement(using: &random) ?? .cut, text(),
      status: maybe { $0.count() }, code: maybe { $0.text() }, retryAfter: maybe { $0.duration() },
      shouldRetry: maybe { Bool.random(using: &$0.random) }, requestID: maybe { $0.text() },
      rejectedField: maybe { $0.text() })
  }

  private mutating func origin() -> Origin {
    Origin(
      target: target(), dialect: Dialect.allCases.randomElement(using: &random) ?? .anthropic,
      reportedModel: maybe { $0.text() })
  }

  private mutating func target() -> Target {
    Bool.random(using: &random)
      ? Target(provider: "openai", model: "gpt/6") : Target(provider: text(), model: text())
  }

  private mutating func maybe<Value>(_ make: (inout RandomHistory) -> Value) -> Value? {
    Bool.random(using: &random) ? make(&self) : nil
  }

  private mutating func count() -> Int { Int.random(in: 0...1_000_000, using: &random) }

  /// Up to a day, to the nanosecond.
  private mutating func duration() -> Duration {
    .nanoseconds(Int64.random(in: 0...86_400_000_000_000, using: &random))
  }

  private mutating func time() -> Timestamp {
    Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &random))
  }

  private mutating func text() -> String {
    let alphabet: [Character] = [
      "a", "Z", " ", "\"", "\\", "/", "\n", "\r\n", "\t", "\u{0}", "\u{1B}", "é", "字", "🙂",
      "\u{2028}",
      ",", "{", "}", "\u{202E}",
    ]
    return String(
      (0..<Int.random(in: 0...12, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? "a"
      })
  }
}
