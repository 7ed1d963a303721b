import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Finding in the conversation` {
  private var sample: Sample {
    var sample = Sample(columns: 60, rows: 20)
    for number in 1...40 {
      sample.exchange(number, "Ask \(number)", "A token and a Token \(number)")
    }
    return sample
  }

  private func counter(_ sample: Sample) -> String? { sample.state.find?.counter.string }

  @Test func `counts all places, also those that were never laid out`() {
    var sample = sample
    sample.press("alt-/")
    sample.type("token")
    #expect(counter(sample) == "80/80")
    sample.press("enter")
    sample.type("N")
    #expect(counter(sample) == "79/80")
    sample.type("nn")
    #expect(counter(sample) == "1/80")
    #expect(sample.text().contains("1/80 · On from the beginning. · n next"))
  }

  @Test func `brings each place into view`() {
    var sample = sample
    sample.press("alt-/")
    sample.type("token 17")
    #expect(counter(sample) == "1/1")
    #expect(sample.text().contains("A token and a Token 17"))
  }

  @Test func `types letters into the line, and walks with them afterwards`() {
    var sample = sample
    sample.press("ctrl-x", "ctrl-f")
    sample.type("n")
    #expect(sample.state.find?.query == "n")
    sample.press("ctrl-u")
    sample.type("zzz")
    #expect(counter(sample) == "nothing")
    #expect(sample.press("enter") == [.bell])
  }

  @Test func `begins with what is typed behind the command`() {
    var sample = sample
    sample.type("/find token")
    sample.press("enter")
    #expect(counter(sample) == "80/80")
    #expect(sample.state.find?.isTyping == false)
    #expect(sample.state.composer.isEmpty)
  }

  @Test func `is left by Escape, and the prompt is as it was`() {
    var sample = sample
    sample.type("half a prompt")
    sample.press("alt-/")
    sample.type("token")
    sample.press("escape")
    #expect(sample.state.find == nil)
    #expect(sample.state.composer.text == "half a prompt")
  }

  @Test func `is left by whatever else is typed, which goes to the prompt`() {
    var sample = sample
    sample.type("/find token")
    sample.press("enter")
    sample.type("Nnext")
    #expect(sample.state.find == nil)
    #expect(sample.state.composer.text == "ext")
  }

  @Test func `counts what has come since`() {
    var sample = sample
    sample.press("alt-/")
    sample.type("token")
    sample.press("enter")
    sample.exchange(41, "Ask", "One more token")
    sample.type("n")
    #expect(counter(sample)?.hasSuffix("/81") == true)
  }

  @Test func `says that a place is folded away`() {
    var sample = Sample(columns: 80, rows: 20)
    sample.exchange(1, "Ask", "Answer")
    var message = Message(
      id: MessageID("r"), parent: nil, role: .assistant,
      parts: [.reasoning(ReasoningPart("a hidden token")), .text("Plain.")], time: Sample.morning)
    message.state = .complete
    sample.engine(.messageAdded(PathMessage(message)))
    sample.type("/find token")
    sample.press("enter")
    #expect(sample.text().contains("in folded reasoning (Alt-T unfolds)"))
    sample.press("alt-t")
    #expect(!sample.text().contains("in folded reasoning"))
    #expect(sample.text().contains("a hidden token"))
  }

  @Test func `shows what was found in all conversations once that one is open`() throws {
    var sample = Sample(columns: 80, rows: 24)
    sample.press("ctrl-o")
    sample.engine(
      .library([ConversationSummary(id: "c2", title: "x", changed: Sample.morning, bytes: 1)]))
    sample.type("token")
    let hit = SearchHit(
      message: MessageID("m1"), role: .user, kind: .text, snippet: "token", place: 0..<5)
    let id = try #require(ConversationID("c2"))
    sample.engine(
      .searched(
        SearchUpdate(
          text: "token", found: [LibrarySearch.Found(id: id, hit: hit, count: 1)], isDone: true)))
    sample.press("enter")
    let messages = ["m1", "m2"].map { name in
      PathMessage(
        Message(
          id: MessageID(name), parent: nil, role: .user, parts: [.text("a token in \(name)")],
          time: Sample.morning))
    }
    sample.engine(.opened(OpenedConversation(id: "c2", path: messages)))
    #expect(counter(sample) == "1/2")
  }

  /// The marked places on the screen: how often the theme's style of a found place begins.
  private func markedCount(_ sample: inout Sample) -> Int {
    let grid = sample.grid()
    var count = 0
    for row in 0..<grid.rows {
      var isMarked = false
      for cell in grid.row(row) {
        let isMatch =
          cell.style.foreground == Theme.dark.match.foreground
          && cell.style.attributes.isSuperset(of: Theme.dark.match.attributes)
        let isFound = isMatch || cell.style.attributes.contains(.reverse)
        if isFound, !isMarked, row < grid.rows - 3 { count += 1 }
        isMarked = isFound
      }
    }
    return count
  }

  @Test(arguments: [
    // Markup lies within the word, or is the word.
    ("**to**ken and `token`", "token", 2), ("a **b** c", "*", 0), ("1 &amp; 2", "&", 1),
    ("# Token\n\n- a token\n- [ ] none", "token", 2), ("[token](https://a.example/b)", "token", 1),
    // The frame of code is none of the text, and its sides lie between no words.
    ("```swift\nlet swift = 1\n```", "swift", 1),
    ("> a quoted token", "token", 1), ("日本語の **日本**語", "日本語", 2),
    ("| token | b |\n|--|--|\n| 1 | token |", "token", 2), ("$\\alpha$ and α", "α", 2),
    ("1. a\n1. b\n1. c", "3.", 1),
    // Joiners and selectors are none of the row, and an accent may be a character of its own.
    ("I \u{2764}\u{FE0F} it and `\u{2764}\u{FE0F}`", "\u{2764}\u{FE0F}", 2),
    ("a \u{1F469}\u{200D}\u{1F4BB} codes", "\u{1F469}\u{200D}\u{1F4BB}", 1),
    ("cafe\u{301} and café and CAFÉ", "café", 3), ("café", "fe\u{301}", 1),
  ])
  func `counts as many places as are marked`(answer: String, query: String, count: Int) {
    var sample = Sample(columns: 60, rows: 20, theme: .dark)
    sample.exchange(1, "Ask", answer)
    sample.press("alt-/")
    sample.type(query)
    #expect(counter(sample) == (count == 0 ? "nothing" : "\(count)/\(count)"))
    #expect(markedCount(&sample) == count)
  }

  @Test func `finds words of code that stand in two rows, beside its frame`() {
    var sample = Sample(columns: 60, rows: 20, theme: .dark)
    sample.exchange(1, "Ask", "```\none\ntwo\n```")
    sample.press("alt-/")
    sample.type("one two")
    #expect(counter(sample) == "1/1")
    #expect(markedCount(&sample) == 2)
  }

  @Test func `counts and marks why an answer is missing`() {
    var sample = Sample.failed(columns: 80, rows: 20)
    sample.state.theme = .dark
    sample.press("alt-/")
    sample.type("answered")
    #expect(counter(sample) == "2/2")
    #expect(markedCount(&sample) == 2)
  }

  @Test func `counts anew where the width has changed`() {
    var sample = Sample(columns: 60, rows: 20)
    sample.exchange(1, "Ask", String(repeating: "x", count: 42) + "token")
    sample.press("alt-/")
    sample.type("token")
    sample.press("enter")
    #expect(counter(sample) == "1/1")
    sample.input(.resize(columns: 48, rows: 20))
    #expect(sample.type("n") == [.bell])
    #expect(counter(sample) == "nothing")
  }

  @Test func `goes through a long conversation between frames, from its end`() {
    var sample = Sample(columns: 60, rows: 20)
    for number in 1...400 {
      sample.exchange(number, "Ask \(number)", String(repeating: "one token. ", count: 50))
    }
    sample.press("alt-/")
    sample.type("token")
    #expect(counter(sample)?.hasPrefix("…/") == true)
    #expect(sample.state.find?.shown?.entry == 799)
    #expect(sample.state.nextTick == sample.now)
    for _ in 0..<10 { sample.wait(.zero) }
    #expect(counter(sample) == "20000/20000")
    #expect(sample.state.nextTick == sample.state.draftDue)

    sample.type("s")
    for _ in 0..<10 { sample.wait(.zero) }
    #expect(counter(sample) == "nothing")
    sample.press("backspace", "enter")
    #expect(counter(sample) == "20000/20000")
  }

  @Test func `refuses to find in nothing`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.press("alt-/") == [.bell])
    #expect(sample.state.notice?.notice.text == "There is nothing to find yet.")
  }
}

@Suite struct `A question on the rule` {
  private let command = EngineCommand.library(
    .export(to: "a.md", utcOffset: 0, overwrites: true))

  private var sample: Sample {
    var sample = Sample(columns: 80, rows: 24)
    sample.engine(.confirm("a.md is there already: y writes over it.", command))
    return sample
  }

  @Test func `is answered with y`() {
    var sample = sample
    #expect(sample.type("y") == [.engine(command)])
    #expect(sample.state.notice == nil)
    #expect(sample.type("y").isEmpty)
  }

  @Test func `is left by any other key`() {
    var sample = sample
    #expect(sample.type("n").isEmpty)
    #expect(sample.type("y").isEmpty)
  }

  @Test func `is not answered by what is typed into a prompt`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.type("ma")
    sample.engine(.confirm("a.md is there already: y writes over it.", command))
    #expect(sample.type("y").isEmpty)
    #expect(sample.state.composer.text == "may")
  }
}
