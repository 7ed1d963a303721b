/// What changed between two texts, line by line: `- old`, `+ new`, `  same`.
enum LineDifference {
  /// Longer texts are told apart by their beginnings and ends alone: the table is the product.
  private static let mostLines = 400

  static func lines(from old: String, to new: String) -> [String] {
    guard !old.utf8.elementsEqual(new.utf8) else { return [] }
    var before = lines(of: old)[...]
    var after = lines(of: new)[...]
    var head: [String] = []
    var tail: [String] = []
    while let first = before.first, first.utf8.elementsEqual((after.first ?? "\n").utf8) {
      head.append("  " + first)
      before.removeFirst()
      after.removeFirst()
    }
    while let last = before.last, last.utf8.elementsEqual((after.last ?? "\n").utf8) {
      tail.append("  " + last)
      before.removeLast()
      after.removeLast()
    }
    return head + middle(Array(before), Array(after)) + tail.reversed()
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// The longest common subsequence, by a table.
  private static func middle(_ old: [String], _ new: [String]) -> [String] {
    guard old.count <= mostLines, new.count <= mostLines else {
      return old.map { "- " + $0 } + new.map { "+ " + $0 }
    }
    let width = new.count + 1
    var longest = [Int](repeating: 0, count: (old.count + 1) * width)
    for row in old.indices.reversed() {
      for column in new.indices.reversed() {
        longest[row * width + column] =
          old[row].utf8.elementsEqual(new[column].utf8)
          ? longest[(row + 1) * width + column + 1] + 1
          : max(longest[(row + 1) * width + column], longest[row * width + column + 1])
      }
    }
    var output: [String] = []
    var (row, column) = (0, 0)
    while row < old.count || column < new.count {
      if row < old.count, column < new.count, old[row].utf8.elementsEqual(new[column].utf8) {
        output.append("  " + old[row])
        row += 1
        column += 1
      } else if column == new.count
        || (row < old.count
          && longest[(row + 1) * width + column] >= longest[row * width + column + 1])
      {
        output.append("- " + old[row])
        row += 1
      } else {
        output.append("+ " + new[column])
        column += 1
      }
    }
    return output
  }
}
