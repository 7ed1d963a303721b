import ChatEngine
import DemoProviders
import Glibc
import TestSupport
import Testing

/// The real program, scraped and read as its users do.
@Suite struct `The chat with metrics` {
  let server: DemoServer
  let home: Home
  let port: UInt16

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
    port = try #require(LocalHTTP.freePort())
  }

  private var page: String { LocalHTTP.get(port: port, path: "/metrics")?.body ?? "" }

  private func text(_ path: String) -> String {
    String(decoding: Shared.bytes(path) ?? [], as: UTF8.self)
  }

  private var log: String { text(home.path + "/state/llmterm.log") }

  @Test func `counts what was asked, and neither shows nor logs what was said`() throws {
    let chat = try home.openedChat("--metrics-listen", "127.0.0.1:\(port)")
    for number in 1...3 {
      chat.send("canary-prompt-\(number)")
      try chat.waitFor("Answer by anthropic to “canary-prompt-\(number)”.")
    }

    // The last words are shown before the answer has ended.
    let answered =
      "llm_requests_total{provider=\"claude\",model=\"swift-1\",outcome=\"answered\"} 3\n"
    let deadline = ContinuousClock.now + .seconds(60)
    while !page.contains(answered), ContinuousClock.now < deadline { usleep(10_000) }
    let page = page
    #expect(page.contains(answered))
    #expect(page.contains("llm_streams_in_flight{provider=\"claude\"} 0\n"))
    #expect(try chat.leave() == .code(0))

    let lines = log.split(separator: "\n").compactMap { try? JSON.parse(Array($0.utf8)) }
    #expect(lines.count { $0["event"] == "turn" && $0["outcome"] == "answered" } == 3)
    for text in [page, log] { #expect(!text.contains("canary")) }
  }

  @Test(.enabled(if: PrometheusServer.isInstalled, "\(PrometheusServer.missing)"))
  func `is scraped by a Prometheus, whose counters say how many requests there were`() async throws
  {
    let chat = try home.openedChat("--metrics-listen", "\(port)")
    for number in 1...4 {
      chat.send("question \(number)")
      try chat.waitFor("Answer by anthropic to “question \(number)”.")
    }
    let prometheus = try #require(PrometheusServer(scraping: port))

    let query = "sum(llm_requests_total{outcome=\"answered\"})"
    var value: String?
    let deadline = ContinuousClock.now + .seconds(60)
    while value != "4", ContinuousClock.now < deadline {
      // A Prometheus looks for its targets every five seconds: no thread waits that long.
      try await Task.sleep(for: .milliseconds(100))
      let answer = prometheus.query(query).flatMap { try? JSON.parse(Array($0.utf8)) }
      value = answer?["data"]?["result"]?[0]?["value"]?[1]?.stringValue
    }

    #expect(value == "4")
    #expect(try chat.leave() == .code(0))
  }

  @Test func `goes on without them where the port is taken`() throws {
    let chat = try home.openedChat("--metrics-listen", "127.0.0.1:\(server.port)", columns: 200)

    try chat.waitForSentence("Metrics are not served: 127.0.0.1:\(server.port) is in use.")
    chat.send("hello")
    try chat.waitFor("Answer by anthropic to “hello”.")
  }

  @Test func `traces one question, and logs it as its level says`() throws {
    let trace = home.path + "/trace.jsonl"

    let run = try home.run("ask", "--trace", trace, "--log-level", "error", "canary-prompt")
    let again = try home.run("ask", "--trace", trace, "--log-level", "off", "canary-prompt")

    #expect(run.status == 0)
    #expect(text(trace).contains("canary-prompt"))
    #expect(log == "")
    #expect(again.status == 2)
    #expect(again.errors.contains("exists and is not written over. Name a new file"))
  }
}
