import ChatEngine

/// What was found, in the words around it, on one row.
enum SnippetLine {
  /// `    You: … the lexer allocates per token …  +3`.
  static func line(_ found: LibrarySearch.Found, columns: Int, _ theme: Theme) -> Line {
    let hit = found.hit
    var line = Line(columns >= 36 ? "    " : " ")
    line.append(who(hit), style: theme.dim)
    var more = SafeText()
    // Where there is hardly room, the words count more than how often they stand somewhere.
    if found.count > 1, columns >= 36 { more = "  in \(found.count) messages" }
    let room = columns - line.columns - more.columns
    line.append(middle(of: hit, columns: room, theme))
    line.pad(to: columns - more.columns)
    line.append(more, style: theme.dim)
    return line
  }

  private static func who(_ hit: SearchHit) -> SafeText {
    switch (hit.kind, hit.role) {
    case (.reasoning, _): "Thought: "
    case (.tool, _): "Tool: "
    case (.text, .user): "You: "
    case (.text, .system): "System: "
    case (.text, .assistant), (.text, .tool): "Answer: "
    }
  }

  /// The found text, with as much before it as leaves room for it.
  private static func middle(of hit: SearchHit, columns: Int, _ theme: Theme) -> Line {
    let bytes = Array(hit.snippet.utf8)
    let text = { (range: Range<Int>) in
      SafeText(String(decoding: bytes[range], as: UTF8.self))
    }
    let found = text(hit.place).truncated(to: max(0, columns))
    let rest = max(0, columns - found.columns)
    var before = text(0..<hit.place.lowerBound)
    if before.columns > rest / 3 { before = "…" + before.suffix(columns: max(0, rest / 3 - 1)) }
    let after = text(hit.place.upperBound..<bytes.count)
    var line = Line(before)
    line.append(found, style: theme.match)
    line.append(after.truncated(to: max(0, columns - line.columns)))
    return line
  }
}

extension SafeText {
  /// The longest end that fits into so many columns.
  func suffix(columns: Int) -> SafeText {
    let surplus = self.columns - columns
    guard surplus > 0 else { return self }
    var dropped = 0
    var start = 0
    var clusters = Clusters(self)
    while dropped < surplus, let cluster = clusters.next() {
      dropped += cluster.columns(at: 0)
      start = cluster.range.upperBound
    }
    return self[start..<count]
  }
}
