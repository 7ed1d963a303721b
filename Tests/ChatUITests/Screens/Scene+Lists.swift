import ChatEngine

@testable import ChatUI

extension Scene {
  static let lists: [Scene] = [
    picker,
    picker.then("picker-query") { $0.type("so") },
    picker.then("picker-marks") { $0.press("down", "space", "down", "space") },
    picker.then("picker-nothing") { $0.type("xyz") },
    Scene("palette") { $0.press("alt-x") },
    Scene("palette-query") { sample in
      sample.press("alt-x")
      sample.type("copy")
    },
    Scene("history") { sample in
      sample.state.history = PromptHistory(
        [
          "Why does\nthe lexer allocate?", "And the parser?",
          "日本語の質問 " + String(repeating: "x", count: 200),
        ])
      sample.press("ctrl-r")
    },
    Scene("history-empty") { $0.press("ctrl-r") },
    tree,
    Scene("theme") { sample in
      sample.exchange(1, "Why does the lexer allocate?", Sample.codeAnswer)
      sample.type("/theme")
      sample.press("enter")
    },
    tools,
    Scene("tools-none") { sample in
      sample.type("/tools")
      sample.press("enter")
    },
    library,
    library.then("library-search") { sample in
      sample.type("token")
      sample.engine(.searched(SearchUpdate(text: "token", found: Sample.found, isDone: true)))
    },
    library.then("library-title") { sample in
      sample.press("alt-e")
    },
    library.then("library-nothing") { sample in
      sample.type("xyz")
      sample.engine(.searched(SearchUpdate(text: "xyz", found: [], isDone: true)))
    },
    Scene("library-empty") { sample in
      sample.press("ctrl-o")
      sample.engine(.library([]))
    },
    finding,
    finding.then("find-typing") { $0.press("alt-/") },
    finding.then("find-nothing") { sample in
      sample.press("alt-/")
      sample.type("xyz")
    },
  ]

  static let pages: [Scene] = [
    Scene("help") { $0.press("f1") },
    Scene("help-end") { $0.press("f1", "ctrl-end") },
    Scene("details") { sample in
      sample.exchange(1, "Ask", "Answer")
      sample.press("alt-up", "i")
    },
    Scene("details-of-attempts", Sample.failed).then("details-of-attempts") {
      $0.press("alt-up", "i")
    },
    Scene("details-failed-over") { sample in
      let prompt = Sample.prompt(1, "Hello?")
      sample.engine(.messageAdded(PathMessage(prompt)))
      sample.engine(.messageAdded(PathMessage(rerouted(prompt))))
      sample.press("alt-up", "i")
    },
    Scene("usage") { $0.engine(.usage(Sample.usage())) },
    Scene("usage-of-nothing") { sample in
      sample.engine(
        .usage(
          UsageSummary(since: Sample.morning, until: Sample.morning, by: .day, utcOffset: 0)))
    },
    Scene("welcome") { $0.engine(.choices([])) },
    Scene("welcome-key") { sample in
      sample.engine(.choices([]))
      sample.paste("sk-ant-0123456789")
    },
    Scene("welcome-server") { sample in
      sample.engine(.choices([]))
      sample.paste("http://127.0.0.1:11434/v1")
    },
  ]

  private static let picker = Scene("picker") { sample in
    var choices = Sample.choices
    choices[1].errorRate = 0.02
    choices[1].requestsLeft = 98
    choices[1].tokensLeft = 120_000
    let target = Target(provider: "gemini", model: "gemini-4-pro")
    var locked = Choice(destination: .target(target), targets: [target], health: .open)
    locked.obstacle = "no key: set GEMINI_API_KEY"
    sample.engine(.choices(choices + [locked]))
    sample.press("ctrl-p")
  }

  private static let tree = Scene("tree") { columns, rows in
    `The map of the branches`.sample(columns: columns, rows: rows)
  }

  private static let tools = Scene("tools") { sample in
    let clock = Tool(
      definition: ToolDefinition(name: "clock", description: "Says the time.", parameters: .null),
      source: .builtIn, isAllowed: true, reach: [])
    sample.engine(
      .tools(
        [
          ToolSummary(Sample.weather), ToolSummary(clock, isOffered: false),
          ToolSummary(Sample.search),
        ],
        servers: [
          ToolServerSummary(
            name: "docs", place: "https://docs.example/mcp",
            state: .ready(protocol: "2026-07-28")),
          ToolServerSummary(
            name: "time", place: "uvx mcp-server-time",
            state: .stopped("It ended with status 1.")),
        ]))
    sample.type("/tools")
    sample.press("enter")
  }

  private static let library = Scene("library") { sample in
    sample.press("ctrl-o")
    var pinned = LibraryMarks.Marks()
    pinned.isPinned = true
    pinned.tags = ["swift", "later"]
    let long = "日本語の発音について、とても長いタイトルが続いて切られるまでここに書かれている"
    sample.engine(
      .library([
        ConversationSummary(id: "c1", title: "Parsers", changed: Sample.morning, bytes: 10),
        ConversationSummary(
          id: "c2", title: "Tokens and trees", changed: Sample.morning, bytes: 10, marks: pinned),
        ConversationSummary(id: "c3", title: long, changed: Sample.morning, bytes: 10),
        ConversationSummary(id: "c4", title: "Trees", changed: Sample.morning, bytes: 10),
      ]))
  }

  private static let finding = Scene("find") { sample in
    for number in 1...30 {
      sample.exchange(
        number, "Which token is \(number)?",
        "The **token** 日本語 of that number goes on for some words, so that the row breaks at a "
          + "token or near it.")
    }
    sample.type("/find token")
    sample.press("enter")
    sample.type("N")
  }
}

extension Sample {
  /// What was said of tokens in the conversations of the library.
  static var found: [LibrarySearch.Found] {
    let before = "Three places do it: `Token.text` is a String, and every "
    return [
      found("c1", .assistant, .text, before, "token", count: 3),
      found("c3", .user, .text, "日本語の", "token"),
      found("c4", .assistant, .reasoning, "then the ", "TOKEN"),
    ].compactMap(\.self)
  }

  private static func found(
    _ id: String, _ role: Role, _ kind: SearchHit.Kind, _ before: String, _ word: String,
    count: Int = 1
  ) -> LibrarySearch.Found? {
    let start = before.utf8.count
    let hit = SearchHit(
      message: MessageID("m"), role: role, kind: kind,
      snippet: before + word + " is allocated on its own, which is what takes the time.",
      place: start..<start + word.utf8.count)
    return ConversationID(id).map { LibrarySearch.Found(id: $0, hit: hit, count: count) }
  }
}
