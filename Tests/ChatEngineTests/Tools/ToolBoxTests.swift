import Testing

@testable import ChatEngine

@Suite struct `A tool box` {
  private let first = FakeTools([RoundStage.tool("look"), RoundStage.tool("time")])
  private let second = FakeTools([
    RoundStage.tool("time", source: .server("clock")),
    RoundStage.tool("zone", source: .server("clock")),
  ])

  @Test func `has every name once, and says what it leaves out`() {
    let box = ToolBox([first, second])

    #expect(box.tools.map(\.name) == ["look", "time", "zone"])
    #expect(box.tools.map(\.source) == [.builtIn, .builtIn, .server("clock")])
    #expect(
      box.notes == ["The tool time of server clock is left out: another one has that name."])
  }

  @Test func `runs a call where it was prepared, also when its tool has gone`() throws {
    let box = ToolBox([first, second])
    let tool = try #require(box.tools.last)
    let call = try box.prepare(ToolCall(id: "a", name: "zone", arguments: ""), for: tool)
    second.tools = []

    box.run(call, as: ToolRunID(1), progress: { _ in }, done: { _ in })

    #expect(second.ran == [call])
    #expect(throws: ToolFailure.self) {
      try box.prepare(ToolCall(id: "a", name: "zone", arguments: ""), for: tool)
    }
  }

  @Test func `is loaded when all are`() {
    let box = ToolBox([first, second])
    var isLoaded = false
    second.isSlow = true
    box.load { isLoaded = true }
    #expect(!isLoaded)

    second.isSlow = false
    box.load { isLoaded = true }
    #expect(isLoaded)
  }

  @Test func `passes on changes, cancellations and the end`() {
    let box = ToolBox([first, second])
    var changes = 0
    box.onChange = { changes += 1 }

    second.onChange()
    box.finish()

    #expect(changes == 1)
    #expect(first.isFinished && second.isFinished)
  }
}
