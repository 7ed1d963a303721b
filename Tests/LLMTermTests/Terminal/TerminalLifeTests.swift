import ChatUI
import Glibc
import TestSupport
import Testing

@testable import llmterm

extension `The terminal` {
  @Test func `is refused where there is none`() throws {
    let window = try PtyWindow(columns: 80, rows: 24)
    let file = open("/dev/null", O_RDWR)
    defer { close(file) }
    let environment = ["TERM": "xterm"]
    #expect(throws: TerminalError.notATerminal(stream: "standard input")) {
      try CursesTerminal(environment: environment, input: file, output: window.slave)
    }
    #expect(throws: TerminalError.notATerminal(stream: "standard output")) {
      try CursesTerminal(environment: environment, input: window.slave, output: file)
    }
  }

  @Test(arguments: ["", "dumb", "unknown"])
  func `is refused where text cannot be placed`(term: String) throws {
    let window = try PtyWindow(columns: 80, rows: 24)
    #expect(throws: TerminalError.cannotPlaceText(term: term)) {
      try CursesTerminal(environment: ["TERM": term], input: window.slave, output: window.slave)
    }
  }

  @Test func `is given back as it was found`() throws {
    let window = try PtyWindow(columns: 20, rows: 4)
    var emulator = Emulator(columns: 20, rows: 4)
    emulator.feed(Array("$ llmterm\r\n".utf8))
    let (modes, before, cursor) = (window.modes, emulator.modes, emulator.cursor)
    do {
      let terminal = try CursesTerminal(
        environment: ["TERM": "xterm-256color"], input: window.slave, output: window.slave)
      terminal.setTitle("a chat")
      terminal.paint(Grid(terminal.size))
      emulator.feed(window.readAll())
      #expect(window.modes != modes)
      #expect(emulator.modes.isSuperset(of: [1049, 2004, 1004, 1000, 1002, 1006]))
      #expect(emulator.title == "a chat")
    }
    emulator.feed(window.readAll())
    #expect(window.modes == modes)
    #expect(emulator.modes == before)
    #expect(emulator.screen.first == "$ llmterm")
    #expect(emulator.cursor == cursor)
    #expect(emulator.title == "")
    #expect(emulator.unknown == [])
  }

  @Test func `comes back after it was left for a while`() throws {
    let window = try PtyWindow(columns: 20, rows: 4)
    var emulator = Emulator(columns: 20, rows: 4)
    let terminal = try CursesTerminal(
      environment: ["TERM": "xterm-256color"], input: window.slave, output: window.slave)
    var grid = Grid(terminal.size)
    grid.put(SafeText(String("chat")), at: Point(column: 0, row: 0))
    terminal.paint(grid)
    terminal.leave()
    #expect(terminal.paint(grid) == false)
    emulator.feed(window.readAll())
    #expect(emulator.screen == ["", "", "", ""])
    emulator.feed(Array("an editor".utf8))
    terminal.enter()
    terminal.paint(grid)
    emulator.feed(window.readAll())
    #expect(emulator.screen == ["chat", "", "", ""])
    #expect(emulator.modes.contains(2004))
  }

  @Test func `never waits for a window that takes nothing`() throws {
    let window = try PtyWindow(columns: 200, rows: 60)
    let terminal = try CursesTerminal(
      environment: ["TERM": "xterm-256color"], input: window.slave, output: window.slave)
    var painted = 0
    var last = ""
    for turn in 0..<100 {
      var grid = Grid(terminal.size)
      for row in 0..<60 {
        let text = String(repeating: String((turn + row) % 10), count: 200)
        grid.put(SafeText(text), at: Point(column: 0, row: row))
      }
      guard terminal.paint(grid) else { break }
      painted += 1
      last = String(repeating: String(turn % 10), count: 200)
    }
    #expect(painted < 100)
    #expect(terminal.isWaiting)
    var emulator = Emulator(columns: 200, rows: 60)
    while terminal.isWaiting {
      emulator.feed(window.read(waiting: 5000))
      terminal.flush()
    }
    emulator.feed(window.readAll())
    #expect(emulator.screen.first == last)
  }

  @Test func `says that it is gone when the window was closed`() throws {
    let window = try PtyWindow(columns: 20, rows: 4)
    let slave = dup(window.slave)
    defer { close(slave) }
    let terminal = try CursesTerminal(
      environment: ["TERM": "xterm-256color"], input: slave, output: slave)
    window.close()
    #expect(terminal.read() == .ended)
    terminal.paint(Grid(terminal.size))
    terminal.ring()
    #expect(terminal.isGone)
  }

  @Test func `brings what is typed`() throws {
    let window = try PtyWindow(columns: 20, rows: 4)
    let terminal = try CursesTerminal(
      environment: ["TERM": "xterm-256color"], input: window.slave, output: window.slave)
    window.write(KeyPress.control("c").bytes + KeyPress.function(1).bytes)
    #expect(terminal.read() == .bytes([0x03, 0x1B, 0x4F, 0x50]))
  }

  @Test func `puts text on the clipboard, but not a book`() throws {
    let window = try PtyWindow(columns: 20, rows: 4)
    var emulator = Emulator(columns: 20, rows: 4)
    let terminal = try CursesTerminal(
      environment: ["TERM": "xterm-256color"], input: window.slave, output: window.slave)
    #expect(terminal.copy("foo"))
    #expect(!terminal.copy(String(repeating: "a", count: 100_000)))
    emulator.feed(window.readAll())
    #expect(emulator.clipboard == "Zm9v")
  }
}

@Suite struct `The signals` {
  @Test func `are taken once, as they came`() throws {
    let signals = try Signals()
    #expect(signals.take() == [])
    pthread_kill(pthread_self(), SIGWINCH)
    pthread_kill(pthread_self(), SIGTERM)
    var ready = pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&ready, 1, 0) == 1)
    #expect(signals.take() == [.windowChange, .terminate])
    #expect(signals.take() == [])
  }
}
