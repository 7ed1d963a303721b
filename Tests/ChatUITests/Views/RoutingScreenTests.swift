import ChatEngine
import Testing

@testable import ChatUI

extension Sample {
  /// A prompt whose request waits under our own limits, with money spent and a budget set.
  fileprivate static func waiting(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    sample.begin(1, "Hello")
    sample.engine(.context(used: 12_300, isEstimated: false, window: 200_000))
    sample.engine(
      .spent(0.031, isEstimated: false, left: BudgetLeft(session: 9, day: 4.97, month: 60)))
    let limit = Failure(.rateLimited, code: Failure.ownLimitCode)
    sample.engine(.turn(.waiting(target, until: sample.now + .seconds(14), because: limit)))
    sample.wait(.seconds(2))
    return sample
  }

  /// An answer that came from the cache.
  fileprivate static func cached(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let prompt = Sample.prompt(1, "What is 6 times 7?")
    let kept = Timestamp(milliseconds: morning.milliseconds - 185_000)
    let answer = Message(
      id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [.text("42")],
      time: morning, origin: Origin(target: target, dialect: .anthropic),
      ending: Ending(
        finish: .stop, usage: Usage(inputTokens: 12, outputTokens: 3), cost: 0, cached: kept))
    sample.engine(.messageAdded(PathMessage(prompt)))
    sample.engine(.messageAdded(PathMessage(answer)))
    return sample
  }

  /// An answer whose first attempt was cut and paid, and whose second one had to wait.
  fileprivate static func rerouted(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let prompt = Sample.prompt(1, "Hello?")
    let usage = Usage(inputTokens: 1_200, outputTokens: 46)
    let attempts = [
      AttemptRecord(
        target: target, outcome: .failed, status: 200, failure: Failure(.cut),
        firstToken: .milliseconds(310), total: .milliseconds(900),
        usage: Usage(inputTokens: 1_200, outputTokens: 12, isEstimated: true), cost: 0.0025,
        reason: "weighted 3 of 4, health 0.8"),
      AttemptRecord(
        target: other, outcome: .answered, status: 200, wait: .seconds(2),
        firstToken: .milliseconds(200), total: .milliseconds(1_200), usage: usage, cost: 0.0042,
        reason: "next in the route, instead of demo/m, which is at its limit for 12 s"),
    ]
    let answer = Message(
      id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [.text("Hello!")],
      time: morning, origin: Origin(target: other, dialect: .openAIChat),
      ending: Ending(finish: .stop, usage: usage, cost: 0.0042, attempts: attempts))
    sample.engine(.messageAdded(PathMessage(prompt)))
    sample.engine(.messageAdded(PathMessage(answer)))
    return sample
  }
}

@Suite struct `A wait for a place` {
  @Test func `counts down, with all the figures of a wide bar`() {
    var sample = Sample.waiting(columns: 132, rows: 8)
    sample.expect(
      """
       New conversation                                                                                   main route ▸ anthropic → openai
        Hello

        claude-sonnet-5 · anthropic

      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   waiting for a place at anthropic: 12 s · Esc cancels   $0.031 session · $4.97 left today     F1 help
      """)
  }

  @Test func `leaves out context and money in 100 columns`() {
    var sample = Sample.waiting(columns: 100, rows: 30)
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai
        You                                                                                        10:42
        Hello

        claude-sonnet-5 · anthropic






















      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   waiting for a place at anthropic: 12 s · Esc cancels         F1 help
      """)
  }

  @Test func `gets the shorter form in 60 columns`() {
    var sample = Sample.waiting(columns: 60, rows: 8)
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        Hello

        claude-sonnet-5 · anthropic

      ────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   12 s · Esc cancels   F1 help
      """)
  }

  @Test func `goes before the target in 40x6`() {
    var sample = Sample.waiting(columns: 40, rows: 6)
    sample.expect(
      """
       New conversation   main route ▸ anthr…

       claude-sonnet-5 · anthropic

      ❯ Esc stops the answer
       12 s · Esc cancels             F1 help
      """)
  }

  @Test func `goes before the target in 20x5`() {
    var sample = Sample.waiting(columns: 20, rows: 5)
    sample.expect(
      """

       claude-sonnet-5

      ❯ Esc stops
      12 s · Esc cancels
      """)
  }

  @Test(arguments: [(1, 1), (3, 2), (8, 2), (10, 3)])
  func `fits the smallest terminals`(columns: Int, rows: Int) {
    var sample = Sample.waiting(columns: columns, rows: rows)
    #expect(sample.grid().text().allSatisfy { $0.count <= columns })
  }

  @Test func `has no countdown where nobody knows the time`() {
    var sample = Sample.waiting(columns: 80, rows: 6)
    sample.engine(.turn(.queued(Sample.target)))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai

        claude-sonnet-5 · anthropic

      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   waiting for a place at anthropic · Esc cancels
      """)
  }

  @Test func `of unknown length gets its shorter form in 50 columns`() {
    var sample = Sample.waiting(columns: 50, rows: 6)
    sample.engine(.turn(.queued(Sample.target)))
    sample.expect(
      """
       New conversation        main route ▸ anthropic …

        claude-sonnet-5 · anthropic

      ❯ Esc stops the answer
       waits · Esc cancels                      F1 help
      """)
  }

  @Test func `gets smaller by the second`() {
    var sample = Sample.waiting(columns: 132, rows: 8)
    #expect(sample.state.nextTick != nil)
    sample.wait(.seconds(5))
    #expect(sample.text().contains("waiting for a place at anthropic: 7 s · Esc cancels"))
    sample.wait(.seconds(60))
    #expect(sample.text().contains("waiting for a place at anthropic: 0 s · Esc cancels"))
  }

  @Test func `is drawn once a second, when its figure changes`() throws {
    var sample = Sample.waiting(columns: 80, rows: 8)
    sample.wait(.milliseconds(300))
    #expect(sample.state.nextTick == sample.now + .milliseconds(700))
    #expect(sample.text().contains("12 s · Esc cancels"))
    sample.wait(.milliseconds(700))
    #expect(sample.text().contains("11 s · Esc cancels"))
    #expect(sample.state.nextTick == sample.now + .seconds(1))
  }

  @Test func `takes away what was said of the turn before`() {
    var sample = Sample(columns: 80, rows: 8)
    sample.engine(.notice(Notice(.warning, "a is at its limit for 12 s; using b")))
    sample.engine(.turn(.waiting(Sample.target, until: sample.now, because: Failure(.overloaded))))
    #expect(!sample.text().contains("using b"))
    sample.engine(.turn(.idle))
    sample.engine(.notice(Notice(.error, "The conversation cannot be written.")))
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(sample.text().contains("The conversation cannot be written."))
  }

  @Test(arguments: [
    TurnStatus.queued(Sample.target), .connecting(Sample.target),
    .hedging(Sample.other, beside: Sample.target),
    .waiting(Sample.target, until: .distantFuture, because: Failure(.overloaded)),
  ])
  func `is ended by Esc, and has a second prompt wait`(status: TurnStatus) {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.turn(status))
    sample.type("again")
    #expect(sample.press("enter") == [.engine(.saveDraft("again"))])
    #expect(sample.state.queue.prompts.map(\.text.text) == ["again"])
    #expect(sample.press("escape") == [.engine(.stop)])
    #expect(sample.press("ctrl-c") == [.engine(.stop)])
  }
}

@Suite struct `What routing does` {
  @Test func `is seen while two targets are asked at once`() {
    var sample = Sample(columns: 80, rows: 6)
    sample.begin(1, "Hello")
    sample.engine(.turn(.hedging(Sample.other, beside: Sample.target)))
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai

        claude-sonnet-5 · anthropic

      ❯ Esc stops the answer
       ◐ openai/gpt-6.2-sol   ctx 0/200k ▏0%   asking anthropic and openai    F1 help
      """)
  }

  @Test func `is in the heading and the details of an answer, with the cost of each attempt`() {
    var sample = Sample.rerouted(columns: 100, rows: 30)
    sample.press("alt-up", "i")
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai
        You                                                                                        10:42
        Hello?

      ┌─ Details ────────────────────────────────────────────────────────────────────────────────────────┐
      │ role          assistant                                                                          │
      │ time          2026-11-23 10:42                                                                   │
      │ target        openai/gpt-6.2-sol                                                                 │
      │ dialect       openai-chat                                                                        │
      │ state         complete                                                                           │
      │ finish        stop                                                                               │
      │ usage         1.2k in, 46 out                                                                    │
      │ cost          $0.0042, with all attempts ~$0.0067                                                │
      │                                                                                                  │
      │ Attempts                                                                                         │
      │ 1. anthropic/claude-sonnet-5 failed (200): cut                                                   │
      │    weighted 3 of 4, health 0.8                                                                   │
      │    first token 310 ms · total 900 ms · 1.2k in, 12 out, estimated · ~$0.0025                     │
      │ 2. openai/gpt-6.2-sol answered (200)                                                             │
      │    next in the route, instead of demo/m, which is at its limit for 12 s                          │
      │    waited 2.0 s · first token 200 ms · total 1.2 s · 1.2k in, 46 out · $0.0042                   │
      └─ Esc closes ─────────────────────────────────────────────────────────────────────────────────────┘





      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                               F1 help
      """)
  }

  @Test func `is in the details on 40 columns`() {
    var sample = Sample.rerouted(columns: 40, rows: 30)
    sample.press("alt-up", "i")
    sample.expect(
      """
      ┌─ Details ────────────────────────────┐
      │ role          assistant              │
      │ time          2026-11-23 10:42       │
      │ target        openai/gpt-6.2-sol     │
      │ dialect       openai-chat            │
      │ state         complete               │
      │ finish        stop                   │
      │ usage         1.2k in, 46 out        │
      │ cost          $0.0042, with all      │
      │               attempts ~$0.0067      │
      │                                      │
      │ Attempts                             │
      │ 1. anthropic/claude-sonnet-5 failed  │
      │    (200): cut                        │
      │    weighted 3 of 4, health 0.8       │
      │    first token 310 ms · total 900 ms │
      │    · 1.2k in, 12 out, estimated ·    │
      │    ~$0.0025                          │
      │ 2. openai/gpt-6.2-sol answered (200) │
      │    next in the route, instead of     │
      │    demo/m, which is at its limit for │
      │    12 s                              │
      │    waited 2.0 s · first token 200 ms │
      │    · total 1.2 s · 1.2k in, 46 out · │
      │    $0.0042                           │
      └─ Esc closes ─────────────────────────┘

      ────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `says when a kept answer was given`() {
    var sample = Sample.cached(columns: 80, rows: 24)
    sample.press("alt-up", "i")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        What is 6 times 7?

      ▌ claude-sonnet-5 · anthropic                           cached, 3 min old · $0
      ┌─ Details ────────────────────────────────────────────────────────────────────┐
      │ role          assistant                                                      │
      │ time          2026-11-23 10:42                                               │
      │ target        anthropic/claude-sonnet-5                                      │
      │ dialect       anthropic                                                      │
      │ state         complete                                                       │
      │ cached        given 2026-11-23 10:38, 3 min old                              │
      │ finish        stop                                                           │
      │ usage         12 in, 3 out                                                   │
      │ cost          $0                                                             │
      └─ Esc closes ─────────────────────────────────────────────────────────────────┘





      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   cached                  F1 help
      """)
  }
}
