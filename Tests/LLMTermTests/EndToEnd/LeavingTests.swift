import DemoProviders
import Glibc
import TestSupport
import Testing

@Suite struct `The chat leaves the terminal as it was` {
  let server: DemoServer
  let home: Home

  init() throws {
    server = try DemoServer(.person)
    home = try Home(server)
  }

  @Test func `after Ctrl-D`() throws {
    let chat = try streaming()
    #expect(try chat.leave() == .code(0))
    try expectTerminalGivenBack(by: chat)
    #expect(chat.flowing == "")
  }

  @Test func `after Ctrl-C, twice`() throws {
    let chat = try streaming()
    chat.press(.control("c"))
    try chat.waitFor("partial")
    chat.press(.control("c"))
    try chat.waitFor("again quits.")
    chat.press(.control("c"))
    #expect(try chat.waitForExit() == .code(0))
    try expectTerminalGivenBack(by: chat)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGQUIT])
  func `after a signal, with everything saved`(signal: Int32) throws {
    let chat = try streaming()
    chat.pty.signal(signal)
    #expect(try chat.waitForExit(timeout: .seconds(2)) == .code(0))
    try expectTerminalGivenBack(by: chat)
    try expectAnswerKept()
  }

  @Test(arguments: [SIGSEGV, SIGILL, SIGABRT])
  func `after a crash, and says what to do`(signal: Int32) throws {
    let chat = try streaming()
    chat.pty.signal(signal)
    #expect(try chat.waitForExit() == .signal(signal))
    try expectTerminalGivenBack(by: chat)
    #expect(
      chat.flowing == """
        llmterm crashed, and gave the terminal back. What was said so far is saved. \
        Start it again with llmterm chat --continue.
        """)
  }

  @Test func `when its window is closed, with everything saved`() throws {
    let chat = try streaming()
    chat.pty.window.close()
    #expect(try chat.waitForExit(timeout: .seconds(2)) == .code(0))
    try expectAnswerKept()
  }

  @Test func `while it is suspended, and takes it again`() throws {
    // A shell that goes on when the chat stops, and brings it back on Enter.
    let shell = try Terminal(
      ["/bin/sh", "-c", "set -m; \"$0\"; echo stopped; read line; fg; stty -g", Home.binary],
      columns: 80, rows: 24, environment: home.environment)
    let modes = try PtyWindow(columns: 80, rows: 24).modes
    try shell.waitFor("❯")
    shell.send("begin")
    try shell.waitFor("These words came")
    #expect(shell.pty.window.modes != modes)

    shell.press(.control("z"))
    try shell.waitFor("stopped")
    #expect(shell.emulator.modes == [7, 25])
    #expect(shell.pty.window.modes == modes)

    shell.resize(columns: 60, rows: 20)
    shell.press(.enter)
    try shell.waitFor("These words came")
    #expect(shell.emulator.modes.contains(1049))
    shell.type("still here")
    try shell.waitFor("❯ still here")
    #expect(shell.pty.window.modes != modes)
    shell.press(.control("u"), .control("d"))
    #expect(try shell.waitForExit() == .code(0))
    #expect(shell.pty.window.modes == modes)
  }

  @Test func `while another program has stopped it`() throws {
    let shell = try Terminal(
      ["/bin/sh", "-c", "set -m; \"$0\"; echo stopped; read line; fg", Home.binary], columns: 80,
      rows: 24, environment: home.environment)
    try shell.waitFor("❯")
    let chat = try #require(child(of: shell.pty.pid), "the kernel does not list children")
    shell.send("stream 300")
    try shell.waitFor("word-5")
    kill(chat, SIGTSTP)
    try shell.waitFor("stopped")
    #expect(shell.emulator.modes == [7, 25])
    shell.press(.enter)
    try shell.waitFor("word-50")
  }

  /// A chat in which an answer has begun.
  private func streaming() throws -> Terminal {
    let chat = try home.openedChat(columns: 120)
    chat.send("begin")
    try chat.waitFor("These words came")
    return chat
  }

  /// The first child of a process.
  private func child(of pid: Int32) -> Int32? {
    let list = Shared.bytes("/proc/\(pid)/task/\(pid)/children") ?? []
    return String(decoding: list, as: UTF8.self).split(separator: " ").first.flatMap { Int32($0) }
  }

  private func expectTerminalGivenBack(by chat: Terminal) throws {
    #expect(chat.emulator.modes == [7, 25])
    let modes = try PtyWindow(columns: 80, rows: 24).modes
    #expect(chat.pty.window.modes == modes)
    #expect(chat.emulator.unknown == [])
  }

  private func expectAnswerKept() throws {
    let again = try home.openedChat("--continue")
    try again.waitFor("These words came")
    #expect(again.transcriptRows.contains { $0.contains("partial") })
  }
}
