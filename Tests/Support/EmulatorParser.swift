/// Bytes for a terminal, cut into what they say.
struct EmulatorParser {
  enum Token: Equatable {
    case scalar(Unicode.Scalar)
    case control(UInt8)
    /// ESC, perhaps an intermediate byte, and a final one.
    case escape(intermediate: UInt8?, final: UInt8)
    case sequence(prefix: UInt8?, parameters: [[Int]], intermediate: UInt8?, final: UInt8)
    case systemCommand(String)
    /// `ESC _`.
    case applicationCommand(String)
    /// `ESC P`.
    case deviceControl(String)
  }

  /// What a string is for, by what begins it.
  private enum StringKind {
    case system, application, device, other
  }

  private enum State {
    case ground
    case escape(UInt8?)
    case sequence
    case string(StringKind)
    case stringEscape(StringKind)
  }

  private var state = State.ground
  private var buffer: [UInt8] = []
  private var character: [UInt8] = []

  mutating func take(_ byte: UInt8) -> Token? {
    switch state {
    case .ground: return takeGround(byte)
    case .escape(let intermediate): return takeEscape(byte, intermediate)
    case .sequence:
      if byte < 0x20 { return .control(byte) }
      guard (0x40...0x7E).contains(byte) else {
        buffer.append(byte)
        return nil
      }
      state = .ground
      return sequence(final: byte)
    case .string(let kind):
      if byte == 0x1B {
        state = .stringEscape(kind)
      } else if byte == 0x07, kind == .system {
        return endString(kind)
      } else {
        buffer.append(byte)
      }
      return nil
    case .stringEscape(let kind):
      if byte == UInt8(ascii: "\\") { return endString(kind) }
      buffer += [0x1B, byte]
      state = .string(kind)
      return nil
    }
  }

  private mutating func endString(_ kind: StringKind) -> Token? {
    state = .ground
    let text = String(decoding: buffer, as: UTF8.self)
    switch kind {
    case .system: return .systemCommand(text)
    case .application: return .applicationCommand(text)
    case .device: return .deviceControl(text)
    case .other: return nil
    }
  }

  private mutating func takeGround(_ byte: UInt8) -> Token? {
    if byte >= 0x80 {
      character.append(byte)
      let expected = (character.first ?? 0) >= 0xF0 ? 4 : (character.first ?? 0) >= 0xE0 ? 3 : 2
      guard character.count >= expected else { return nil }
      defer { character = [] }
      return String(decoding: character, as: UTF8.self).unicodeScalars.first.map(Token.scalar)
    }
    character = []
    if byte == 0x1B {
      state = .escape(nil)
      return nil
    }
    return byte < 0x20 || byte == 0x7F ? .control(byte) : .scalar(Unicode.Scalar(byte))
  }

  private mutating func takeEscape(_ byte: UInt8, _ intermediate: UInt8?) -> Token? {
    buffer = []
    switch byte {
    case UInt8(ascii: "[") where intermediate == nil: state = .sequence
    case UInt8(ascii: "]") where intermediate == nil: state = .string(.system)
    case UInt8(ascii: "_"): state = .string(.application)
    case UInt8(ascii: "P"): state = .string(.device)
    case UInt8(ascii: "^"), UInt8(ascii: "X"): state = .string(.other)
    case 0x20...0x2F: state = .escape(byte)
    default:
      state = .ground
      return .escape(intermediate: intermediate, final: byte)
    }
    return nil
  }

  private func sequence(final: UInt8) -> Token {
    var body = buffer[...]
    var prefix: UInt8?
    if let first = body.first, (0x3C...0x3F).contains(first) {
      prefix = first
      body = body.dropFirst()
    }
    var intermediate: UInt8?
    if let last = body.last, (0x20...0x2F).contains(last) {
      intermediate = last
      body = body.dropLast()
    }
    let parameters = body.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map
    {
      $0.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    }
    return .sequence(
      prefix: prefix, parameters: parameters, intermediate: intermediate, final: final)
  }
}
