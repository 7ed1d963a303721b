extension Message {
  /// Adds a piece of a streamed answer; `calls` holds the places of its tool calls so far.
  package mutating func append(_ piece: StreamPart, calls: inout [Int]) {
    _ = parts.append(piece, calls: &calls)
  }
}
