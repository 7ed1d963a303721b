import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `Comparing` {
  private let targets = Sample.compared.prefix(2).map { Destination.target($0.0) }

  @Test func `begins with the rows that were marked in the picker`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.press("ctrl-p", "ctrl-home", "down")
    sample.type(" ")
    sample.press("down")
    sample.type(" ")
    #expect(sample.press("enter") == [.engine(.compare(.begin(targets)))])
  }

  @Test func `takes the marked line for the second one`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.press("ctrl-p", "ctrl-home", "down")
    sample.type(" ")
    sample.press("down")
    #expect(sample.press("enter") == [.engine(.compare(.begin(targets)))])
  }

  @Test func `begins with names that are typed`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.type("/compare anthropic/claude-sonnet-5 openai/gpt-6.2-sol")
    #expect(sample.press("enter") == [.engine(.compare(.begin(targets)))])
  }

  @Test func `needs two`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.type("/compare anthropic/claude-sonnet-5")
    #expect(sample.press("enter") == [.bell])
    #expect(
      sample.state.notice?.notice.text == "2 to 6 different targets can be compared, not 1.")
  }

  @Test func `with nobody compared before asks who`() {
    var sample = Sample(columns: 100, rows: 24)
    #expect(sample.press("ctrl-t") == [.engine(.refreshModels)])
    #expect(sample.overlayName == "picker")
    #expect(sample.press("enter") == [.bell])
    #expect(sample.state.notice?.notice.text == "Space marks those to compare: 2 to 6.")
  }

  @Test func `says no longer what was missing once it begins`() {
    var sample = Sample(columns: 100, rows: 24)
    sample.press("ctrl-t", "enter")
    #expect(sample.state.notice != nil)
    sample.press("ctrl-home", "down")
    sample.type(" ")
    sample.press("down")
    #expect(sample.press("enter") == [.engine(.compare(.begin(targets)))])
    #expect(sample.state.notice == nil)
  }

  @Test func `is left and begun again with one key`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    #expect(sample.press("ctrl-t") == [.engine(.compare(.leave(0)))])
    var over = Comparison(targets, after: nil)
    over.isOpen = false
    sample.engine(.compared(OpenedComparison(over)))
    #expect(sample.state.comparison == nil)
    #expect(sample.press("ctrl-t") == [.engine(.compare(.begin(targets)))])
  }

  @Test func `says that answers are stopped where it is left before they have ended`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    sample.press("ctrl-t")
    let ended = "^T compares again. The other answers are versions of this one."
    #expect(sample.state.notice?.notice == Notice(.info, ended))

    sample = Sample.compared(2, columns: 100, rows: 24)
    sample.engine(.pane(1, .turn(.connecting(Sample.target))))
    sample.press("ctrl-t")
    #expect(
      sample.state.notice?.notice
        == Notice(.warning, "What was still coming was stopped; what had come is kept. " + ended))
  }

  @Test func `asks all with what is sent, and one alone after p`() {
    var sample = Sample.compared(3, columns: 120, rows: 24)
    sample.type("all")
    #expect(sample.press("enter").contains(.engine(.ask("all"))))
    sample.press("tab", "tab")
    sample.type("p")
    sample.type("one")
    #expect(sample.press("enter").contains(.engine(.compare(.ask("one", [], pane: 1)))))
    sample.type("all")
    #expect(sample.press("enter").contains(.engine(.ask("all"))))
  }

  @Test func `lets a letter that is no command go to the prompt`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    sample.press("tab")
    sample.type("w")
    #expect(sample.state.composer.text == "w")
    #expect(sample.state.comparison?.hasFocus == false)
  }

  @Test func `stops all from the prompt, and one from its pane`() {
    var sample = Sample.mixed(4, columns: 160, rows: 24)
    #expect(sample.press("escape") == [.engine(.compare(.stop(nil)))])
    sample.press("tab", "tab", "tab")
    #expect(sample.press("escape") == [.engine(.compare(.stop(2)))])
    sample.press("backtab", "backtab")
    #expect(sample.press("escape") == [])
    #expect(sample.state.comparison?.hasFocus == false)
  }

  @Test func `walks through the panes and back to the prompt`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    var places: [Int?] = []
    for _ in 1...4 {
      sample.press("tab")
      places.append(sample.state.comparison.flatMap { $0.hasFocus ? $0.position : nil })
    }
    #expect(places == [0, 1, nil, 0])
    sample.press("backtab", "backtab")
    #expect(sample.state.comparison?.position == 1)
  }

  @Test func `hides names until a vote`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    sample.press("tab")
    sample.type("b")
    #expect(!sample.text().contains("sonnet"))
    #expect(!sample.text().contains("gpt"))
    #expect(!sample.text().contains("$0.0042"))
    sample.engine(.verdict(.won(1)))
    #expect(sample.text().contains("claude-sonnet-5"))
    #expect(sample.text().contains("★"))
  }

  @Test func `scrolls panes together when they are locked`() {
    var sample = Sample.compared(2, columns: 100, rows: 10)
    sample.press("tab")
    sample.press("ctrl-home")
    #expect(sample.state.comparison?.panes[1].transcript.scroll == .tail)
    sample.type("s")
    sample.press("ctrl-home")
    #expect(sample.state.comparison?.panes[1].transcript.scroll == .at(entry: 0, row: 0))
  }

  @Test func `says what only one of two answers has`() {
    var sample = Sample.compared(2, columns: 120, rows: 24)
    sample.press("tab")
    sample.type("d")
    #expect(sample.text().contains("One, two, [-and then-] three."))
    sample.type("d")
    #expect(sample.state.comparison?.difference == nil)
  }

  @Test func `combines answers with whoever is chosen`() {
    var sample = Sample.compared(2, columns: 120, rows: 24)
    sample.press("tab")
    sample.type("m")
    sample.press("ctrl-home", "down")
    #expect(
      sample.press("enter") == [
        .engine(.compare(.merge(with: .target(Sample.target), pane: 0)))
      ])
  }

  @Test func `takes a click for the focus`() {
    var sample = Sample.compared(2, columns: 100, rows: 24)
    _ = sample.grid()
    sample.input(.mouse(MouseEvent(.press, .left, column: 80, row: 5)))
    #expect(sample.state.comparison?.position == 1)
    #expect(sample.state.comparison?.hasFocus == true)
  }

  @Test func `keeps a pane's words where another one's come`() {
    var sample = Sample.mixed(3, columns: 120, rows: 24)
    sample.engine(.pane(9, .part(MessageID("a2"), .text("lost"))))
    sample.engine(.pane(0, .part(MessageID("a2"), .text("lost"))))
    #expect(!sample.text().contains("lost"))
  }

  @Test func `survives every size`() {
    for count in 2...6 {
      var sample = Sample.mixed(count, columns: 80, rows: 24)
      sample.press("tab")
      for columns in [0, 1, 2, 5, 20, 36, 37, 72, 73, 120, 300] {
        for rows in [0, 1, 2, 3, 5, 8, 12, 40, 100] {
          sample.input(.resize(columns: columns, rows: rows))
          #expect(sample.grid().size == Size(columns: columns, rows: rows))
        }
      }
    }
  }
}

@Suite struct `A difference of words` {
  private func shown(_ first: String, _ second: String) -> String {
    WordDifference.pieces(of: first, against: second).map { piece in
      switch piece.kind {
      case .same: piece.text
      case .added: "{+\(piece.text)+}"
      case .removed: "[-\(piece.text)-]"
      }
    }.joined()
  }

  @Test(arguments: [
    ("a b c", "a b c", "a b c"), ("a b c", "a x c", "a [-x -]{+b +}c"), ("", "", ""),
    ("a", "", "{+a+}"), ("", "a", "[-a-]"), ("a a b", "a b b", "a {+a +}b[-b-]"),
    ("x a b c y", "a b c", "{+x +}a b c {+y+}"), ("a\nb", "a b", "a\nb"),
  ])
  func `is the shortest`(first: String, second: String, expected: String) {
    #expect(shown(first, second).filter { $0 != " " } == expected.filter { $0 != " " })
  }

  @Test func `loses no word of either text`() {
    var random = SeededGenerator(seed: 7)
    for _ in 1...200 {
      let texts = (0...1).map { _ in
        (0..<Int.random(in: 0...60, using: &random)).map { _ in
          String("abcdefgh".randomElement(using: &random) ?? "a")
        }.joined(separator: " ")
      }
      let pieces = WordDifference.pieces(of: texts[0], against: texts[1])
      let words = { (kinds: Set<WordDifference.Piece.Kind>) in
        pieces.filter { kinds.contains($0.kind) }.map(\.text).joined(separator: " ")
          .split(separator: " ")
      }
      #expect(words([.same, .added]) == texts[0].split(separator: " "))
      #expect(words([.same, .removed]) == texts[1].split(separator: " "))
    }
  }

  @Test func `ends soon where nothing is the same`() {
    let first = (0..<20_000).map { "a\($0 % 7)" }.joined(separator: " ")
    let second = (0..<20_000).map { "b\($0 % 7)" }.joined(separator: " ")
    let pieces = WordDifference.pieces(of: first, against: second)
    #expect(pieces.map(\.kind) == [.removed, .added])
  }
}
