import ChatEngine
import Testing

@testable import llmterm

@Suite struct `The table of wins` {
  private func ballot(_ number: Int, _ first: Vote, _ second: Vote) -> Ballot {
    let targets = [
      Target(provider: "anthropic", model: "claude-sonnet-5"),
      Target(provider: "openai", model: "gpt-6.2-sol"),
    ]
    return Ballot(
      time: Timestamp(milliseconds: 0), conversation: "c",
      entries: zip(targets, [first, second]).map {
        Ballot.Entry(target: $0, answer: "\($0.model)-\(number)", vote: $1)
      })
  }

  @Test func `has a line for each target, the best first`() {
    let table = WinTable([
      ballot(1, .won, .lost), ballot(2, .won, .lost), ballot(3, .tied, .tied),
      ballot(4, .rejected, .rejected),
    ])

    #expect(
      WinOutput(table).text(width: nil) == """

        compared                   wins  losses  ties  all bad  rate
        anthropic/claude-sonnet-5     2       0     1        1   63%
        openai/gpt-6.2-sol            0       2     1        1   13%

        """)
  }

  @Test func `says nothing where nobody has voted`() {
    #expect(WinOutput(WinTable([])).text(width: nil).isEmpty)
    #expect(WinOutput(WinTable([])).json == .array([]))
  }
}
