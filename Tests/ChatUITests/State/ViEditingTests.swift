import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `vi's way of editing` {
  /// Keys pressed in the mode that does not insert; `<` stands for Escape.
  struct Edit: Sendable, CustomTestStringConvertible {
    let before: String
    let keys: String
    let after: String

    init(_ before: String, _ keys: String, _ after: String) {
      self.before = before
      self.keys = keys
      self.after = after
    }

    var testDescription: String { "\(before) \(keys)" }
  }

  static func result(_ edit: Edit) -> String {
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.state.composer = Composer(marked: edit.before)
    // Escape goes one to the left, as in vi.
    if edit.before.last != "|" { sample.state.composer.moveRight() }
    sample.press("escape")
    for key in edit.keys {
      switch key {
      case "<": sample.press("escape")
      case "\n": sample.press("ctrl-j")
      default: sample.type(String(key))
      }
    }
    return sample.state.composer.marked
  }

  static let motions = [
    Edit("one two|", "h", "one t|wo"), Edit("|one two", "l", "o|ne two"),
    Edit("|one two", "9l", "one tw|o"), Edit("|one, two", "w", "one|, two"),
    Edit("|one, two", "W", "one, |two"), Edit("|one two three", "2w", "one two |three"),
    Edit("one two|", "b", "one |two"), Edit("one.two|", "B", "|one.two"),
    Edit("|one two", "e", "on|e two"), Edit("|one, two", "E", "one|, two"),
    Edit("one two|", "0", "|one two"), Edit("  one two|", "^", "  |one two"),
    Edit("|one two", "$", "one tw|o"), Edit("|one two", "fw", "one t|wo"),
    Edit("|one two", "tw", "one |two"), Edit("one two|", "Fn", "o|ne two"),
    Edit("one two|", "Tn", "on|e two"), Edit("|a.b.c.d", "f.;", "a.b|.c.d"),
    Edit("|a.b.c.d", "2f.,", "a|.b.c.d"), Edit("|f(a(b))c", "%", "f(a(b)|)c"),
    Edit("one\ntwo|", "k", "on|e\ntwo"), Edit("o|ne\ntwo", "j", "one\nt|wo"),
    Edit("one\ntwo\nthree|", "gg", "|one\ntwo\nthree"), Edit("|one\ntwo", "G", "one\n|two"),
    Edit("|one\ntwo\nthree", "2G", "one\n|two\nthree"),
  ]

  static let changes = [
    Edit("|one two", "x", "|ne two"), Edit("one two|", "X", "one t|o"),
    Edit("|one two three", "dw", "|two three"), Edit("|one two three", "2dw", "|three"),
    Edit("|one two three", "d2w", "|three"), Edit("one |two three", "db", "|two three"),
    Edit("|one two", "de", "| two"), Edit("one |two three", "d$", "one| "),
    Edit("one two|", "d0", "|o"), Edit("|one two", "dfw", "|o"), Edit("|one two", "dtw", "|wo"),
    Edit("a\n|b\nc", "dd", "a\n|c"), Edit("a\nb\n|c", "dd", "a\n|b"), Edit("|a\nb\nc", "2dd", "|c"),
    Edit("|a\nb\nc", "dj", "|c"), Edit("one two|", "D", "one t|w"),
    Edit("|one two", "cwnew<", "ne|w two"), Edit("|one two", "ccnew<", "ne|w"),
    Edit("one |two", "Cnew<", "one ne|w"), Edit("|one", "snew<", "ne|wne"),
    Edit("one t|wo x", "ciwnew<", "one ne|w x"), Edit("one t|wo x", "daw", "one |x"),
    Edit("say \"o|ne\"", "ci\"two<", "say \"tw|o\""), Edit("f(a, |b)", "di(", "f(|)"),
    Edit("f(a, |b)c", "da(", "f|c"), Edit("|one", "rx", "|xne"), Edit("|one", "3rx", "xx|x"),
    Edit("|one", "~~", "ON|e"), Edit("|one\n  two", "J", "one| two"),
    Edit("|one", "Atwo<", "onetw|o"), Edit("one|", "Itwo<", "tw|oone"),
    Edit("|one", "atwo<", "otw|one"), Edit("|one", "itwo<", "tw|oone"),
    Edit("|one", "otwo<", "one\ntw|o"), Edit("|one", "Otwo<", "tw|o\none"),
    Edit("|one two", "yw$p", "one twoone| "), Edit("|one two", "ywP", "one| one two"),
    Edit("|a\nb", "yyp", "a\n|a\nb"), Edit("a\n|b", "ddP", "|b\na"), Edit("|ab", "xp", "b|a"),
    Edit("|a b c", "dw.", "|c"), Edit("|one two", "cwx<w.", "x |x"),
    Edit("|a b c d", "dw2.", "|d"), Edit("|one", "xu", "|one"), Edit("|one", "xuU", "|ne"),
    Edit("|one", "A two<u", "|one"), Edit("|one", "dfz", "|one"),
    Edit("|one", "d<x", "|ne"),
  ]

  @Test(arguments: motions) func `moves as vi does`(_ edit: Edit) {
    #expect(Self.result(edit) == edit.after)
  }

  @Test(arguments: changes) func `changes as vi does`(_ edit: Edit) {
    #expect(Self.result(edit) == edit.after)
  }

  @Test func `shows its mode, and the keys of a command that is not complete`() {
    var sample = Sample(columns: 80, rows: 8, editing: .vi)
    #expect(sample.text().hasSuffix("INSERT · F1 help"))
    sample.press("escape")
    #expect(sample.text().hasSuffix("NORMAL · F1 help"))
    sample.type("2d")
    #expect(sample.text().hasSuffix("2d · F1 help"))
  }

  @Test func `needs a second Esc to stop the answer`() {
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.engine(.turn(.connecting(Sample.target)))
    #expect(sample.press("escape") == [])
    #expect(sample.press("escape") == [.engine(.stop)])
  }

  @Test func `goes through the earlier prompts with k and j, and searches them with /`() {
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.state.history = PromptHistory(["one", "two"])
    sample.press("escape")
    sample.type("kk")
    #expect(sample.state.composer.text == "one")
    sample.type("j")
    #expect(sample.state.composer.text == "two")
    sample.type("/")
    #expect(sample.overlayName == "history")
  }

  @Test func `inserts again in the next prompt`() {
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.type("one")
    sample.press("escape", "enter")
    sample.type("two")
    #expect(sample.state.composer.text == "two")
  }

  @Test func `takes Ctrl-R for redo`() {
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.type("one")
    sample.press("escape")
    sample.type("xu")
    sample.press("ctrl-r")
    #expect(sample.state.composer.text == "on")
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `keeps the cursor within the text, whatever is pressed`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let keys = Array("hjklwWbBeE0^$fFtT;,gG%dcyxXsSDCYpPrRiIaAoOu~JU.\"'()[]{}ab12 9")
    var sample = Sample(columns: 80, rows: 24, editing: .vi)
    sample.paste("one (two, \"three\")\nfour  five\n\n{six}")
    for _ in 0..<400 {
      if Int.random(in: 0..<6, using: &random) == 0 {
        sample.press("escape")
      } else if let key = keys.randomElement(using: &random) {
        sample.type(String(key))
      }
      let composer = sample.state.composer
      #expect((0...composer.elements.count).contains(composer.cursor))
      // Doubling again and again would only test patience.
      if composer.elements.count > 2_000 { sample.state.composer.clear() }
    }
  }
}
