import DemoProviders
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `An engine that compares` {
  @Test func `asks every target the same prompt, and keeps the answers side by side`() throws {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m", "c/m")

    let lines = stage.run(.ask("Hi"))

    for (pane, name) in ["a", "b", "c"].enumerated() {
      #expect(lines.contains("\(pane): added user Hi"))
      #expect(lines.contains { $0.hasPrefix("\(pane): ended assistant From \(name).") })
      #expect(stage.shownPath(ofPane: pane).first == "user Hi")
      #expect(stage.shownPath(ofPane: pane).last?.hasPrefix("assistant From \(name).") == true)
    }
    #expect(stage.engine.conversation.count == 4)
    #expect(stage.engine.conversation.path.isEmpty)
    #expect(stage.stored == stage.engine.conversation)
    #expect(stage.stored?.displayTitle == "Hi")
  }

  @Test func `begins all before the first has answered`() throws {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m")

    stage.engine.handle(.ask("Hi"))

    #expect(Set(stage.engine.running.keys) == [.pane(0), .pane(1)])
  }

  @Test func `asks each on its own branch when it goes on without adopting`() throws {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m")
    stage.run(.ask("one"))

    stage.run(.ask("two"))

    #expect(
      stage.shownPath(ofPane: 0).map(\.firstWords) == [
        "user one", "assistant From a.", "user two", "assistant From a.",
      ])
    #expect(
      stage.shownPath(ofPane: 1).map(\.firstWords) == [
        "user one", "assistant From b.", "user two", "assistant From b.",
      ])
    let sent = stage.server.requests.suffix(2).compactMap {
      $0.body?["messages"]?.arrayValue?.count
    }
    #expect(sent == [3, 3])
  }

  @Test func `asks one pane alone`() throws {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m")
    stage.run(.ask("one"))

    stage.run(.compare(.ask("only you", pane: 1)))

    #expect(stage.shownPath(ofPane: 0).count == 2)
    #expect(stage.shownPath(ofPane: 1).count == 4)
  }

  @Test func `goes on where one pane dies, and asks that one again alone`() throws {
    let refused = DemoReply.fault(.status(401))
    let stage = try EngineStage(.byProvider(["a": [refused, DemoReply(text: "Back.")]])).begin()
      .compare("a/m", "b/m", "c/m")

    stage.run(.ask("Hi"))

    #expect(stage.shownPath(ofPane: 0).last?.hasPrefix("assistant*") == true)
    #expect(stage.shownPath(ofPane: 1).last?.hasPrefix("assistant From b.") == true)
    #expect(stage.shownPath(ofPane: 2).last?.hasPrefix("assistant From c.") == true)

    stage.engine.runner.forgetFailures()
    stage.run(.compare(.again(0)))

    #expect(stage.shownPath(ofPane: 0).last?.hasPrefix("assistant Back.") == true)
    #expect(stage.server.requests.count == 4)
  }

  @Test func `says a pane's troubles in that pane alone`() throws {
    let cut = DemoReply(text: "one two three four", faults: [.cutAfter(tokens: 2)])
    let stage = try EngineStage(.byProvider(["a": [cut]])).begin().compare("all", "b/m")

    let lines = stage.run(.ask("Hi"))

    #expect(lines.contains("0: says a cut the answer short; using b"))
    #expect(stage.notices.isEmpty)
    #expect(stage.shownPath(ofPane: 0).last?.hasPrefix("assistant From b.") == true)
  }

  @Test func `stops one pane, and the others go on`() throws {
    let slow = DemoReply(text: "one two three four five", faults: [.delay(.seconds(60))])
    let stage = try EngineStage(.byProvider(["a": [slow]])).begin().compare("a/m", "b/m")
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.engine.running[.pane(1)] == nil }

    stage.run(.compare(.stop(0)))

    #expect(stage.shownPath(ofPane: 0).last?.hasPrefix("assistant*") == true)
    #expect(stage.shownPath(ofPane: 1).last?.hasPrefix("assistant From b.") == true)
  }

  @Test func `says that the others were stopped when one is adopted before they have ended`() throws
  {
    let slow = DemoReply(text: "one two three four five", faults: [.delay(.seconds(60))])
    let stage = try EngineStage(.byProvider(["a": [slow]])).begin().compare("a/m", "b/m")
    stage.engine.handle(.ask("Hi"))
    stage.wait { stage.engine.running[.pane(1)] == nil }

    stage.run(.compare(.adopt(1)))

    #expect(
      stage.notices.last == "What was still coming was stopped; what had come is kept. "
        + "b/m answers next; the other answers are versions of this one.")
  }

  @Test func `sends a prompt to a pane that still answers when that has ended`() throws {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m")
    stage.engine.handle(.ask("one"))

    stage.run(.ask("two"))
    stage.wait { !stage.engine.isBusy }

    for pane in 0...1 {
      #expect(
        stage.shownPath(ofPane: pane).map(\.firstWords).filter { $0.hasPrefix("user") } == [
          "user one", "user two",
        ])
      #expect(stage.shownPath(ofPane: pane).count == 4)
    }
  }

  @Test(arguments: [1, 7]) func `refuses so many`(count: Int) throws {
    let stage = try EngineStage().begin()
    let targets = (0..<count).map { Destination.target(Target(provider: "a", model: "m\($0)")) }

    stage.engine.handle(.compare(.begin(targets)))

    #expect(stage.notices == ["2 to 6 different targets can be compared, not \(count)."])
    #expect(stage.engine.conversation.comparison == nil)
  }

  @Test func `offers no tools, and says so in the details`() throws {
    let stage = try EngineStage(.byProvider([:]))
    stage.tools = FakeTools([RoundStage.tool("look", allowed: true)], loop: stage.loop)
    stage.begin().compare("a/m", "b/m")

    stage.run(.ask("Hi"))

    #expect(stage.server.requests.allSatisfy { $0.body?["tools"] == nil })
    #expect(stage.engine.conversation.everyMessage.last?.ending?.notes == [Engine.noTools])
  }

  @Test func `keeps other commands away until it is over`() throws {
    let stage = try EngineStage(.byProvider([:])).begin()
    stage.run(.ask("Hi"))
    let prompt = try #require(stage.engine.conversation.path.first)
    stage.compare("a/m", "b/m")

    #expect(stage.run(.edit(prompt, "Ho")) == ["says \(Engine.comparing)"])
    #expect(stage.run(.regenerate(prompt, with: nil)) == ["says \(Engine.comparing)"])
    #expect(stage.run(.step(prompt, by: 1)) == ["says \(Engine.comparing)"])
    #expect(stage.run(.fork) == ["says \(Engine.comparing)"])
    let export = LibraryCommand.export(to: stage.folder.path + "/a.md", utcOffset: 0)
    #expect(stage.run(.library(export)) == ["says \(Engine.comparing)"])
  }
}

@Suite struct `What becomes of compared answers` {
  private func compared() throws -> EngineStage {
    let stage = try EngineStage(.byProvider([:])).begin().compare("a/m", "b/m", "c/m")
    stage.run(.ask("Hi"))
    return stage
  }

  private func votes(_ stage: EngineStage) -> WinTable {
    WinTable(VoteStore(folders: Folders(under: stage.folder.path)).read())
  }

  @Test func `the conversation goes on from the adopted one, and it has won`() throws {
    let stage = try compared()

    let lines = stage.run(.compare(.adopt(1)))

    #expect(stage.shownPath.map(\.firstWords) == ["user Hi", "assistant From b."])
    #expect(lines.contains("compared [\"a/m\", \"b/m\", \"c/m\"] over"))
    #expect(stage.engine.destination == .target(Target(provider: "b", model: "m")))
    #expect(votes(stage).rows.map { [$0.wins, $0.losses] } == [[1, 0], [0, 1], [0, 1]])
    #expect(stage.stored == stage.engine.conversation)

    stage.run(.ask("And then?"))
    #expect(stage.shownPath.map(\.firstWords).last == "assistant From b.")
    #expect(stage.engine.conversation.siblings(of: stage.engine.conversation.path[1]).count == 3)
  }

  @Test(arguments: [(Verdict.tied, [0, 0, 1, 0]), (.rejected, [0, 0, 0, 1])])
  func `a verdict is kept in the conversation and counted`(
    verdict: Verdict, row: [Int]
  ) throws {
    let stage = try compared()

    stage.run(.compare(.judge(verdict)))

    #expect(
      votes(stage).rows.map { [$0.wins, $0.losses, $0.ties, $0.bothBad] } == [row, row, row])
    #expect(stage.stored?.votes == stage.engine.conversation.votes)
    #expect(stage.engine.verdict == verdict)
  }

  @Test func `a second verdict on the same answers takes the place of the first`() throws {
    let stage = try compared()

    stage.run(.compare(.judge(.tied)))
    stage.run(.compare(.judge(.won(2))))

    #expect(votes(stage).rows.map(\.target.provider) == ["c", "a", "b"])
    #expect(votes(stage).rows.map(\.votes) == [1, 1, 1])
  }

  @Test func `adopting after a verdict leaves the verdict`() throws {
    let stage = try compared()
    stage.run(.compare(.judge(.tied)))

    stage.run(.compare(.adopt(0)))

    #expect(votes(stage).rows.map(\.ties) == [1, 1, 1])
  }

  @Test func `one target makes one answer of all`() throws {
    let stage = try compared()

    stage.run(.compare(.merge(with: .target(Target(provider: "c", model: "m")), pane: 0)))

    #expect(stage.shownPath.last?.hasPrefix("assistant From c.") == true)
    let prompt = try #require(stage.engine.conversation.messages.first?.text)
    #expect(prompt.contains("# Prompt\n\nHi"))
    for name in ["a", "b", "c"] { #expect(prompt.contains("From \(name).")) }
    #expect(!stage.engine.isComparing)
    #expect(stage.engine.conversation.children(of: nil).count == 2)
  }

  @Test func `leaving goes on from a pane without a vote`() throws {
    let stage = try compared()

    stage.run(.compare(.leave(2)))

    #expect(stage.shownPath.map(\.firstWords) == ["user Hi", "assistant From c."])
    #expect(votes(stage).rows.isEmpty)
  }

  @Test func `panes are shuffled where nobody is to know who answers`() throws {
    let stage = try compared()
    var layout = Comparison.Layout()
    layout.isBlind = true

    stage.run(.compare(.arrange(layout)))

    let shown = try #require(stage.engine.conversation.comparison?.layout)
    #expect(shown.order.sorted() == [0, 1, 2])
    // Whoever sees the focus move knows who had it.
    #expect(shown.focus == shown.order.first)
  }
}

@Suite struct `A comparison after the program was killed` {
  @Test func `has its panes, its layout and what had come`() throws {
    let slow = DemoReply(
      text: "one two three four five six", faults: [.stallAfter(tokens: 3)])
    let stage = try EngineStage(.byProvider(["a": [slow]])).begin().compare("a/m", "b/m")
    stage.engine.handle(.ask("Hi"))
    stage.wait {
      stage.engine.running[.pane(1)] == nil
        && stage.engine.conversation.messages(to: stage.engine.head(of: .pane(0))).last?.text
          .isEmpty == false
    }
    var layout = Comparison.Layout()
    layout.focus = 1
    layout.isZoomed = true
    stage.engine.handle(.compare(.arrange(layout)))
    stage.wait { stage.engine.layoutTimer == nil }
    let id = stage.engine.conversation.id

    // What is on the disk is all that a killed program leaves.
    let files = SystemFiles()
    let folder = TemporaryFolder()
    let again = try EngineStage(.byProvider([:]), folder: folder, processID: 2)
    try files.makeFolders(again.conversations)
    let bytes = try files.contents(of: stage.path)
    try files.replace("\(again.conversations)/\(id).jsonl", with: bytes, durably: false)
    again.engine.begin(opening: id)

    let opened = again.updates.compactMap { update -> OpenedComparison? in
      if case .compared(let opened) = update { opened } else { nil }
    }
    #expect(opened.last?.comparison.isOpen == true)
    #expect(opened.last?.comparison.layout == layout)
    #expect(opened.last?.comparison.destinations.map(\.text) == ["a/m", "b/m"])
    #expect(again.shownPath(ofPane: 0).map(\.firstWords).last?.hasPrefix("assistant* one") == true)
    #expect(again.shownPath(ofPane: 1).map(\.firstWords) == ["user Hi", "assistant From b."])

    again.run(.ask("Go on"))
    #expect(again.shownPath(ofPane: 0).count == 4)
    #expect(again.shownPath(ofPane: 1).count == 4)
  }
}

extension String {
  /// Without the place among siblings.
  fileprivate var firstWords: String {
    split(separator: " ").filter { !$0.contains("/") }.joined(separator: " ")
  }
}
