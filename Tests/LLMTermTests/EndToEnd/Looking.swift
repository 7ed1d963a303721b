import TestSupport

extension Terminal {
  /// Types a prompt and sends it.
  func send(_ prompt: String) {
    type(prompt)
    press(.enter)
  }

  /// The rows between the title and the line above the prompt.
  var transcriptRows: [String] {
    let end = screen.lastIndex { $0.hasPrefix("─") } ?? screen.count
    return Array(screen[min(1, end)..<end])
  }

  /// The last line.
  var statusBar: String { screen.last ?? "" }

  /// N of "▼ N more lines"; nil where the end is in view.
  var linesBelow: Int? { Self.linesBelow(in: emulator) }

  static func linesBelow(in emulator: Emulator) -> Int? {
    let rule = emulator.screen.first { $0.contains("▼") }?.split(separator: "▼").last
    return rule?.split(separator: " ").first.flatMap { Int($0) }
  }

  /// The whole text of the screen with its line breaks and frames taken out.
  ///
  /// So that a sentence can be compared whole, wherever it was broken.
  static func flowing(_ emulator: Emulator) -> String {
    let frame: Set<Character> = ["│", "─", "┌", "┐", "└", "┘", "▌"]
    return emulator.screen.joined(separator: " ").filter { !frame.contains($0) }
      .split(separator: " ").joined(separator: " ")
  }

  var flowing: String { Self.flowing(emulator) }

  /// Waits for a sentence that may be broken into rows.
  func waitForSentence(_ sentence: String) throws {
    try waitFor("“\(sentence)”") { Self.flowing($0).contains(sentence) }
  }

  /// Waits until a text stands behind the last place of another one.
  func waitForTheLast(_ heading: String, toBring text: String) throws {
    try waitFor("“\(text)” after “\(heading)”") { screen in
      let story = Self.flowing(screen)
      return story.end(ofLast: heading).map { story[$0...].contains(text) } ?? false
    }
  }

  /// Leaves by Ctrl-D, and gives how it ended.
  func leave() throws -> Pty.Exit {
    press(.control("d"))
    return try waitForExit()
  }

  /// Whether these bytes ever came out of the program.
  func hasWritten(_ text: String) -> Bool { transcript.has(Array(text.utf8)) }
}

extension [UInt8] {
  /// Whether these bytes stand somewhere in it.
  func has(_ needle: [UInt8]) -> Bool {
    guard let first = needle.first, count >= needle.count else { return false }
    return withUnsafeBufferPointer { bytes in
      (0...(bytes.count - needle.count)).contains { start in
        bytes[start] == first && bytes[start..<start + needle.count].elementsEqual(needle)
      }
    }
  }
}

extension String {
  /// Where what follows the last occurrence of a text begins.
  func end(ofLast text: String) -> Index? {
    var found: Index?
    for start in indices where self[start...].hasPrefix(text) {
      found = index(start, offsetBy: text.count)
    }
    return found
  }
}
