import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The page of what was asked` {
  @Test func `is asked for with its grouping, and opens when it comes`() {
    var sample = Sample(columns: 60, rows: 24)
    sample.type("/stats")
    #expect(sample.press("enter") == [.engine(.readUsage(by: .model, utcOffset: 0))])
    sample.engine(.usage(Sample.usage()))
    sample.expect(
      """
      ┌─ Asked 2026-10-24 to 2026-11-23 ─────────────────────────┐
      │ openai/gpt-6.2-sol                                       │
      │   2 requests · 1 failed · 1.2k in · 1k of it cached · 80 │
      │   out · $0.31                                            │
      │   first token 240 ms, 95% within 240 ms · whole 812 ms,  │
      │   95% within 812 ms                                      │
      │ local/gemma                                              │
      │   1 request · 1 from the cache · 9 in · 2 out · $0+?     │
      │   first token 40 ms, 95% within 40 ms · whole 90 ms, 95% │
      │   within 90 ms                                           │
      │ all                                                      │
      │   3 requests · 1 failed · 1 from the cache · 1.21k in ·  │
      │   1k of it cached · 82 out · $0.31+?                     │
      │   first token 40 ms, 95% within 240 ms · whole 90 ms,    │
      │   95% within 812 ms                                      │
      │                                                          │
      │ Compared                                                 │
      │ openai/gpt-6.2-sol                                       │
      │   100% of 1 · 1 won · 0 lost                             │
      │ anthropic/claude-sonnet-5                                │
      └─ PgDn scrolls · Esc closes ──────────────────────────────┘
      ────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%       F1 help
      """)
    sample.press("pagedown")
    let text = sample.text()
    #expect(text.contains("  100% of 1 · 1 won · 0 lost"))
    #expect(text.contains("  0% of 1 · 0 won · 1 lost"))
    #expect(text.contains("1 damaged line was passed over."))
    sample.press("esc")
    #expect(sample.overlayName == nil)
  }

  @Test func `says so where nothing was asked`() {
    var sample = Sample(columns: 60, rows: 12)
    let summary = UsageSummary(
      since: Sample.morning, until: Sample.morning, by: .day, utcOffset: 0)
    sample.engine(.usage(summary))
    #expect(sample.text().contains("Nothing was asked in these days."))
  }

  @Test func `leaves what was opened meanwhile`() {
    var sample = Sample(columns: 60, rows: 12)
    sample.press("f1")
    sample.engine(.usage(Sample.usage()))
    #expect(sample.overlayName == "help")
  }

  @Test func `takes no word that is no grouping`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.type("/stats yesterday")
    #expect(sample.press("enter") == [.bell])
    #expect(sample.text().contains("It is /stats, /stats provider or /stats day."))
  }
}
