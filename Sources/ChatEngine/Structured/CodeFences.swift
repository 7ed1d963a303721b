/// The fenced blocks in a whole answer, to the byte: where JSON is looked for that was asked for.
///
/// Everything else that is done with code reads Markdown as the screen does.
package enum CodeFences {
  private struct Fence {
    var mark: UInt8
    var length: Int
    var indent: Int
  }

  /// Fences in nested lists stand further in than the three columns of CommonMark.
  private static let deepestIndent = 16

  /// The content of every block in order, each with the newline of its last line.
  ///
  /// A block without an end goes to the end of the text.
  package static func blocks(in text: String) -> [String] {
    var blocks: [String] = []
    var open: Fence?
    var content: [UInt8] = []
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
      let line = bytes[start..<end]
      start = end
      guard let fence = open else {
        open = opening(line)
        content = []
        continue
      }
      if closes(line, fence) {
        blocks.append(String(decoding: content, as: UTF8.self))
        open = nil
      } else {
        content += stripped(line, indent: fence.indent)
      }
    }
    if open != nil { blocks.append(String(decoding: content, as: UTF8.self)) }
    return blocks
  }

  private static func opening(_ line: ArraySlice<UInt8>) -> Fence? {
    let rest = line.drop { $0 == 0x20 }
    guard let mark = rest.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return nil
    }
    let marks = rest.prefix { $0 == mark }
    let indent = rest.startIndex - line.startIndex
    guard marks.count >= 3, indent <= deepestIndent else { return nil }
    // ```a``` within a line is code of one line, no fence.
    if mark == UInt8(ascii: "`"), rest.dropFirst(marks.count).contains(mark) { return nil }
    return Fence(mark: mark, length: marks.count, indent: indent)
  }

  private static func closes(_ line: ArraySlice<UInt8>, _ fence: Fence) -> Bool {
    let rest = line.drop { $0 == 0x20 }
    let marks = rest.prefix { $0 == fence.mark }
    guard marks.count >= fence.length, rest.startIndex - line.startIndex <= deepestIndent else {
      return false
    }
    return rest.dropFirst(marks.count).allSatisfy { [0x20, 0x09, 0x0D, 0x0A].contains($0) }
  }

  /// Without the spaces that the fence itself stands behind.
  private static func stripped(_ line: ArraySlice<UInt8>, indent: Int) -> ArraySlice<UInt8> {
    line.dropFirst(line.prefix(indent).prefix { $0 == 0x20 }.count)
  }
}
