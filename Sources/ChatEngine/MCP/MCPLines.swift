/// Cuts what a server prints into lines, and drops one that is too long instead of keeping it.
package struct MCPLines {
  package enum Line: Equatable {
    case messages([MCPMessage])
    /// No JSON-RPC: a banner, a log line.
    case rubbish
    /// Told for each `most` bytes of a line, which may have no end.
    case tooLong
  }

  private let most: Int
  private var begun: [UInt8] = []
  private var isDropping = false
  private var dropped = 0

  package init(most: Int = MCPMessage.maxBytes) { self.most = most }

  /// Every line that ends in this piece; blank ones are nothing.
  package mutating func take(_ piece: [UInt8]) -> [Line] {
    var lines: [Line] = []
    piece.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        let end = bytes.firstIndex(of: UInt8(ascii: "\n"), from: start)
        takePart(bytes.cut(start, end ?? bytes.count), isEnd: end != nil, into: &lines)
        start = (end ?? bytes.count) + 1
      }
    }
    return lines
  }

  private mutating func takePart(
    _ part: UnsafeBufferPointer<UInt8>, isEnd: Bool, into lines: inout [Line]
  ) {
    if isDropping || begun.count + part.count > most {
      dropped += begun.count + part.count
      begun = []
      if !isDropping || dropped > most {
        lines.append(.tooLong)
        dropped = 0
      }
      isDropping = !isEnd
    } else if !isEnd {
      begun.append(contentsOf: part)
    } else if begun.isEmpty {
      append(part, to: &lines)
    } else {
      begun.append(contentsOf: part)
      let line = begun
      begun = []
      line.withUnsafeBufferPointer { append($0, to: &lines) }
    }
  }

  private func append(_ line: UnsafeBufferPointer<UInt8>, to lines: inout [Line]) {
    if line.allSatisfy(\.isSpace) { return }
    let messages = MCPMessage.read(line)
    lines.append(messages.isEmpty ? .rubbish : .messages(messages))
  }
}
