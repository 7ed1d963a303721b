/// What stands to the left of a block: bars of quotes, bullets and numbers of lists.
package struct BlockPrefix: Sendable {
  /// Beside the block's first row.
  var first = Line()
  var rest = Line()
  /// Beside the blank row above it; nil where there is none.
  var gap: Line?
  /// Whether the first row begins an item, which is shown even without text.
  var hasMarker = false

  /// The columns that it takes in rows of a width: a block keeps some room, however deep it is.
  func columns(in width: Int) -> Int {
    min(rest.columns, max(0, width - max(8, width / 3)))
  }

  /// What stands before a row in `columns`.
  package static func cut(_ line: Line, to columns: Int) -> Line {
    guard line.columns > columns else { return line }
    var cut = Line()
    for run in line.runs where cut.columns < columns {
      let room = columns - cut.columns
      cut.append(run.text.columns > room ? .spaces(room) : run.text, style: run.style)
    }
    return cut
  }
}

/// The containers that are open, as what they put before their blocks.
struct BlockPrefixes: Sendable {
  private struct Part: Sendable {
    var first: Line
    let rest: Line
    let isItem: Bool
    var isFresh = true
  }

  private static let bullets: [SafeText] = ["• ", "◦ ", "▪ "]

  private var parts: [Part] = []
  private var bulletDepth = 0

  /// Whether the container that opened last is an item of which nothing is shown yet.
  var endsWithFreshItem: Bool { parts.last.map { $0.isItem && $0.isFresh } ?? false }

  mutating func open(_ container: Container) {
    switch container {
    case .quote:
      let bar = Line("│ ", style: Style(role: .quoteBar))
      parts.append(Part(first: bar, rest: bar, isItem: false))
    case .list(let kind):
      if kind.start == nil { bulletDepth += 1 }
      parts.append(Part(first: Line(), rest: Line(), isItem: false))
    case .item(let number, let task): parts.append(item(number, task))
    case .footnote(let label):
      let name = SafeText(String(decoding: label, as: UTF8.self), context: .code)
      let mark = Line("[\(name.truncated(to: 20))] ", style: Style(role: .footnote))
      parts.append(Part(first: mark, rest: .spaces(mark.columns), isItem: true))
    }
    isBulleted.append(container.isBulleted)
  }

  mutating func close() {
    guard !parts.isEmpty else { return }
    parts.removeLast()
    if isBulleted.removeLast() { bulletDepth -= 1 }
  }

  /// Whether each part is a list with bullets.
  private var isBulleted: [Bool] = []

  private func item(_ number: Int, _ task: Bool?) -> Part {
    let isOrdered = isBulleted.last == false
    let mark: SafeText =
      isOrdered ? "\(number). " : Self.bullets[max(0, bulletDepth - 1) % Self.bullets.count]
    var line = Line()
    if !isOrdered, let task {
      line.append(task ? "☑ " : "☐ ", style: Style(role: .marker))
    } else {
      line.append(mark, style: Style(role: .marker))
      if let task { line.append(task ? "☑ " : "☐ ", style: Style(role: .marker)) }
    }
    return Part(first: line, rest: .spaces(line.columns), isItem: true)
  }

  /// The prefix of the next block.
  mutating func take(hasGap: Bool) -> BlockPrefix {
    var prefix = BlockPrefix()
    var gap = Line()
    var isShared = true
    for index in parts.indices {
      if parts[index].isFresh { isShared = false }
      if isShared { gap.append(parts[index].rest) }
      prefix.first.append(parts[index].isFresh ? parts[index].first : parts[index].rest)
      prefix.rest.append(parts[index].rest)
      if parts[index].isFresh, parts[index].isItem { prefix.hasMarker = true }
      parts[index].isFresh = false
    }
    if hasGap { prefix.gap = gap }
    return prefix
  }
}

extension Container {
  fileprivate var isBulleted: Bool {
    if case .list(let kind) = self { kind.start == nil } else { false }
  }
}

extension Line {
  fileprivate static func spaces(_ columns: Int) -> Line { Line(SafeText.spaces(columns)) }
}
