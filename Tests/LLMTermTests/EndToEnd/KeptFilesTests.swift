import CSystem
import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `What was said` {
  let server: DemoServer
  let home: Home

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
  }

  @Test func `is found in a file that was torn in the middle of a record`() throws {
    let before = try home.openedChat()
    before.send("first")
    try before.waitFor("Answer by anthropic to “first”.")
    before.send("second")
    try before.waitFor("Answer by anthropic to “second”.")
    _ = try before.leave()
    let log = try #require(home.logs.first)
    let bytes = try #require(Shared.bytes(log))
    truncate(log, bytes.count - 10)

    let after = try home.openedChat("--continue", columns: 200)
    try after.waitFor("The last message was cut by a crash.")
    let stem = log.dropLast(".jsonl".count)
    let torn = try #require(home.files.first { $0.hasPrefix(stem + ".torn-") })
    #expect(
      after.flowing.contains(
        "The last message was cut by a crash. What is left of it is in \(torn)."))
    #expect(after.transcriptRows.contains { $0.contains("Answer by anthropic to “first”.") })
    #expect(after.transcriptRows.contains { $0.contains("Answer by anthropic to “second”.") })
    let lastLine = bytes.dropLast().lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    #expect(Shared.bytes(torn) == Array(bytes[lastLine...].dropLast(10)))
    after.send("third")
    try after.waitFor("Answer by anthropic to “third”.")
  }

  @Test func `is not gone on with by a question while it is open`() throws {
    let chat = try home.openedChat()
    chat.send("hello")
    try chat.waitFor("Answer by anthropic to “hello”.")
    let id = try #require(home.logs.first).split(separator: "/").last?.dropLast(6) ?? ""

    let run = try home.run("ask", "--continue", "more")

    #expect(run.status == 2)
    #expect(
      run.errors == """
        llmterm: The conversation \(id) cannot be gone on with: it is open in another llmterm \
        (pid \(chat.pty.pid)). Leave it there, or ask without --continue and --resume.

        """)
    #expect(try chat.leave() == .code(0))
  }

  @Test func `is only read by a second program`() throws {
    let first = try home.openedChat()
    first.send("hello")
    try first.waitFor("Answer by anthropic to “hello”.")
    home.waitForEnding()

    let second = try home.openedChat("--continue", columns: 120)
    let sentence = """
      This conversation is open in another llmterm (pid \(first.pty.pid)). \
      /fork goes on in a copy.
      """
    try second.waitFor(sentence)
    #expect(second.screen.first?.hasPrefix(" hello (read-only)") == true)
    second.type("mine")
    second.press(.enter)
    #expect(second.emulator.bells == 0)
    second.press(.control("u"))
    second.send("/fork")
    try second.waitFor("This is a copy; the original stays as it was.")
    second.send("mine")
    try second.waitFor("Answer by anthropic to “mine”.")

    first.send("still mine")
    try first.waitFor("Answer by anthropic to “still mine”.")
    #expect(home.logs.count == 2)
    #expect(!first.flowing.contains("to “mine”"))
  }

  @Test(.enabled(if: Disk.canBeMade, "not root, or mounting is forbidden"))
  func `waits in memory while the disk is full`() throws {
    let disk = try Disk(at: home.path + "/data")
    let chat = try home.openedChat(columns: 120)
    chat.send("first")
    try chat.waitFor("Answer by anthropic to “first”.")
    disk.fill()
    chat.send("count 300")
    try chat.waitFor("Disk full: not saved since ")
    #expect(chat.flowing.contains(". It is tried again every 5 s."))
    try chat.waitFor("line 300")
    disk.makeRoom()
    try chat.waitFor("Everything is saved again.")
    #expect(try chat.leave() == .code(0))

    let again = try home.openedChat("--continue")
    try again.waitFor("line 300")
    again.press(.controlHome)
    try again.waitFor("Answer by anthropic to “first”.")
    #expect(again.transcriptRows.contains { $0.contains("count 300") })
    again.press(.controlEnd)
    _ = try again.leave()
  }

  @Test func `is lost by who leaves twice, who is told so`() throws {
    home.write("no folder", to: "data")
    let chat = try home.openedChat(columns: 160)
    chat.send("hello")
    try chat.waitFor("Answer by anthropic to “hello”.")
    try chat.waitFor("(not saved)")
    chat.press(.control("d"))
    try chat.waitFor(
      "2 messages are not saved (Not a directory): quit again to lose them, or /save PATH")
    chat.press(.control("d"))
    #expect(try chat.waitForExit() == .code(1))
    #expect(
      chat.flowing.contains(
        "llmterm: 2 messages are not saved (Not a directory). Make room before the next start."))
  }

  @Test func `is kept in memory where nothing can be written`() throws {
    home.write("no folder", to: "data")
    let chat = try home.openedChat(columns: 160)
    chat.send("hello")
    try chat.waitFor("Answer by anthropic to “hello”.")
    try chat.waitFor("Cannot save to \(home.path)/data")
    #expect(chat.flowing.contains("(Not a directory). /save PATH saves elsewhere."))
    let file = home.path + "/elsewhere.jsonl"
    chat.send("/save \(file)")
    try chat.waitFor("Saving to \(file) from here on.")
    _ = try chat.leave()
    #expect(Shared.bytes(file)?.has(Array("Answer by anthropic".utf8)) == true)
  }
}

@Suite struct `An answer for a file` {
  @Test func `that cannot be written is no success`() throws {
    let home = try Home(try DemoServer(.person))
    let run = try piped(
      ["/bin/sh", "-c", "\"$0\" ask hello > /dev/full", Home.binary],
      environment: home.environment)
    #expect(run.errors == "llmterm: The answer could not be written: No space left on device.\n")
    #expect(run.status == 1)
  }

  @Test func `that a reader has enough of is one`() throws {
    let home = try Home(try DemoServer(.person))
    let run = try piped(
      ["/bin/sh", "-c", "\"$0\" ask count 30000 | head -n 1", Home.binary],
      environment: home.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 })
    #expect(run.output == "line 1\n" && run.errors == "" && run.status == 0)
  }
}

/// This machine does not let us mount.
struct NotMounted: Error {}

/// A small file system of its own, which can be filled.
final class Disk {
  /// Mounting is for root, and not in every container.
  static let canBeMade: Bool = {
    guard getuid() == 0, let home = try? Home() else { return false }
    return (try? Disk(at: home.path + "/disk")) != nil
  }()

  private let path: String

  init(at path: String) throws {
    self.path = path
    mkdir(path, 0o700)
    // Not required: whether this machine lets us mount is asked first.
    let run = Run(["mount", "-t", "tmpfs", "-o", "size=64k,mode=700", "tmpfs", path])
    guard run?.status == 0 else { throw NotMounted() }
  }

  deinit {
    umount2(path, Int32(MNT_DETACH))
  }

  /// Leaves no room for another byte of a new page.
  func fill() {
    let file = csys_open(path + "/filler", O_WRONLY | O_CREAT, 0o600)
    let page = [UInt8](repeating: 0x20, count: 4096)
    while write(file, page, page.count) > 0 {}
    close(file)
  }

  func makeRoom() {
    unlink(path + "/filler")
  }
}
