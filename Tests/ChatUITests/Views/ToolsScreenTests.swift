import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The list of tools` {
  private static let clock = Tool(
    definition: ToolDefinition(name: "clock", description: "Says the time.", parameters: .null),
    source: .builtIn, isAllowed: true, reach: [])

  private static let servers = [
    ToolServerSummary(
      name: "docs", place: "https://docs.example/mcp", state: .ready(protocol: "2026-07-28")),
    ToolServerSummary(
      name: "time", place: "uvx mcp-server-time", state: .stopped("It ended with status 1.")),
  ]

  private func listed(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    sample.engine(
      .tools(
        [
          ToolSummary(Sample.weather), ToolSummary(Self.clock, isOffered: false),
          ToolSummary(Sample.search),
        ], servers: Self.servers))
    sample.type("/tools")
    sample.press("enter")
    return sample
  }

  @Test(arguments: ["space", "enter"]) func `switches a tool off and on`(key: String) {
    var sample = listed(columns: 80, rows: 24)
    #expect(sample.press(key) == [.engine(.offerTool("weather", false))])
    #expect(sample.press("down", key) == [.engine(.offerTool("clock", true))])
    #expect(sample.type(" ") == [.engine(.offerTool("clock", true))])
  }

  @Test func `changes while it is open, and keeps the mark`() {
    var sample = listed(columns: 80, rows: 24)
    sample.press("down", "down", "down")
    sample.engine(
      .tools(
        [ToolSummary(Self.clock), ToolSummary(Sample.search, isOffered: false)],
        servers: Self.servers))
    #expect(sample.text().contains("[ ] docs_search"))
    #expect(sample.press("space") == [.engine(.offerTool("docs_search", true))])
  }

  @Test func `is narrowed by typing`() {
    var sample = listed(columns: 80, rows: 24)
    sample.type("sea")
    #expect(sample.press("enter") == [.engine(.offerTool("docs_search", false))])
    sample.press("ctrl-u")
    #expect(sample.press("enter") == [.engine(.offerTool("weather", false))])
  }

  @Test func `says all of a server`() {
    var sample = listed(columns: 80, rows: 24)
    sample.type("server time")
    #expect(sample.press("enter") == [])
    #expect(
      sample.state.notice?.notice.text
        == "time, stopped: It ended with status 1.: uvx mcp-server-time")
  }

  @Test func `has nothing to switch while it is empty`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.type("/tools")
    sample.press("enter")
    #expect(sample.press("space") == [.bell])
    sample.press("escape")
    #expect(sample.state.overlay == nil)
  }
}
