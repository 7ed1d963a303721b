import ChatEngine

@testable import ChatUI

/// Panes are columns while each has 36 cells; in narrower terminals rows, and tabs where there are too
/// few of those.
extension Scene {
  static let comparisons: [Scene] =
    [2, 3, 4, 6].map { count in
      Scene("compare-\(count)") { columns, rows in
        var sample = Sample.mixed(count, columns: columns, rows: rows)
        sample.press("tab")
        return sample
      }
    } + [
      Scene("compare-ready") { Sample.comparing(3, columns: $0, rows: $1) },
      answered,
      answered.then("compare-focus") { $0.press("tab") },
      answered.then("compare-zoom") { sample in
        sample.press("tab")
        sample.type("z")
      },
      answered.then("compare-difference") { sample in
        sample.press("tab")
        sample.type("d")
      },
      answered.then("compare-blind") { sample in
        sample.press("tab")
        sample.type("b")
      },
      answered.then("compare-won") { sample in
        sample.press("tab")
        sample.engine(.verdict(.won(1)))
      },
      answered.then("compare-merge") { sample in
        sample.press("tab")
        sample.type("m")
      },
      answered.then("compare-alone") { sample in
        sample.press("tab")
        sample.type("p")
      },
      Scene("compare-scrolled") { columns, rows in
        var sample = Sample.compared(2, columns: columns, rows: rows)
        for number in 2...20 {
          let words =
            "**Answer \(number)** with `code`, 日本語 and\n\n```swift\nlet a = \(number)\n```"
          sample.answer(inPane: 0, number, words)
          sample.answer(inPane: 1, number, words)
        }
        sample.press("tab", "pageup")
        return sample
      },
    ]

  private static let answered = Scene("compare") { Sample.compared(3, columns: $0, rows: $1) }
}

extension Sample {
  /// Another prompt and its answer in a pane.
  fileprivate mutating func answer(inPane pane: Int, _ number: Int, _ text: String) {
    engine(.pane(pane, .messageAdded(PathMessage(Sample.prompt(number, "Ask \(number)")))))
    var message = Sample.answer(number, text, to: Sample.prompt(number, ""))
    message.origin = Origin(target: Sample.compared[pane].0, dialect: .openAIChat)
    engine(.pane(pane, .messageAdded(PathMessage(message))))
  }
}
