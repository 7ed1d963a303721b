import Testing

@testable import ChatUI

@Suite struct `A prompt of any length` {
  /// So many elements in lines of seventy, or in one line.
  private static func text(_ count: Int, newline: Bool = true) -> String {
    let words = String(String(repeating: "words and ", count: 7).dropLast())
    let line = words + (newline ? "\n" : " ")
    return String(String(repeating: line, count: count / 70 + 1).prefix(count))
  }

  private func composer(_ count: Int, at place: Int, newline: Bool = true) -> Composer {
    var composer = Composer()
    composer.insert(Self.text(count, newline: newline))
    composer.place(place)
    return composer
  }

  /// Elements of pieces that the other text has not.
  private func changed(_ text: PromptText, since other: PromptText) -> Int {
    let known = Set(other.pieces.map { $0.elements.withUnsafeBufferPointer(\.baseAddress) })
    return text.pieces.filter {
      !known.contains($0.elements.withUnsafeBufferPointer(\.baseAddress))
    }.reduce(0) { $0 + $1.elements.count }
  }

  private static let keys: [@Sendable (inout Composer) -> Void] = [
    { $0.insert("x") }, { $0.insert("\n") }, { $0.deleteBackward() }, { $0.deleteForward() },
    { $0.killWordBackward() }, { $0.killToLineEnd() }, { $0.yank() }, { $0.changeCase(to: .upper) },
    { $0.paste("two\nlines") },
  ]

  @Test(arguments: [0, 100_000, 199_999], 0..<keys.count)
  func `is changed by a key in one place, and undoing keeps no more than that`(
    place: Int, key: Int
  ) {
    var composer = composer(200_000, at: place)
    let before = composer.elements
    Self.keys[key](&composer)
    #expect(changed(composer.elements, since: before) <= 3 * PromptText.longestPiece)
    composer.undo()
    #expect(changed(composer.elements, since: before) <= 3 * PromptText.longestPiece)
  }

  @Test(arguments: [true, false])
  func `is laid out as far as it is in view`(newline: Bool) {
    for place in [0, 1, 99_999, 200_000] {
      let composer = composer(200_000, at: place, newline: newline)
      let layout = ComposerLayout(composer, columns: 100, screen: 40)
      #expect(layout.shown.count < 20_000)
      #expect(layout.shown.contains(place) || layout.shown.upperBound == place)
      #expect(layout.rows.count > 13)
    }
  }

  @Test(arguments: [0, 5, 2_000, 9_000, 19_999, 20_000])
  func `is shown as if all of it were laid out`(place: Int) throws {
    let composer = composer(20_000, at: place)
    let (rows, columns) = (24, 60)
    let whole = ComposerLayout(composer, columns: columns)
    let part = ComposerLayout(composer, columns: columns, screen: rows)
    #expect(part.shown != whole.shown)
    let room = rows / 3
    func view(_ layout: ComposerLayout) -> [String] {
      let start = max(0, layout.cursor.row - room + 1)
      return layout.rows.dropFirst(start).prefix(room).map(\.text.string)
    }
    #expect(view(part) == view(whole))
    #expect(part.cursor.column == whole.cursor.column)
    for step in [-1, 1] {
      #expect(
        part.position(step, rowsFrom: place, column: 7)
          == whole.position(step, rowsFrom: place, column: 7))
    }
    let last = part.cursor.row
    #expect(
      part.position(atRow: last, column: 3)
        == whole.position(atRow: whole.cursor.row, column: 3))
  }

  @Test func `breaks a line without spaces at the same columns wherever it is looked at`() {
    var composer = Composer()
    composer.insert(String((0..<60_000).map { Character(Unicode.Scalar(97 + UInt8($0 % 26))) }))
    for place in stride(from: 20_000, to: 60_000, by: 777) {
      composer.place(place)
      let layout = ComposerLayout(composer, columns: 52, screen: 30)
      #expect(layout.cursor.column == place % 50)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `has what a plain list would have after any changes`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var text = PromptText()
    var plain: [Composer.Element] = []
    for _ in 0..<300 {
      let start = Int.random(in: 0...plain.count, using: &random)
      let end = min(plain.count, start + Int.random(in: 0..<1_500, using: &random))
      let length = [0, 1, 3, 700, 4_000].randomElement(using: &random) ?? 0
      let range = start..<(length < 4 && Bool.random(using: &random) ? start : end)
      let new = (0..<length).map { _ in
        [Composer.Element.newline, .at, .chip("äb"), .character("x"), .character("é")]
          .randomElement(using: &random) ?? .at
      }
      text.replaceSubrange(range, with: new)
      plain.replaceSubrange(range, with: new)
      let place = Int.random(in: 0...plain.count, using: &random)
      #expect(text.count == plain.count)
      #expect(
        text.lineStart(place) == (plain[..<place].lastIndex(of: .newline).map { $0 + 1 } ?? 0))
      #expect(text.lineEnd(place) == plain[place...].firstIndex(of: .newline) ?? plain.count)
      #expect(text.ats(in: start..<place.clamped(from: start)) == plain.ats(start, place))
    }
    #expect(Array(text) == plain)
    #expect(plain.indices.allSatisfy { text[$0] == plain[$0] })
    #expect(text.bytes == plain.reduce(0) { $0 + $1.bytes })
    #expect(text.newlines == plain.count { $0 == .newline })
    #expect(text == PromptText(plain))
    #expect(text.pieces.allSatisfy { (1...PromptText.longestPiece).contains($0.elements.count) })
  }
}

extension Int {
  fileprivate func clamped(from start: Int) -> Int { Swift.max(start, self) }
}

extension [Composer.Element] {
  fileprivate func ats(_ start: Int, _ end: Int) -> [Int] {
    (start..<Swift.max(start, end)).filter { self[$0] == .at }
  }
}
