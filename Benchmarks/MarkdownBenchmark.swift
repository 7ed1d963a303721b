import ChatEngine
import ChatUI

/// What laying out Markdown costs: a delta at the end of a short and of a long answer, and a whole
/// document.
struct MarkdownBenchmark {
  let rounds: Int

  func run(_ report: inout Report) {
    compare("a token in a paragraph", "word ", short: 10, long: 100_000, "tok ", &report)
    compare(
      "a token in a paragraph with an open bracket", "word ", short: 10, long: 100_000, "tok ",
      &report, before: "[ ")
    compare(
      "a line of code", "let x = 1 // a\n", short: 10, long: 100_000, "let y = 2\n", &report,
      before: "```swift\n")
    compare("an item of a list", "- **item** one\n", short: 10, long: 100_000, "- two\n", &report)
    compare(
      "a row of a table", "| a | b |\n", short: 10, long: 100_000, "| c | d |\n", &report,
      before: "| a | b |\n|---|---|\n")
    let document = String(repeating: Self.chapter, count: 1_000_000 / Self.chapter.utf8.count)
    let floor = best { document.utf8.reduce(0) { $0 &+ Int($1) } }
    let whole = best {
      var layout = MessageLayout(width: 80)
      layout.append(document)
      layout.finish()
      return layout.rowCount
    }
    report.add(
      "lay out a document of 1 MB", "\((whole / 1000).text()) ms",
      yardstick: "adding up its bytes \((floor / 1000).text(2)) ms", goal: "<= 250 ms",
      isMet: whole <= 250_000)
  }

  private func compare(
    _ name: String, _ piece: String, short: Int, long: Int, _ delta: String,
    _ report: inout Report, before: String = ""
  ) {
    let few = cost(of: delta, after: before + String(repeating: piece, count: short))
    let many = cost(of: delta, after: before + String(repeating: piece, count: long))
    report.add(
      "\(name), after \(long) of them", "\(many.text(2)) us",
      yardstick: "after \(short): \(few.text(2)) us", ratio: many / few, goal: "<= 2 x",
      isMet: many <= 2 * few)
  }

  /// Microseconds for each delta; the best of several rounds, as others use the machine too.
  private func cost(of delta: String, after text: String) -> Double {
    var layout = MessageLayout(width: 80)
    layout.append(text)
    return (0..<rounds).reduce(Double.infinity) { best, _ in
      let began = SystemClock.now()
      for _ in 0..<1000 { layout.append(delta) }
      return min(best, Double((SystemClock.now() - began).nanoseconds) / 1_000_000)
    }
  }

  private func best(_ work: () -> Int) -> Double {
    var best = Double.infinity
    var sum = 0
    for _ in 0..<3 {
      let began = SystemClock.now()
      sum &+= work()
      best = min(best, Double((SystemClock.now() - began).nanoseconds) / 1000)
    }
    precondition(sum != 0, "nothing was laid out")
    return best
  }

  private static let chapter = """
    ## A chapter

    Some *words* with **emphasis**, `code` and a [link](https://example.org/guide) that go on for a
    while, so that there is something to wrap at the edge of the window.

    1. First
       - nested
    2. Second

    ```swift
    func text(times count: Int = 3) -> String { "Hello" } // a comment
    ```

    | Part | Tokens |
    |:-----|-------:|
    | One  |     14 |


    """
}
