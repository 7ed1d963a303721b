import ChatUI

/// Bytes from the terminal in, events out.
///
/// It does no I/O and knows no time. A lone ESC may be the Escape key or the start of a sequence:
/// while `isWaiting`, the caller calls `flushEscape()` if nothing more comes for 25 ms.
/// Sequences that are not known, and what terminals answer to questions, are swallowed whole: a piece
/// of one in the composer would be worse than a key that does nothing.
struct InputDecoder {
  private enum State {
    case ground
    /// After ESC; `again` after ESC ESC, which rxvt sends before the sequence of an Alt key.
    case escape(again: Bool)
    case control(alt: Bool)
    case single(alt: Bool)
    /// After `ESC [ [`, the Linux console's F1 to F5.
    case console(alt: Bool)
    case mouse
    case string(introducer: UInt8)
    /// In a string, after an ESC that may start its `ESC \`.
    case stringEnd(introducer: UInt8)
    case paste
  }

  /// The longest control sequence that is looked at; what is longer is swallowed.
  private static let sequenceLimit = 64
  /// The longest answer of a terminal that is swallowed before what follows counts as typed.
  private static let stringLimit = 65_536

  private var state = State.ground
  private var sequence: [UInt8] = []
  private var stringLength = 0
  /// The beginning of an application's string.
  private var command: [UInt8] = []
  private var answers: [GraphicsQuestion.Answer] = []
  private var characters = UTF8Decoder()
  private var isAltCharacter = false
  private var paste: PasteBuffer
  private let pasteLimit: Int
  private var text = ""
  private var events: [InputEvent] = []

  /// Keeps so many bytes of each paste.
  init(pasteLimit: Int = 16 << 20) {
    self.pasteLimit = pasteLimit
    paste = PasteBuffer(limit: pasteLimit)
  }

  /// Whether what has come so far may be a key of its own if nothing follows.
  var isWaiting: Bool {
    switch state {
    case .escape, .console: true
    case .control, .single: sequence.isEmpty
    case .string: stringLength == 0
    case .ground, .mouse, .stringEnd, .paste: false
    }
  }

  /// What the bytes say, together with those that came before and said nothing yet.
  mutating func decode(_ bytes: some Sequence<UInt8>) -> [InputEvent] {
    for byte in bytes { take(byte) }
    return takeEvents()
  }

  /// Nothing followed in time: an ESC was the Escape key, `ESC [` was Alt-[.
  mutating func flushEscape() -> [InputEvent] {
    switch state {
    case .escape(let again):
      if again { emit(Key(.escape)) }
      emit(Key(.escape))
    case .control where sequence.isEmpty: emit(Key(.character("["), .alt))
    case .single where sequence.isEmpty: emit(Key(.character("O"), .alt))
    case .console: emit(Key(.character("["), .alt))
    case .string(let introducer) where stringLength == 0:
      emit(Key(.character(Character(UnicodeScalar(introducer))), .alt))
    case .ground, .control, .single, .mouse, .string, .stringEnd, .paste: return takeEvents()
    }
    state = .ground
    return takeEvents()
  }

  /// The input has ended: what was cut off is told as far as it goes.
  mutating func finish() -> [InputEvent] {
    _ = endCharacter()
    flushText()
    events += flushEscape()
    if case .paste = state, let text = paste.end() { events.append(.paste(text)) }
    state = .ground
    events.append(.eof)
    return takeEvents()
  }

  /// What the terminal has said of itself since the last time.
  mutating func takeAnswers() -> [GraphicsQuestion.Answer] {
    defer { answers = [] }
    return answers
  }

  private mutating func takeEvents() -> [InputEvent] {
    flushText()
    defer { events = [] }
    return events
  }

  private mutating func emit(_ key: Key) {
    flushText()
    events.append(.key(key))
  }

  private mutating func flushText() {
    if !text.isEmpty { events.append(.text(text)) }
    text = ""
  }
}

// MARK: One byte

extension InputDecoder {
  private mutating func take(_ byte: UInt8) {
    switch state {
    case .ground: takeGround(byte, alt: false)
    case .escape(let again): takeEscaped(byte, again: again)
    case .control(let alt): takeControl(byte, alt: alt)
    case .single(let alt): takeSingle(byte, alt: alt)
    case .console(let alt):
      state = .ground
      if (0x41...0x45).contains(byte) {
        emit(Key(.function(Int(byte) - 0x40), alt ? .alt : []))
      } else if byte < 0x20 {
        take(byte)
      }
    case .mouse:
      sequence.append(byte)
      guard sequence.count == 3 else { return }
      state = .ground
      flushText()
      if let event = MouseReport.oldForm(sequence) { events.append(.mouse(event)) }
    case .string(let introducer): takeString(byte, introducer: introducer)
    case .stringEnd(let introducer):
      state = .ground
      if byte == UInt8(ascii: "\\"), introducer == UInt8(ascii: "_") {
        answers.append(.command(command))
      }
      if byte != UInt8(ascii: "\\") { takeEscaped(byte, again: false) }
    case .paste:
      guard let pasted = paste.take(byte) else { return }
      state = .ground
      flushText()
      events.append(.paste(pasted))
    }
  }

  private mutating func takeGround(_ byte: UInt8, alt: Bool) {
    if byte >= 0x80 || characters.isPartial {
      if !characters.isPartial { isAltCharacter = alt }
      let isTaken = takeCharacter(byte)
      if !isTaken { take(byte) }
      return
    }
    if byte == 0x1B {
      state = .escape(again: false)
    } else if let key = ControlSequence.controlCharacter(byte) {
      emit(alt ? key.adding(.alt) : key)
    } else if alt {
      emit(Key(.character(Character(UnicodeScalar(byte))), .alt))
    } else {
      text.unicodeScalars.append(UnicodeScalar(byte))
    }
  }

  /// Takes a byte of a character of several; false where it did not belong to it and is still to be taken.
  private mutating func takeCharacter(_ byte: UInt8) -> Bool {
    switch characters.take(byte) {
    case .incomplete: return true
    case .scalar(let scalar):
      append(scalar)
      return true
    case .invalid(let isTaken):
      append("\u{FFFD}")
      return isTaken
    }
  }

  private mutating func endCharacter() -> Bool {
    guard characters.isPartial else { return false }
    characters = UTF8Decoder()
    append("\u{FFFD}")
    return true
  }

  private mutating func append(_ scalar: UnicodeScalar) {
    // C1 controls are no text, and in UTF-8 no sequences either.
    let shown = (0x80...0x9F).contains(scalar.value) ? "\u{FFFD}" : scalar
    if isAltCharacter {
      isAltCharacter = false
      emit(Key(.character(Character(shown)), .alt))
    } else {
      text.unicodeScalars.append(shown)
    }
  }

  private mutating func takeEscaped(_ byte: UInt8, again: Bool) {
    sequence = []
    stringLength = 0
    switch byte {
    case 0x1B:
      if again { emit(Key(.escape)) }
      state = .escape(again: true)
    case UInt8(ascii: "["): state = .control(alt: again)
    case UInt8(ascii: "O"): state = .single(alt: again)
    case UInt8(ascii: "]"), UInt8(ascii: "P"), UInt8(ascii: "X"), UInt8(ascii: "^"),
      UInt8(ascii: "_"):
      if again { emit(Key(.escape)) }
      command = []
      state = .string(introducer: byte)
    default:
      if again { emit(Key(.escape)) }
      state = .ground
      takeGround(byte, alt: true)
    }
  }

  private mutating func takeControl(_ byte: UInt8, alt: Bool) {
    if byte == UInt8(ascii: "["), sequence.isEmpty {
      state = .console(alt: alt)
      return
    }
    switch byte {
    case 0x20...0x3F where !(byte == UInt8(ascii: "$") && isRxvtShift):
      if sequence.count < InputDecoder.sequenceLimit { sequence.append(byte) }
    case 0x24, 0x40...0x7E:
      state = .ground
      let isCut = sequence.count >= InputDecoder.sequenceLimit
      if !isCut { finishControl(ControlSequence(sequence, final: byte), alt: alt) }
    case 0x18, 0x1A: state = .ground
    default:
      // It was no sequence after all; the byte is of its own, and must not be lost.
      state = .ground
      take(byte)
    }
  }

  /// Whether `$` ends the sequence: rxvt's `CSI 3 $` is Shift-Delete, `CSI ? 2026 $` goes on.
  private var isRxvtShift: Bool {
    !sequence.isEmpty && sequence.allSatisfy { (0x30...0x39).contains($0) }
  }

  private mutating func finishControl(_ sequence: ControlSequence, alt: Bool) {
    switch sequence.meaning {
    case .key(let key):
      if case .character(let character) = key.code, key.modifiers.isEmpty, !alt {
        text.append(character)
      } else {
        emit(alt ? key.adding(.alt) : key)
      }
    case .mouse(let event):
      flushText()
      events.append(.mouse(event))
    case .focus(let isFocused):
      flushText()
      events.append(.focus(isFocused))
    case .answer(let answer): answers.append(answer)
    case .oldMouse:
      self.sequence = []
      state = .mouse
    case .pasteStart:
      paste = PasteBuffer(limit: pasteLimit)
      state = .paste
    case .nothing: break
    }
  }

  private mutating func takeSingle(_ byte: UInt8, alt: Bool) {
    switch byte {
    case 0x30...0x39 where sequence.isEmpty: sequence.append(byte)
    case 0x40...0x7E, 0x20:
      state = .ground
      guard let key = ControlSequence.singleShift(byte, modifier: sequence.first) else { return }
      if case .character(let character) = key.code, !alt {
        text.append(character)
      } else {
        emit(alt ? key.adding(.alt) : key)
      }
    default:
      state = .ground
      take(byte)
    }
  }

  private mutating func takeString(_ byte: UInt8, introducer: UInt8) {
    stringLength += 1
    switch byte {
    case 0x07, 0x18, 0x1A: state = .ground
    case 0x1B: state = .stringEnd(introducer: introducer)
    case 0x03, 0x0A, 0x0D:
      // No answer of a terminal holds these: someone is typing.
      state = .ground
      take(byte)
    default:
      if command.count < InputDecoder.sequenceLimit { command.append(byte) }
      if stringLength > InputDecoder.stringLimit { state = .ground }
    }
  }
}

extension Key {
  fileprivate func adding(_ more: KeyModifiers) -> Key {
    Key(code, modifiers.union(more))
  }
}
