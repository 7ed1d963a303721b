/// What differs between two texts, word by word.
///
/// Words that occur once in both, in the same order, hold them together; between two of these the
/// shortest way from one to the other is looked for, as far as that stays cheap. So it takes a few
/// milliseconds for answers of any length.
enum WordDifference {
  /// A run of words.
  struct Piece: Equatable, Sendable {
    enum Kind: Sendable {
      case same
      /// In the first text alone, or in the second alone.
      case added, removed
    }

    var kind: Kind
    var text: String
  }

  /// Changes that are looked for between two holds; the work is their square.
  private static let mostChanges = 400

  /// The first text, and between its words those that only the second one has.
  static func pieces(of first: String, against second: String) -> [Piece] {
    let own = words(of: first)
    let others = words(of: second)
    var pieces: [Piece] = []
    func add(_ kind: Piece.Kind, _ words: ArraySlice<Word>) {
      guard !words.isEmpty else { return }
      let text = words.map { String($0.text) }.joined()
      if let last = pieces.indices.last, pieces[last].kind == kind {
        pieces[last].text += text
      } else {
        pieces.append(Piece(kind: kind, text: text))
      }
    }
    var (ownPlace, othersPlace) = (0, 0)
    for pair in matches(own, others) + [(own.count, others.count)] {
      add(.removed, others[othersPlace..<pair.1])
      add(.added, own[ownPlace..<pair.0])
      (ownPlace, othersPlace) = pair
      guard pair.0 < own.count else { break }
      add(.same, own[pair.0...pair.0])
      (ownPlace, othersPlace) = (pair.0 + 1, pair.1 + 1)
    }
    return pieces
  }

  /// A word with the white space behind it, which makes no difference.
  private struct Word {
    var text: Substring
    var key: Substring
  }

  private static func words(of text: String) -> [Word] {
    var words: [Word] = []
    var start = text.startIndex
    while start < text.endIndex {
      let end = text[start...].firstIndex(where: \.isWhitespace) ?? text.endIndex
      let next = text[end...].firstIndex { !$0.isWhitespace } ?? text.endIndex
      words.append(Word(text: text[start..<next], key: text[start..<end]))
      start = next
    }
    return words
  }

  /// Places of words that are the same, both rising.
  private static func matches(_ own: [Word], _ others: [Word]) -> [(Int, Int)] {
    var ids: [Substring: Int32] = [:]
    let numbers = [own, others].map { words in
      words.map { word -> Int32 in
        if let id = ids[word.key] { return id }
        let id = Int32(ids.count)
        ids[word.key] = id
        return id
      }
    }
    var matches: [(Int, Int)] = []
    var (ownPlace, othersPlace) = (0, 0)
    for hold in holds(numbers[0], numbers[1], count: ids.count)
      + [(numbers[0].count, numbers[1].count)]
    {
      guard hold.0 >= ownPlace, hold.1 >= othersPlace else { continue }
      matches += shortest(
        numbers[0][ownPlace..<hold.0], numbers[1][othersPlace..<hold.1])
      if hold.0 < numbers[0].count { matches.append(hold) }
      (ownPlace, othersPlace) = (hold.0 + 1, hold.1 + 1)
    }
    return matches
  }

  /// The longest rising row of words that both have once.
  private static func holds(_ own: [Int32], _ others: [Int32], count: Int) -> [(Int, Int)] {
    var places = [(own: Int, others: Int)](repeating: (-1, -1), count: count)
    for (place, word) in own.enumerated() {
      places[Int(word)].own = places[Int(word)].own == -1 ? place : -2
    }
    for (place, word) in others.enumerated() {
      places[Int(word)].others = places[Int(word)].others == -1 ? place : -2
    }
    let pairs = places.filter { $0.own >= 0 && $0.others >= 0 }.sorted { $0.own < $1.own }
    var ends: [Int] = []
    var before = [Int](repeating: -1, count: pairs.count)
    for (number, pair) in pairs.enumerated() {
      var (low, high) = (0, ends.count)
      while low < high {
        let middle = (low + high) / 2
        if pairs[ends[middle]].others < pair.others { low = middle + 1 } else { high = middle }
      }
      if low > 0 { before[number] = ends[low - 1] }
      if low < ends.count { ends[low] = number } else { ends.append(number) }
    }
    var row: [(Int, Int)] = []
    var next = ends.last ?? -1
    while next >= 0 {
      row.append((pairs[next].own, pairs[next].others))
      next = before[next]
    }
    return row.reversed()
  }

  /// Matches on the shortest way from one to the other (Myers, "An O(ND) Difference Algorithm", 1986);
  /// only those at the ends where it is too long.
  private static func shortest(
    _ own: ArraySlice<Int32>, _ others: ArraySlice<Int32>
  ) -> [(Int, Int)] {
    let most = min(mostChanges, own.count + others.count)
    var reached = [1: 0]
    var trace: [[Int: Int]] = []
    for changes in 0...most {
      trace.append(reached)
      for line in stride(from: -changes, through: changes, by: 2) {
        let isDown =
          line == -changes
          || (line != changes && (reached[line - 1] ?? -1) < (reached[line + 1] ?? -1))
        var x = isDown ? reached[line + 1] ?? 0 : (reached[line - 1] ?? 0) + 1
        var y = x - line
        while x < own.count, y < others.count, y >= 0,
          own[own.startIndex + x] == others[others.startIndex + y]
        {
          x += 1
          y += 1
        }
        reached[line] = x
        if x >= own.count, y >= others.count {
          return walk(back: trace, own, others)
        }
      }
    }
    return common(own, others)
  }

  private static func walk(
    back trace: [[Int: Int]], _ own: ArraySlice<Int32>, _ others: ArraySlice<Int32>
  ) -> [(Int, Int)] {
    var matches: [(Int, Int)] = []
    var (x, y) = (own.count, others.count)
    for changes in stride(from: trace.count - 1, through: 0, by: -1) {
      let reached = trace[changes]
      let line = x - y
      let isDown =
        line == -changes
        || (line != changes && (reached[line - 1] ?? -1) < (reached[line + 1] ?? -1))
      let before = isDown ? line + 1 : line - 1
      let oldX = changes == 0 ? 0 : reached[before] ?? 0
      let oldY = changes == 0 ? 0 : oldX - before
      while x > oldX, y > oldY {
        x -= 1
        y -= 1
        matches.append((own.startIndex + x, others.startIndex + y))
      }
      (x, y) = (oldX, oldY)
    }
    return matches.reversed()
  }

  /// What both begin with, and what both end with.
  private static func common(
    _ own: ArraySlice<Int32>, _ others: ArraySlice<Int32>
  ) -> [(Int, Int)] {
    let least = min(own.count, others.count)
    var front = 0
    while front < least, own[own.startIndex + front] == others[others.startIndex + front] {
      front += 1
    }
    var back = 0
    while back < least - front,
      own[own.endIndex - 1 - back] == others[others.endIndex - 1 - back]
    {
      back += 1
    }
    let first = (0..<front).map { (own.startIndex + $0, others.startIndex + $0) }
    let last = (0..<back).map { (own.endIndex - back + $0, others.endIndex - back + $0) }
    return first + last
  }
}
