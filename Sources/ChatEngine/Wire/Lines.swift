/// Cuts a byte stream into lines, as newline-delimited JSON needs them.
///
///     var rest = chunk
///     while let line = try lines.next(&rest) { … }
package struct Lines {
  private let maxLineBytes: Int
  /// The beginning of a line whose end has not come.
  private var begun: [UInt8] = []
  private var isOver = false

  package init(maxLineBytes: Int = 8 << 20) { self.maxLineBytes = maxLineBytes }

  /// The next line without its LF or CRLF; nil when `rest` is used up and more must come.
  ///
  /// What is left of the chunk stands in `rest`. Once a line was too large, every call throws.
  package mutating func next(
    _ rest: inout UnsafeBufferPointer<UInt8>
  ) throws(StreamTooLarge) -> StreamBytes? {
    let end = rest.firstIndex(of: UInt8(ascii: "\n"), from: 0)
    let piece = rest.cut(0, end ?? rest.count)
    if isOver || begun.count + piece.count > maxLineBytes {
      isOver = true
      throw StreamTooLarge(limit: maxLineBytes)
    }
    guard let end else {
      begun.append(contentsOf: piece)
      rest = rest.cut(rest.count, rest.count)
      return nil
    }
    rest = rest.cut(end + 1, rest.count)
    if begun.isEmpty {
      return .inChunk(piece.last == UInt8(ascii: "\r") ? piece.cut(0, piece.count - 1) : piece)
    }
    begun.append(contentsOf: piece)
    return takeBegun()
  }

  /// Ends the stream: gives a last line that came without its LF, if there is one.
  package mutating func finish() -> StreamBytes? { begun.isEmpty || isOver ? nil : takeBegun() }

  private mutating func takeBegun() -> StreamBytes {
    var line: [UInt8] = []
    swap(&line, &begun)
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return .joined(line)
  }
}
