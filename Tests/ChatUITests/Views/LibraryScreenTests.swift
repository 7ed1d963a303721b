import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen of all conversations` {
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
