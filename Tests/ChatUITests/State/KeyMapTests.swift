import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `The key map` {
  private func keys(_ text: String) -> [Key] { Key.sequence(text) ?? [] }

  @Test(arguments: Command.table.flatMap { row in row.keys.map { (row.command, $0) } })
  func `can read each key of the table`(command: Command, key: String) throws {
    let sequence = try #require(Key.sequence(key))
    let row = try #require(Command.table.first { $0.command == command })
    for context in row.contexts {
      #expect(KeyMap().match(sequence, in: context) == .command(command))
    }
  }

  @Test func `has the engine's sentences name the keys as they are bound`() throws {
    let keys = try KeyMap(overrides: ["regenerate": ["f7"], "close": ["ctrl-q"]])
    #expect(
      keys.reworded("Press Alt-R to ask again, or press ^P. Esc stops it; Escape is a word.")
        == "Press F7 to ask again, or press ^P. ^Q stops it; Escape is a word.")
    #expect(KeyMap().reworded("Press Alt-R.") == "Press Alt-R.")
    #expect(KeyMap.typed.reworded("Press Alt-R.") == "Press Alt-R.")

    var sample = Sample(columns: 80, rows: 24, keys: keys)
    sample.engine(.notice(Notice(.warning, "An answer is still coming: Esc stops it.")))
    #expect(sample.state.notice?.notice.text == "An answer is still coming: ^Q stops it.")
    let message = Sample.prompt(1, "Hi")
    sample.engine(.pathChanged([PathMessage(message, failure: "Press Alt-R to ask again.")]))
    #expect(sample.state.transcript.entries.first?.failure == "Press F7 to ask again.")
  }

  @Test func `names by what is typed, or not at all, what has no key`() throws {
    let none = [
      "picker", "regenerate", "open-conversation", "restore-conversation", "help", "close",
    ]
    var overrides = Dictionary(uniqueKeysWithValues: none.map { ($0, [String]()) })
    let keys = try KeyMap(overrides: overrides)
    #expect(
      keys.reworded("Press Alt-R to ask again, or press ^P to choose another provider.")
        == "Ask again, or type /model to choose another provider.")
    #expect(keys.reworded("^O opens it, and Alt-R there asks again.") == "/open opens it.")
    #expect(keys.reworded("“x” is in the trash; Alt-U brings it back.") == "“x” is in the trash.")
    #expect(keys.reworded("It comes: Esc stops it.") == "It comes: ^C stops it.")
    overrides["interrupt"] = []
    let fewer = try KeyMap(overrides: overrides)
    #expect(fewer.reworded("It comes: Esc stops it.") == "It comes.")
    #expect(fewer.reworded("waiting for a place at a · Esc cancels") == "waiting for a place at a")

    var sample = Sample(columns: 80, rows: 24, keys: fewer)
    #expect(sample.text().contains("/help"))
    #expect(!sample.text().contains("F1"))
    sample.engine(.turn(.streaming(Sample.target, since: sample.now)))
    sample.press("alt-up")
    #expect(!sample.text().contains("Esc"))
    sample.state.destination = nil
    #expect(sample.state.obstacle == "An answer is still coming.")
    sample.state.turn = .idle
    #expect(sample.state.obstacle == "Nobody is there to answer: /model says who could.")
  }

  @Test func `has a row for each command, and one alone`() {
    #expect(Set(Command.table.map(\.command)).count == Command.table.count)
    #expect(Set(Command.table.map(\.command)) == Set(Command.allCases))
  }

  @Test func `has no key that two commands want, put over the table row by row`() throws {
    for row in Command.table {
      _ = try KeyMap(overrides: [row.command.rawValue: row.keys])
    }
  }

  @Test(arguments: ["ctrl-i", "ctrl-m", "ctrl-h"])
  func `never uses a key that a plain terminal cannot tell from another`(key: String) {
    let taken = Command.table.flatMap(\.keys)
    #expect(!taken.contains(key))
  }

  @Test func `waits for the second key of a sequence`() {
    #expect(KeyMap().match(keys("ctrl-x"), in: .composer) == .prefix)
    #expect(KeyMap().match(keys("ctrl-x ctrl-e"), in: .composer) == .command(.editExternally))
    #expect(KeyMap().match(keys("ctrl-x a"), in: .composer) == .none)
  }

  @Test func `knows a message's letters only while one is selected`() {
    #expect(KeyMap().match(keys("y"), in: .message) == .command(.copyMessage))
    #expect(KeyMap().match(keys("y"), in: .composer) == .none)
  }

  @Test func `gives a command other keys in place of its own`() throws {
    let map = try KeyMap(overrides: ["picker": ["ctrl-s", "f3"]])
    #expect(map.match(keys("ctrl-p"), in: .composer) == .none)
    #expect(map.match(keys("f3"), in: .list) == .command(.picker))
    #expect(map.label(of: .picker) == "^S, F3")
    #expect(map.shortLabel(of: .picker) == "^S")
  }

  @Test func `takes a command's keys away`() throws {
    let map = try KeyMap(overrides: ["suspend": []])
    #expect(map.match(keys("ctrl-z"), in: .composer) == .none)
    #expect(map.shortLabel(of: .suspend) == "")
  }

  @Test(arguments: [
    (["fly": ["ctrl-t"]], KeyMap.Problem.unknownCommand("fly")),
    (["picker": ["ctrl-nothing"]], .badKey(command: "picker", key: "ctrl-nothing")),
    (["picker": [""]], .badKey(command: "picker", key: "")),
    (["picker": ["p"]], .badKey(command: "picker", key: "p")),
    (["undo": ["ctrl-y"]], .conflict(key: "ctrl-y", .yank, .undo)),
    (["undo": ["ctrl-p"]], .conflict(key: "ctrl-p", .picker, .undo)),
    (["help": ["ctrl-a"]], .conflict(key: "ctrl-a", .lineStart, .help)),
    (["undo": ["ctrl-x"]], .conflict(key: "ctrl-x", .editExternally, .undo)),
    (["undo": ["ctrl-y ctrl-y"]], .conflict(key: "ctrl-y ctrl-y", .yank, .undo)),
  ])
  func `refuses what cannot be`(overrides: [String: [String]], problem: KeyMap.Problem) {
    #expect(throws: problem) { try KeyMap(overrides: overrides) }
  }

  @Test func `is what the screen's hints speak of`() throws {
    let keys = try KeyMap(overrides: ["help": ["f9"], "close": ["f10"], "picker": []])
    var sample = Sample(columns: 80, rows: 24, keys: keys)
    #expect(sample.text().contains("F9 help"))
    sample.press("f9")
    #expect(sample.text().contains("F10 closes"))
    sample.press("f10")
    #expect(sample.state.overlay == nil)
  }

  @Test func `lets one key mean two things in places that never meet`() throws {
    let map = try KeyMap(overrides: ["accept": ["ctrl-y"]])
    #expect(map.match(keys("ctrl-y"), in: .list) == .command(.accept))
    #expect(map.match(keys("ctrl-y"), in: .composer) == .command(.yank))
  }
}
