import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A tool call on the screen` {
  @Test func `was not run where the turn ended without a result`() {
    var sample = Sample.working(columns: 60, rows: 16)
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
      ❯ ? shows the keys · Alt-Y copies the answer
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
  }

  @Test func `counts the seconds that it runs`() {
    var sample = Sample.working(columns: 80, rows: 24)
    #expect(sample.state.nextTick == sample.now + .seconds(1))
    sample.wait(.milliseconds(1000))
    #expect(sample.text().contains("running 9 s"))
    #expect(sample.text().contains("running 6 s"))
  }

  @Test func `ticks once a call's own second is over`() {
    var sample = Sample.working(columns: 80, rows: 24)
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
