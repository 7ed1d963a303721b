import ChatEngine
import Testing

@testable import ChatUI

/// A chat line by line, with all that was read out and typed, as it stands in the terminal.
struct Recital {
  var chat: SpokenChat
  var now = Instant(nanoseconds: 1_000_000_000_000)
  /// What stands there; what was typed follows its prompt.
  var transcript: [String] = []
  var effects: [AppEffect] = []

  init(opening path: [PathMessage] = [], title: String? = nil, draft: String = "") {
    chat = SpokenChat(
      AppState(size: Size(columns: 80, rows: 24), theme: .mono, keys: .typed))
    engine(.opened(OpenedConversation(id: "c1", title: title, path: path, draft: draft)))
    engine(.selected(Sample.route, label: "main", route: [Sample.target, Sample.other]))
    engine(.choices(Sample.choices))
  }

  mutating func take(_ output: SpokenOutput) {
    transcript += output.lines.map(\.string)
    effects = output.effects
  }

  mutating func engine(_ update: EngineUpdate) { take(chat.handle(.engine(update), at: now)) }

  /// Types lines; several come at once, as a paste.
  mutating func type(_ lines: String...) {
    for line in lines { transcript.append((chat.prompt?.string ?? "") + line) }
    take(chat.enter(lines, at: now))
  }

  mutating func interrupt() { take(chat.interrupt(at: now)) }

  mutating func wait(_ duration: Duration) {
    now += duration
    take(chat.handle(.tick, at: now))
  }

  /// Gives what was read out since the last time.
  mutating func heard() -> String {
    defer { transcript = [] }
    return transcript.joined(separator: "\n")
  }

  /// Compares all that was read out and typed since the last time.
  mutating func expect(_ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let heard = heard()
    #expect(heard == expected, sourceLocation: sourceLocation)
  }

  // MARK: What the engine does

  mutating func stream(_ number: Int, _ pieces: String..., prompt: String) {
    let ask = Sample.prompt(number, prompt)
    engine(.messageAdded(PathMessage(ask)))
    engine(.turn(.connecting(Sample.target)))
    let message = Sample.streaming(number, to: ask)
    engine(.messageAdded(PathMessage(message)))
    engine(.turn(.streaming(Sample.target, since: now)))
    for piece in pieces { engine(.part(message.id, .text(piece))) }
    engine(.messageEnded(PathMessage(Sample.answer(number, pieces.joined(), to: ask))))
    engine(.turn(.idle))
  }
}
