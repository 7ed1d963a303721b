/// The styles of a growing text: where each begins.
struct StyleSpans: Sendable {
  private var starts: [UInt32] = []
  private var styles: [Style] = []

  /// From here on the text is in this style.
  mutating func begin(_ style: Style, at offset: Int) {
    guard styles.last != style else { return }
    guard !(styles.isEmpty && style == .plain) else { return }
    starts.append(UInt32(clamping: offset))
    styles.append(style)
  }

  var count: Int { starts.count }

  /// Forgets all but the first ones.
  mutating func truncate(_ count: Int) {
    starts.removeLast(max(0, starts.count - count))
    styles.removeLast(max(0, styles.count - count))
  }

  /// The pieces of a range that have one style each.
  func pieces(of range: Range<Int>) -> [(range: Range<Int>, style: Style)] {
    var pieces: [(range: Range<Int>, style: Style)] = []
    var start = range.lowerBound
    var next = firstSpan(after: start)
    while start < range.upperBound {
      let end = next < starts.count ? min(Int(starts[next]), range.upperBound) : range.upperBound
      pieces.append((start..<end, next == 0 ? .plain : styles[next - 1]))
      start = end
      next += 1
    }
    return pieces
  }

  private func firstSpan(after offset: Int) -> Int {
    var low = 0
    var high = starts.count
    while low < high {
      let middle = (low + high) / 2
      if Int(starts[middle]) <= offset { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
