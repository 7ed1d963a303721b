import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The transcript` {
  /// Messages of three rows each: heading, text, blank.
  private func transcript(messages: Int, columns: Int = 40, rows: Int = 6) -> Transcript {
    var transcript = Transcript()
    transcript.resize(columns: columns, rows: rows)
    transcript.open((0..<messages).map { PathMessage(Sample.prompt($0, "text \($0)")) })
    transcript.prepare()
    return transcript
  }

  /// A streaming answer below some messages.
  private func streaming(messages: Int, rows: Int = 6) -> Transcript {
    var transcript = transcript(messages: messages, rows: rows)
    transcript.add(PathMessage(Sample.streaming(1, to: Sample.prompt(messages - 1, ""))))
    transcript.prepare()
    return transcript
  }

  @Test func `shows its end first`() {
    let transcript = transcript(messages: 5)
    #expect(transcript.shown == ["# p3", "text 3", "", "# p4", "text 4", ""])
    #expect(transcript.below == .nothing)
  }

  @Test func `begins at the top while it does not fill the view`() {
    let transcript = transcript(messages: 1)
    #expect(transcript.shown == ["# p0", "text 0", ""])
  }

  @Test func `follows an answer as it grows`() {
    var transcript = streaming(messages: 3)
    for number in 1...10 {
      transcript.append(.text("row \(number)\n"), to: MessageID("a1"), at: .zero)
    }
    transcript.append(.text("end"), to: MessageID("a1"), at: .zero)
    transcript.prepare()
    #expect(transcript.shown == ["row 7", "row 8", "row 9", "row 10", "end", ""])
  }

  @Test func `stays put while an answer grows below the reader, and counts what is there`() {
    var transcript = streaming(messages: 3)
    transcript.scroll(by: -1)
    transcript.prepare()
    let before = transcript.shown
    #expect(transcript.below == .lines(1))
    for number in 1...10 {
      transcript.append(.text("row \(number)\n"), to: MessageID("a1"), at: .zero)
    }
    transcript.append(.text("end"), to: MessageID("a1"), at: .zero)
    transcript.prepare()
    #expect(transcript.shown == before)
    #expect(transcript.below == .lines(12))
  }

  @Test func `follows again when the reader comes back to the end`() {
    var transcript = streaming(messages: 3)
    transcript.scroll(by: -2)
    transcript.scroll(by: 5)
    transcript.append(.text("more"), to: MessageID("a1"), at: .zero)
    transcript.prepare()
    #expect(transcript.scroll == .tail)
    #expect(transcript.shown.suffix(2) == ["more", ""])
  }

  @Test func `goes to its beginning and to its end`() {
    var transcript = transcript(messages: 9)
    transcript.scrollToTop()
    transcript.prepare()
    #expect(transcript.shown.first == "# p0")
    #expect(transcript.below == .lines(21))
    transcript.scrollToTail()
    transcript.prepare()
    #expect(transcript.shown.suffix(2) == ["text 8", ""])
  }

  @Test func `stops at its beginning`() {
    var transcript = transcript(messages: 5)
    transcript.scroll(by: -1000)
    transcript.prepare()
    #expect(transcript.shown.first == "# p0")
  }

  @Test func `counts messages where lines are too far to be counted`() {
    var transcript = transcript(messages: 1000)
    transcript.scrollToTop()
    transcript.prepare()
    #expect(transcript.below == .messages(998))
  }

  @Test func `has no place to scroll to while it is empty`() {
    var transcript = Transcript()
    transcript.scroll(by: -3)
    transcript.select(by: -1)
    transcript.scrollToTop()
    transcript.toggleFold()
    transcript.prepare()
    #expect(transcript.visible.isEmpty)
    #expect(transcript.chosen == nil)
  }

  // MARK: Selecting

  @Test func `selects upwards from the last message, and brings it into view`() {
    var transcript = transcript(messages: 5)
    for _ in 0..<3 {
      transcript.select(by: -1)
      transcript.prepare()
    }
    #expect(transcript.selected == 2)
    #expect(transcript.shown.first == "# p2")
    for _ in 0..<9 { transcript.select(by: -1) }
    #expect(transcript.selected == 0)
  }

  @Test func `selects nothing below the last message, and follows again`() {
    var transcript = transcript(messages: 5)
    transcript.select(by: -1)
    transcript.select(by: 1)
    #expect(transcript.selected == nil)
    #expect(transcript.scroll == .tail)
  }

  // MARK: Other widths and folds

  @Test func `keeps the reader's place over any width, and goes back to it exactly`() {
    var transcript = Transcript()
    transcript.resize(columns: 30, rows: 5)
    let text = (1...200).map { "word\($0)" }.joined(separator: " ")
    transcript.open([PathMessage(Sample.prompt(1, text)), PathMessage(Sample.prompt(2, text))])
    transcript.scrollToTop()
    transcript.scroll(by: 20)
    transcript.prepare()
    let before = transcript.shown
    let first = before[0].split(separator: " ")[0]
    for columns in [17, 80, 23, 9] {
      transcript.resize(columns: columns, rows: 5)
      transcript.prepare()
      #expect(transcript.shown[0].contains(first), "at \(columns) columns")
    }
    transcript.resize(columns: 30, rows: 5)
    transcript.prepare()
    #expect(transcript.shown == before)
  }

  @Test func `keeps following over any size`() {
    var transcript = transcript(messages: 9)
    transcript.resize(columns: 12, rows: 3)
    transcript.prepare()
    #expect(transcript.scroll == .tail)
    #expect(transcript.shown == ["# p8", "text 8", ""])
  }

  @Test func `unfolds reasoning above the reader without moving what is read`() {
    var transcript = Transcript()
    transcript.resize(columns: 20, rows: 3)
    let thought = (1...30).map { "thought\($0)" }.joined(separator: "\n\n")
    let answer = (1...30).map { "row \($0)" }.joined(separator: "\n\n")
    let message = Message(
      id: MessageID("a1"), parent: nil, role: .assistant,
      parts: [.reasoning(ReasoningPart(thought)), .text(answer)], time: Sample.morning)
    transcript.open([PathMessage(message)])
    transcript.scrollToTop()
    transcript.scroll(by: 20)
    transcript.prepare()
    let before = transcript.shown
    transcript.toggleFold()
    transcript.prepare()
    #expect(transcript.shown == before)
    transcript.scrollToTop()
    transcript.prepare()
    #expect(transcript.shown == ["# a1", "(thought)", "thought1"])
  }

  // MARK: What happens to the conversation

  @Test func `keeps the reader's place when the path changes below it`() {
    var transcript = transcript(messages: 5)
    transcript.scrollToTop()
    var path = (0..<4).map { PathMessage(Sample.prompt($0, "text \($0)")) }
    path.append(PathMessage(Sample.prompt(77, "other"), position: 2, siblings: 2))
    transcript.replace(with: path)
    #expect(transcript.scroll == .at(entry: 0, row: 0))
    #expect(transcript.branch == 4)
  }

  @Test func `goes to the end when the path changes above the reader`() {
    var transcript = transcript(messages: 5)
    transcript.scroll(by: -3)
    transcript.replace(with: [PathMessage(Sample.prompt(77, "other"))])
    #expect(transcript.scroll == .tail)
  }

  @Test func `shows an ended message's failure once, however often it ends`() {
    var transcript = streaming(messages: 1)
    var message = Sample.streaming(1, to: Sample.prompt(0, ""))
    message.state = .partial
    for _ in 0..<3 {
      transcript.end(
        PathMessage(message, position: 2, siblings: 3, failure: "It broke."), at: .zero)
    }
    transcript.prepare()
    #expect(transcript.shown == ["# p0", "text 0", "", "# a1", "! It broke.", ""])
    #expect(transcript.entries.last?.siblings == 3)
  }

  @Test func `takes no notice of messages that it does not have`() {
    var transcript = transcript(messages: 2)
    transcript.append(.text("x"), to: MessageID("unknown"), at: .zero)
    transcript.end(PathMessage(Sample.prompt(99, "x")), at: .zero)
    transcript.prepare()
    #expect(transcript.shown == ["# p0", "text 0", "", "# p1", "text 1", ""])
  }
}

@Suite struct `A long conversation` {
  private static let messages = 10_000

  private func transcript() -> Transcript {
    var transcript = Transcript()
    transcript.resize(columns: 80, rows: 20)
    transcript.open(
      (0..<Self.messages).map { PathMessage(Sample.prompt($0, "Some text, number \($0).")) })
    transcript.prepare()
    return transcript
  }

  /// Messages that are laid out for the width and folds in force.
  private func laidOut(_ transcript: Transcript, columns: Int = 80) -> Int {
    transcript.entries.count {
      $0.layout?.columns == columns && $0.layout?.isUnfolded == transcript.isUnfolded
    }
  }

  @Test func `lays out only what is seen`() {
    #expect(laidOut(transcript()) == 7)
  }

  @Test func `lays out a page more for a page up`() {
    var transcript = transcript()
    transcript.scroll(by: -18)
    transcript.prepare()
    #expect(laidOut(transcript) == 13)
  }

  @Test func `lays out what is seen and what is counted at its beginning`() {
    var transcript = transcript()
    transcript.scrollToTop()
    transcript.prepare()
    #expect(laidOut(transcript) == 14)
  }

  @Test func `lays out what is seen after a resize`() {
    var transcript = transcript()
    transcript.resize(columns: 60, rows: 20)
    transcript.prepare()
    #expect(laidOut(transcript, columns: 60) == 7)
  }

  @Test func `lays out what is seen after a fold`() {
    var transcript = transcript()
    transcript.toggleFold()
    transcript.prepare()
    #expect(laidOut(transcript) == 7)
  }

  @Test func `lays out nothing for a token`() {
    var transcript = transcript()
    transcript.add(PathMessage(Sample.streaming(1, to: Sample.prompt(0, ""))))
    transcript.append(.text("word"), to: MessageID("a1"), at: .zero)
    #expect(laidOut(transcript) == 7)
  }
}

extension Transcript {
  /// The visible rows in short.
  var shown: [String] {
    visible.map { row in
      switch row.row {
      case .header: "# \(entries[row.entry].message.id.text)"
      case .text(let row), .reasoning(let row): row.line.text.string
      case .reasoningFold: "(thought)"
      case .toolCall(_, let name, let arguments): "> \(name) \(arguments)"
      case .toolText(let line): "> \(line.text)"
      case .toolResult: "result"
      case .toolMore(let count): "> \(count) more"
      case .attachment(let name): "@ \(name)"
      case .image(let image): "image \(image.row)"
      case .failure(let text): "! \(text)"
      case .blank: ""
      }
    }
  }
}
