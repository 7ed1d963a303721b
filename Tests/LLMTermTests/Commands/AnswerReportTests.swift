import ChatEngine
import Testing

@testable import llmterm

extension AnswerReport {
  /// What is written, read again.
  fileprivate var json: JSON {
    var output = JSONOutput()
    write(into: &output)
    return (try? JSON.parse(output.bytes)) ?? .null
  }
}

/// The shape that scripts rely on (config.md), key by key.
@Suite struct `The report of an answer` {
  private let work = Target(provider: "work", model: "gpt")
  private let target = Target(provider: "anthropic", model: "claude")

  private func report(_ end: TurnEnd, text: String = "", calls: [ToolCall] = []) -> String {
    AnswerReport(
      end: end, text: text, reasoning: "", toolCalls: calls, route: "main",
      sentences: ErrorSentence(providers: [], at: .commandLine)
    ).json.text(.init(isPretty: true))
  }

  @Test func `adds up what the rounds of tools took`() {
    func end(_ target: Target, _ finish: FinishReason, cost: Double?) -> TurnEnd {
      let attempt = AttemptRecord(target: target, outcome: .answered, total: .milliseconds(100))
      let ending = Ending(
        finish: finish, usage: Usage(inputTokens: 10, outputTokens: 5), attempts: [attempt],
        notes: ["seed was left out"])
      return TurnEnd(outcome: .answered, ending: ending, cost: cost)
    }
    let call = ToolCall(id: "c1", name: "weather", arguments: "{}")
    var report = AnswerReport(
      end: end(target, .stop, cost: 0.5), text: "Fine.", reasoning: "", toolCalls: [call],
      route: nil, sentences: ErrorSentence(providers: [], at: .commandLine))
    report.earlier = [end(work, .toolCalls, cost: 0.25)]
    report.results = [ToolResult(callID: "c1", name: "weather", content: "rain")]

    let json = report.json

    #expect(json["tool_calls"]?[0]?["result"]?.stringValue == "rain")
    #expect(json["cost_usd"]?.doubleValue == 0.75)
    #expect(json["usage"]?["input_tokens"]?.intValue == 20)
    #expect(json["usage"]?["cached_input_tokens"]?.isNull == true)
    #expect(json["timing"]?["total_ms"]?.doubleValue == 200)
    #expect(
      json["attempts"]?.arrayValue?.map { $0["target"]?.stringValue } == [
        "work/gpt", "anthropic/claude",
      ])
    #expect(json["notes"]?.arrayValue?.count == 1)
    #expect(json["finish_reason"]?.stringValue == "stop")
  }

  @Test func `has everything that is known`() {
    let failed = AttemptRecord(
      target: work, outcome: .failed, status: 429,
      failure: Failure(.rateLimited, "slow down", status: 429), total: .microseconds(80_240),
      reason: "first in the route")
    let answered = AttemptRecord(
      target: target, outcome: .answered, status: 200, wait: .milliseconds(5),
      firstToken: .milliseconds(240), total: .milliseconds(740),
      usage: Usage(inputTokens: 9, outputTokens: 21))
    let ending = Ending(
      finish: .stop, rawFinish: "end_turn",
      usage: Usage(
        inputTokens: 9, outputTokens: 21, cachedInputTokens: 0, cacheWriteTokens: 0,
        reasoningTokens: 0),
      cost: 0.25, attempts: [failed, answered], notes: ["seed was left out"],
      requestID: "req_1", fingerprint: "fp", seed: 7)
    let call = ToolCall(id: "c1", name: "weather", arguments: #"{"city":"Oslo"}"#)

    #expect(
      report(TurnEnd(outcome: .answered, ending: ending, cost: 0.25), text: "Hi", calls: [call])
        == """
        {
          "id": null,
          "text": "Hi",
          "parsed": null,
          "tool_calls": [
            {
              "id": "c1",
              "name": "weather",
              "arguments": {
                "city": "Oslo"
              },
              "result": null
            }
          ],
          "reasoning": null,
          "finish_reason": "stop",
          "finish_reason_raw": "end_turn",
          "provider": "anthropic",
          "model": "claude",
          "target": "anthropic/claude",
          "route": "main",
          "usage": {
            "input_tokens": 9,
            "output_tokens": 21,
            "cached_input_tokens": 0,
            "cache_write_tokens": 0,
            "reasoning_tokens": 0,
            "estimated": false
          },
          "cost_usd": 0.25,
          "cached": false,
          "seed": 7,
          "system_fingerprint": "fp",
          "request_id": "req_1",
          "timing": {
            "total_ms": 825.2,
            "first_token_ms": 240.0,
            "output_tokens_per_second": 40.0
          },
          "attempts": [
            {
              "target": "work/gpt",
              "reason": "first in the route",
              "outcome": "failed",
              "status": 429,
              "error": "rate_limited",
              "message": "slow down",
              "wait_ms": 0.0,
              "first_token_ms": null,
              "total_ms": 80.2
            },
            {
              "target": "anthropic/claude",
              "reason": null,
              "outcome": "answered",
              "status": 200,
              "error": null,
              "message": null,
              "wait_ms": 5.0,
              "first_token_ms": 240.0,
              "total_ms": 740.0
            }
          ],
          "notes": [
            "seed was left out"
          ],
          "error": null
        }
        """)
  }

  @Test func `has null for what is not known, and the error's kind`() throws {
    let end = TurnEnd(
      outcome: .failed, ending: Ending(failure: Failure(.config, "route main has no target")))

    let json = try JSON.parse(report(end))

    for key in [
      "provider", "model", "target", "usage", "cost_usd", "finish_reason", "seed", "request_id",
      "system_fingerprint", "reasoning", "parsed",
    ] {
      #expect(json[key] == .null, "\(key)")
    }
    #expect(json["error"]?["kind"]?.stringValue == "config")
    #expect(json["error"]?["message"]?.stringValue?.hasPrefix("Route main has no target") == true)
  }

  @Test func `says that an answer was kept, and whose it is`() throws {
    let ending = Ending(finish: .stop, cost: 0, cached: Timestamp(milliseconds: 1))
    var report = AnswerReport(
      end: TurnEnd(outcome: .answered, ending: ending, cost: 0), text: "Hi", reasoning: "",
      toolCalls: [], route: nil, sentences: ErrorSentence(providers: [], at: .commandLine))
    report.keptFrom = target

    let json = report.json

    #expect(json["cached"] == true)
    #expect(json["target"]?.stringValue == "anthropic/claude")
    #expect(json["cost_usd"] == 0.0)
  }

  @Test func `gives a call's arguments as text where they are no JSON`() throws {
    let call = ToolCall(id: "c1", name: "weather", arguments: "{cut")
    let end = TurnEnd(outcome: .answered, ending: Ending())

    let json = try JSON.parse(report(end, calls: [call]))

    #expect(json["tool_calls"]?.arrayValue?.first?["arguments"]?.stringValue == "{cut")
  }
}

@Suite struct `The exit status of an answer` {
  @Test(
    arguments: [
      (TurnEnd.Outcome.answered, FinishReason.stop, nil, 0), (.answered, .length, nil, 0),
      (.answered, .filtered, nil, 3), (.answered, .refused, nil, 3),
      (.failed, nil, Failure.Kind.serverError, 1), (.failed, nil, .auth, 1),
      (.failed, nil, .filtered, 3), (.failed, nil, .refused, 3), (.failed, nil, .config, 2),
      (.cancelled, nil, .cancelled, 130),
    ] as [(TurnEnd.Outcome, FinishReason?, Failure.Kind?, Int32)])
  func `says how it ended`(
    outcome: TurnEnd.Outcome, finish: FinishReason?, kind: Failure.Kind?, status: Int32
  ) {
    let ending = Ending(finish: finish, failure: kind.map { Failure($0) })
    #expect(AnswerOutput.status(of: TurnEnd(outcome: outcome, ending: ending)) == status)
  }
}
