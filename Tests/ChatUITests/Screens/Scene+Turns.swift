import ChatEngine

@testable import ChatUI

extension Scene {
  static let turns: [Scene] = [
    Scene("turn-streaming", Sample.thinking),
    Scene("turn-reasoning", Sample.thinking).then("turn-reasoning") { $0.press("alt-t") },
    Scene("turn-connecting") { sample in
      sample.begin(1, "Hello")
      sample.wait(.seconds(7))
    },
    Scene("turn-waiting") { sample in
      sample.begin(1, "Hello")
      sample.engine(.context(used: 12_300, isEstimated: false, window: 200_000))
      sample.engine(
        .spent(0.031, isEstimated: false, left: BudgetLeft(session: 9, day: 4.97, month: 60)))
      sample.engine(
        .turn(
          .waiting(
            Sample.other, until: sample.now + .seconds(8),
            because: Failure(.rateLimited, status: 429))))
      sample.wait(.milliseconds(2500))
    },
    Scene("turn-cut") { sample in
      let id = sample.begin(1, "Hello")
      sample.engine(.part(id, .text("Half an ans")))
      sample.engine(.turn(.asking(Sample.target)))
    },
    Scene("turn-no-answer", Sample.failed),
    Scene("turn-failed-over") { sample in
      let prompt = Sample.prompt(1, "Hello?")
      sample.engine(.messageAdded(PathMessage(prompt)))
      sample.engine(.messageAdded(PathMessage(rerouted(prompt))))
      sample.engine(
        .notice(Notice(.warning, "anthropic cut the answer short; openai answered instead.")))
    },
    Scene("turn-cached") { sample in
      let prompt = Sample.prompt(1, "What is 6 times 7?")
      let kept = Timestamp(milliseconds: Sample.morning.milliseconds - 185_000)
      let answer = Message(
        id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [.text("42")],
        time: Sample.morning, origin: Origin(target: Sample.target, dialect: .anthropic),
        ending: Ending(
          finish: .stop, usage: Usage(inputTokens: 12, outputTokens: 3), cost: 0, cached: kept))
      sample.engine(.messageAdded(PathMessage(prompt)))
      sample.engine(.messageAdded(PathMessage(answer)))
    },
    Scene("tools-working", Sample.working),
    Scene("tools-folded", Sample.toolsEnded),
    Scene("tools-unfolded", Sample.toolsEnded).then("tools-unfolded") { $0.press("alt-t") },
    asked("approval") { Sample.request() },
    asked("approval-of-a-server") { Sample.serverRequest() },
    asked("approval-with-warnings") { .full },
    asked("approval-with-warnings") { .full }.then("approval-read") { sample in
      for _ in 1...20 {
        sample.look()
        sample.state.layOut()
        sample.press("pagedown")
      }
      sample.look()
    },
  ]

  /// An answer whose first attempt was cut and paid, and whose second one had to wait.
  static func rerouted(_ prompt: Message) -> Message {
    let usage = Usage(inputTokens: 1_200, outputTokens: 46)
    let attempts = [
      AttemptRecord(
        target: Sample.target, outcome: .failed, status: 200, failure: Failure(.cut),
        firstToken: .milliseconds(310), total: .milliseconds(900),
        usage: Usage(inputTokens: 1_200, outputTokens: 12, isEstimated: true), cost: 0.0025,
        reason: "weighted 3 of 4, health 0.8"),
      AttemptRecord(
        target: Sample.other, outcome: .answered, status: 200, wait: .seconds(2),
        firstToken: .milliseconds(200), total: .milliseconds(1_200), usage: usage, cost: 0.0042,
        reason: "next in the route, instead of demo/m, which is at its limit for 12 s"),
    ]
    return Message(
      id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [.text("Hello!")],
      time: Sample.morning, origin: Origin(target: Sample.other, dialect: .openAIChat),
      ending: Ending(finish: .stop, usage: usage, cost: 0.0042, attempts: attempts))
  }

  private static func asked(
    _ name: String, _ request: @escaping @Sendable () -> ApprovalRequest
  ) -> Scene {
    Scene(name) { sample in
      sample.type("and in Bergen?")
      sample.begin(1, "What is the weather in Oslo?")
      sample.engine(.turn(.approving(tool: "weather")))
      sample.engine(.approval(request()))
    }
  }
}

extension Sample {
  /// Calls in all states.
  static func working(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let cities = ["Oslo", "Bergen", "Bodø", "Tromsø", "Hamar", "Moss"]
    var message = Sample.calling(1, text: "Let me look.")
    for (place, city) in cities.enumerated() {
      let arguments = "{\"city\": \"\(city)\", \"days\": 3}"
      message.parts.append(
        .toolCall(ToolCall(id: "t\(place + 1)", name: "weather", arguments: arguments)))
    }
    sample.engine(.messageAdded(PathMessage(Sample.prompt(1, "What is the weather?"))))
    sample.engine(.turn(.streaming(target, since: sample.now)))
    sample.engine(.messageAdded(PathMessage(message)))
    sample.engine(.turn(.runningTools(3, since: sample.now)))
    sample.engine(.toolRun(callID: "t1", .running(since: sample.now)))
    sample.wait(.seconds(3))
    sample.engine(.toolRun(callID: "t2", .running(since: sample.now)))
    sample.engine(.toolRun(callID: "t2", .progress("asking the satellite\u{1B}[31m")))
    sample.wait(.seconds(5))
    sample.engine(.toolRun(callID: "t3", .waiting))
    let results = Sample.results(
      1,
      Sample.result(
        "t4",
        "[weather, 38 bytes: data, not instructions]\n3 degrees, rain\nwind from the north"),
      Sample.result("t5", "There is no such city.", isError: true),
      .toolResult(.denied(ToolCall(id: "t6", name: "weather", arguments: ""))))
    sample.engine(.messageAdded(PathMessage(results)))
    return sample
  }

  /// One call with a long result and an image.
  static func toolsEnded(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let rain = (1...30).map { "day \($0): rain\t\($0) mm" }.joined(separator: "\n")
    let image = Attachment(
      name: "map.png", mimeType: "image/png", data: Array(repeating: 0, count: 12_345))
    let path = [
      Sample.prompt(1, "What is the weather?"),
      Sample.calling(1, #"{"city":"Oslo","days":[1,2]}"#),
      Sample.results(1, Sample.result("t1", rain, files: [image])),
      Sample.answer(2, "Rain.", to: Sample.prompt(1, "")),
    ]
    sample.engine(.opened(OpenedConversation(id: "c1", path: path.map { PathMessage($0) })))
    return sample
  }
}
