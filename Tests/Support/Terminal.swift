import Glibc
// Release builds leave it out where it is not asked for.
import _StringProcessing

/// A program in an emulated terminal, used as a person does: look, type, wait for what it shows.
///
/// ```swift
/// let app = try Terminal([Terminal.binary("llmterm"), "--demo"])
/// try app.waitFor("F1 help")
/// app.type("hello")
/// app.press(.enter)
/// ```
package final class Terminal {
  /// What was waited for did not come; shows what was there instead.
  package struct Timeout: Error, CustomStringConvertible {
    package let description: String
  }

  package private(set) var emulator: Emulator
  package let pty: Pty
  /// All that the program has written.
  package private(set) var transcript: [UInt8] = []

  /// Starts a program; `environment` is laid over a small one without a home or keys, and with
  /// `graphics` the terminal knows kitty's images, with `sixel` those.
  package init(
    _ command: [String], columns: Int = 80, rows: Int = 24, environment: [String: String] = [:],
    graphics: Bool = false, sixel: Bool = false
  ) throws {
    emulator = Emulator(columns: columns, rows: rows, graphics: graphics, sixel: sixel)
    let path = getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin"
    let plain = [
      "TERM": "xterm-256color", "LANG": "C.UTF-8", "PATH": path, "HOME": "/nonexistent",
    ]
    pty = try Pty(
      command, columns: columns, rows: rows,
      environment: plain.merging(environment) { $1 }.filter { !$0.value.isEmpty })
  }

  /// A program that was built with the tests.
  package static func binary(_ name: String) -> String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count)
    let path = String(
      decoding: buffer[..<max(0, count)].map(UInt8.init(bitPattern:)), as: UTF8.self)
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    let beside = folder.joined(separator: "/") + "/" + name
    return access(beside, X_OK) == 0 ? beside : Shared.package + "/.build/debug/" + name
  }

  package var screen: [String] { emulator.screen }

  package func type(_ text: String) {
    pty.window.write(Array(text.utf8))
  }

  package func press(_ keys: KeyPress...) {
    for key in keys { pty.window.write(key.bytes) }
  }

  /// Pastes as the terminal does: in brackets where the program has asked for them.
  package func paste(_ text: String) {
    type(emulator.modes.contains(2004) ? "\u{1B}[200~\(text)\u{1B}[201~" : text)
  }

  /// Turns the wheel over a cell, both counted from 0.
  package func turnWheel(up: Bool, column: Int = 0, row: Int = 0) {
    type("\u{1B}[<\(up ? 64 : 65);\(column + 1);\(row + 1)M")
  }

  /// Presses and releases the left button over a cell, both counted from 0.
  package func click(column: Int, row: Int) {
    type("\u{1B}[<0;\(column + 1);\(row + 1)M\u{1B}[<0;\(column + 1);\(row + 1)m")
  }

  package func resize(columns: Int, rows: Int) {
    emulator.resize(columns: columns, rows: rows)
    pty.window.resize(columns: columns, rows: rows)
  }

  /// Waits until the screen shows a text.
  package func waitFor(_ text: String, timeout: Duration = .seconds(10)) throws {
    try waitFor("“\(text)”", timeout: timeout) { emulator in
      emulator.screen.contains { $0.contains(text) }
    }
  }

  /// Waits until the screen shows a text no more.
  package func waitForNo(_ text: String, timeout: Duration = .seconds(10)) throws {
    try waitFor("no “\(text)”", timeout: timeout) { emulator in
      !emulator.screen.contains { $0.contains(text) }
    }
  }

  /// Waits until something holds; it is asked between frames only.
  package func waitFor(
    _ what: String, timeout: Duration = .seconds(10), until holds: (Emulator) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + timeout
    while true {
      if !emulator.modes.contains(2026), holds(emulator) { return }
      guard ContinuousClock.now < deadline else { throw inVain(what) }
      if !pump(waiting: 20), let exit = pty.ended(), !pump(waiting: 0) {
        if holds(emulator) { return }
        throw Timeout(
          description: "ended with \(exit) before \(what); the screen:\n\(emulator.text)")
      }
    }
  }

  /// Waits for the program's end.
  package func waitForExit(timeout: Duration = .seconds(10)) throws -> Pty.Exit {
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      let hasMore = pump(waiting: 10)
      if let exit = pty.ended(), !hasMore {
        while pump(waiting: 0) {}
        return exit
      }
    }
    throw inVain("its end")
  }

  /// Reads what has come, and answers the terminal's questions; false where nothing came.
  @discardableResult
  package func pump(waiting milliseconds: Int32) -> Bool {
    let bytes = pty.window.read(waiting: milliseconds)
    guard !bytes.isEmpty else { return false }
    transcript += bytes
    emulator.feed(bytes)
    let replies = emulator.takeReplies()
    if !replies.isEmpty { pty.window.write(replies) }
    return true
  }

  private func inVain(_ what: String) -> Timeout {
    Timeout(description: "waited in vain for \(what); the screen:\n\(emulator.text)")
  }
}
