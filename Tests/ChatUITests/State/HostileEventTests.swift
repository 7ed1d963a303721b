import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen under any events` {
  /// Events in no order that makes sense.
  struct Storm {
    var random: SeededGenerator

    mutating func event() -> AppEvent {
      switch pick(12) {
      case 0...4: .input(.key(key()))
      case 5, 6: .input(.text(text(6)))
      case 7: .input(pick(2) == 0 ? .paste(text(60)) : .resize(columns: pick(90), rows: pick(40)))
      case 8: .input(.mouse(MouseEvent(pick(2) == 0 ? .wheelUp : .wheelDown, column: 1, row: 1)))
      case 9: .tick
      case 10: .edited(pick(3) == 0 ? nil : text(20))
      default: .engine(update())
      }
    }

    private mutating func update() -> EngineUpdate {
      switch pick(20) {
      case 16: .approval(pick(3) == 0 ? nil : request())
      case 17: .toolRun(callID: "t\(pick(3))", run())
      case 18:
        .tools(
          [ToolSummary(tool())],
          servers: [ToolServerSummary(name: text(5), place: text(9), state: .stopped(text(9)))])
      case 19: .serverPrompts([ServerPrompt(server: text(4), name: text(4), title: text(9))])
      case 0:
        .opened(OpenedConversation(id: "c", title: text(9), path: path(), draft: text(9)))
      case 1: .pathChanged(path())
      case 2, 3: .messageAdded(message())
      case 4...8: .part(id(), part())
      case 9: .messageEnded(message())
      case 10: .titled(text(30))
      case 11: .turn(turn())
      case 12: .choices(pick(3) == 0 ? [] : Sample.choices)
      case 13: .context(used: pick(9_000_000) - 9, isEstimated: pick(2) == 0, window: pick(9000))
      case 14: .notice(Notice(.warning, text(50)))
      default: .library([ConversationSummary(id: "c", title: text(20), changed: time, bytes: 1)])
      }
    }

    private mutating func request() -> ApprovalRequest {
      let facts = (0..<pick(9)).map { _ in PreparedCall.Fact(text(20), text(400)) }
      let call = PreparedCall(
        callID: "t", tool: tool(),
        action: .server(name: text(5), tool: text(5), arguments: .null), facts: facts)
      return ApprovalRequest(
        id: ApprovalID(UInt64(pick(9))), call: call, warnings: pick(2) == 0 ? [] : [text(90)],
        difference: pick(2) == 0 ? [] : ["- " + text(50), "+ " + text(50), text(9)],
        mayAlways: pick(2) == 0, position: pick(4), count: pick(4))
    }

    private mutating func tool() -> Tool {
      Tool(
        definition: ToolDefinition(name: text(9), description: text(30), parameters: .null),
        source: .server(text(5)), originalName: text(9))
    }

    private mutating func run() -> ToolRunState {
      switch pick(4) {
      case 0: .waiting
      case 1: .running(since: Instant(nanoseconds: Int64(pick(2) == 0 ? 0 : 1 << 60)))
      case 2: .progress(text(40))
      default: .ended
      }
    }

    private mutating func part() -> StreamPart {
      switch pick(6) {
      case 0, 1: .text(text(40))
      case 2: .reasoning(text(40))
      case 3: .toolCallBegan(index: pick(3) - 1, id: "t\(pick(3))", name: text(5))
      case 4: .toolCallArguments(index: pick(3) - 1, text(30))
      default: .finish(.stop, raw: nil)
      }
    }

    private mutating func turn() -> TurnStatus {
      let since = Instant(nanoseconds: Int64(pick(2) == 0 ? 0 : 1 << 60))
      return switch pick(8) {
      case 6: .approving(tool: text(30))
      case 7: .runningTools(pick(5), since: since)
      case 0: .connecting(Sample.target)
      case 1: .thinking(Sample.target, since: since)
      case 2: .streaming(Sample.target, since: since)
      case 3: .waiting(Sample.target, until: since, because: Failure(.rateLimited))
      case 4: .asking(Sample.target)
      default: .idle
      }
    }

    private mutating func path() -> [PathMessage] { (0..<pick(5)).map { _ in message() } }

    private mutating func message() -> PathMessage {
      if pick(4) == 0 { return PathMessage(results()) }
      var message = Message(
        id: id(), parent: nil, role: pick(2) == 0 ? .user : .assistant,
        parts: [
          .text(text(80)), .reasoning(ReasoningPart(text(20))),
          .toolCall(ToolCall(id: "t\(pick(3))", name: text(9), arguments: text(40))),
        ], time: time)
      message.state = [.complete, .partial, .streaming][pick(3)]
      message.origin = pick(2) == 0 ? nil : Origin(target: Sample.target, dialect: .anthropic)
      return PathMessage(
        message, position: pick(5) - 1, siblings: pick(4), failure: pick(3) == 0 ? text(90) : nil)
    }

    private mutating func results() -> Message {
      let image = Attachment(name: text(5), mimeType: text(5), data: [])
      let parts = (0..<pick(3)).map { _ in
        ContentPart.toolResult(
          ToolResult(
            callID: "t\(pick(3))", name: text(5), content: text(300), isError: pick(2) == 0,
            attachments: [image]))
      }
      return Message(id: id(), parent: nil, role: .tool, parts: parts, time: time)
    }

    private mutating func key() -> Key {
      let codes: [KeyCode] = [
        .enter, .tab, .escape, .backspace, .delete, .up, .down, .left, .right, .home, .end,
        .pageUp, .pageDown, .function(1), .function(2),
      ]
      let letter = Unicode.Scalar(UInt8(97 + pick(26)))
      let code = pick(2) == 0 ? codes[pick(codes.count)] : .character(Character(letter))
      return Key(code, KeyModifiers(rawValue: UInt8(pick(8))))
    }

    private mutating func id() -> MessageID { MessageID("m\(pick(6))") }
    mutating func text(_ length: Int) -> String { random.hostileText(length: pick(length)) }
    mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private var time: Timestamp { Timestamp(milliseconds: .min / 2) }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `never traps, and keeps its cursor on the screen`(seed: UInt64) {
    var storm = Storm(random: SeededGenerator(seed: seed))
    var sample = Sample(columns: 80, rows: 24)
    for number in 0..<2000 {
      sample.wait(.milliseconds(100))
      _ = sample.state.handle(storm.event(), at: sample.now)
      // As in life, several events come to a frame.
      guard number % 10 == 0 else { continue }
      let grid = sample.grid()
      #expect(grid.size == sample.state.size)
      if let cursor = grid.cursor { #expect(grid.frame.contains(cursor)) }
      if let selected = sample.state.transcript.selected {
        #expect(sample.state.transcript.entries.indices.contains(selected))
      }
    }
  }
}
