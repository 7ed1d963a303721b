/// The part of YAML in which aichat writes a session: keys, a list of messages, and texts that are
/// plain, quoted, or blocks.
struct AichatSession {
  private(set) var model: String?
  private(set) var messages: [(role: String, content: String)] = []

  private let lines: [Substring]
  private var next = 0

  init(_ text: String) {
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.last == "\r" ? line.dropLast() : line
    }
  }

  mutating func read() {
    var isInMessages = false
    while next < lines.count {
      let line = lines[next]
      next += 1
      if !line.hasPrefix(" "), !line.hasPrefix("-"), !line.isEmpty {
        // `compressed_messages` are earlier ones: what was said all the same.
        isInMessages = line.hasPrefix("messages:") || line.hasPrefix("compressed_messages:")
        if line.hasPrefix("model:") { model = scalar(line.dropFirst(6), indent: 0) }
        continue
      }
      guard isInMessages else { continue }
      var rest = line.drop { $0 == " " }
      var indent = line.count - rest.count
      if rest.hasPrefix("- ") {
        rest = rest.dropFirst(2).drop { $0 == " " }
        indent = line.count - rest.count
        if rest.hasPrefix("role:") { messages.append(("", "")) }
      }
      guard !messages.isEmpty else { continue }
      let last = messages.count - 1
      if rest.hasPrefix("role:") {
        messages[last].role = scalar(rest.dropFirst(5), indent: indent)
      } else if rest.hasPrefix("content:") || rest.hasPrefix("text:") {
        let text = scalar(rest.drop { $0 != ":" }.dropFirst(), indent: indent)
        let isFirst = messages[last].content.isEmpty
        messages[last].content += (isFirst || text.isEmpty ? "" : "\n") + text
      }
    }
  }

  /// The text after a key that stands at an indent.
  private mutating func scalar(_ rest: Substring, indent: Int) -> String {
    let text = rest.drop { $0 == " " }
    switch text.first {
    case "|", ">": return block(text, indent: indent)
    case "'": return quoted(text, "'", indent)
    case "\"": return quoted(text, "\"", indent)
    default: return String(text).trimmingSpace()
    }
  }

  /// A block, `|` with its marks: `-` drops the last line feed, a digit gives the indent.
  private mutating func block(_ header: Substring, indent: Int) -> String {
    var depth = header.first { $0.isNumber }.flatMap { $0.wholeNumberValue }.map { indent + $0 }
    var text: [Substring] = []
    while next < lines.count {
      let line = lines[next]
      let spaces = line.prefix { $0 == " " }.count
      if line.count > spaces {
        if depth == nil { depth = spaces }
        guard let depth, spaces >= depth, spaces > indent || depth > indent else { break }
        text.append(line.dropFirst(depth))
      } else {
        text.append(line.dropFirst(depth ?? spaces))
      }
      next += 1
    }
    while text.last?.isEmpty == true { text.removeLast() }
    let joined = text.joined(separator: header.first == ">" ? " " : "\n")
    return header.contains("-") ? joined : joined + "\n"
  }

  /// A quoted text, which may go on over lines: a line feed there is a space, an empty line a line feed.
  private mutating func quoted(_ start: Substring, _ quote: Character, _ indent: Int) -> String {
    var text = ""
    var rest = start.dropFirst()
    while true {
      while let character = rest.popFirst() {
        if character == quote {
          if quote == "'", rest.first == "'" {
            rest.removeFirst()
            text.append("'")
            continue
          }
          return text
        }
        if character == "\\", quote == "\"" {
          text += escape(&rest)
        } else {
          text.append(character)
        }
      }
      guard next < lines.count else { return text }
      rest = lines[next].drop { $0 == " " }
      next += 1
      if rest.isEmpty { text.append("\n") } else if text.last != "\n" { text.append(" ") }
    }
  }

  private func escape(_ rest: inout Substring) -> String {
    guard let character = rest.popFirst() else { return "" }
    switch character {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "0": return "\0"
    case "e": return "\u{1B}"
    case "x", "u", "U":
      let digits = rest.prefix(character == "x" ? 2 : character == "u" ? 4 : 8)
      rest = rest.dropFirst(digits.count)
      return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init).map { String($0) } ?? "\u{FFFD}"
    default: return String(character)
    }
  }
}
