/// Fuzzy matching of a short pattern in a line: every character in order, gaps allowed.
package struct FuzzyMatch: Sendable, Equatable {
  /// Higher is better.
  package var score: Int
  /// Places of the matched characters, counted in characters from 0.
  package var places: [Int]

  /// The best greedy match, or nil where the pattern's characters do not all occur in order.
  ///
  /// Spaces split the pattern into words that may match anywhere. A match at the beginning of a word
  /// scores 8, one right behind another 5, any other 1, and each line's length costs a little, so
  /// that of two equal matches the shorter line comes first.
  package init?(_ pattern: String, in line: String) {
    let characters = Array(line.lowercased())
    score = 0
    places = []
    for word in pattern.lowercased().split(separator: " ") {
      guard let found = FuzzyMatch.find(Array(word), in: characters) else { return nil }
      score += found.score
      places += found.places
    }
    score = score * 100 - characters.count
  }

  private static func find(
    _ word: [Character], in line: [Character]
  ) -> (score: Int, places: [Int])? {
    var best: (score: Int, places: [Int])?
    guard let first = word.first else { return (0, []) }
    for start in line.indices where line[start] == first {
      guard let found = follow(word, in: line, from: start) else { break }
      if best.map({ found.score > $0.score }) ?? true { best = found }
    }
    return best
  }

  private static func follow(
    _ word: [Character], in line: [Character], from start: Int
  ) -> (score: Int, places: [Int])? {
    var places: [Int] = []
    var score = 0
    var place = start
    for character in word {
      guard let next = line[place...].firstIndex(of: character) else { return nil }
      let beginsWord = next == 0 || !(line[next - 1].isLetter || line[next - 1].isNumber)
      if let last = places.last, next == last + 1 {
        score += 5
      } else {
        score += beginsWord ? 8 : 1
      }
      places.append(next)
      place = next + 1
    }
    return (score, places)
  }
}
