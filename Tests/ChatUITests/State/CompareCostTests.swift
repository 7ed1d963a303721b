import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `What a token of a pane costs` {
  /// So many panes that have as many lines behind them each, the first of which streams.
  private func streaming(panes: Int, lines: Int) -> (sample: Sample, answer: MessageID) {
    var sample = Sample(columns: 200, rows: 40)
    let destinations = Sample.compared.prefix(panes).map { Destination.target($0.0) }
    let text = (1...10).map { "line \($0)\n\n" }.joined()
    let paths = (0..<panes).map { pane in
      (0..<lines / 10).map { number in
        PathMessage(
          Message(
            id: MessageID("old-\(pane)-\(number)"), parent: nil, role: .user,
            parts: [.text(text)], time: Sample.morning))
      }
    }
    sample.engine(
      .compared(OpenedComparison(Comparison(destinations, after: nil), paths: paths)))
    sample.ask("Go on.")
    let answer = sample.begin(inPane: 0)
    _ = sample.grid()
    return (sample, answer)
  }

  /// The least of many: what a busy machine adds is left out.
  private func cost(panes: Int, lines: Int) -> Duration {
    let built = streaming(panes: panes, lines: lines)
    var sample = built.sample
    var least = Duration.seconds(60)
    for _ in 1...300 {
      let time = ContinuousClock().measure {
        _ = sample.engine(.pane(0, .part(built.answer, .text("word "))))
      }
      least = min(least, time)
    }
    return least
  }

  @Test func `is the same beside one pane or five, after 10 lines or 100,000`() {
    let small = cost(panes: 2, lines: 10)
    let large = cost(panes: 6, lines: 100_000)
    #expect(large < small * 5, "\(small) became \(large)")
  }

  @Test func `leaves the rows of other panes as they are`() {
    let built = streaming(panes: 3, lines: 100)
    var sample = built.sample
    sample.state.layOut()
    let before = sample.state.comparison?.panes.dropFirst().map(\.transcript.visible)
    sample.engine(.pane(0, .part(built.answer, .text("words that are new\n\nand more"))))
    sample.state.layOut()
    #expect(sample.state.comparison?.panes.dropFirst().map(\.transcript.visible) == before)
    #expect(sample.text().contains("words that are new"))
  }
}
