import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Two people on one Redis` {
  /// How the server is reached, and what it wants to see.
  enum Door: CaseIterable {
    case plain, password, user, certificate, socket
  }

  let demo: DemoServer
  let other: DemoServer
  let homes: [Home]

  init() throws {
    let usage = DemoUsage(input: 400_000, output: 10)
    demo = try DemoServer(
      DemoScript { request in
        let faults: [DemoFault] = request.prompt == "begin" ? [.stallAfter(tokens: 2)] : []
        return DemoReply(
          text: "Answer \(request.number), “\(request.prompt)”.", usage: usage, faults: faults)
      })
    other = try DemoServer(.person)
    homes = [try Home(), try Home()]
  }

  private func configure(
    _ redis: String, limits: String? = nil, budget: String = "", alone: Bool = true
  ) {
    let more = ["\"key\": {\"env\": \"CANARY\"}", Routed.priced, limits].compactMap(\.self)
    var members = [
      Routed.Member(name: "paid", server: demo, more: more.joined(separator: ", "))
    ]
    if !alone { members.append(Routed.Member(name: "other", server: other)) }
    for home in homes {
      home.environment["CANARY"] = "sk-canary-key-0123456789"
      home.configure(
        Routed(members, sections: "\"budget\": {\(budget)}, \"redis\": {\(redis)}").text)
    }
  }

  private func configure(
    _ server: RedisServer, limits: String? = nil, budget: String = "", alone: Bool = true
  ) {
    configure("\"url\": \"\(server.url)\"", limits: limits, budget: budget, alone: alone)
  }

  // MARK: What is shared

  @Test(arguments: Door.allCases)
  func `have their answers in common by every door`(door: Door) throws {
    var options = RedisServer.Options()
    if door == .password { options.password = "canary-password" }
    if door == .user { options.user = ("llm", "canary-password") }
    options.isEncrypted = door == .certificate
    options.asksForCertificate = door == .certificate
    let server = try RedisServer(options)
    let tls = """
      , "tls": {"ca": "\(server.ca)", "client_cert": "\(server.clientCertificate)",
      "client_key": "\(server.clientKey)"}
      """
    let url = door == .socket ? "unix://\(server.socket)" : server.url
    configure("\"url\": \"\(url)\"" + (door == .certificate ? tls : ""))

    let answers = try homes.map { try $0.run("ask", "--seed", "7", "--json", "hello").json() }

    #expect(answers.map { $0["cached"] } == [.bool(false), .bool(true)])
    #expect(answers[0]["text"] == answers[1]["text"])
    #expect(demo.asked == 1)
    for home in homes { #expect(!home.holds("canary-password")) }
  }

  @Test func `spend one budget`() throws {
    let server = try RedisServer()
    configure(server, budget: "\"day\": 0.7")

    let runs = try [0, 1, 0, 1].map { try homes[$0].run("ask", "question") }

    #expect(runs.map(\.status) == [0, 0, 1, 1])
    let why = "Nothing was sent: the day's budget of $0.70: $0.80 is spent or set aside"
    #expect(runs[3].errors.hasPrefix("llmterm: \(why)"))
    #expect(demo.asked == 2)
  }

  @Test func `have one limit`() throws {
    let server = try RedisServer()
    configure(
      server, limits: "\"limits\": {\"requests_per_minute\": 1, \"burst\": 1}", alone: false)

    let answers = try homes.map { try $0.run("ask", "--json", "hello").json() }

    #expect(answers.map(\.attempts) == [["paid/m"], ["other/m"]])
  }

  @Test func `give a place back at once that is used no more`() throws {
    let server = try RedisServer()
    configure(server, limits: "\"limits\": {\"concurrent\": 1}", alone: false)

    let answers = try [0, 1, 0, 1].map { try homes[$0].run("ask", "--json", "hello").json() }

    #expect(answers.map(\.attempts) == Array(repeating: ["paid/m"], count: 4))
  }

  @Test func `give a place back that was interrupted`() throws {
    let server = try RedisServer()
    configure(server, limits: "\"limits\": {\"concurrent\": 1}", alone: false)
    let asking = try #require(
      Running([Home.binary, "ask", "begin"], environment: homes[0].environment))
    asking.write("")
    asking.wait(for: "Answer")

    asking.signal(SIGINT)
    let status = asking.wait().status
    let next = try homes[1].run("ask", "--json", "hello").json()

    #expect(status == 130)
    #expect(next.attempts == ["paid/m"])
  }

  @Test func `learn from each other that a target fails`() throws {
    let server = try RedisServer()
    let bad = try DemoServer(.always(.fault(.status(500))))
    let members = [
      Routed.Member(name: "bad", server: bad), Routed.Member(name: "other", server: other),
    ]
    let policy = "\"attempts_per_target\": 1"
    for home in homes {
      home.configure(
        Routed(
          members, policy: policy, routes: "\"alone\": {\"targets\": [\"bad/m\"], \(policy)}",
          sections: "\"redis\": {\"url\": \"\(server.url)\"}"
        ).text)
    }
    for _ in 1...5 { _ = try homes[0].run("ask", "-r", "alone", "hello") }

    // The first turn asks Redis and does not wait for it; the second one knows.
    let chat = try homes[1].openedChat(columns: 100)
    for word in ["one", "two"] {
      chat.send(word)
      try chat.waitFor("to “\(word)”.")
    }

    #expect([5, 6].contains(bad.asked))
    #expect(other.asked == 2)
  }

  // MARK: What is written

  @Test func `leave nothing that is secret or that stays for ever`() throws {
    var options = RedisServer.Options()
    options.password = "canary-password"
    // What `DUMP` gives is to be searched.
    options.words = ["--rdbcompression", "no"]
    let server = try RedisServer(options)
    configure(
      "\"url\": \"\(server.url)\", \"prefix\": \"team:\"",
      limits: "\"limits\": {\"requests_per_minute\": 600, \"concurrent\": 8}",
      budget: "\"day\": 50, \"month\": 500")

    for home in homes { _ = try home.run("ask", "--seed", "7", "canary-prompt") }
    _ = try homes[0].run("ask", "canary-prompt")

    let keys = server.cli("--scan").split(separator: "\n").map(String.init)
    #expect(keys.allSatisfy { $0.hasPrefix("team:") }, "\(keys)")
    for kind in ["cache:", "{budget}:"] {
      #expect(keys.contains { $0.hasPrefix("team:\(kind)") }, "\(keys)")
    }
    for key in keys {
      #expect(!key.contains("canary"), "\(key)")
      #expect((Int(server.cli("TTL", key)) ?? -1) > 0, "\(key) stays for ever")
      // As it is kept, whatever its type.
      let contents = server.cli("DUMP", key)
      for secret in ["canary-key", "canary-prompt", "canary-password"] {
        // A kept answer has the answer's words, which here repeat the prompt.
        guard !(secret == "canary-prompt" && key.hasPrefix("team:cache:")) else { continue }
        #expect(!contents.contains(secret), "\(key) holds \(secret)")
      }
    }
  }

  @Test func `have told it all when they end`() throws {
    let server = try RedisServer()
    configure(
      server, limits: "\"limits\": {\"concurrent\": 1}", budget: "\"day\": 50")

    _ = try homes[0].run("ask", "--seed", "7", "hello")

    // The answer, what it cost instead of what was set aside, its place, and how the target did.
    let keys = server.cli("--scan").split(separator: "\n").map(String.init)
    #expect(keys.count { $0.hasPrefix("llmterm:cache:") && !$0.hasSuffix("misses") } == 1)
    let budget = try #require(keys.first { $0.hasPrefix("llmterm:{budget}:2") && $0.count > 24 })
    #expect(server.cli("GET", budget) == "400000")
    let leases = keys.filter { $0.contains("lease") }
    #expect(leases.allSatisfy { server.cli("ZCARD", $0) == "0" }, "\(keys)")
    let health = try #require(keys.first { $0.contains("health") })
    #expect(server.cli("XLEN", health) == "1")
  }

  // MARK: Without it

  @Test func `go on when it is lost, and together when it is back`() throws {
    let server = try RedisServer()
    configure(server, limits: "\"limits\": {\"requests_per_minute\": 6000, \"burst\": 100}")
    let chat = try homes[0].openedChat(columns: 160)
    chat.send("one")
    try chat.waitFor("“one”.")
    server.kill()
    chat.send("two")
    try chat.waitForSentence(SharedLimits.aloneSentence)
    try chat.waitFor("“two”.")

    try server.start()
    var number = 2
    while number < 100, !chat.flowing.contains("Shared limits are back.") {
      number += 1
      chat.send("number \(number)")
      try chat.waitFor("“number \(number)”.")
    }

    #expect(chat.flowing.contains("Shared limits are back."))
  }

  /// The shortest time of some runs: what others do on this machine only adds to it.
  private func time(_ body: () throws -> Run) throws -> Duration {
    try (1...3).map { _ in
      let start = ContinuousClock.now
      let run = try body()
      let time = ContinuousClock.now - start
      #expect(run.status == 0, "\(run.errors)")
      return time
    }.min() ?? .zero
  }

  @Test(arguments: ["alive", "paused", "killed"])
  func `are answered as fast as without it`(state: String) throws {
    let server = try RedisServer()
    let limits = "\"limits\": {\"requests_per_minute\": 60000, \"burst\": 1000}"
    configure(server, limits: limits, budget: "\"day\": 50")
    let bare = try Home()
    bare.environment["CANARY"] = "sk-canary-key-0123456789"
    let member = Routed.Member(
      name: "paid", server: demo,
      more: "\"key\": {\"env\": \"CANARY\"}, \(Routed.priced), \(limits)")
    bare.configure(Routed([member], sections: "\"budget\": {\"day\": 50}").text)
    _ = try homes[0].run("ask", "--cache", "before")
    if state == "paused" { server.pause() }
    if state == "killed" { server.kill() }
    defer { if state == "paused" { server.resume() } }

    var count = 0
    func ask(_ home: Home) throws -> Run {
      count += 1
      return try home.run("ask", "--cache", "question \(count)")
    }
    let without = try time { try ask(bare) }
    let with = try time { try ask(homes[0]) }

    #expect(with - without <= .milliseconds(300), "\(with) against \(without)")
    #expect(demo.asked == 7)
  }
}

extension Home {
  /// Whether a text stands in a file below the home, the configuration left out.
  func holds(_ text: String) -> Bool {
    files.filter { $0 != configurationPath }.contains { path in
      Shared.bytes(path)?.has(Array(text.utf8)) ?? false
    }
  }
}
