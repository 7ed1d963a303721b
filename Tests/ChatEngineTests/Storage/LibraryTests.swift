import Glibc
import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `The library` {
  private let folder = TemporaryFolder()
  private let queue = TestQueue()
  private let clock = TestClock()

  private var library: Library { Library(folder: folder.path + "/conversations") }

  private func id(_ text: String) throws -> ConversationID { try #require(ConversationID(text)) }

  @discardableResult
  private func write(_ name: String, _ changes: [Change]) throws -> ConversationID {
    let id = try id(name)
    let store = Session.store(folder, queue, clock, SystemFiles())
    let log = store.start(Conversation(id: id, meta: Meta(created: clock.time)))
    for change in changes { log.record(change) }
    return id
  }

  private func date(_ id: ConversationID, _ seconds: Int) {
    var times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    utimensat(AT_FDCWD, library.path(of: id), &times, 0)
  }

  @Test func `is empty where there is no folder`() {
    #expect(library.entries().isEmpty)
    #expect(library.latest() == nil)
    #expect(library.find("a") == .none)
  }

  @Test func `lists the conversation that was changed last in front`() throws {
    let old = try write("old", [.message(.prompt("u1", "the old one"))])
    let new = try write("new", [.message(.prompt("u1", "the new one")), .title("Named")])
    date(old, 1000)
    date(new, 2000)

    let entries = library.entries()

    #expect(entries.map(\.id) == [new, old])
    #expect(entries.map(\.title) == ["Named", "the old one"])
    #expect(entries.map(\.changed.milliseconds) == [2_000_000, 1_000_000])
    #expect(library.latest() == new)
  }

  @Test func `finds the title at either end of a long file`() throws {
    let long = Change.message(.prompt("u2", String(repeating: "x", count: 100_000), after: "u1"))
    let early = try write("early", [.message(.prompt("u1", "hi")), .title("Early"), long])
    let late = try write("late", [.message(.prompt("u1", "hi")), long, .title("Late")])

    #expect(library.entry(early)?.title == "Early")
    #expect(library.entry(late)?.title == "Late")
  }

  @Test func `passes over what is no conversation`() throws {
    let real = try write("real", [.message(.prompt("u1", "hi"))])
    let other = library.folder + "/notes.txt"
    fclose(fopen(other, "w"))
    mkdir(library.folder + "/folder.jsonl", 0o700)

    #expect(library.entries().map(\.id) == [real])
  }

  @Test func `finds an id by its unique beginning`() throws {
    let one = try write("abc1", [.title("t")])
    let two = try write("abd2", [.title("t")])
    let short = try write("ab", [.title("t")])

    #expect(library.find("abc") == .one(one))
    #expect(library.find("ab") == .one(short))
    #expect(library.find("abd2") == .one(two))
    #expect(library.find("a") == .several([short, one, two]))
    #expect(library.find("x") == .none)
    #expect(library.find("") == .none)
  }
}

@Suite struct `Drafts and prompts` {
  private let folder = TemporaryFolder()
  private var store: DraftStore { DraftStore(folders: Folders(under: folder.path)) }
  private let id = Conversation.sample.id

  @Test func `are kept until the draft is empty`() throws {
    #expect(store.draft(of: id) == nil)

    try store.keep("half a thought\n", of: id)
    #expect(store.draft(of: id) == "half a thought\n")

    try store.keep("", of: id)
    #expect(store.draft(of: id) == nil)
    try store.keep("", of: id)
  }

  @Test func `come back in their order, whatever is in them`() throws {
    let prompts = ["one", "two\nlines", "\"three\" \u{1B}[31m", "🙂"]

    try store.keep(promptHistory: prompts)

    #expect(store.promptHistory() == prompts)
  }

  @Test func `have the theme that was chosen last beside them`() throws {
    #expect(store.theme() == nil)
    try store.keep(theme: "light")
    try store.keep(theme: "my own")
    #expect(store.theme() == "my own")
  }

  @Test func `are the newest thousand`() throws {
    try store.keep(promptHistory: (1...1500).map(String.init))

    #expect(store.promptHistory() == (501...1500).map(String.init))
  }

  @Test func `are no more than a megabyte`() throws {
    let large = String(repeating: "x", count: 700_000)

    try store.keep(promptHistory: ["first", large, "last"])
    #expect(store.promptHistory() == ["first", large, "last"])

    try store.keep(promptHistory: [large, large, "last"])
    #expect(store.promptHistory() == [large, "last"])
  }

  @Test func `pass over lines that are none`() throws {
    try store.keep(promptHistory: ["one"])
    let path = Folders(under: folder.path).prompts
    let file = fopen(path, "a")
    fputs("torn {\n{\"other\":1}\n{\"text\":\"two\"}\n{\"te", file)
    fclose(file)

    #expect(store.promptHistory() == ["one", "two"])
  }
}

@Suite struct `The folders` {
  @Test func `are all under LLMTERM_HOME`() {
    let folders = Folders(environment: ["LLMTERM_HOME": "/x", "XDG_DATA_HOME": "/y", "HOME": "/h"])

    #expect(folders == Folders(under: "/x"))
    #expect(folders?.conversations == "/x/data/conversations")
  }

  @Test func `take a relative LLMTERM_HOME from the working folder`() {
    let folders = Folders(environment: ["LLMTERM_HOME": "x"], workingFolder: "/w")

    #expect(folders == Folders(under: "/w/x"))
  }

  @Test func `are where XDG says`() {
    let folders = Folders(environment: [
      "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d", "XDG_CACHE_HOME": "/k",
      "XDG_STATE_HOME": "/s",
    ])

    #expect(
      folders
        == Folders(
          configuration: "/c/llmterm", data: "/d/llmterm", cache: "/k/llmterm", state: "/s/llmterm")
    )
  }

  @Test func `are under HOME where XDG says nothing, or nothing of use`() {
    let folders = Folders(environment: [
      "HOME": "/h", "XDG_DATA_HOME": "", "XDG_STATE_HOME": "relative",
    ])

    #expect(
      folders
        == Folders(
          configuration: "/h/.config/llmterm", data: "/h/.local/share/llmterm",
          cache: "/h/.cache/llmterm", state: "/h/.local/state/llmterm"))
  }

  @Test(arguments: [[:], ["HOME": ""], ["HOME": "relative"], ["XDG_DATA_HOME": "/d"]])
  func `are nowhere where nothing says a place`(environment: [String: String]) {
    #expect(Folders(environment: environment) == nil)
  }
}
