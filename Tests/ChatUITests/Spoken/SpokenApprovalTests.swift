import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `A call that asks line by line` {
  private func asked(_ request: ApprovalRequest = Sample.request()) -> Recital {
    var recital = Recital()
    _ = recital.heard()
    recital.engine(.approval(request))
    recital.wait(.milliseconds(400))
    return recital
  }

  @Test func `says exactly what would run, and takes yes for yes`() {
    var recital = asked()
    recital.type("yes")
    #expect(recital.effects == [.engine(.approve(ApprovalID(1), .once))])
    recital.expect(
      """
      A tool wants to run.
      tool: "weather"
      from: the configuration
      program: "/usr/bin/weather"
      argument 1: "--city"
      argument 2: "Oslo"
      folder: "/home/ann"
      sandbox: bubblewrap: no files can be changed
      network: yes
      Run it? yes, no or always (no): yes
      """)
  }

  @Test func `takes an empty line for no, and nothing else for yes`() {
    var recital = asked()
    recital.type("what is it?")
    #expect(recital.effects.isEmpty)
    recital.type("yes please")
    #expect(recital.effects.isEmpty)
    recital.type("")
    #expect(recital.effects == [.engine(.approve(ApprovalID(1), .deny))])
    #expect(recital.transcript.last == "Not run.")
  }

  @Test func `takes no pasted lines for a word`() {
    var recital = asked()
    recital.type("yes", "yes")
    #expect(recital.effects.isEmpty)
    #expect(recital.chat.state.approval != nil)
  }

  @Test func `does not take what was typed before it asked`() {
    var recital = Recital()
    let output = recital.chat.handle(.engine(.approval(Sample.request())), at: recital.now)
    #expect(output.discardsInput)
    recital.type("yes")
    #expect(recital.effects.isEmpty)
    #expect(recital.transcript.last == "That was typed before the question. It is asked again.")
    recital.wait(.milliseconds(400))
    recital.type("y")
    #expect(recital.effects == [.engine(.approve(ApprovalID(1), .once))])
  }

  @Test func `spells what could deceive a listener`() {
    let facts = [PreparedCall.Fact("argument 1", "a\nnetwork: no\u{202E}  b")]
    var recital = asked(Sample.request(facts: facts, mayAlways: false))
    #expect(
      recital.transcript.contains(#"argument 1: "a\nnetwork: no\u{202E}  b""#))
    #expect(recital.chat.prompt?.string == "Run it? yes or no (no): ")
    recital.type("always")
    #expect(recital.effects == [.bell])
    #expect(recital.transcript.last == "Such a call is asked for each time.")
    recital.interrupt()
    #expect(
      recital.effects == [.engine(.approve(ApprovalID(1), .deny)), .engine(.stop)])
  }

  @Test func `reads how a description has changed`() {
    let recital = asked(
      Sample.request(warnings: ["its description has changed"], difference: ["- old", "+ new"]))
    #expect(recital.transcript.contains("Warning: its description has changed"))
    #expect(
      recital.transcript.suffix(4) == [
        "How the description has changed:", "Before: old", "Now: new", "End of the change.",
      ])
  }

  @Test func `asks before something is fetched, deleted or asked again`() {
    var recital = Recital()
    recital.type("/attach https://example.org/a.png")
    #expect(recital.chat.prompt?.string == "Fetch it? yes or no (no): ")
    recital.now += .seconds(1)
    recital.type("")
    #expect(recital.transcript.last == "Not fetched.")
    recital.engine(.confirm("Sum up 3 messages?", .fork))
    #expect(recital.chat.prompt?.string == "yes or no (no): ")
    recital.now += .seconds(100)
    recital.type("y")
    #expect(recital.effects == [.engine(.fork)])
    recital.engine(.turn(.asking(Sample.target)))
    #expect(recital.chat.prompt?.string == "Ask again? yes or no (no): ")
    recital.type("n")
    #expect(recital.effects == [.engine(.resolveCut(again: false))])
  }
}
