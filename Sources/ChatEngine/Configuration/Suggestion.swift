/// Finds what a mistyped word was meant to be.
package enum Suggestion {
  /// The nearest of the known words, if it is near enough to be meant; the first of equals.
  ///
  /// A third of the letters may differ, at least one: `timeout` is meant as `timeouts`, `x` as nothing.
  package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().unicodeScalars.prefix(64))
    var best: (word: String, distance: Int)?
    for candidate in known {
      let distance = distance(letters, Array(candidate.lowercased().unicodeScalars.prefix(64)))
      let allowed = max(1, max(letters.count, candidate.unicodeScalars.count) / 3)
      guard distance <= allowed, distance < min(letters.count, candidate.count) else { continue }
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.word
  }

  /// ` Did you mean "timeouts"?`, or nothing.
  package static func question(for word: String, among known: some Sequence<String>) -> String {
    nearest(to: word, among: known).map { " Did you mean \"\($0)\"?" } ?? ""
  }

  /// Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var before: [Int] = []
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        var least = min(last[column + 1], current[column]) + 1
        least = min(least, last[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          least = min(least, before[column - 1] + 1)
        }
        current.append(least)
      }
      before = last
      last = current
    }
    return last[right.count]
  }
}
