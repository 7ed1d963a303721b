import ChatEngine
import Testing

@testable import llmterm

@Suite struct `The command line` {
  @Test(arguments: [
    "", "chat", "chat --", "--",
  ])
  func `without more opens a new chat`(line: String) throws {
    #expect(try parse(line) == Options(command: .chat(Options.Chat())))
  }

  @Test(arguments: [
    ("--continue", Options.Chat(start: .last)),
    ("chat --resume 01J", Options.Chat(start: .conversation("01J"))),
    ("-m groq/openai/gpt-oss-20b", Options.Chat(selection: target("groq", "openai/gpt-oss-20b"))),
    ("--model=a/b", Options.Chat(selection: target("a", "b"))),
    ("-ma/b", Options.Chat(selection: target("a", "b"))),
    ("-m a/b -m c/d", Options.Chat(selection: target("c", "d"))),
    ("chat -r fast", Options.Chat(selection: .route("fast"))),
    ("--demo", Options.Chat(isDemo: true)), ("demo", Options.Chat(isDemo: true)),
    ("--screen-reader", Options.Chat(isScreenReader: true)),
    ("demo --no-mouse --system x", Options.Chat(system: "x", isDemo: true, usesMouse: false)),
  ])
  func `opens the chat`(line: String, chat: Options.Chat) throws {
    #expect(try parse(line) == Options(command: .chat(chat)))
  }

  @Test(arguments: [
    ("history", Options.History()), ("history list a b", Options.History(action: .list("a b"))),
    ("history search the lexer", Options.History(action: .search("the lexer"))),
    ("history show c1 --json", Options.History(action: .show("c1"), asJSON: true)),
    ("history export c1", Options.History(action: .export("c1", path: nil))),
    (
      "history export c1 a.html --force --format md",
      Options.History(
        action: .export("c1", path: "a.html"), format: .markdown, overwrites: true)
    ),
    ("history import a b", Options.History(action: .import(["a", "b"]))),
    ("history delete a b", Options.History(action: .delete(["a", "b"]))),
    ("history restore a", Options.History(action: .restore(["a"]))),
    ("history --deleted --demo", Options.History(isOfTrash: true, isDemo: true)),
  ])
  func `looks after conversations`(line: String, history: Options.History) throws {
    #expect(try parse(line) == Options(command: .history(history)))
  }

  @Test(arguments: [
    (
      "history serach x",
      "history does not know \"serach\"; it knows list, search, show, export, import, delete, "
        + "restore. Did you mean \"search\"?"
    ),
    (
      "history show",
      "history show needs the id of a conversation. Write it as in: llmterm history show ID"
    ),
    ("history show a b", "history show takes no \"b\". Give one conversation at a time."),
    (
      "history export a b c",
      "history export takes no \"c\". Give one conversation at a time."
    ),
    ("history --format pdf", "--format takes md, json, html, not \"pdf\"."),
  ])
  func `says what history wants`(line: String, sentence: String) {
    #expect(throws: UsageError(sentence)) { try parse(line) }
  }

  @Test func `asks a question of several words`() throws {
    let options = try Options.parse([
      "ask", "-m", "a/b", "-s", "Be brief.", "--seed=7", "--temperature", "0.5", "--max-tokens",
      "100", "--json", "--continue", "what", "is", "this",
    ])

    var ask = Options.Ask(prompt: "what is this", selection: target("a", "b"))
    ask.system = "Be brief."
    ask.parameters.seed = 7
    ask.parameters.temperature = 0.5
    ask.parameters.maxOutputTokens = 100
    ask.form = .report
    ask.continuesLast = true
    #expect(options == Options(command: .ask(ask)))
  }

  @Test(arguments: [
    (["ask", "--seed", "-7", "x"], -7), (["ask", "x", "--seed", "1", "--seed", "2"], 2),
  ])
  func `takes numbers with their sign, and the last of several`(words: [String], seed: Int) throws {
    guard case .ask(let ask) = try Options.parse(words).command else {
      Issue.record("not a question")
      return
    }
    #expect(ask.parameters.seed == seed)
    #expect(ask.prompt == "x")
  }

  @Test func `asks for a file of prompts`() throws {
    let options = try Options.parse([
      "batch", "in.jsonl", "-o", "out.jsonl", "-j50", "-r", "main", "--ordered", "--retry-failed",
      "--max-cost", "1.5", "--dry-run", "--param", "top_p=0.5", "--no-cache",
    ])

    var batch = Options.Batch(input: "in.jsonl", output: "out.jsonl", selection: .route("main"))
    batch.parameters.topP = 0.5
    batch.usesCache = false
    batch.rules = BatchRun.Rules(
      jobs: 50, isOrdered: true, retriesFailed: true, maxCost: 1.5)
    batch.isDryRun = true
    #expect(options == Options(command: .batch(batch)))
  }

  @Test func `offers tools`() throws {
    let options = try Options.parse([
      "ask", "--tool", "time", "--yes-tool=calc", "--tool", "all", "--tool-choice", "calc", "x",
    ])

    var ask = Options.Ask(prompt: "x")
    ask.tools = Options.Tools(offered: ["time", "all"], free: ["calc"])
    ask.parameters.toolChoice = .tool("calc")
    #expect(options == Options(command: .ask(ask)))
    #expect(throws: UsageError.self) { try parse("ask --tool-choice auto x") }
  }

  @Test(arguments: [("ask x", nil), ("ask --cache x", true), ("ask --no-cache x", false)])
  func `says whether a kept answer will do`(line: String, usesCache: Bool?) throws {
    var ask = Options.Ask(prompt: "x")
    ask.usesCache = usesCache

    #expect(try parse(line) == Options(command: .ask(ask)))
  }

  @Test func `says what is written about the work itself`() throws {
    let chat = try parse("--metrics-listen 9464 --trace /t --log-level debug")
    let ask = try parse("ask --trace /t --log-level off x")

    #expect(
      chat.diagnostics
        == Options.Diagnostics(
          metricsListen: ListenAddress(port: 9464), trace: "/t", logLevel: .debug))
    #expect(ask.diagnostics == Options.Diagnostics(trace: "/t", logLevel: .off))
    #expect(try parse("models").diagnostics == Options.Diagnostics())
  }

  @Test func `takes what stands after two dashes as it is`() throws {
    let options = try Options.parse(["ask", "--json", "--", "--seed", "-m"])

    #expect(options.command == .ask(Options.Ask(prompt: "--seed -m", form: .report)))
  }

  @Test func `takes an empty system prompt`() throws {
    #expect(
      try Options.parse(["--system="]) == Options(command: .chat(Options.Chat(system: ""))))
  }

  @Test func `simulates a route with as many faults as are given`() throws {
    let options = try Options.parse([
      "simulate", "-r", "main", "--turns", "50", "--seed", "7", "--fault", "a/b=down@0-50",
      "--json", "--fault=c/d=cut@50-100",
    ])

    let down = SimulatedFault(.down, of: Target(provider: "a", model: "b"), during: 0..<0.5)
    let cut = SimulatedFault(.cut, of: Target(provider: "c", model: "d"), during: 0.5..<1)
    #expect(
      options.command
        == .simulate(
          Options.Simulate(route: "main", turns: 50, seed: 7, faults: [down, cut], asJSON: true)))
    #expect(try parse("simulate") == Options(command: .simulate(Options.Simulate())))
  }

  @Test(arguments: [
    "simulate --turns 0", "simulate --turns 1000001", "simulate --seed -1",
    "simulate --fault a/b=down", "simulate --fault a/b=away@1-2", "ask --fault a/b=down@1-2 x",
    "simulate x", "simulate -m a/b",
  ])
  func `refuses a simulation that makes no sense`(line: String) {
    #expect(throws: UsageError.self) { try parse(line) }
  }

  @Test(arguments: [
    ("models", Options(command: .models(Options.Models()))),
    (
      "models --json --config /c",
      Options(command: .models(Options.Models(asJSON: true)), configurationPath: "/c")
    ),
    ("config check", Options(command: .config(.check, asJSON: false))),
    ("config show", Options(command: .config(.show, asJSON: false))),
    ("config path", Options(command: .config(.path, asJSON: false))),
    ("config show --json", Options(command: .config(.show, asJSON: true))),
    (
      "models mini --names",
      Options(command: .models(Options.Models(words: ["mini"], namesOnly: true)))
    ),
    ("providers --json", Options(command: .providers(Options.Providers(asJSON: true)))),
    ("metrics", Options(command: .metrics)),
    (
      "doctor --provider a --json",
      Options(command: .doctor(Options.Doctor(provider: "a", asJSON: true)))
    ),
    (
      "stats --since 7d --by day",
      Options(command: .stats(Options.Stats(since: .ago(.seconds(604_800)), grouping: .day)))
    ),
    (
      "stats --since 2026-11-23", Options(command: .stats(Options.Stats(since: .day("2026-11-23"))))
    ),
    ("completions zsh", Options(command: .completions(.script(.zsh)))),
    ("completions words -- ask --mo", Options(command: .completions(.words(["ask", "--mo"])))),
    ("--version", Options(command: .version)),
    ("--help", Options(command: .help(.overview))), ("help", Options(command: .help(.overview))),
    ("ask -h", Options(command: .help(.command(.ask)))),
    ("chat --help", Options(command: .help(.command(.chat)))),
    ("help ask", Options(command: .help(.command(.ask)))),
    ("help keys", Options(command: .help(.topic(.keys)))),
  ])
  func `knows the other commands`(line: String, options: Options) throws {
    #expect(try parse(line) == options)
  }

  @Test(arguments: [
    (
      "hello",
      "there is no command \"hello\". To ask one question, write: llmterm ask \"QUESTION\". "
        + "Commands: llmterm --help"
    ),
    ("modles", "there is no command \"modles\". Did you mean \"models\"?"),
    ("ask --sede 7 x", "ask has no option \"--sede\". Did you mean \"--seed\"?"),
    (
      "ask -x",
      "ask has no option \"-x\". `llmterm ask --help` lists them; what begins with \"-\" and is no "
        + "option goes after \"--\"."
    ),
    ("chat --seed 7", "chat has no option --seed: it belongs to ask, batch, compare and simulate."),
    ("demo -m a/b", "demo has no option -m: it belongs to chat, ask, batch and compare."),
    ("ask --seed x y", "--seed takes a whole number, not \"x\"."),
    ("ask --seed", "--seed needs a value. Write: --seed N"),
    ("ask -m --json x", "-m needs a value. Write: -m TARGET"),
    ("ask --model= x", "--model needs a value. Write: --model TARGET"),
    ("ask --temperature 3 x", "--temperature takes a number from 0 to 2, not \"3\"."),
    ("ask --temperature nan x", "--temperature takes a number from 0 to 2, not \"nan\"."),
    ("ask --max-tokens 0 x", "--max-tokens takes a whole number, 1 or more, not \"0\"."),
    (
      "--metrics-listen here",
      "--metrics-listen takes an address and port such as 127.0.0.1:9464, not \"here\"."
    ),
    (
      "ask --metrics-listen 9464 x",
      "ask has no option --metrics-listen: it belongs to chat, batch, metrics and "
        + "demo."
    ),
    (
      "--log-level all",
      "--log-level takes off, error, warning, info or debug, not \"all\"."
    ),
    ("models --json=yes", "--json takes no value. Write it alone."),
    (
      "-m a/b -r c",
      "-m and -r were both given. A prompt goes to a target or to a route: give one of them."
    ),
    (
      "-m gpt",
      "-m takes provider/model, not \"gpt\". Write it as in anthropic/claude-sonnet-5; "
        + "`llmterm models` lists what there is."
    ),
    (
      "--continue --resume x",
      "--continue and --resume were both given. One opens the last conversation, the other one "
        + "that you name: give one of them."
    ),
    (
      "ask --cache --no-cache x",
      "--cache and --no-cache were both given. One takes a kept answer, the other asks anew: "
        + "give one of them."
    ),
    ("chat --cache", "chat has no option --cache: it belongs to ask and batch."),
    (
      "chat hello",
      "chat takes no \"hello\". To ask one question, write: llmterm ask \"QUESTION\""
    ),
    (
      "--config c models",
      "chat takes no \"models\". A command stands before its options. Write: llmterm models …"
    ),
    (
      "batch in.jsonl out.jsonl",
      "batch takes no \"out.jsonl\". Say with -o where the answers go. Write: llmterm batch IN.jsonl "
        + "-o OUT.jsonl"
    ),
    (
      "doctor openai",
      "doctor takes no \"openai\". To try one provider, write: llmterm doctor --provider PROVIDER"
    ),
    ("stats week", "stats takes no \"week\". `llmterm stats --help` says what it takes."),
    (
      "help kyes",
      "there is no help on \"kyes\". Topics beside the commands: keys, slash-commands, "
        + "configuration, routes, environment, files, exit-codes, errors. Did you mean \"keys\"?"
    ),
    ("config", "config needs to know what to do: check, show, path, schema."),
    ("config check --json", "--json goes with config show, not with config check."),
    (
      "models --json --names",
      "--json and --names were both given. One prints all that is known, the other only names: "
        + "give one of them."
    ),
    (
      "stats --since soon",
      "--since takes a day as 2026-11-23, a time as 2026-11-23T08:00:00Z, or so long ago as 7d, 12h "
        + "or 30m, not \"soon\"."
    ),
    ("stats --by hour", "--by takes day, provider or model, not \"hour\"."),
    (
      "doctor --offline --provider a",
      "--offline and --provider were both given. One asks nobody, the other a provider: give one "
        + "of them."
    ),
    ("completions", "completions needs to know the shell: bash, zsh, fish."),
    (
      "completions fsih",
      "completions does not know \"fsih\"; it knows bash, zsh, fish. Did you mean \"fish\"?"
    ),
    (
      "config shwo",
      "config does not know \"shwo\"; it knows check, show, path, schema. Did you mean \"show\"?"
    ),
  ])
  func `is refused in one sentence`(line: String, sentence: String) {
    #expect(throws: UsageError(sentence)) { try parse(line) }
  }

  @Test func `never repeats a key that was pasted into it`() {
    #expect(
      throws: UsageError(
        "there is no command \"[redacted]\". To ask one question, write: llmterm ask \"QUESTION\". "
          + "Commands: llmterm --help")
    ) { try parse("sk-proj-0123456789abcdefghij") }
  }

  @Test func `is explained`() {
    #expect(
      HelpText.overview == """
        Usage:
          llmterm [chat]             chat in the full screen
          llmterm ask PROMPT…        ask one question; standard input is added to it
          llmterm batch FILE|-       ask for each line of a file, many at a time
          llmterm compare PROMPT…    ask several at once, and compare what it took
          llmterm models [WORD…]     list the models that can be asked
          llmterm history [WHAT…]    list, search, export, import, delete conversations
          llmterm providers          list the known providers and where their keys are
          llmterm config WHAT        look at the configuration
          llmterm stats              what was asked: requests, tokens, cost, times
          llmterm doctor             try each step to an answer, say how to repair it
          llmterm metrics            print the figures of the program that runs
          llmterm simulate           try a route with targets that fail
          llmterm completions SHELL  print what makes a shell complete command lines
          llmterm demo               try it with simulated providers
          llmterm help [TOPIC]       explain a command or a topic

        Options:
          -m, --model TARGET         the model to ask, as provider/model
          -r, --route ROUTE          the configured route to ask
          -s, --system TEXT          the system prompt
              --continue             go on with the last conversation
              --resume ID            open that conversation, or go on with it
              --role NAME            the configured role to ask in
              --demo                 simulated providers in this process; no key needed
              --screen-reader        line by line, for a screen reader
              --no-mouse             leave the mouse to the terminal
              --record FILE          record the wire, to be played again
              --replay FILE          play a recording; nothing goes to the network
              --replay-speed X       1 for the time that it took; without it none
              --metrics-listen ADDR  metrics for Prometheus at that address
              --trace FILE           record the wire, without keys
              --log-level LEVEL      off, error, warning, info, debug
              --config FILE          the configuration file
              --version              print the version
          -h, --help                 print this

        Exit codes:
          0    answered
          1    every provider failed
          2    the command line or the configuration is wrong
          3    refused, or cut off by a filter
          4    the answer is not of the form that was asked for
          130  interrupted

        Options of another command: llmterm COMMAND --help
        More: llmterm help TOPIC, with a command or one of
          keys, slash-commands, configuration, routes, environment, files, exit-codes,
          errors

        """)
  }

  @Test func `explains a command with its options and examples`() {
    #expect(
      HelpText.text(of: .simulate) == """
        llmterm simulate: try a route with targets that fail

        Nobody is asked and nothing is paid; the same seed makes the same run.

        Options:
          -r, --route ROUTE  the configured route to ask
              --seed N       the same seed, the same answer, where it can be
              --json         print JSON instead of text
              --turns N      how many prompts are simulated
              --fault FAULT  TARGET=KIND@FROM-TO, in percent; repeatable
              --config FILE  the configuration file
              --version      print the version
          -h, --help         print this

        Examples:
          # the usual route, or an example
          llmterm simulate
          # with a target that is away in the middle
          llmterm simulate -r main --fault openai/gpt-5.2=down@33-66

        """)
  }

  @Test(arguments: Flag.Command.allCases)
  func `has a row with examples for each command`(command: Flag.Command) {
    #expect(!command.entry.summary.isEmpty)
    #expect(!command.entry.examples.isEmpty)
    for example in command.entry.examples {
      #expect(example.line.contains("llmterm"))
    }
  }

  @Test(
    arguments: Flag.Command.allCases.map(Options.Help.command)
      + HelpTopic.allCases.map(Options.Help.topic) + [.overview])
  func `is explained within the width of a terminal`(help: Options.Help) {
    for line in HelpText.text(of: help).split(separator: "\n") {
      #expect(line.count <= HelpText.columns, "\(line)")
    }
  }

  @Test func `is explained with a word on each setting`() {
    let rows = HelpText.text(of: .topic(.configuration)).split(separator: "\n").filter {
      $0.hasPrefix("  ") && !$0.hasPrefix("   ")
    }

    #expect(rows.count > 30)
    for row in rows { #expect(row.split(separator: " ").count > 1, "\(row)") }
  }

  @Test func `has one row for each name and spelling of an option`() {
    let spellings = Flag.all.flatMap(\.spellings)

    #expect(Set(Flag.all.map(\.name)) == Set(Flag.Name.allCases))
    #expect(Set(spellings).count == spellings.count)
  }

  private func parse(_ line: String) throws(UsageError) -> Options {
    try Options.parse(line.split(separator: " ").map(String.init))
  }
}

private func target(_ provider: String, _ model: String) -> Destination {
  .target(Target(provider: provider, model: model))
}
