import DemoProviders
import TestSupport
import Testing

@Suite struct `A route whose streams break` {
  private static let words = (1...40).map { "word-\($0)" }.joined(separator: " ")

  private func member(_ name: String, _ fault: DemoFault) throws -> Routed.Member {
    let server = try DemoServer(.always(DemoReply(text: Self.words, faults: [fault])))
    return Routed.Member(name: name, server: server, more: "\"timeouts\": {\"idle\": \"150ms\"}")
  }

  private func good() throws -> Routed.Member {
    Routed.Member(name: "good", server: try DemoServer(.person))
  }

  private func home(_ members: [Routed.Member]) throws -> Home {
    let home = try Home()
    home.configure(Routed(members).text)
    return home
  }

  static let faults: [(error: String, fault: DemoFault)] = [
    ("cut", .cutAfter(tokens: 4)), ("cut", .closeAfter(tokens: 4)),
    ("cut", .resetAfter(tokens: 4)), ("idle", .stallAfter(tokens: 4)),
    ("malformed", .garbage(afterTokens: 4, events: 3)), ("malformed", .html),
  ]

  @Test(arguments: faults)
  func `is answered by the next one`(row: (error: String, fault: DemoFault)) throws {
    let (bad, good) = (try member("bad", row.fault), try good())

    let run = try home([bad, good]).run("ask", "--json", "hello")

    let answer = try run.json()
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(answer["text"]?.stringValue?.hasPrefix("Answer by") == true)
    #expect(answer["target"]?.stringValue == "good/m")
    #expect(answer["route"]?.stringValue == "main")
    #expect(answer["error"] == .null)
    #expect(answer.attempts == ["bad/m: \(row.error)", "good/m"])
    #expect(bad.server.asked == 1)
  }

  @Test func `is tried to its end, and tells the attempts in their order`() throws {
    let members = [
      try member("silent", .stallAfter(tokens: 3)), try member("cutting", .cutAfter(tokens: 3)),
      try member("garbling", .garbage(afterTokens: 3, events: 3)), try good(),
    ]

    let answer = try home(members).run("ask", "--json", "hello").json()

    #expect(
      answer.attempts == ["silent/m: idle", "cutting/m: cut", "garbling/m: malformed", "good/m"])
    let outcomes = (answer["attempts"]?.arrayValue ?? []).map { $0["outcome"]?.stringValue }
    #expect(outcomes == ["failed", "failed", "failed", "answered"])
    #expect(answer["text"]?.stringValue?.contains("word-1") == false)
  }

  @Test func `prints what came of a cut answer, and the whole one below it`() throws {
    let members = [try member("bad", .cutAfter(tokens: 4)), try good()]

    let run = try home(members).run("ask", "hello")

    #expect(run.status == 0)
    #expect(run.errors == "llmterm: The answer was cut: another one begins below it.\n")
    #expect(run.output.hasPrefix("word-1 word-2"))
    #expect(run.output.hasSuffix("\n\nAnswer by gemini to “hello”.\n"))
  }
}
