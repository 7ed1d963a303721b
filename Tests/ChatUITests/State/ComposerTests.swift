import Testing

@testable import ChatUI

@Suite struct `The composer` {
  /// One key's work on a prompt with its cursor.
  struct Edit: Sendable, CustomTestStringConvertible {
    let name: String
    let before: String
    let after: String
    let edit: @Sendable (inout Composer) -> Void

    init(
      _ name: String, _ before: String, _ after: String,
      _ edit: @escaping @Sendable (inout Composer) -> Void
    ) {
      self.name = name
      self.before = before
      self.after = after
      self.edit = edit
    }

    var testDescription: String { name }
  }

  static let moves: [Edit] = [
    Edit("left", "ab|c", "a|bc") { $0.moveLeft() },
    Edit("left at the start", "|abc", "|abc") { $0.moveLeft() },
    Edit("right", "a|bc", "ab|c") { $0.moveRight() },
    Edit("right at the end", "abc|", "abc|") { $0.moveRight() },
    Edit("left over a family", "👨‍👩‍👧|", "|👨‍👩‍👧") { $0.moveLeft() },
    Edit("word left from within a word", "one tw|o", "one |two") { $0.moveWordLeft() },
    Edit("word left over signs", "one, |two", "|one, two") { $0.moveWordLeft() },
    Edit("word right to the word's end", "|one two", "one| two") { $0.moveWordRight() },
    Edit("word right over signs", "one|, two", "one, two|") { $0.moveWordRight() },
    Edit("line start", "one\ntwo| x", "one\n|two x") { $0.moveToLineStart() },
    Edit("line end", "one\nt|wo\nx", "one\ntwo|\nx") { $0.moveToLineEnd() },
  ]

  static let deletions: [Edit] = [
    Edit("backspace", "ab|c", "a|c") { $0.deleteBackward() },
    Edit("backspace at the start", "|abc", "|abc") { $0.deleteBackward() },
    Edit("backspace takes a whole flag", "a🇩🇪|", "a|") { $0.deleteBackward() },
    Edit("backspace joins lines", "a\n|b", "a|b") { $0.deleteBackward() },
    Edit("delete", "a|bc", "a|c") { $0.deleteForward() },
    Edit("delete at the end", "abc|", "abc|") { $0.deleteForward() },
    Edit("kill to the line's end", "on|e\ntwo", "on|\ntwo") { $0.killToLineEnd() },
    Edit("kill at the line's end joins lines", "one|\ntwo", "one|two") { $0.killToLineEnd() },
    Edit("kill at the text's end", "one|", "one|") { $0.killToLineEnd() },
    Edit("kill to the line's start", "one\ntw|o", "one\n|o") { $0.killToLineStart() },
    Edit("kill at the line's start joins lines", "one\n|two", "one|two") { $0.killToLineStart() },
    Edit("kill back to a space", "a b/c.d |e", "a |e") { $0.killWordBackward() },
    Edit("kill the small word before", "a b/c.d|", "a b/c.|") { $0.killSmallWordBackward() },
    Edit("kill the word after", "a |b c", "a | c") { $0.killWordForward() },
  ]

  @Test(arguments: moves) func `moves as readline does`(_ move: Edit) {
    var composer = Composer(marked: move.before)
    move.edit(&composer)
    #expect(composer.marked == move.after)
  }

  @Test(arguments: deletions) func `deletes as readline does`(_ deletion: Edit) {
    var composer = Composer(marked: deletion.before)
    deletion.edit(&composer)
    #expect(composer.marked == deletion.after)
  }

  @Test(arguments: deletions) func `gets back by undo what was deleted`(_ deletion: Edit) {
    var composer = Composer(marked: deletion.before)
    deletion.edit(&composer)
    if deletion.before != deletion.after { composer.undo() }
    #expect(composer.text == Composer(marked: deletion.before).text)
  }

  @Test func `inserts at the cursor`() {
    var composer = Composer(marked: "a|d")
    composer.insert("bc")
    #expect(composer.marked == "abc|d")
  }

  @Test func `joins an accent that comes late with its letter`() {
    var composer = Composer(marked: "e|x")
    composer.insert("\u{301}")
    #expect(composer.elements == [.character("é"), .character("x")])
    #expect(composer.cursor == 1)
  }

  @Test func `joins the halves of a flag that come one by one`() {
    var composer = Composer()
    composer.insert("\u{1F1E9}")
    composer.insert("\u{1F1EA}")
    #expect(composer.elements == [.character("🇩🇪")])
  }

  @Test func `has one kind of line end`() {
    var composer = Composer()
    composer.replace(with: "a\r\nb\rc")
    #expect(composer.text == "a\nb\nc")
  }

  @Test func `undoes a run of typing at once, and a paste by itself`() {
    var composer = Composer()
    for letter in "one" { composer.insert(String(letter)) }
    composer.paste(" two")
    composer.undo()
    #expect(composer.marked == "one|")
    composer.undo()
    #expect(composer.isEmpty)
  }

  @Test func `does again what was undone, until something else is changed`() {
    var composer = Composer(marked: "one two|")
    composer.killWordBackward()
    composer.undo()
    composer.redo()
    #expect(composer.marked == "one |")
    composer.undo()
    composer.insert("!")
    composer.redo()
    #expect(composer.marked == "one two!|")
  }

  @Test(arguments: [
    (Composer.LetterCase.upper, "say STRASSE2|, x"), (.lower, "say strasse2|, x"),
    (.capitalized, "say Strasse2|, x"),
  ]) func `changes the case of the rest of a word`(letters: Composer.LetterCase, after: String) {
    var composer = Composer(marked: "say| stRasse2, x")
    composer.changeCase(to: letters)
    #expect(composer.marked == after)
    composer.undo()
    #expect(composer.text == "say stRasse2, x")
  }

  @Test func `has nothing to undo at the beginning`() {
    var composer = Composer()
    composer.undo()
    #expect(composer.isEmpty)
  }
}

@Suite struct `The kill ring` {
  @Test func `gives back what was cut`() {
    var composer = Composer(marked: "one |two")
    composer.killToLineEnd()
    composer.moveToLineStart()
    composer.yank()
    #expect(composer.marked == "two|one ")
  }

  @Test func `puts cuts in a row together in their order`() {
    var composer = Composer(marked: "one two three|")
    composer.killWordBackward()
    composer.killWordBackward()
    composer.yank()
    #expect(composer.marked == "one two three|")
  }

  @Test func `puts cuts to both sides together in their order`() {
    var composer = Composer(marked: "one |two")
    composer.killWordForward()
    composer.killWordBackward()
    composer.yank()
    #expect(composer.text == "one two")
  }

  @Test func `begins anew after any other key`() {
    var composer = Composer(marked: "one two|")
    composer.killWordBackward()
    composer.moveLeft()
    composer.killWordBackward()
    composer.yank()
    #expect(composer.text == "one ")
  }

  @Test func `yanks nothing before anything was cut`() {
    var composer = Composer(marked: "a|")
    composer.yank()
    #expect(composer.marked == "a|")
  }

  @Test func `gives earlier pieces in turn, in the place of the one that was put in`() {
    var composer = Composer(marked: "one|")
    composer.killToLineStart()
    composer.insert("two")
    composer.killToLineStart()
    composer.insert("(")
    composer.yank()
    composer.rotateYank()
    #expect(composer.marked == "(one|")
    composer.rotateYank()
    #expect(composer.marked == "(two|")
  }

  @Test func `exchanges nothing once something else was done`() {
    var composer = Composer(marked: "one|")
    composer.killToLineStart()
    composer.yank()
    composer.moveLeft()
    composer.rotateYank()
    #expect(composer.marked == "on|e")
  }

  @Test func `outlives the prompt`() {
    var composer = Composer(marked: "one|")
    composer.killToLineStart()
    composer.startOver()
    composer.yank()
    #expect(composer.text == "one")
  }
}

@Suite struct `A paste` {
  static func lines(_ count: Int) -> String {
    (1...count).map { "line \($0)" }.joined(separator: "\n")
  }

  @Test func `of up to 20 lines is text`() {
    var composer = Composer()
    composer.paste(Self.lines(20) + "\n")
    #expect(composer.elements.allSatisfy { if case .chip = $0 { false } else { true } })
  }

  @Test func `of more lines is a chip, and is sent whole`() {
    var composer = Composer(marked: "Look: |")
    composer.paste(Self.lines(34) + "\n")
    composer.insert(" What is it?")
    #expect(composer.marked == "Look: [pasted 34 lines] What is it?|")
    #expect(composer.text == "Look: " + Self.lines(34) + "\n What is it?")
  }

  @Test func `of one very long line is a chip, so that keys stay quick`() {
    var composer = Composer()
    composer.paste(String(repeating: "x", count: 12_000))
    #expect(composer.marked == "[pasted 12000 characters]|")
  }

  @Test func `is unfolded where the cursor is, and folded again by undo`() {
    var composer = Composer(marked: "a |b")
    composer.paste(Self.lines(34))
    composer.unfoldChip()
    #expect(composer.text == "a " + Self.lines(34) + "b")
    #expect(composer.elements.count == composer.text.count)
    composer.undo()
    #expect(composer.marked == "a [pasted 34 lines]|b")
  }

  @Test func `says at the cursor how it is unfolded`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.paste(Self.lines(34))
    #expect(sample.text().contains("─ Tab unfolds the paste · Backspace removes it ─"))
    sample.press("tab")
    #expect(sample.state.composer.text == Self.lines(34))
  }

  @Test func `stays folded in a draft`() {
    var composer = Composer(marked: "Look: |")
    composer.paste(Self.lines(34))
    composer.insert(" end")
    var restored = Composer()
    restored.startOver(withDraft: composer.draft)
    #expect(restored.elements == composer.elements)
  }

  @Test func `stays folded while earlier prompts are looked at`() {
    var sample = Sample(columns: 80, rows: 24)
    sample.state.history = PromptHistory(["earlier"])
    sample.paste(Self.lines(34))
    sample.press("up", "down")
    #expect(sample.state.composer.marked == "[pasted 34 lines]|")
  }

  @Test func `goes away with one backspace`() {
    var composer = Composer()
    composer.paste(Self.lines(34))
    composer.deleteBackward()
    #expect(composer.isEmpty)
  }
}

@Suite struct `A composer under any keys` {
  private static let edits: [@Sendable (inout Composer) -> Void] = [
    { $0.deleteBackward() }, { $0.deleteForward() }, { $0.killToLineEnd() },
    { $0.killToLineStart() }, { $0.killWordBackward() }, { $0.killSmallWordBackward() },
    { $0.killWordForward() }, { $0.yank() }, { $0.undo() }, { $0.moveLeft() },
    { $0.moveRight() }, { $0.moveWordLeft() }, { $0.moveWordRight() }, { $0.moveToLineStart() },
    { $0.moveToLineEnd() }, { $0.clear() },
    { $0.startOver(with: "new") }, { $0.moveVertically(to: 7, goal: 3) },
  ]

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `keeps its cursor within its text`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var composer = Composer()
    for _ in 0..<500 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0: composer.insert(random.hostileText(length: 3))
      case 1: composer.paste(random.hostileText(length: 40))
      default: Self.edits.randomElement(using: &random)?(&composer)
      }
      #expect((0...composer.elements.count).contains(composer.cursor))
    }
  }
}
