import ChatUI
import Testing

@testable import llmterm

@Suite struct `The clipboard sequence` {
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("foobar", "Zm9vYmFy"), ("é漢", "w6nmvKI="),
  ])
  func `holds base64 as RFC 4648 has it`(text: String, encoded: String) {
    #expect(Clipboard.base64(Array(text.utf8)) == encoded)
  }

  @Test func `goes to tmux and through it`() {
    #expect(Clipboard.copy("foo", through: .none) == "\u{1B}]52;c;Zm9v\u{07}")
    #expect(
      Clipboard.copy("foo", through: .tmux)
        == "\u{1B}]52;c;Zm9v\u{07}\u{1B}Ptmux;\u{1B}\u{1B}]52;c;Zm9v\u{07}\u{1B}\\")
  }

  @Test func `is none for a text that terminals would cut`() {
    let longest = String(repeating: "a", count: 55_500)
    #expect(Clipboard.copy(longest, through: .none) != nil)
    #expect(Clipboard.copy(longest + "a", through: .none) == nil)
  }
}

@Suite struct `A window title` {
  @Test func `holds nothing that could end it or turn it round`() {
    let title = TerminalModes.title("a\u{1B}]52;c;eA==\u{07}b\u{9C}\n\u{202E}c\u{E0041}é")
    #expect(title == "\u{1B}]2;a]52;c;eA==bcé\u{1B}\\")
  }

  @Test func `is short`() {
    #expect(TerminalModes.title(String(repeating: "x", count: 10_000)).utf8.count < 200)
  }

  @Test(arguments: [
    ("xterm-256color", true), ("tmux-256color", true), ("linux", false), ("vt100", false),
  ])
  func `is set where there is a window`(term: String, hasTitle: Bool) {
    #expect(TerminalModes.hasTitle(term: term) == hasTitle)
  }
}

@Suite struct `A colour depth` {
  @Test(arguments: [
    (0, ColourDepth.none), (2, .none), (8, .eight), (16, .sixteen), (88, .sixteen),
    (256, .palette), (16_777_216, .direct),
  ])
  func `follows from the terminal's description`(colours: Int, depth: ColourDepth) {
    #expect(ColourDepth(environment: [:], colours: colours) == depth)
  }

  @Test func `is none where NO_COLOR says so`() {
    #expect(ColourDepth(environment: ["NO_COLOR": "1"], colours: 256) == .none)
    #expect(ColourDepth(environment: ["NO_COLOR": ""], colours: 256) == .palette)
  }

  @Test(arguments: [
    ("truecolor", "xterm-256color", true), ("24bit", "xterm-kitty", true),
    ("truecolor", "tmux-256color", false), ("", "xterm-256color", false),
  ])
  func `is direct where the terminal says so itself`(setting: String, term: String, isDirect: Bool)
  {
    #expect(ColourDepth.isDirect(environment: ["COLORTERM": setting], term: term) == isDirect)
  }

  @Test(arguments: [
    (ColourDepth.none, Colour.rgb(255, 0, 0), -1), (.palette, .default, -1),
    (.palette, .rgb(255, 0, 0), 196), (.palette, .rgb(0, 0, 0), 16),
    (.palette, .rgb(128, 128, 128), 244), (.palette, .palette(9), 9),
    (.direct, .rgb(1, 2, 3), 0x010203), (.direct, .rgb(0, 0, 3), 8), (.direct, .palette(1), 1),
    (.direct, .palette(196), 0xFF0000), (.direct, .palette(232), 0x080808),
    (.sixteen, .rgb(250, 10, 10), 9), (.sixteen, .palette(196), 9), (.sixteen, .palette(9), 9),
    (.eight, .palette(9), 1), (.eight, .rgb(0, 190, 0), 2), (.eight, .palette(255), 7),
  ])
  func `has the nearest number for a colour`(depth: ColourDepth, colour: Colour, number: Int) {
    #expect(depth.number(of: colour) == Int32(number))
  }
}

@Suite struct `A terminal error` {
  @Test(arguments: [
    (
      TerminalError.notATerminal(stream: "standard input"),
      "The full screen needs a terminal, and standard input is none. "
        + "Use llmterm ask \"...\" in pipes and scripts."
    ),
    (
      .cannotPlaceText(term: ""),
      "The full screen needs to know the terminal, and TERM is not set. "
        + "Set it (TERM=xterm-256color fits most), or use llmterm --screen-reader."
    ),
    (
      .cannotPlaceText(term: "unknown"),
      "The full screen needs a terminal that can place text, and TERM is unknown. "
        + "Set TERM to the terminal's name, or use llmterm --screen-reader."
    ),
  ])
  func `says what happened and what to do`(error: TerminalError, sentence: String) {
    #expect(error.sentence == sentence)
  }
}
