import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The screen while something is found` {
  private func sample(_ columns: Int, _ rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    for number in 1...30 {
      sample.exchange(
        number, "Which token is \(number)?",
        "The token 日本語 of that number goes on for some words, so that the row breaks at a token "
          + "or near it.")
    }
    sample.type("/find token")
    sample.press("enter")
    sample.type("N")
    return sample
  }

  @Test func `marks every place in view, and the chosen one otherwise`() {
    var sample = sample(60, 20)
    let grid = sample.grid()
    var marks: [String] = []
    for row in 0..<17 {
      for column in 0..<55 {
        let word = (column..<column + 5).map { grid[$0, row].glyph.text }.joined()
        guard word == "token" else { continue }
        let styles = Set((column..<column + 5).map { grid[$0, row].style.attributes.rawValue })
        #expect(styles.count == 1)
        let isReverse = grid[column, row].style.attributes.contains(.reverse)
        marks.append(isReverse ? "chosen" : "found")
      }
    }
    #expect(marks.count { $0 == "chosen" } == 1)
    #expect(marks.count { $0 == "found" } >= 3)
  }
}
