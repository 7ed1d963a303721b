import ChatEngine
import Testing

@testable import ChatUI

extension Sample {
  /// The picker over targets of which everything is known, something, and nothing.
  fileprivate static func measured(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    var choices = Sample.choices
    choices[0].health = .degraded
    choices[1].errorRate = 0
    choices[1].requestsLeft = 98
    choices[1].tokensLeft = 120_000
    choices[2].health = .open
    choices[2].firstToken = .milliseconds(12_400)
    choices[2].tokensPerSecond = 8.25
    choices[2].errorRate = 0.5
    let unknown = Target(provider: "ollama", model: "qwen4-coder-30b-a3b-instruct-q4_k_m")
    choices.append(Choice(destination: .target(unknown), targets: [unknown]))
    sample.engine(.choices(choices))
    sample.engine(.spent(nil, isEstimated: false, left: BudgetLeft(day: 4.97)))
    sample.press("ctrl-p")
    return sample
  }
}

@Suite struct `The figures of the picker` {
  @Test func `stand in columns`() {
    var sample = Sample.measured(columns: 150, rows: 14)
    sample.expect(
      """
       New conversation                                                                                                     main route ▸ anthropic → openai

               ┌─ Who answers next ───────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
               │ ❯                                                                                                                                │
               │ ▸◐ main                               anthropic/claude-sonnet-5 → openai/gpt-6.2-sol                                             │
               │  ● anthropic/claude-sonnet-5          200k   $2 / $10       VTSR  840 ms   45 tok/s   0% errors  98 req left  120k tok left      │
               │  ○ openai/gpt-6.2-sol                 1.05M  $2 / $10       ·T··  12.4 s  8.3 tok/s  50% errors                                  │
               │  · ollama/qwen4-coder-30b-a3b-instr…  ?      price unknown  ····                                                                 │
               └─ type to search · Space marks to compare · Enter takes it · Esc closes · V vision T tools S schema R reasoning ──────────────────┘


      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   $4.97 left today                                                                              F1 help
      """)
  }

  @Test func `leave out what is left in 100 columns`() {
    var sample = Sample.measured(columns: 100, rows: 14)
    sample.expect(
      """
       New conversation                                                   main route ▸ anthropic → openai

      ┌─ Who answers next ───────────────────────────────────────────────────────────────────────────────┐
      │ ❯                                                                                                │
      │ ▸◐ main                               anthropic/claude-sonnet-5 → openai/gpt-6.2-sol             │
      │  ● anthropic/claude-sonnet-5          200k   $2 / $10       VTSR  840 ms   45 tok/s   0% errors  │
      │  ○ openai/gpt-6.2-sol                 1.05M  $2 / $10       ·T··  12.4 s  8.3 tok/s  50% errors  │
      │  · ollama/qwen4-coder-30b-a3b-instr…  ?      price unknown  ····                                 │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ──────────────────────────┘


      ────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   $4.97 left today                            F1 help
      """)
  }

  @Test func `leave out speed and errors too in 80 columns`() {
    var sample = Sample.measured(columns: 80, rows: 14)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai

      ┌─ Who answers next ───────────────────────────────────────────────────────────┐
      │ ❯                                                                            │
      │ ▸◐ main                               anthropic/claude-sonnet-5 → openai/gp… │
      │  ● anthropic/claude-sonnet-5          200k   $2 / $10       VTSR  840 ms     │
      │  ○ openai/gpt-6.2-sol                 1.05M  $2 / $10       ·T··  12.4 s     │
      │  · ollama/qwen4-coder-30b-a3b-instr…  ?      price unknown  ····             │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ──────┘


      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   $4.97 left today        F1 help
      """)
  }

  @Test func `have the room that short names leave`() {
    var sample = Sample(columns: 110, rows: 14)
    var choices: [Choice] = []
    let policies: [RoutePolicy?] = [.failover, .weighted, .cheapest, .fastest]
    let targets = ["a", "bb"].map { Target(provider: $0, model: "m") }
    for policy in policies {
      var choice = Choice(destination: .route(policy?.rawValue ?? ""), targets: targets)
      choice.policy = policy
      choices.append(choice)
    }
    var choice = Choice(destination: .target(targets[0]), targets: [targets[0]], health: .ok)
    choice.firstToken = .milliseconds(840)
    choice.tokensPerSecond = 45.2
    choice.errorRate = 0.02
    choice.requestsLeft = 98
    choice.tokensLeft = 120_000
    choices.append(choice)
    sample.engine(.choices(choices))
    sample.press("ctrl-p")
    sample.expect(
      """
       New conversation                                                             main route ▸ anthropic → openai
      ┌─ Who answers next ─────────────────────────────────────────────────────────────────────────────────────────┐
      │ ❯                                                                                                          │
      │  · failover           a/m → bb/m                                                                           │
      │  · weighted           weighted: a/m, bb/m                                                                  │
      │  · cheapest           cheapest of a/m, bb/m                                                                │
      │  · fastest            fastest of a/m, bb/m                                                                 │
      │  ● a/m                ?  price unknown  ····  840 ms  45 tok/s  2% errors  98 req left  120k tok left      │
      └─ type to search · Space marks to compare · Enter takes it · Esc closes ────────────────────────────────────┘


      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       · anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                                         F1 help
      """)
  }

  @Test func `leave marks and names in 50 columns`() {
    var sample = Sample.measured(columns: 50, rows: 12)
    sample.expect(
      """
       New conversation        main route ▸ anthropic …
      ┌─ Who answers next ─────────────────────────────┐
      │ ❯                                              │
      │ ▸◐ main                                        │
      │  ● anthropic/claude-sonnet-5                   │
      │  ○ openai/gpt-6.2-sol                          │
      │  · ollama/qwen4-coder-30b-a3b-instruct-q4_k_m  │
      └─ Space marks · Enter takes it · Esc closes ────┘

      ──────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   $4.97 left today
      """)
  }
}
