import Glibc
import TestSupport
import Testing

/// The chat in tmux, which counts columns by itself.
@Suite(.enabled(if: Installed.has("tmux"), "tmux is not installed"))
struct `The screen in tmux` {
  @Test(arguments: [(100, 40), (60, 40)])
  func `has straight edges beside text of all scripts, and its cursor behind the text`(
    columns: Int, rows: Int
  ) throws {
    let home = try Home()
    let tmux = Tmux(home, columns: columns, rows: rows)
    defer { tmux.end() }
    try tmux.start(Home.binary, "--demo")
    try tmux.waitFor("❯ Ask anything.")
    tmux.type("show me unicode")
    tmux.press("Enter")
    try tmux.waitFor("line separator")
    try tmux.waitFor("F1 help")

    // Frames and the rule above the prompt: what tmux takes for the end of their rows.
    let ends = try tmux.rowEnds()
    let edges = ends.filter { "┐│┘".contains($0.text.last ?? " ") }
    #expect(edges.count >= 5)
    #expect(Set(edges.map(\.column)) == [columns - 2])
    let rule = try #require(ends.last { $0.text.hasPrefix("──") })
    #expect(rule.column == columns)

    // 2 of the mark, then い ろ は, a space, é, a space, an emoji, a space, a flag, שלום and its space.
    tmux.type("いろは e\u{301} 👍 🇩🇪 שלום ")
    let cursor = [2 + 6 + 1 + 1 + 1 + 2 + 1 + 2 + 1 + 4 + 1, rows - 2]
    try tmux.wait("the cursor at \(cursor)") { try tmux.cursor() == cursor }
  }
}

/// A tmux server of its own with one window.
private struct Tmux {
  let home: Home
  let columns: Int
  let rows: Int
  private let environment: [String: String]

  struct Timeout: Error, CustomStringConvertible {
    let description: String
  }

  init(_ home: Home, columns: Int, rows: Int) {
    self.home = home
    self.columns = columns
    self.rows = rows
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    environment = home.environment.merging(["PATH": path, "LANG": "C.UTF-8", "TERM": "xterm"]) {
      $1
    }
  }

  func start(_ program: String...) throws {
    let size = ["-x", String(columns), "-y", String(rows)]
    let run = try self.run(["-f", "/dev/null", "new-session", "-d"] + size + program)
    try #require(run.status == 0, "\(run.errors)")
  }

  func end() { _ = try? run(["kill-server"]) }

  func type(_ text: String) { _ = try? run(["send-keys", "-l", text]) }

  func press(_ key: String) { _ = try? run(["send-keys", key]) }

  /// The rows as tmux has them.
  func screen() throws -> [String] {
    try run(["capture-pane", "-p"]).output
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  func waitFor(_ text: String) throws {
    try wait("“\(text)”") { try screen().contains { $0.contains(text) } }
  }

  func wait(_ what: String, until holds: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if try holds() { return }
      usleep(20_000)
    }
    let shown = try screen().joined(separator: "\n")
    throw Timeout(description: "waited in vain for \(what), not \(try cursor()):\n\(shown)")
  }

  /// The cursor's column and row.
  func cursor() throws -> [Int] { try numbers("#{cursor_x},#{cursor_y}") }

  /// Each row, and the column behind its last character.
  func rowEnds() throws -> [(text: String, column: Int)] {
    _ = try run(["copy-mode"])
    defer { _ = try? run(["send-keys", "-X", "cancel"]) }
    _ = try run(["send-keys", "-X", "top-line"])
    return try screen().prefix(rows).map { text in
      _ = try run(["send-keys", "-X", "end-of-line"])
      let column = try numbers("#{copy_cursor_x}").first ?? -1
      _ = try run(["send-keys", "-X", "cursor-down"])
      return (text, column)
    }
  }

  private func numbers(_ format: String) throws -> [Int] {
    try run(["display-message", "-p", format]).output.split { $0 == "," || $0 == "\n" }
      .compactMap { Int($0) }
  }

  private func run(_ words: [String]) throws -> Run {
    let socket = home.path + "/tmux"
    return try piped(
      ["/usr/bin/env", "tmux", "-u", "-S", socket] + words, environment: environment)
  }
}
