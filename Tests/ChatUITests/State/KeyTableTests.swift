import ChatEngine
import Testing

@testable import ChatUI

/// Each row of the help's table is tried with each of its keys, as a person presses them: a row
/// without a deed fails.
@Suite struct `A key of the help` {
  private typealias Deeds = `A command`

  /// A screen on which the command is at hand, and its deed there.
  private static func scene(of command: Command) -> (Sample, Deeds.Deed)? {
    var sample = Sample.busy
    if let deed = Deeds.onPrompt.first(where: { $0.command == command }) { return (sample, deed) }
    if let deed = Deeds.onMessage.first(where: { $0.command == command }) {
      sample.press("alt-up", "alt-up")
      return (sample, deed)
    }
    if let deed = (Deeds.inList + Deeds.inPicker).first(where: { $0.command == command }) {
      sample.press("ctrl-p", "ctrl-home")
      return (sample, deed)
    }
    if let deed = Deeds.inTools.first(where: { $0.command == command }) {
      sample.engine(.tools([ToolSummary(Sample.weather)], servers: []))
      _ = sample.state.openTools()
      return (sample, deed)
    }
    if let deed = Deeds.whileAsked.first(where: { $0.command == command }) {
      var request = Sample.request()
      request.difference = ["- old", "+ new"]
      sample.engine(.approval(request))
      sample.wait(.seconds(1))
      return (sample, deed)
    }
    if let deed = Deeds.inFind.first(where: { $0.command == command }) {
      _ = sample.state.openFind("Answer")
      return (sample, deed)
    }
    if let deed = Deeds.inLibrary.first(where: { $0.command == command }) {
      sample.press("ctrl-o")
      sample.engine(
        .library([
          ConversationSummary(id: "c7", title: "Parsers", changed: Sample.morning, bytes: 10)
        ]))
      return (sample, deed)
    }
    guard let deed = Deeds.inPanes.first(where: { $0.command == command }) else { return nil }
    var panes = Sample.compared(3, columns: 120, rows: 40)
    panes.press("tab")
    return (panes, deed)
  }

  /// Presses the keys of a sequence as the terminal tells of them.
  private static func press(_ keys: String, in sample: inout Sample) throws -> [AppEffect] {
    var effects: [AppEffect] = []
    for key in try #require(Key.sequence(keys)) {
      if case .character(let character) = key.code, key.modifiers.isEmpty {
        effects += sample.type(String(character))
      } else {
        effects += sample.input(.key(key))
      }
    }
    return effects
  }

  /// The numbers of panes have a test of their own.
  private static let rows = Command.table.filter { $0.command != .adoptNumber }
    .flatMap { row in row.keys.map { (row.command, $0) } }

  @Test(arguments: rows) func `does what its line says`(command: Command, key: String) throws {
    var (sample, deed) = try #require(Self.scene(of: command), "no deed of \(command)")
    let effects = try Self.press(key, in: &sample)
    #expect(effects == deed.effects)
    #expect(deed.check(&sample))
  }

  /// What a command does once something was done before.
  struct Story: Sendable, CustomTestStringConvertible {
    let command: Command
    let before: [String]
    let prompt: String

    init(_ command: Command, after before: String..., prompt: String) {
      self.command = command
      self.before = before
      self.prompt = prompt
    }

    var testDescription: String { command.rawValue }
  }

  static let stories = [
    Story(.laterPrompt, after: "up", prompt: "one two three|"),
    Story(.yank, after: "ctrl-w", prompt: "one two| three"),
    Story(.yankEarlier, after: "ctrl-w", "left", "ctrl-k", "ctrl-y", prompt: "onetwo|"),
    Story(.undo, after: "ctrl-w", prompt: "one two| three"),
    Story(.redo, after: "ctrl-w", "ctrl-_", prompt: "one | three"),
  ]

  @Test(arguments: stories) func `goes on from what was done before`(_ story: Story) throws {
    let row = try #require(Command.table.first { $0.command == story.command })
    for key in row.keys {
      var sample = Sample.busy
      for key in story.before { _ = try Self.press(key, in: &sample) }
      _ = try Self.press(key, in: &sample)
      #expect(sample.state.composer.marked == story.prompt, "\(key)")
    }
  }

  @Test func `is bound once in each place`() throws {
    for context in Command.Context.allCases {
      var seen: [[Key]: Command] = [:]
      for row in Command.table where row.contexts.contains(context) {
        for text in row.keys {
          let keys = try #require(Key.sequence(text))
          #expect(seen[keys] == nil, "\(text) in \(context): \(row.command)")
          seen[keys] = row.command
        }
      }
    }
  }
}
