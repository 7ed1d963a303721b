import CSystem
import ChatUI
import Glibc
import TestSupport
import Testing

@testable import llmterm

/// A terminal and the window that shows it, in one thread: what is painted is read at once.
private final class Stage {
  let window: PtyWindow
  let terminal: CursesTerminal
  var emulator: Emulator

  init(
    columns: Int = 20, rows: Int = 4, environment: [String: String] = ["TERM": "xterm-256color"]
  ) throws {
    window = try PtyWindow(columns: columns, rows: rows)
    emulator = Emulator(columns: columns, rows: rows)
    terminal = try CursesTerminal(
      environment: environment, input: window.slave, output: window.slave)
  }

  @discardableResult
  func show(_ draw: (inout Grid) -> Void) -> Int {
    var grid = Grid(terminal.size)
    draw(&grid)
    terminal.paint(grid)
    return read()
  }

  /// Shows what was painted; answers how many bytes it took.
  @discardableResult
  func read() -> Int {
    var count = 0
    while terminal.isWaiting {
      let bytes = window.read(waiting: 5000)
      count += bytes.count
      emulator.feed(bytes)
      terminal.flush()
    }
    let rest = window.readAll()
    emulator.feed(rest)
    return count + rest.count
  }
}

extension Grid {
  fileprivate mutating func put(_ text: String, row: Int, column: Int = 0, _ style: Style = .plain)
  {
    put(SafeText(text), at: Point(column: column, row: row), style: style)
  }
}

/// ncurses has one screen at a time.
@Suite(.serialized) struct `The terminal` {
  @Test func `shows a grid and its cursor`() throws {
    let stage = try Stage()
    stage.show { grid in
      grid.put("hello", row: 0)
      grid.put("漢字 é", row: 2, column: 3)
      grid.cursor = Point(column: 5, row: 0)
    }
    #expect(stage.emulator.screen == ["hello", "", "   漢字 é", ""])
    #expect(stage.emulator.cursor == (5, 0))
    #expect(stage.emulator.modes.contains(25))
    #expect(stage.emulator.unknown == [])
  }

  @Test func `sends one frame whole, between the marks of one`() throws {
    let stage = try Stage()
    stage.show { $0.put("a", row: 0) }
    #expect(stage.emulator.frames == 1)
    #expect(!stage.emulator.modes.contains(2026))
  }

  @Test func `sends next to nothing for a small change and nothing for none`() throws {
    let stage = try Stage(columns: 80, rows: 24)
    func draw(_ last: String) -> (inout Grid) -> Void {
      { grid in
        for row in 0..<23 { grid.put(String(repeating: "x", count: 79), row: row) }
        grid.put(last, row: 23)
      }
    }
    stage.show(draw("a"))
    let change = stage.show(draw("b"))
    #expect(change < 60)
    #expect(stage.show(draw("b")) == 0)
    #expect(stage.emulator.screen.last == "b")
  }

  @Test func `draws the attributes and colours of a style`() throws {
    let stage = try Stage()
    stage.show { grid in
      grid.put("a", row: 0, Style(foreground: .palette(200), attributes: [.bold, .italic]))
      grid.put("b", row: 1, Style(background: .rgb(255, 0, 0), attributes: [.underline, .dim]))
      grid.put("c", row: 2, Style(attributes: .reverse))
    }
    let first = try #require(stage.emulator.attributes(of: "a"))
    #expect(first.foreground == .palette(200))
    #expect(first.bold && first.italic && !first.underline)
    let second = try #require(stage.emulator.attributes(of: "b"))
    #expect(second.background == .palette(196))
    #expect(second.underline && second.dim)
    #expect(stage.emulator.attributes(of: "c")?.reverse == true)
  }

  @Test(.enabled(if: access("/usr/share/terminfo/x/xterm-direct", R_OK) == 0, "no xterm-direct"))
  func `shows any colour where the terminal can`() throws {
    let stage = try Stage(environment: ["TERM": "xterm-256color", "COLORTERM": "truecolor"])
    stage.show { $0.put("a", row: 0, Style(foreground: .rgb(1, 2, 3), background: .palette(4))) }
    #expect(stage.terminal.depth == .direct)
    #expect(stage.emulator.attributes(of: "a")?.foreground == .rgb(1, 2, 3))
    #expect(stage.emulator.attributes(of: "a")?.background == .palette(4))
  }

  @Test func `shows no colour where none is wanted`() throws {
    let stage = try Stage(environment: ["TERM": "xterm-256color", "NO_COLOR": "1"])
    stage.show { $0.put("a", row: 0, Style(foreground: .palette(1), attributes: .bold)) }
    #expect(stage.emulator.attributes(of: "a")?.foreground == .default)
    #expect(stage.emulator.attributes(of: "a")?.bold == true)
  }

  @Test(arguments: [
    "vt100", "linux", "ansi", "screen", "tmux-256color", "rxvt", "no-such-terminal",
  ])
  func `works on other terminals too`(term: String) throws {
    let stage = try Stage(environment: ["TERM": term])
    stage.show { grid in
      grid.put("hello", row: 0, Style(foreground: .palette(9), attributes: .bold))
      grid.put("wor", row: 1)
    }
    stage.show { $0.put("hullo", row: 0) }
    #expect(Array(stage.emulator.screen.prefix(2)) == ["hullo", ""])
  }

  @Test(arguments: [(1, 1), (2, 1), (1, 5), (300, 100)])
  func `fits into a window of any size`(columns: Int, rows: Int) throws {
    let stage = try Stage(columns: columns, rows: rows)
    #expect(stage.terminal.size == Size(columns: columns, rows: rows))
    stage.show { $0.put("x漢", row: rows - 1) }
    #expect(stage.emulator.screen.last == (columns < 3 ? "x" : "x漢"))
  }

  @Test func `paints the last place of the last row`() throws {
    let stage = try Stage(columns: 4, rows: 2)
    stage.show { grid in
      grid.put("abcd", row: 0)
      grid.put("efgh", row: 1)
    }
    #expect(stage.emulator.screen == ["abcd", "efgh"])
    stage.show { $0.put("xx漢", row: 1) }
    #expect(stage.emulator.screen == ["", "xx漢"])
  }

  @Test func `takes the window's new size`() throws {
    let stage = try Stage()
    stage.show { $0.put("hello", row: 0) }
    stage.window.resize(columns: 10, rows: 2)
    stage.emulator.resize(columns: 10, rows: 2)
    #expect(stage.terminal.fitToWindow() == Size(columns: 10, rows: 2))
    stage.show { $0.put("again", row: 1) }
    #expect(stage.emulator.screen == ["", "again"])
  }

  @Test func `draws all of it again when the screen was spoilt`() throws {
    let stage = try Stage()
    stage.show { $0.put("hello", row: 0) }
    stage.emulator.feed(Array("\u{1B}[2J\u{1B}[Hspoilt".utf8))
    stage.terminal.redraw()
    stage.show { $0.put("hello", row: 0) }
    #expect(stage.emulator.screen == ["hello", "", "", ""])
  }

  @Test func `shows flags and marks whole`() throws {
    let stage = try Stage()
    stage.show { $0.put("🇫🇷🇩🇪|e\u{301}|👍", row: 0) }
    #expect(stage.emulator.screen.first == "🇫🇷🇩🇪|é|👍")
    stage.show { $0.put("🇫🇷🇮🇹|e\u{301}|👍", row: 0) }
    #expect(stage.emulator.screen.first == "🇫🇷🇮🇹|é|👍")
    #expect(stage.emulator.cursor.row <= 3)
  }
}
