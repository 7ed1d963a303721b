import ChatUI
import Testing

@Suite struct `A key` {
  @Test(arguments: [
    ("ctrl-p", Key(.character("p"), .control)),
    ("Ctrl-P", Key(.character("p"), .control)),
    ("^P", Key(.character("p"), .control)),
    ("alt-enter", Key(.enter, .alt)),
    ("shift-f2", Key(.function(2), .shift)),
    ("alt-R", Key(.character("r"), .alt)),
    ("alt-shift-r", Key(.character("R"), .alt)),
    ("?", Key(.character("?"))),
    ("N", Key(.character("N"))),
    ("-", Key(.character("-"))),
    ("ctrl--", Key(.character("-"), .control)),
    ("ctrl-_", Key(.character("_"), .control)),
    ("space", Key(.character(" "))),
    ("ctrl-alt-pgdn", Key(.pageDown, [.control, .alt])),
    ("shift-tab", Key(.backtab)),
    ("f12", Key(.function(12))),
    ("alt-é", Key(.character("é"), .alt)),
  ])
  func `is read from its name`(name: String, key: Key) {
    #expect(Key(name) == key)
  }

  @Test(arguments: ["", "ctrl-", "ctrl-ctrl-p", "f0", "f36", "hyper-x", "enterr", " ", "\u{1B}"])
  func `is not read from what is no name`(name: String) {
    #expect(Key(name) == nil)
  }

  @Test(arguments: [
    ("ctrl-i", KeyCode.tab), ("ctrl-m", .enter), ("ctrl-h", .backspace), ("ctrl-[", .escape),
    ("ctrl-shift-i", .backtab),
  ])
  func `is the same under the two names that a plain terminal cannot tell apart`(
    name: String, code: KeyCode
  ) {
    #expect(Key(name) == Key(code))
  }

  @Test(arguments: [
    (Key(.character("p"), .control), "ctrl-p", "^P"),
    (Key(.character("_"), .control), "ctrl-_", "^_"),
    (Key(.character(" "), .control), "ctrl-space", "Ctrl-Space"),
    (Key(.character("r"), .alt), "alt-r", "Alt-R"),
    (Key(.character("R"), .alt), "alt-shift-r", "Alt-Shift-R"),
    (Key(.character("n")), "n", "n"),
    (Key(.character("N")), "N", "N"),
    (Key(.enter, .alt), "alt-enter", "Alt-Enter"),
    (Key(.function(2), .shift), "shift-f2", "Shift-F2"),
    (Key(.tab, .shift), "shift-tab", "Shift-Tab"),
    (Key(.up, .alt), "alt-up", "Alt-↑"),
    (Key(.home, .control), "ctrl-home", "Ctrl-Home"),
    (Key(.escape), "escape", "Esc"),
    (Key(.pageUp), "pageup", "PgUp"),
  ])
  func `has a name for the configuration and one for the screen`(
    key: Key, text: String, label: String
  ) {
    #expect(key.text == text)
    #expect(key.label == label)
    #expect(Key(text) == key)
  }

  @Test func `can be one of a sequence`() {
    let keys = [Key(.character("x"), .control), Key(.character("e"), .control)]
    #expect(Key.sequence("ctrl-x ctrl-e") == keys)
    #expect(Key.sequence("ctrl-x nonsense") == nil)
    #expect(Key.sequence("") == nil)
  }
}
