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
