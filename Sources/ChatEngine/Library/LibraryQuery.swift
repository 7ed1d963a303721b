/// A line that conversations are searched by: words, and what must hold of their marks.
package struct LibraryQuery: Sendable, Equatable {
  /// What is looked for in titles and in what was said.
  package private(set) var words = ""
  package private(set) var isPinned: Bool?
  /// Archived conversations alone; they are left out otherwise.
  package private(set) var isArchived = false
  package private(set) var tags: [String] = []

  /// Takes `is:pinned`, `is:archived` and `tag:x` out of a line, wherever they stand.
  package init(_ line: String) {
    var words: [Substring] = []
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      switch word.lowercased() {
      case "is:pinned": isPinned = true
      case "is:archived": isArchived = true
      case let word where word.hasPrefix("tag:") && word.count > 4:
        tags.append(String(word.dropFirst(4)))
      default: words.append(word)
      }
    }
    self.words = words.joined(separator: " ").trimmingSpace()
  }

  /// Whether the marks are as asked for; a tag may be given by its beginning.
  package func fits(_ marks: LibraryMarks.Marks) -> Bool {
    guard marks.isArchived == isArchived, !(isPinned == true && !marks.isPinned) else {
      return false
    }
    return tags.allSatisfy { wanted in marks.tags.contains { $0.hasPrefix(wanted) } }
  }
}
