/// vi's way of editing the prompt: two modes, and what keys do in the one that does not insert.
package struct ViEditing: Sendable, Equatable {
  package enum Mode: Sendable, Equatable {
    case insert, normal
  }

  /// What a key wants that the prompt alone cannot give.
  enum Request: Sendable, Equatable {
    case nothing
    case earlierPrompt, laterPrompt
    /// `/`: search the earlier prompts.
    case search
    /// `:`: all commands.
    case commands
    /// `?`: the keys.
    case help
    /// No such command, or nothing to do it to.
    case refused
  }

  /// A change that `.` does again, with what was typed after it.
  private struct Change: Sendable, Equatable {
    var command: ViCommand
    var typed = ""
  }

  package private(set) var mode = Mode.insert
  /// Keys of a command that is not complete.
  package private(set) var pending = ""
  private var last: Change?
  private var isRecording = false
  private var lastFind: ViMotion?
  /// Whole lines that were cut or copied; while they are the latest cut, `p` puts them on lines.
  private var lines: PromptText?

  package init() {}

  // MARK: The mode that inserts

  /// Notes what was typed, for `.`.
  mutating func typed(_ text: String) { if isRecording { last?.typed += text } }

  mutating func deletedBackward() {
    if isRecording, last?.typed.isEmpty == false { last?.typed.removeLast() }
  }

  /// Another prompt begins.
  mutating func startOver() {
    mode = .insert
    pending = ""
    isRecording = false
  }

  /// Ends inserting, or gives up what was begun; false where there is nothing of both.
  mutating func escape(_ composer: inout Composer) -> Bool {
    defer { pending = "" }
    guard mode == .insert else { return !pending.isEmpty }
    mode = .normal
    isRecording = false
    composer.endGroup()
    if composer.cursor > ViText(elements: composer.elements).lineStart(composer.cursor) {
      composer.moveLeft()
    }
    return true
  }

  // MARK: The mode that does not

  /// Takes a key; a command is done when its last key has come.
  mutating func take(_ key: Character, _ composer: inout Composer) -> Request {
    pending.append(key)
    switch ViCommand.read(pending) {
    case .incomplete: return .nothing
    case .invalid:
      pending = ""
      return .refused
    case .command(let command):
      pending = ""
      let request = perform(command, &composer)
      if mode == .normal { stayOnLetters(&composer) }
      return request
    }
  }

  private mutating func perform(_ command: ViCommand, _ composer: inout Composer) -> Request {
    if command.deed == .simple(".") { return again(command.count, &composer) }
    if command.isChange { last = Change(command: command) }
    return carryOut(command, &composer)
  }

  private mutating func carryOut(_ command: ViCommand, _ composer: inout Composer) -> Request {
    switch command.deed {
    case .move(let motion): return move(motion, command.count, &composer)
    case .operate(let operation, let motion):
      guard let range = range(of: motion, operation, command.count, composer) else {
        return .refused
      }
      operate(operation, range.range, isLines: range.isLines, &composer)
    case .operateInside(let operation, let object):
      let text = ViText(elements: composer.elements)
      guard let range = text.range(of: object, at: composer.cursor) else { return .refused }
      operate(operation, range, isLines: false, &composer)
    case .operateLines(let operation):
      let text = ViText(elements: composer.elements)
      let last = text.target(of: .lastLine, from: 0, count: nil) ?? 0
      let down = text.target(of: .down, from: composer.cursor, count: command.times - 1) ?? last
      operate(
        operation, text.lineStart(composer.cursor)..<text.lineEnd(down), isLines: true, &composer)
    case .simple(let key): return simple(key, command.count, &composer)
    case .replace(let character):
      let end = composer.cursor + command.times
      guard end <= ViText(elements: composer.elements).lineEnd(composer.cursor) else {
        return .refused
      }
      let piece = Array(repeating: Composer.Element.character(character), count: command.times)
      composer.exchange(composer.cursor..<end, for: piece)
      composer.place(end - 1)
    }
    return .nothing
  }

  /// Does the last change once more, and types what was typed after it.
  private mutating func again(_ count: Int?, _ composer: inout Composer) -> Request {
    guard var change = last else { return .refused }
    if let count { change.command.count = count }
    let request = carryOut(change.command, &composer)
    if mode == .insert {
      isRecording = false
      composer.insert(change.typed)
      _ = escape(&composer)
    }
    last = change
    return request
  }

  // MARK: Moving

  private mutating func move(
    _ motion: ViMotion, _ count: Int?, _ composer: inout Composer
  ) -> Request {
    let text = ViText(elements: composer.elements)
    guard let target = text.target(of: found(motion), from: composer.cursor, count: count) else {
      switch motion {
      case .up: return .earlierPrompt
      case .down: return .laterPrompt
      default: return .refused
      }
    }
    composer.place(target)
    return .nothing
  }

  /// The motion itself; for `;` and `,` the one that was made before.
  private mutating func found(_ motion: ViMotion) -> ViMotion {
    if case .find = motion { lastFind = motion }
    guard case .findAgain(let isReversed) = motion,
      case .find(let character, let isBackward, let isBefore) = lastFind
    else { return motion }
    return .find(character, isBackward: isBackward != isReversed, isBefore: isBefore)
  }

  /// What an operator takes on the way to a motion's target.
  private mutating func range(
    of motion: ViMotion, _ operation: ViCommand.Operator, _ count: Int?, _ composer: Composer
  ) -> (range: Range<Int>, isLines: Bool)? {
    let text = ViText(elements: composer.elements)
    var motion = found(motion)
    let place = composer.cursor
    // In vi, `cw` on a word changes to the word's end, and leaves the space.
    if operation == .change, case .wordStart(let isBig) = motion, place < text.elements.count,
      text.elements[place] != .character(" "), text.elements[place] != .character("\n")
    {
      motion = .wordEnd(isBig: isBig)
      let isLastLetter =
        text.range(of: .word(isBig: isBig, around: false), at: place)?.upperBound == place + 1
      if isLastLetter, count == nil { return (place..<place + 1, false) }
      if isLastLetter, let end = text.target(of: motion, from: place, count: (count ?? 1) - 1) {
        return (place..<end + 1, false)
      }
    }
    guard let target = text.target(of: motion, from: place, count: count) else { return nil }
    var (start, end) = (min(place, target), max(place, target))
    switch motion.extent {
    case .lines: return (text.lineStart(start)..<text.lineEnd(end), true)
    case .inclusive: end = min(end + 1, text.elements.count)
    case .exclusive:
      // A word motion that ends on another line takes only what is on this one.
      if case .wordStart = motion, text.lineEnd(start) < end { end = text.lineEnd(start) }
    }
    if case .lineEnd = motion, text.lineEnd(start) == start { end = start }
    return (start..<end, false)
  }

  /// The cursor stands on a character here, not behind the last one of a line.
  private func stayOnLetters(_ composer: inout Composer) {
    let text = ViText(elements: composer.elements)
    let cursor = composer.cursor
    if cursor == text.lineEnd(cursor), cursor > text.lineStart(cursor) { composer.moveLeft() }
  }

  // MARK: Changing

  private mutating func operate(
    _ operation: ViCommand.Operator, _ range: Range<Int>, isLines: Bool,
    _ composer: inout Composer
  ) {
    let piece = PromptText(composer.elements[range])
    if !piece.isEmpty { composer.ring.add(piece) }
    lines = isLines ? piece : nil
    switch operation {
    case .copy: if !isLines { composer.place(range.lowerBound) }
    case .change:
      insert(&composer)
      composer.exchange(range, for: [])
      composer.place(range.lowerBound)
    case .delete:
      var (start, end) = (range.lowerBound, range.upperBound)
      // A whole line goes with its end, or the last one with the end of the line before.
      if isLines { if end < composer.elements.count { end += 1 } else if start > 0 { start -= 1 } }
      composer.exchange(start..<end, for: [])
      let text = ViText(elements: composer.elements)
      composer.place(start)
      if isLines { composer.place(text.target(of: .firstLetter, from: start, count: nil) ?? start) }
    }
  }

  private mutating func insert(_ composer: inout Composer) {
    mode = .insert
    isRecording = true
    composer.beginGroup()
  }

  private mutating func simple(
    _ key: Character, _ count: Int?, _ composer: inout Composer
  ) -> Request {
    let text = ViText(elements: composer.elements)
    let cursor = composer.cursor
    let (start, end) = (text.lineStart(cursor), text.lineEnd(cursor))
    let times = count ?? 1
    switch key {
    case "x": operate(.delete, cursor..<min(end, cursor + times), isLines: false, &composer)
    case "X": operate(.delete, max(start, cursor - times)..<cursor, isLines: false, &composer)
    case "s": operate(.change, cursor..<min(end, cursor + times), isLines: false, &composer)
    case "S": operate(.change, start..<end, isLines: true, &composer)
    case "D": operate(.delete, cursor..<end, isLines: false, &composer)
    case "C": operate(.change, cursor..<end, isLines: false, &composer)
    case "Y": operate(.copy, start..<end, isLines: true, &composer)
    case "p", "P": put(times, before: key == "P", &composer)
    case "u": for _ in 0..<times { composer.undo() }
    case "U": for _ in 0..<times { composer.redo() }
    case "~": composer.swapCase(cursor..<min(end, cursor + times))
    case "J": join(at: end, &composer)
    case "/": return .search
    case ":": return .commands
    case "?": return .help
    default: beginInserting(key, start, end, &composer)
    }
    return .nothing
  }

  private mutating func beginInserting(
    _ key: Character, _ start: Int, _ end: Int, _ composer: inout Composer
  ) {
    insert(&composer)
    let text = ViText(elements: composer.elements)
    switch key {
    case "I": composer.place(text.target(of: .firstLetter, from: start, count: nil) ?? start)
    case "a": composer.place(min(end, composer.cursor + 1))
    case "A": composer.place(end)
    case "o":
      composer.place(end)
      composer.insert("\n")
    case "O":
      composer.place(start)
      composer.insert("\n")
      composer.moveLeft()
    default: break
    }
  }

  private func put(_ times: Int, before: Bool, _ composer: inout Composer) {
    guard let piece = composer.ring.latest, !piece.isEmpty else { return }
    let text = ViText(elements: composer.elements)
    let whole = Array(repeating: piece, count: min(times, 99))
    let newline = Composer.Element.character("\n")
    guard piece == lines else {
      let place = before ? composer.cursor : min(composer.cursor + 1, text.elements.count)
      composer.exchange(place..<place, for: Array(whole.joined()))
      return composer.place(place + whole.count * piece.count - 1)
    }
    if before {
      let place = text.lineStart(composer.cursor)
      composer.exchange(place..<place, for: whole.flatMap { $0 + [newline] })
      composer.place(place)
    } else {
      let place = text.lineEnd(composer.cursor)
      composer.exchange(place..<place, for: whole.flatMap { [newline] + $0 })
      composer.place(place + 1)
    }
  }

  /// Puts the next line behind this one, with one space between.
  private func join(at end: Int, _ composer: inout Composer) {
    guard end < composer.elements.count else { return }
    var next = end + 1
    while next < composer.elements.count, composer.elements[next] == .character(" ") { next += 1 }
    composer.exchange(end..<next, for: [.character(" ")])
    composer.place(end)
  }
}
