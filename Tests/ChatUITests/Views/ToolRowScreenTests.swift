import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A tool call on the screen` {
  /// Calls in all states.
  private func working(columns: Int = 80, rows: Int = 24) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let arguments = ["Oslo", "Bergen", "Bodø", "Tromsø", "Hamar", "Moss"].map {
      "{\"city\": \"\($0)\", \"days\": 3}"
    }
    var message = Sample.calling(1, "", text: "Let me look.")
    message.parts = [.text("Let me look.")]
    for (place, arguments) in arguments.enumerated() {
      message.parts.append(
        .toolCall(ToolCall(id: "t\(place + 1)", name: "weather", arguments: arguments)))
    }
    sample.engine(.messageAdded(PathMessage(Sample.prompt(1, "What is the weather?"))))
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
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
  private func ended(columns: Int = 80, rows: Int = 24) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let rain = (1...30).map { "day \($0): rain\t\($0) mm" }.joined(separator: "\n")
    let image = Attachment(
      name: "map.png", mimeType: "image/png", data: Array(repeating: 0, count: 12_345))
    sample.engine(
      .opened(
        OpenedConversation(
          id: "c1",
          path: [
            PathMessage(Sample.prompt(1, "What is the weather?")),
            PathMessage(Sample.calling(1, #"{"city":"Oslo","days":[1,2]}"#)),
            PathMessage(Sample.results(1, Sample.result("t1", rain, files: [image]))),
            PathMessage(Sample.answer(2, "Rain.", to: Sample.prompt(1, ""))),
          ])))
    return sample
  }

  @Test func `says how far it is`() {
    var sample = working()
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        What is the weather?

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Let me look.
        → weather {"city": "Oslo", "days": 3} · running 8 s
        → weather {"city": "Bergen", "days"… · running 5 s · asking the satellite␛[…
        → weather {"city": "Bodø", "days": 3} · waits for you
        → weather {"city": "Tromsø", "days": 3} · done · 3 degrees, rain
        → weather {"city": "Hamar", "days": 3} · failed · There is no such city.
        → weather {"city": "Moss", "days": 3} · denied









      ────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   running 3 tools 8 s     F1 help
      """)
  }

  @Test func `says how far it is in a large terminal`() {
    var sample = working(columns: 120, rows: 40)
    sample.expect(
      """
       New conversation                                                                       main route ▸ anthropic → openai
        You                                                                                                            10:42
        What is the weather?

        claude-sonnet-5 · anthropic                                                               1.2 s · 45 tok/s · $0.0042
        Let me look.
        → weather {"city": "Oslo", "days": 3} · running 8 s
        → weather {"city": "Bergen", "days": 3} · running 5 s · asking the satellite␛[31m
        → weather {"city": "Bodø", "days": 3} · waits for you
        → weather {"city": "Tromsø", "days": 3} · done · 3 degrees, rain
        → weather {"city": "Hamar", "days": 3} · failed · There is no such city.
        → weather {"city": "Moss", "days": 3} · denied

























      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   running 3 tools 8 s                                             F1 help
      """)
  }

  @Test func `says how far it is in 40x12`() {
    var sample = working(columns: 40, rows: 12)
    sample.expect(
      """
       New conversation   main route ▸ anthr…
        Let me look.
        → weather {"city": "O… · running 8 s
        → weather {"cit… · running 5 s
        → weather {"city": … · waits for you
        → weather {"city":… · done · 3 degr…
        → weather {"city"… · failed · There…
        → weather {"city": "Moss",… · denied

      ────────────────────────────────────────
      ❯ Esc stops the answer
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `says how far it is in 20x5`() {
    var sample = working(columns: 20, rows: 5)
    sample.expect(
      """
       → weather · failed
       → weather · denied

      ❯ Esc stops the ans…
      ● anthropic/claude-…
      """)
  }

  @Test func `was not run where the turn ended without a result`() {
    var sample = working(columns: 60, rows: 16)
    sample.engine(.turn(.idle))
    sample.expect(
      """
       New conversation             main route ▸ anthropic → ope…
        You                                                10:42
        What is the weather?

        claude-sonnet-5 · anthropic   1.2 s · 45 tok/s · $0.0042
        Let me look.
        → weather {"city": "Oslo", "days": 3} · not run
        → weather {"city": "Bergen", "days": 3} · not run
        → weather {"city": "Bodø", "days": 3} · not run
        → weather {"city": "Tromsø", "… · done · 3 degrees, rain
        → weather {"city": "Hamar",… · failed · There is no suc…
        → weather {"city": "Moss", "days": 3} · denied

      ────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
  }

  @Test func `has its result beside it, after the conversation was opened again too`() {
    var sample = ended(columns: 80, rows: 12)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        → weather {"city":"Oslo","days":[1,2]} · done · day 1: rain 1 mm
        📎 map.png (image/png, 12.3 kB)

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Rain.

      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is unfolded to its arguments and its result`() {
    var sample = ended(columns: 80, rows: 45)
    sample.press("alt-t")
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
        You                                                                    10:42
        What is the weather?

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        → weather · done · day 1: rain 1 mm
        │ {
        │   "city": "Oslo",
        │   "days": [
        │     1,
        │     2
        │   ]
        │ }
        ├ result
        │ day 1: rain 1 mm
        │ day 2: rain 2 mm
        │ day 3: rain 3 mm
        │ day 4: rain 4 mm
        │ day 5: rain 5 mm
        │ day 6: rain 6 mm
        │ day 7: rain 7 mm
        │ day 8: rain 8 mm
        │ day 9: rain 9 mm
        │ day 10: rain    10 mm
        │ day 11: rain    11 mm
        │ day 12: rain    12 mm
        │ day 13: rain    13 mm
        │ day 14: rain    14 mm
        │ day 15: rain    15 mm
        │ day 16: rain    16 mm
        │ day 17: rain    17 mm
        │ day 18: rain    18 mm
        │ day 19: rain    19 mm
        │ 11 more lines
        📎 map.png (image/png, 12.3 kB)

        claude-sonnet-5 · anthropic                       1.2 s · 45 tok/s · $0.0042
        Rain.




      ────────────────────────────────────────────────────────────────────────────────
      ❯
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `is unfolded in 40x12`() {
    var sample = ended(columns: 40, rows: 12)
    sample.press("alt-t", "ctrl-home")
    sample.expect(
      """
       New conversation   main route ▸ anthr…
        You                            10:42
        What is the weather?

        claude-sonnet-5 · anthropic  $0.0042
        → weather · done · day 1: rain 1 mm
        │ {
        │   "city": "Oslo",
        │   "days": [
      ───────────────────── ▼ 30 more lines ──
      ❯
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `is unfolded in 20x5`() {
    var sample = ended(columns: 20, rows: 5)
    sample.press("alt-t", "ctrl-home")
    for _ in 0..<5 { sample.press("pagedown") }
    sample.expect(
      """
       → weather · done
       │ {
        ▼ 32 more lines "
      ❯
      ● anthropic/claude-…
      """)
  }

  @Test func `counts the seconds that it runs`() {
    var sample = working()
    #expect(sample.state.nextTick == sample.now + .seconds(1))
    sample.wait(.milliseconds(1000))
    #expect(sample.text().contains("running 9 s"))
    #expect(sample.text().contains("running 6 s"))
  }

  @Test func `ticks once a call's own second is over`() {
    var sample = working()
    sample.wait(.milliseconds(250))
    sample.engine(.turn(.approving(tool: "weather")))
    #expect(sample.state.nextTick == sample.now + .milliseconds(750))
    sample.engine(.toolRun(callID: "t1", .ended))
    sample.engine(.toolRun(callID: "t2", .ended))
    #expect(sample.state.nextTick == nil)
  }

  @Test(arguments: [
    "\u{1B}[31mred\u{1B}]52;c;eA==\u{7}", "\u{202E}txt.exe", "a\u{200B}b", "\u{9B}2J", "\u{E0041}",
  ])
  func `shows nothing as its tool would have it`(hostile: String) {
    var sample = Sample(columns: 120, rows: 40)
    var message = Sample.calling(1, hostile)
    message.parts = [.toolCall(ToolCall(id: "t1", name: hostile, arguments: hostile))]
    let file = Attachment(name: hostile, mimeType: hostile, data: [1])
    sample.engine(.messageAdded(PathMessage(message)))
    sample.engine(
      .messageAdded(PathMessage(Sample.results(1, Sample.result("t1", hostile, files: [file])))))
    sample.press("alt-t")
    let hidden = Set(hostile.unicodeScalars.filter { CharacterWidth.columns($0) == 0 })
    for row in sample.grid().text() { #expect(hidden.isDisjoint(with: row.unicodeScalars)) }
  }
}
