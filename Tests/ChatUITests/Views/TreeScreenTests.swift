import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The map of the branches` {
  private static func node(
    _ id: String, _ parent: String?, _ words: String, onPath: Bool = true, hidden: Bool = false
  ) -> BranchNode {
    let isPrompt = id.hasPrefix("p")
    return BranchNode(
      id: MessageID(id), parent: parent.map { MessageID($0) }, role: isPrompt ? .user : .assistant,
      words: words, target: isPrompt ? nil : Sample.target, tokens: words.utf8.count * 9,
      time: Sample.morning, isOnPath: onPath, isHidden: hidden)
  }

  /// A prompt with two answers, the second of which is read, and a prompt that was worded anew.
  static let nodes = [
    node("p1", nil, "Why does the lexer allocate?"),
    node("a1", "p1", "Three places do it", onPath: false),
    node("p2", "a1", "Which one is worst?", onPath: false),
    node("a2", "p1", "It does not, since"),
    node("p3", "a2", "Show me", onPath: false, hidden: true),
    node("a3", "p3", "Here", onPath: false),
    node("p4", "a2", "Show me in Swift"),
    node("a4", "p4", "struct Token"),
  ]

  static func sample(columns: Int = 80, rows: Int = 24) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let first = Sample.prompt(1, "Why does the lexer allocate?")
    let answer = Sample.answer(2, "It does not, since", to: first)
    let second = Sample.prompt(4, "Show me in Swift", after: answer)
    let path = [first, answer, second, Sample.answer(4, "struct Token", to: second)]
    sample.engine(.opened(OpenedConversation(id: "c1", path: path.map { PathMessage($0) })))
    sample.press("alt-m")
    sample.engine(.branches(nodes, isAskedFor: true))
    return sample
  }

  @Test func `has what is read straight down, and other branches set in`() {
    let map = BranchMap(Self.nodes)
    #expect(
      map.rows.map { $0.lines + $0.node.words } == [
        "Why does the lexer allocate?", "├─Three places do it", "│ Which one is worst?",
        "It does not, since", "├─Show me", "│ Here", "Show me in Swift", "struct Token",
      ])
    #expect(map.selectedRow?.node.id == MessageID("a4"))
    #expect(map.rows.map(\.isHidden) == [false, false, false, false, true, true, false, false])
  }

  @Test func `begins with a corner where a conversation has several beginnings`() {
    let map = BranchMap([
      Self.node("p1", nil, "One", onPath: false), Self.node("p2", nil, "Two", onPath: false),
      Self.node("p3", nil, "Three"),
    ])
    #expect(map.rows.map(\.lines) == ["┌─", "├─", ""])
  }

  @Test func `lays out ten thousand messages in a row`() {
    var nodes: [BranchNode] = []
    for number in 0..<10_000 {
      nodes.append(Self.node("p\(number)", number > 0 ? "p\(number - 1)" : nil, "x"))
    }
    let map = BranchMap(nodes)
    #expect(map.rows.count == 10_000)
    #expect(map.rows.allSatisfy { $0.lines.isEmpty })
  }

  @Test func `goes to another branch and selects the message there`() {
    var sample = Self.sample()
    sample.press("ctrl-home", "down")
    #expect(sample.press("enter") == [.engine(.show(MessageID("a1")))])
    let prompt = Sample.prompt(1, "Why does the lexer allocate?")
    sample.engine(
      .pathChanged([
        PathMessage(prompt), PathMessage(Sample.answer(1, "Three places do it", to: prompt)),
      ]))
    #expect(sample.state.transcript.selected == 1)
    #expect(sample.state.overlay == nil)
  }

  @Test func `selects a message of the path without asking for another`() {
    var sample = Self.sample()
    #expect(sample.press("enter") == [])
    #expect(sample.state.transcript.selected == 3)
  }

  @Test func `forks at the marked message`() {
    var sample = Self.sample()
    sample.press("up")
    #expect(sample.type("f") == [.engine(.forkAt(MessageID("p4")))])
  }

  @Test func `takes the marked message out of sight, and brings a deleted one back`() {
    var sample = Self.sample()
    #expect(sample.type("d") == [.engine(.hide(MessageID("a4")))])
    sample.press("up", "up")
    #expect(sample.press("enter") == [.bell])
    sample.press("up")
    #expect(sample.type("d") == [.engine(.bringBack(MessageID("p3")))])
  }

  @Test func `says so where there is nothing to draw`() {
    var sample = Sample(columns: 80, rows: 24)
    #expect(sample.press("alt-m") == [.engine(.listBranches)])
    sample.engine(.branches([], isAskedFor: true))
    #expect(sample.overlayName == nil)
    #expect(sample.state.notice?.notice.text == "Nothing was said yet.")
  }

  @Test func `leaves a message selected, so that a deleted one comes back by its key`() {
    var sample = Sample.busy
    sample.press("alt-up")
    #expect(sample.type("d") == [.engine(.hide(MessageID("a9")))])
    let rest = sample.state.transcript.entries.dropLast().map { PathMessage($0.message) }
    sample.engine(.pathChanged(rest))
    #expect(sample.state.transcript.selected == 16)
    #expect(sample.type("u") == [.engine(.bringBack(nil))])
  }

  @Test func `stays open when it changes`() {
    var sample = Self.sample()
    sample.press("up")
    sample.engine(.branches(Array(Self.nodes.dropLast()), isAskedFor: false))
    #expect(sample.overlayName == "tree")
    #expect(sample.markedRow == 6)
  }

  @Test func `is not opened by a change alone`() {
    var sample = Sample.busy
    sample.engine(.branches(Self.nodes, isAskedFor: false))
    #expect(sample.overlayName == nil)
  }
}
