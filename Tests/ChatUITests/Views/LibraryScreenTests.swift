import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen of all conversations` {
  private func sample(_ columns: Int, _ rows: Int) throws -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    sample.press("ctrl-o")
    var pinned = LibraryMarks.Marks()
    pinned.isPinned = true
    pinned.tags = ["swift", "later"]
    let long = "日本語の発音について、とても長いタイトルが続いて切られるまでここに書かれている"
    sample.engine(
      .library([
        ConversationSummary(id: "c1", title: "Parsers", changed: Sample.morning, bytes: 10),
        ConversationSummary(
          id: "c2", title: "Tokens and trees", changed: Sample.morning, bytes: 10, marks: pinned),
        ConversationSummary(id: "c3", title: long, changed: Sample.morning, bytes: 10),
        ConversationSummary(id: "c4", title: "Trees", changed: Sample.morning, bytes: 10),
      ]))
    sample.type("token")
    let before = "Three places do it: `Token.text` is a String, and every "
    let found = [
      try found("c1", .assistant, .text, before, "token", count: 3),
      try found("c3", .user, .text, "日本語の", "token"),
      try found("c4", .assistant, .reasoning, "then the ", "TOKEN"),
    ]
    sample.engine(.searched(SearchUpdate(text: "token", found: found, isDone: true)))
    return sample
  }

  private func found(
    _ id: String, _ role: Role, _ kind: SearchHit.Kind, _ before: String, _ word: String,
    count: Int = 1
  ) throws -> LibrarySearch.Found {
    let start = before.utf8.count
    let hit = SearchHit(
      message: MessageID("m"), role: role, kind: kind,
      snippet: before + word + " is allocated on its own, which is what takes the time.",
      place: start..<start + word.utf8.count)
    return LibrarySearch.Found(id: try #require(ConversationID(id)), hit: hit, count: count)
  }

  /// The rows of the list's box, without what lies beside it.
  private func box(_ columns: Int, _ rows: Int) throws -> String {
    var sample = try sample(columns, rows)
    let lines = sample.text().split(separator: "\n", omittingEmptySubsequences: false)
    guard let top = lines.firstIndex(where: { $0.contains("┌─ Conversations") }),
      let bottom = lines.firstIndex(where: { $0.contains("└─ type") })
    else { return lines.prefix(max(0, rows - 1)).joined(separator: "\n") }
    let left = lines[top].prefix { $0 != "┌" }.count
    return lines[top...bottom].map { String($0.dropFirst(left)) }.joined(separator: "\n")
  }

  @Test func `shows what was found below the titles`() throws {
    #expect(
      try box(80, 24) == """
        ┌─ Conversations 4/4 ──────────────────────────────────────────────────────────┐
        │ ❯ token                                                                      │
        │ 2026-11-23 10:42  ★ Tokens and trees #swift #later                           │
        │ 2026-11-23 10:42  Parsers                                                    │
        │     Answer: …g, and every token is allocated on its own, whi…  in 3 messages │
        │ 2026-11-23 10:42  日本語の発音について、とても長いタイトルが続いて切られる…  │
        │     You: 日本語のtoken is allocated on its own, which is what takes the tim… │
        │ 2026-11-23 10:42  Trees                                                      │
        │     Thought: then the TOKEN is allocated on its own, which is what takes th… │
        │ Alt-P pin · Alt-T tag · Alt-E rename · Alt-A archive · Alt-D delete          │
        └─ type to search titles and words · Enter opens · Esc closes ─────────────────┘
        """)
  }

  @Test func `is as wide as reading allows on a wide terminal`() throws {
    #expect(
      try box(120, 40) == """
        ┌─ Conversations 4/4 ──────────────────────────────────────────────────────────────────────────────┐
        │ ❯ token                                                                                          │
        │ 2026-11-23 10:42  ★ Tokens and trees #swift #later                                               │
        │ 2026-11-23 10:42  Parsers                                                                        │
        │     Answer: …a String, and every token is allocated on its own, which is what ta…  in 3 messages │
        │ 2026-11-23 10:42  日本語の発音について、とても長いタイトルが続いて切られるまでここに書かれている │
        │     You: 日本語のtoken is allocated on its own, which is what takes the time.                    │
        │ 2026-11-23 10:42  Trees                                                                          │
        │     Thought: then the TOKEN is allocated on its own, which is what takes the time.               │
        │ Alt-P pin · Alt-T tag · Alt-E rename · Alt-A archive · Alt-D delete · Alt-U undo                 │
        └─ type to search titles and words · Enter opens · Esc closes ─────────────────────────────────────┘
        """)
  }

  @Test func `is in the middle of a very wide one`() throws {
    #expect(
      try box(200, 60) == """
        ┌─ Conversations 4/4 ──────────────────────────────────────────────────────────────────────────────┐
        │ ❯ token                                                                                          │
        │ 2026-11-23 10:42  ★ Tokens and trees #swift #later                                               │
        │ 2026-11-23 10:42  Parsers                                                                        │
        │     Answer: …a String, and every token is allocated on its own, which is what ta…  in 3 messages │
        │ 2026-11-23 10:42  日本語の発音について、とても長いタイトルが続いて切られるまでここに書かれている │
        │     You: 日本語のtoken is allocated on its own, which is what takes the time.                    │
        │ 2026-11-23 10:42  Trees                                                                          │
        │     Thought: then the TOKEN is allocated on its own, which is what takes the time.               │
        │ Alt-P pin · Alt-T tag · Alt-E rename · Alt-A archive · Alt-D delete · Alt-U undo                 │
        └─ type to search titles and words · Enter opens · Esc closes ─────────────────────────────────────┘
        """)
  }

  @Test func `cuts what there is no room for on a narrow one`() throws {
    #expect(
      try box(40, 12) == """
        ┌─ Conversations 4/4 ──────────────────┐
        │ ❯ token                              │
        │ 2026-11-23 10:42  ★ Tokens … #swift… │
        │ 2026-11-23 10:42  Parsers            │
        │     Answer: …token i…  in 3 messages │
        │ 2026-11-23 10:42  日本語の発音につ…  │
        │     You: …本語のtoken is allocated … │
        │ Alt-P pin · Alt-T tag · Alt-E rename │
        └─ type to search titles and words ·… ─┘
        """)
  }

  @Test func `is titles alone where there is hardly room`() throws {
    #expect(
      try box(20, 5) == """
        ❯ token
        ★ Tokens a… #swift …
        Parsers
        Alt-P pin
        """)
  }

  @Test func `shows nothing of what a title or a found text would do to the terminal`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-o")
    sample.engine(
      .library([
        ConversationSummary(
          id: "c4", title: "Hostile \u{1B}[31mred\u{202E}", changed: Sample.morning, bytes: 10)
      ]))
    sample.type("token")
    let evil = try found("c4", .user, .text, "\u{1B}]0;evil\u{7} \u{202E}", "token")
    sample.engine(.searched(SearchUpdate(text: "token", found: [evil], isDone: true)))
    let text = sample.text()
    #expect(text.contains("token is allocated"))
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.value >= 0x20 && scalar.value != 0x202E && scalar.value != 0x7F)
    }
  }
}
