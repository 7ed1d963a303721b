import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@testable import llmterm

/// `llmterm ask` as a shell runs it, over demo providers `a` and `b`.
private final class Shell {
  let folder = TemporaryFolder()
  let server: DemoServer

  init(_ reply: DemoReply, keys: Set<String>? = nil) throws {
    var script = DemoScript.always(reply)
    script.keys = keys
    server = try DemoServer(script)
    write(key: #"{"env": "DEMO_KEY"}"#)
  }

  func write(key: String) {
    folder.write(
      "config.jsonc",
      """
      {
        "default": "a/m",
        "providers": {
          "a": {
            "dialect": "openai-chat", "base_url": "\(server.baseURL)/a/v1", "key": \(key),
            "models": [{"id": "m", "price": {"in": 1, "out": 1}}]
          }
        },
        "routes": {"main": {"targets": ["a/m"]}}
      }
      """)
  }

  var environment: [String: String] {
    [
      "LLMTERM_HOME": folder.path, "LLMTERM_CONFIG": folder.path + "/config.jsonc",
      "DEMO_KEY": "demo-secret", "LANG": "C.UTF-8",
    ]
  }

  func start(_ arguments: String...) -> Running? {
    Running([Terminal.binary("llmterm")] + arguments, environment: environment)
  }

  func run(_ arguments: String..., input: String = "") throws -> Run {
    try #require(
      Run([Terminal.binary("llmterm")] + arguments, input: input, environment: environment))
  }
}

@Suite struct `llmterm ask` {
  @Test func `prints the answer and ends with 0`() throws {
    let shell = try Shell(DemoReply(text: "Hello there."))

    let run = try shell.run("ask", "Hi", "you", input: "and this")

    #expect(run.output == "Hello there.\n")
    #expect(run.errors.isEmpty)
    #expect(run.status == 0)
    #expect(shell.server.requests.first?.prompt == "Hi you\n\nand this")
    #expect(shell.server.requests.first?.key == "demo-secret")
  }

  @Test func `ends with 1 when nobody answers, and says why without the key`() throws {
    let shell = try Shell(DemoReply(text: ""), keys: ["other"])

    let run = try shell.run("ask", "Hi")

    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.errors.hasPrefix("llmterm: a answered 401 (key rejected)"))
    #expect(!run.errors.contains("demo-secret"))
  }

  @Test(arguments: [
    ["ask"], ["ask", "--bogus", "Hi"], ["ask", "-m", "nobody/x", "Hi"], ["bogus"],
  ])
  func `ends with 2 for what it cannot understand`(arguments: [String]) throws {
    let shell = try Shell(DemoReply(text: ""))

    let run = try #require(
      Run([Terminal.binary("llmterm")] + arguments, environment: shell.environment))

    #expect(run.status == 2)
    #expect(run.errors.hasPrefix("llmterm: "))
    #expect(shell.server.requests.isEmpty)
  }

  @Test func `ends with 3 where a filter cut the answer off`() throws {
    let shell = try Shell(DemoReply(text: "Half", finish: .filtered))

    let run = try shell.run("ask", "Hi")

    #expect(run.status == 3)
    #expect(run.output == "Half\n")
  }

  @Test func `ends with 130 when it is interrupted`() throws {
    let shell = try Shell(DemoReply(text: "one two three", faults: [.stallAfter(tokens: 1)]))
    let running = try #require(shell.start("ask", "Hi"))
    running.write("")
    running.wait(for: "one")

    running.signal(SIGINT)

    #expect(running.wait().status == 130)
  }

  @Test func `ends well when its reader goes away`() throws {
    let shell = try Shell(
      DemoReply(
        text: String(repeating: "word ", count: 400), pace: DemoPace(tokensPerSecond: 2000)))
    let running = try #require(shell.start("ask", "Hi"))
    running.write("")
    running.wait(for: "word")

    running.stopReading()

    #expect(running.wait().status == 0)
  }

  @Test func `prints one object with --json`() throws {
    let shell = try Shell(DemoReply(text: "Hello."))

    let run = try shell.run("ask", "--json", "--seed", "7", "-r", "main", "Hi")

    let json = try JSON.parse(run.output)
    #expect(json["text"]?.stringValue == "Hello.")
    #expect(json["target"]?.stringValue == "a/m")
    #expect(json["route"]?.stringValue == "main")
    #expect(json["seed"]?.intValue == 7)
    #expect(json["attempts"]?.arrayValue?.count == 1)
    #expect(run.output.split(separator: "\n").count == 1)
  }

  @Test func `goes on with the last conversation, and keeps the answer there`() throws {
    let shell = try Shell(DemoReply(text: "Hello."))
    #expect(try shell.run("ask", "--continue", "one").status == 2)
    let conversations = shell.folder.path + "/data/conversations"
    try makeConversation(in: conversations)

    let run = try shell.run("ask", "--continue", "two")
    let again = try shell.run("ask", "--continue", "three")

    #expect(run.status == 0 && again.status == 0)
    let sent = shell.server.requests.last?.body?["messages"]?.arrayValue?.compactMap {
      $0["content"]?.stringValue
    }
    #expect(sent == ["one", "Hello.", "two", "Hello.", "three"])
  }

  private func makeConversation(in folder: String) throws {
    let loop = try EventLoop()
    let worker = try Worker(name: "test", answers: loop.mailbox)
    var random = SystemRandomNumberGenerator()
    let time = Timestamp(milliseconds: 1_795_442_520_000)
    let clock = LogClock(now: { loop.now() }, time: { time })
    var conversation = Conversation(
      id: .make(at: time, using: &random), meta: Meta(created: time))
    let prompt = Message(
      id: MessageID("u"), parent: nil, role: .user, parts: [.text("one")], time: time)
    conversation.append(prompt)
    conversation.append(
      Message(
        id: MessageID("a"), parent: prompt.id, role: .assistant, parts: [.text("Hello.")],
        time: time))
    let store = ConversationStore(folder: folder, queue: worker, clock: clock, processID: 1)
    let log = store.start(conversation)
    log.close(conversation)
    worker.finish()
  }

  @Test func `gives no key to the command that prints one`() throws {
    let shell = try Shell(DemoReply(text: "Hello."))
    let seen = shell.folder.path + "/seen"
    shell.write(key: #"{"command": ["sh", "-c", "env > \#(seen); echo from-command"]}"#)

    let run = try #require(
      Run(
        [Terminal.binary("llmterm"), "ask", "Hi"],
        environment: shell.environment.merging(["OPENAI_API_KEY": "sk-secret"]) { $1 }))

    #expect(run.status == 0)
    #expect(shell.server.requests.first?.key == "from-command")
    let variables = String(decoding: Shared.bytes(seen) ?? [], as: UTF8.self)
    #expect(variables.contains("LLMTERM_HOME="))
    #expect(!variables.contains("sk-secret"))
  }

  @Test func `says what a long wait is for, and can be stopped in it`() throws {
    let header = DemoHeader("retry-after", "30")
    let shell = try AskShell(.always(.fault(.status(429, headers: [header]))))
    let running = try #require(
      Running([Terminal.binary("llmterm"), "ask", "Hi"], environment: shell.environment))
    running.write("")
    running.wait(forError: "\n")
    running.signal(SIGINT)
    let run = running.wait()
    #expect(run.errors.hasPrefix("llmterm: Waiting: a is limiting: 30 s.\n"))
    #expect(run.status == 130)
  }
}
