import Testing

@testable import ChatUI

@Suite struct `The prompt history` {
  @Test func `goes back prompt by prompt, and stops at the oldest`() {
    var history = PromptHistory(["one", "two"])
    #expect(history.earlier(than: "") == "two")
    #expect(history.earlier(than: "two") == "one")
    #expect(history.earlier(than: "one") == nil)
  }

  @Test func `comes back to what was being written`() {
    var history = PromptHistory(["one", "two"])
    _ = history.earlier(than: "half a thought")
    _ = history.earlier(than: "two")
    #expect(history.later() == "two")
    #expect(history.later() == "half a thought")
    #expect(history.later() == nil)
  }

  @Test func `begins at the end again after a prompt was sent`() {
    var history = PromptHistory(["one"])
    _ = history.earlier(than: "")
    history.add("two")
    #expect(history.later() == nil)
    #expect(history.earlier(than: "") == "two")
  }

  @Test func `begins at the end again after it was left`() {
    var history = PromptHistory(["one", "two"])
    _ = history.earlier(than: "")
    _ = history.earlier(than: "")
    history.stop()
    #expect(history.earlier(than: "new") == "two")
  }

  @Test func `does not keep a prompt twice in a row`() {
    var history = PromptHistory()
    history.add("one")
    history.add("one")
    history.add("two")
    history.add("one")
    #expect(history.prompts == ["one", "two", "one"])
  }

  @Test func `keeps the last thousand`() {
    var history = PromptHistory((0..<1500).map(String.init))
    history.add("last")
    #expect(history.prompts.count == PromptHistory.limit)
    #expect(history.prompts.first == "501")
    #expect(history.prompts.last == "last")
  }
}
