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

  @Test func `shows tools and servers with their states`() {
    var sample = listed(columns: 80, rows: 24)
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai





      ┌─ Tools that models are told of ──────────────────────────────────────────────┐
      │ ❯                                                                            │
      │ [x] weather       asks · command · Says what the weather is.                 │
      │ [ ] clock         runs unasked · built in · Says the time.                   │
      │   ▸ server docs   ready, 2026-07-28 · https://docs.example/mcp               │
      │ [x] docs_search   runs unasked · Searches the documents.                     │
      │   ▸ server time   stopped: It ended with status 1. · uvx mcp-server-time     │
      └─ Space switches · type to search · Esc closes ───────────────────────────────┘







      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
  }

  @Test func `shows them in a large terminal`() {
    var sample = listed(columns: 120, rows: 40)
    sample.expect(
      """
       New conversation                                                                       main route ▸ anthropic → openai













           ┌─ Tools that models are told of ────────────────────────────────────────────────────────────────────────────┐
           │ ❯                                                                                                          │
           │ [x] weather       asks · command · Says what the weather is.                                               │
           │ [ ] clock         runs unasked · built in · Says the time.                                                 │
           │   ▸ server docs   ready, 2026-07-28 · https://docs.example/mcp                                             │
           │ [x] docs_search   runs unasked · Searches the documents.                                                   │
           │   ▸ server time   stopped: It ended with status 1. · uvx mcp-server-time                                   │
           └─ Space switches · type to search · Esc closes ─────────────────────────────────────────────────────────────┘















      ────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                                                                   F1 help
      """)
  }

  @Test func `shows their names in 40x12`() {
    var sample = listed(columns: 40, rows: 12)
    sample.expect(
      """
      ┌─ Tools that models are told of ──────┐
      │ ❯                                    │
      │ [x] weather       asks · command · … │
      │ [ ] clock         runs unasked · bu… │
      │   ▸ server docs   ready, 2026-07-28… │
      │ [x] docs_search   runs unasked · Se… │
      │   ▸ server time   stopped: It ended… │
      └─ Space switches · type to search ·… ─┘

      ────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5    F1 help
      """)
  }

  @Test func `shows their names in 20x5`() {
    var sample = listed(columns: 20, rows: 5)
    sample.expect(
      """
      ❯
      [x] weather
      [ ] clock
        ▸ server docs
      ● anthropic/claude-…
      """)
  }

  @Test func `says how there can be some`() {
    var sample = Sample(columns: 80, rows: 12)
    sample.type("/tools")
    #expect(sample.press("enter") == [.engine(.listTools)])
    sample.expect(
      """
       New conversation                               main route ▸ anthropic → openai
      ┌─ Tools that models are told of ──────────────────────────────────────────────┐
      │ ❯                                                                            │
      │ None yet: the configuration names them under tools and mcp.                  │
      │                                                                              │
      │                                                                              │
      └─ Space switches · type to search · Esc closes ───────────────────────────────┘


      ────────────────────────────────────────────────────────────────────────────────
      ❯ Ask anything. ? shows the keys.
       ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%                           F1 help
      """)
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
