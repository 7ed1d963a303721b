import Testing

@testable import ChatUI

@Suite struct `A fuzzy match` {
  @Test(arguments: [
    ("son", "anthropic/claude-sonnet-5", [17, 18, 19]),
    ("acs", "anthropic/claude-sonnet-5", [0, 8, 17]),
    ("SONNET", "Claude Sonnet", [7, 8, 9, 10, 11, 12]),
    ("gpt open", "openai/gpt-6", [7, 8, 9, 0, 1, 2, 3]),
    ("é", "café", [3]),
  ])
  func `finds the characters in order`(pattern: String, line: String, places: [Int]) {
    #expect(FuzzyMatch(pattern, in: line)?.places == places)
  }

  @Test(arguments: [("tenn", "net"), ("x", ""), ("ab", "ba"), ("one two", "one")])
  func `fails where one is missing`(pattern: String, line: String) {
    #expect(FuzzyMatch(pattern, in: line) == nil)
  }

  @Test(arguments: [
    ("son", "claude-sonnet", "reason-one"), ("gpt", "gpt-6", "gpt-6-mini"),
    ("mi", "gpt-mini", "gemini"), ("ab", "ab", "abc"),
  ])
  func `prefers word beginnings, runs and short lines`(
    pattern: String, better: String, worse: String
  ) throws {
    let first = try #require(FuzzyMatch(pattern, in: better))
    let second = try #require(FuzzyMatch(pattern, in: worse))
    #expect(first.score > second.score)
  }
}

@Suite struct `A filtered list` {
  private func list(_ items: String...) -> FilteredList<String> { FilteredList(items) { $0 } }

  @Test func `shows all in their order before anything is typed`() {
    let list = list("b", "a")
    #expect(list.rows.map(\.item) == ["b", "a"])
    #expect(list.selectedItem == "b")
  }

  @Test func `narrows with each character, the best first, which is marked`() {
    var list = list("reason-one", "sonnet", "gpt")
    list.move(by: 2)
    list.edit(.type("son"))
    #expect(list.rows.map(\.item) == ["sonnet", "reason-one"])
    #expect(list.selectedItem == "sonnet")
  }

  @Test func `widens again when the query is taken back`() {
    var list = list("a", "b")
    list.edit(.type("a x"))
    list.edit(.deleteWord)
    list.edit(.deleteBackward)
    #expect(list.query == "a")
    list.edit(.clear)
    #expect(list.rows.count == 2)
  }

  @Test func `stops its mark at both ends`() {
    var list = list("a", "b", "c")
    list.move(by: -5)
    #expect(list.selectedItem == "a")
    list.move(by: 1 << 30)
    #expect(list.selectedItem == "c")
  }

  @Test func `has nothing marked where nothing fits`() {
    var list = list("a")
    list.edit(.type("x"))
    list.move(by: 1)
    #expect(list.selectedItem == nil)
  }

  @Test func `keeps its mark on the item when items come and go`() {
    var list = list("a", "b", "c")
    list.move(by: 1)
    list.replace(with: ["new", "a", "b", "c"])
    #expect(list.selectedItem == "b")
    list.replace(with: ["x"])
    #expect(list.selectedItem == "x")
  }
}
