import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Answers that are compared line by line` {
  static let targets = [Sample.target, Sample.other]

  private func comparing() -> Recital {
    var recital = Recital()
    _ = recital.heard()
    let destinations = Self.targets.map(Destination.target)
    recital.engine(
      .compared(
        OpenedComparison(
          Comparison(destinations, after: nil), paths: destinations.map { _ in [] })))
    return recital
  }

  private func ask(_ recital: inout Recital) {
    recital.type("Count.")
    #expect(recital.effects.contains(.engine(.ask("Count."))))
    for pane in 0..<2 {
      recital.engine(.pane(pane, .messageAdded(PathMessage(Sample.prompt(1, "Count.")))))
      recital.engine(.pane(pane, .turn(.connecting(Self.targets[pane]))))
    }
  }

  private func message(_ pane: Int, _ text: String?) -> Message {
    var message = Sample.answer(pane, text ?? "", to: Sample.prompt(1, ""))
    message.origin = Origin(target: Self.targets[pane], dialect: .openAIChat)
    if text == nil {
      message.parts = []
      message.state = .streaming
      message.ending = nil
    }
    return message
  }

  private func begin(_ pane: Int, _ text: String, _ recital: inout Recital) {
    recital.engine(.pane(pane, .messageAdded(PathMessage(message(pane, nil)))))
    recital.engine(.pane(pane, .part(MessageID("a\(pane)"), .text(text))))
  }

  private func end(_ pane: Int, _ text: String, _ recital: inout Recital) {
    recital.engine(.pane(pane, .messageEnded(PathMessage(message(pane, text)))))
    recital.engine(.pane(pane, .turn(.idle)))
  }

  @Test func `are read one after the other, and one is adopted by its number`() {
    var recital = comparing()
    ask(&recital)
    begin(1, "One. Two", &recital)
    begin(0, "Uno. Dos", &recital)
    recital.engine(.pane(1, .part(MessageID("a1"), .text(". Three."))))
    end(0, "Uno. Dos", &recital)
    end(1, "One. Two. Three.", &recital)
    recital.type("/vote 1")
    #expect(recital.effects == [.engine(.compare(.judge(.won(0))))])
    recital.engine(.verdict(.won(0)))
    recital.type("2")
    #expect(recital.effects == [.engine(.compare(.adopt(1)))])
    recital.expect(
      """
      Comparing 2: 1. claude-sonnet-5, anthropic; 2. gpt-6.2-sol, openai. A prompt asks all of them.
      You: Count.
      2. gpt-6.2-sol, openai:
      One.
      Two.
      Three.
      1.2 seconds, 45 tokens per second, $0.0042.
      1. claude-sonnet-5, anthropic:
      Uno.
      Dos
      1.2 seconds, 45 tokens per second, $0.0042.
      All have answered. A number goes on with that answer; a prompt asks all again.
      /vote and a number is a vote, /vote-tie and /vote-bad are two more. /compare ends it.
      You: /vote 1
      Your vote: 1, claude-sonnet-5, anthropic, is the best.
      You: 2
      """)
  }

  @Test func `are not read again when one of them is adopted`() {
    var recital = comparing()
    ask(&recital)
    begin(0, "Uno.", &recital)
    end(0, "Uno.", &recital)
    begin(1, "One.", &recital)
    end(1, "One.", &recital)
    _ = recital.heard()
    var comparison = Comparison(Self.targets.map(Destination.target), after: nil)
    comparison.isOpen = false
    recital.engine(.compared(OpenedComparison(comparison, paths: [[], []])))
    recital.engine(
      .pathChanged([PathMessage(Sample.prompt(1, "Count.")), PathMessage(message(1, "One."))]))
    recital.expect("No longer comparing.")
  }

  @Test func `have no names and figures while those are hidden`() {
    var recital = comparing()
    _ = recital.heard()
    recital.type("/blind")
    ask(&recital)
    begin(0, "Uno.", &recital)
    end(0, "Uno.", &recital)
    recital.expect(
      """
      You: /blind
      The names are hidden until a vote.
      You: Count.
      1. Answer 1:
      Uno.
      """)
  }
}
