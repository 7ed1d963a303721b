import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `The doctor` {
  let home: Home

  init() throws { home = try Home() }

  @Test func `finds nothing wrong where all is well`() throws {
    let server = try DemoServer(.person)
    home.configureOne("\"base_url\": \"\(server.baseURL)/openai/v1\", \"models\": [\"m\"]")

    let run = try home.run("doctor", "--provider", "work")

    #expect(run.errors == "")
    #expect(run.status == 0)
    #expect(
      try report(run) == """
        · terminal                 Standard output is none, so it is not judged.
        ✓ locale                   UTF-8: LANG is "C.UTF-8".
        ✓ configuration            HOME/config/config.jsonc is right.
        ✓ folder of configuration  HOME/config.
        ✓ folder of data           HOME/data is made when it is needed.
        ✓ folder of state          HOME/state is made when it is needed.
        ✓ folder of cache          HOME/cache is made when it is needed.
        ✓ work connection          name N ms, connection N ms.
        ✓ work key                 None is needed.
        ✓ work models              3 models.
        ✓ work answer              m: first token N ms, end N ms.

        All is well.

        """)
    #expect(server.asked == 1)
  }

  @Test func `says what is wrong with a port where nobody listens`() throws {
    let port = try deadPort()
    home.configureOne("\"base_url\": \"http://127.0.0.1:\(port)/v1\", \"models\": [\"m\"]")

    let run = try home.run("doctor", "--provider", "work")

    #expect(run.status == 1)
    #expect(
      try findings(run, of: "work") == [
        "✗ work connection          work refused the connection. Check the network and that it is running, or name another provider with -m."
      ])
  }

  @Test func `says what is wrong with an answer without a word`() throws {
    let server = try DemoServer(DemoScript { _ in DemoReply(text: "", faults: []) })
    home.configureOne("\"base_url\": \"\(server.baseURL)/openai/v1\", \"models\": [\"m\"]")

    let run = try home.run("doctor", "--provider", "work")

    #expect(run.status == 1)
    #expect(try findings(run, of: "work").last?.hasPrefix("✗ work answer") == true)
    #expect(try findings(run, of: "work").dropLast().allSatisfy { $0.hasPrefix("✓") })
  }

  @Test func `says what is wrong with a key that is refused, and never shows it`() throws {
    var script = DemoScript { _ in DemoReply(text: "never") }
    script.keys = ["right-key-0123456789"]
    let server = try DemoServer(script)
    home.configureOne(
      "\"base_url\": \"\(server.baseURL)/openai/v1\", \"models\": [\"m\"], "
        + "\"key\": {\"env\": \"WORK_KEY\"}")
    home.environment["WORK_KEY"] = "wrong-key-0123456789"

    let run = try home.run("doctor", "--provider", "work")

    #expect(run.status == 1)
    #expect(!run.output.contains("wrong-key"))
    let lines = try findings(run, of: "work")
    #expect(lines.first?.hasPrefix("✓ work connection") == true)
    #expect(lines.last?.hasPrefix("✗ work key") == true)
    #expect(server.asked == 0)
  }

  @Test func `asks nobody offline, and says which key is missing`() throws {
    let server = try DemoServer(.person)
    home.configureOne(
      "\"base_url\": \"\(server.baseURL)/openai/v1\", \"key\": {\"env\": \"WORK_KEY\"}")

    let run = try home.run("doctor", "--offline", "--json")

    #expect(run.status == 1)
    #expect(server.requests.isEmpty)
    let wrong = try run.json().arrayValue?.filter { $0["mark"]?.stringValue == "wrong" } ?? []
    #expect(wrong.map { $0["subject"]?.stringValue } == ["work key"])
    #expect(wrong.map { $0["text"]?.stringValue } == ["There is no key: set WORK_KEY."])
  }

  @Test func `goes on where the configuration is wrong`() throws {
    home.configure("{\"defalt\": \"main\"}")

    let run = try home.run("doctor")

    #expect(run.status == 1)
    #expect(run.output.contains("✗ configuration"))
    #expect(run.output.contains("Did you mean \"default\"?"))
    #expect(run.output.contains("✓ folder of data"))
  }

  @Test func `sees that no folder can be made below a file`() throws {
    home.write("no folder", to: "file")

    let run = try home.run(
      "doctor", "--offline", environment: ["LLMTERM_HOME": home.path + "/file/llmterm"])

    #expect(run.status == 1)
    #expect(
      run.output.contains(
        "✗ folder of data           \(home.path)/file/llmterm/data cannot be made: "
          + "\(home.path)/file is no folder. Move it away, or set LLMTERM_HOME to a folder of your "
          + "own.\n"))
  }

  @Test func `looks for the programs of tools, and at the modes of folders`() throws {
    home.configure(
      "{\"tools\": {\"t\": {\"command\": [\"surely-not-there\"]}}, "
        + "\"mcp\": {\"m\": {\"command\": [\"sh\"]}}}")
    home.write("", to: "state/x")
    chmodded(home.path + "/state", 0o755)

    let run = try home.run("doctor", "--offline")

    #expect(
      run.output.contains(
        "✗ tool t                   The program \"surely-not-there\" was not found. Install it, or "
          + "give its whole path in the configuration.\n"))
    #expect(run.output.contains("✓ server m                 /usr/bin/sh.\n"))
    #expect(
      run.output.contains(
        "! folder of state          \(home.path)/state can be read by others. "
          + "Close it: chmod 700 \(home.path)/state\n"))
  }

  @Test func `knows whom it is told to try`() throws {
    home.configureOne("\"base_url\": \"http://127.0.0.1:9/v1\"")

    let run = try home.run("doctor", "--provider", "wrok")

    #expect(run.status == 2)
    #expect(
      run.errors == "llmterm: there is no provider \"wrok\". Did you mean \"work\"?\n")
  }

  @Test func `says what is wrong with a server that takes too long`() throws {
    let server = try DemoServer(.always(.fault(.stallAfter(tokens: 0))))
    home.configureOne(
      "\"base_url\": \"\(server.baseURL)/openai/v1\", \"models\": [\"m\"], "
        + "\"timeouts\": {\"first_part\": \"200ms\", \"total\": \"2s\"}")

    let run = try home.run("doctor", "--provider", "work")

    #expect(run.status == 1)
    let lines = try findings(run, of: "work")
    #expect(lines.dropLast().allSatisfy { $0.hasPrefix("✓") })
    #expect(
      lines.last == "✗ work answer              work did not answer in N ms. "
        + "Ask again, or name another provider with -m.")
  }

  @Test func `says what to do about a list of no models`() throws {
    var script = DemoScript { _ in DemoReply(text: "ok") }
    var catalog = DemoCatalog.showcase
    for place in catalog.providers.indices { catalog.providers[place].models = [] }
    script.catalog = catalog
    let server = try DemoServer(script)
    home.configureOne("\"base_url\": \"\(server.baseURL)/openai/v1\"")

    let run = try home.run("doctor", "--provider", "work")

    #expect(
      try findings(run, of: "work").suffix(2) == [
        "! work models              The list is empty. Name them in the configuration: \"models\": "
          + "[\"ID\"].",
        "· work answer              No model is known to be asked.",
      ])
  }

  @Test(.enabled(if: DoctorTests.hasPython, "python3 was not found"))
  func `says what is wrong with the clock`() throws {
    let port = try deadPort()
    let late = try #require(
      Running(
        [
          "python3", "-c",
          """
          import http.server, sys
          class Late(http.server.BaseHTTPRequestHandler):
              def date_time_string(self, timestamp=None): return "Mon, 01 Jan 2029 00:00:00 GMT"
              def do_GET(self):
                  self.send_response(401); self.send_header("Content-Length", "0"); self.end_headers()
          print("ready", flush=True)
          http.server.HTTPServer(("127.0.0.1", \(port)), Late).serve_forever()
          """,
        ], environment: home.environment))
    late.wait(for: "ready")
    home.configureOne("\"base_url\": \"http://127.0.0.1:\(port)/v1\", \"models\": [\"m\"]")

    var run = try home.run("doctor", "--provider", "work")
    // The server binds a moment after it says that it is ready.
    for _ in 0..<50 where run.output.contains("refused the connection") {
      run = try home.run("doctor", "--provider", "work")
    }
    late.signal(SIGKILL)

    #expect(run.status == 1)
    let line = run.output.split(separator: "\n").first { $0.hasPrefix("✗ clock") } ?? ""
    #expect(
      line.hasSuffix(
        " min behind the servers'. Set it: certificates and limits are judged by it."))
  }

  @Test func `says what is wrong with a Redis that is not there`() throws {
    let run = try examined(withRedisAt: "redis://127.0.0.1:\(try deadPort())")

    #expect(run.status == 1)
    let line = run.output.split(separator: "\n").first { $0.hasPrefix("✗ redis") } ?? ""
    #expect(
      line.hasSuffix(
        "Look at redis.url; until then limits are kept by half, and nothing is shared."))
  }

  @Test(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
  func `asks the Redis that is there`() throws {
    let redis = try RedisServer()

    let run = try examined(withRedisAt: redis.url)

    #expect(run.output.contains("✓ redis "))
  }

  /// A provider that is well, and a Redis.
  private func examined(withRedisAt url: String) throws -> Run {
    let server = try DemoServer(.person)
    home.configure(
      Routed(
        [Routed.Member(name: "work", server: server)],
        sections: "\"redis\": {\"url\": \"\(url)\"}"
      ).text)
    return try withExtendedLifetime(server) { try home.run("doctor") }
  }

  private func chmodded(_ path: String, _ mode: UInt32) { _ = chmod(path, mode) }

  /// The report without libcurl's line, and with what differs from run to run left out.
  private func report(_ run: Run) throws -> String {
    try masked(run.output).split(separator: "\n", omittingEmptySubsequences: false)
      .filter { !$0.hasPrefix("✓ libcurl") && !$0.hasPrefix("✓ clock") }.joined(separator: "\n")
  }

  private func findings(_ run: Run, of provider: String) throws -> [String] {
    try masked(run.output).split(separator: "\n").map(String.init)
      .filter { $0.dropFirst(2).hasPrefix(provider + " ") }
  }

  private func masked(_ text: String) throws -> String {
    var words: [Substring] = []
    for word in text.replacing(home.path, with: "HOME").split(
      separator: " ", omittingEmptySubsequences: false)
    {
      if word.hasPrefix("ms"), let last = words.last, Int(last) != nil {
        words[words.count - 1] = "N"
      }
      words.append(word)
    }
    return words.joined(separator: " ")
  }
}

enum DoctorTests {
  static let hasPython = Run(["python3", "--version"])?.status == 0
}
