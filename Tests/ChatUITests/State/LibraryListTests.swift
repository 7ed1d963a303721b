import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The list of all conversations` {
  private static func summary(
    _ id: String, _ title: String, _ change: (inout LibraryMarks.Marks) -> Void = { _ in }
  ) -> ConversationSummary {
    var marks = LibraryMarks.Marks()
    change(&marks)
    return ConversationSummary(
      id: id, title: title, changed: Sample.morning, bytes: 1, marks: marks)
  }

  private var sample: Sample {
    var sample = Sample(columns: 100, rows: 24)
    sample.press("ctrl-o")
    sample.engine(
      .library([
        Self.summary("c1", "Parser rewrite"),
        Self.summary("c2", "Groceries") { $0.tags = ["home"] },
        Self.summary("c3", "Lexers") { $0.isPinned = true },
        Self.summary("c4", "Old things") { $0.isArchived = true },
      ]))
    return sample
  }

  private func list(_ sample: Sample) -> LibraryList {
    if case .library(let list) = sample.state.overlay { list } else { LibraryList() }
  }

  private func ids(_ sample: Sample) -> [String] { list(sample).rows.map(\.summary.id) }

  private static func found(_ id: String, _ message: String = "m1") throws -> LibrarySearch.Found {
    let hit = SearchHit(
      message: MessageID(message), role: .user, kind: .text, snippet: "the tokens here",
      place: 4..<10)
    return LibrarySearch.Found(id: try #require(ConversationID(id)), hit: hit, count: 1)
  }

  @Test func `has pinned ones in front, and archived ones only when asked`() {
    var sample = sample
    #expect(ids(sample) == ["c3", "c1", "c2"])
    sample.type("is:archived")
    #expect(ids(sample) == ["c4"])
  }

  @Test func `is narrowed by tags and pins`() {
    var sample = sample
    sample.type("tag:ho")
    #expect(ids(sample) == ["c2"])
    sample.press("ctrl-u")
    sample.type("is:pinned")
    #expect(ids(sample) == ["c3"])
  }

  @Test func `looks for what is typed in everything that was said, from each key on`() throws {
    var sample = sample
    #expect(sample.type("to") == [.engine(.library(.search("to")))])
    #expect(sample.type("k") == [.engine(.library(.search("tok")))])
    let late = SearchUpdate(text: "to", found: [try Self.found("c1")], isDone: true)
    sample.engine(.searched(late))
    #expect(ids(sample).isEmpty)
    sample.engine(
      .searched(SearchUpdate(text: "tok", found: [try Self.found("c2")], isDone: true)))
    #expect(ids(sample) == ["c2"])
    #expect(sample.press("ctrl-u") == [.engine(.library(.endSearch))])
    #expect(ids(sample) == ["c3", "c1", "c2"])
  }

  @Test func `does not search anew when only a filter is typed`() {
    var sample = sample
    #expect(sample.type("is:pinned").isEmpty)
  }

  @Test func `opens a conversation where it was found`() throws {
    var sample = sample
    sample.type("token")
    sample.engine(
      .searched(SearchUpdate(text: "token", found: [try Self.found("c2", "m7")], isDone: true)))
    #expect(
      sample.press("enter") == [
        .engine(.library(.endSearch)), .engine(.library(.open("c2", at: MessageID("m7")))),
      ])
    #expect(sample.overlayName == nil)
  }

  @Test func `keeps its mark on a conversation while more are found`() throws {
    var sample = sample
    sample.type("token")
    sample.engine(
      .searched(SearchUpdate(text: "token", found: [try Self.found("c2")], isDone: false)))
    sample.press("down")
    sample.engine(
      .searched(SearchUpdate(text: "token", found: [try Self.found("c1")], isDone: true)))
    #expect(ids(sample) == ["c1", "c2"])
    #expect(list(sample).selectedRow?.summary.id == "c2")
  }

  @Test func `pins, archives and deletes the marked one`() {
    var sample = sample
    #expect(sample.press("alt-p") == [.engine(.library(.mark("c3", .pin(false))))])
    sample.press("down")
    #expect(sample.press("alt-p") == [.engine(.library(.mark("c1", .pin(true))))])
    #expect(sample.press("alt-a") == [.engine(.library(.mark("c1", .archive(true))))])
    #expect(sample.press("alt-d") == [.engine(.library(.delete("c1")))])
    #expect(sample.press("delete") == [.engine(.library(.delete("c1")))])
    #expect(sample.press("alt-u") == [.engine(.library(.restore("")))])
  }

  @Test func `stays when the open conversation is thrown away, so that its key brings it back`() {
    var sample = sample
    sample.engine(.opened(OpenedConversation(id: "c3")))
    sample.press("ctrl-o")
    sample.engine(
      .library([ConversationSummary(id: "c3", title: "x", changed: Sample.morning, bytes: 1)]))
    sample.press("alt-d")
    sample.engine(.opened(OpenedConversation(id: "c4")))
    #expect(sample.overlayName == "library")
    #expect(sample.press("alt-u") == [.engine(.library(.restore("")))])

    sample.engine(.opened(OpenedConversation(id: "c5")))
    #expect(sample.overlayName == nil)
  }

  @Test func `takes a title and tags for the marked one, or leaves them`() {
    var sample = sample
    sample.press("alt-e")
    sample.type(" and parsers")
    #expect(
      sample.press("enter") == [.engine(.library(.rename("c3", title: "Lexers and parsers")))])
    sample.press("alt-t")
    sample.type("swift, later")
    #expect(sample.press("enter") == [.engine(.library(.mark("c3", .tags(["swift", "later"]))))])
    sample.press("alt-e", "escape")
    #expect(sample.overlayName == "library")
    #expect(list(sample).input == nil)
    sample.press("escape")
    #expect(sample.overlayName == nil)
  }

  @Test func `shows new marks at once`() {
    var sample = sample
    var marks = LibraryMarks.Marks()
    marks.isPinned = true
    sample.engine(.marked("c2", marks))
    #expect(ids(sample) == ["c2", "c3", "c1"])
  }

  @Test func `does nothing with what is not there`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-o")
    sample.engine(.library([]))
    for key in ["alt-p", "alt-t", "alt-e", "alt-a", "alt-d"] {
      #expect(sample.press(key) == [.bell])
    }
  }
}
