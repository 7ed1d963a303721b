/// The elements of a prompt, in pieces: a key costs as much in a long one as in a short one.
///
/// Copies share all pieces but those that were changed since, as undoing keeps many of them.
package struct PromptText: Sendable, Equatable {
  package typealias Element = Composer.Element

  /// Elements side by side, and what is asked about them all with every key.
  struct Piece: Sendable, Equatable {
    private(set) var elements: [Element]
    private(set) var bytes: Int
    private(set) var newlines: Int
    /// How many `@` are among them.
    private(set) var ats: Int

    init(_ elements: some Sequence<Element>) {
      self.elements = Array(elements)
      (bytes, newlines, ats) = (0, 0, 0)
      for element in self.elements { count(element, 1) }
    }

    mutating func replaceSubrange(_ range: Range<Int>, with new: some Collection<Element>) {
      for element in elements[range] { count(element, -1) }
      for element in new { count(element, 1) }
      elements.replaceSubrange(range, with: new)
    }

    private mutating func count(_ element: Element, _ step: Int) {
      bytes += step * element.bytes
      if element == .newline { newlines += step }
      if element == .at { ats += step }
    }
  }

  /// Elements of a piece at most: what a key moves is no more, and a million make a short list.
  static let longestPiece = 1024
  /// A piece with fewer is put together with its neighbour.
  private static let shortestPiece = 256

  private(set) var pieces: [Piece] = []
  /// Where each piece begins, and at last how many elements there are.
  private var starts = [0]
  /// The length of what is sent.
  private(set) var bytes = 0
  private(set) var newlines = 0

  package init() {}

  private init(pieces: [Piece]) {
    self.pieces = pieces
    settle(from: 0)
  }

  /// The piece that has a place, or the last one for the place behind all.
  private func piece(at place: Int) -> Int {
    var low = 0
    var high = pieces.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if starts[middle] <= place { low = middle } else { high = middle - 1 }
    }
    return low
  }

  /// Counts again from a piece on.
  private mutating func settle(from first: Int) {
    starts.removeSubrange((first + 1)...)
    for piece in pieces[first...] { starts.append((starts.last ?? 0) + piece.elements.count) }
    (bytes, newlines) = (0, 0)
    for piece in pieces {
      bytes += piece.bytes
      newlines += piece.newlines
    }
  }

  private static func split(_ elements: [Element]) -> [Piece] {
    guard elements.count > longestPiece else { return elements.isEmpty ? [] : [Piece(elements)] }
    let count = (elements.count + longestPiece / 2 - 1) / (longestPiece / 2)
    return (0..<count).map { number in
      let edges = (number * elements.count / count, (number + 1) * elements.count / count)
      return Piece(elements[edges.0..<edges.1])
    }
  }

  // MARK: Finding

  /// Where the line begins that a place is in.
  func lineStart(_ place: Int) -> Int {
    guard !pieces.isEmpty else { return 0 }
    var number = piece(at: place)
    var end = place - starts[number]
    while true {
      if pieces[number].newlines > 0,
        let found = pieces[number].elements[..<end].lastIndex(of: .newline)
      {
        return starts[number] + found + 1
      }
      guard number > 0 else { return 0 }
      number -= 1
      end = pieces[number].elements.count
    }
  }

  /// Where the line ends that a place is in: at its newline, or at the end of all.
  func lineEnd(_ place: Int) -> Int {
    guard !pieces.isEmpty else { return 0 }
    let first = piece(at: place)
    for number in first..<pieces.count where pieces[number].newlines > 0 {
      let start = number == first ? place - starts[first] : 0
      if let found = pieces[number].elements[start...].firstIndex(of: .newline) {
        return starts[number] + found
      }
    }
    return count
  }

  /// Where each `@` of a range stands.
  func ats(in range: Range<Int>) -> [Int] {
    guard !range.isEmpty else { return [] }
    return (piece(at: range.lowerBound)...piece(at: range.upperBound - 1)).flatMap { number in
      guard pieces[number].ats > 0 else { return [Int]() }
      let start = starts[number]
      return pieces[number].elements.indices.filter { place in
        pieces[number].elements[place] == .at && range.contains(start + place)
      }.map { start + $0 }
    }
  }
}

extension PromptText: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  package var startIndex: Int { 0 }
  package var endIndex: Int { starts[starts.count - 1] }

  package subscript(place: Int) -> Element {
    get {
      let number = piece(at: place)
      return pieces[number].elements[place - starts[number]]
    }
    set { replaceSubrange(place..<place + 1, with: CollectionOfOne(newValue)) }
  }

  package mutating func replaceSubrange(
    _ range: Range<Int>, with new: some Collection<Element>
  ) {
    guard !pieces.isEmpty else {
      self = PromptText(pieces: PromptText.split(Array(new)))
      return
    }
    var first = piece(at: range.lowerBound)
    var last = range.isEmpty ? first : piece(at: range.upperBound - 1)
    let start = range.lowerBound - starts[first]
    let end = range.upperBound - starts[last]
    if first == last {
      let length = pieces[first].elements.count - range.count + new.count
      if (PromptText.shortestPiece...PromptText.longestPiece).contains(length) {
        pieces[first].replaceSubrange(start..<end, with: new)
        return settle(from: first)
      }
    }
    var whole = pieces[first].elements[..<start] + new + pieces[last].elements[end...]
    if whole.count < PromptText.shortestPiece {
      if last + 1 < pieces.count {
        last += 1
        whole += pieces[last].elements
      } else if first > 0 {
        first -= 1
        whole = pieces[first].elements + whole
      }
    }
    pieces.replaceSubrange(first...last, with: PromptText.split(Array(whole)))
    settle(from: first)
  }

  package struct Iterator: IteratorProtocol {
    fileprivate let pieces: [Piece]
    private var piece = 0
    private var place = 0

    fileprivate init(_ pieces: [Piece]) { self.pieces = pieces }

    package mutating func next() -> Element? {
      while piece < pieces.count {
        if place < pieces[piece].elements.count {
          place += 1
          return pieces[piece].elements[place - 1]
        }
        piece += 1
        place = 0
      }
      return nil
    }
  }

  package func makeIterator() -> Iterator { Iterator(pieces) }

  package init(_ elements: some Sequence<Element>) {
    self.init(pieces: PromptText.split(Array(elements)))
  }

  package static func == (left: PromptText, right: PromptText) -> Bool {
    left.pieces == right.pieces || left.count == right.count && left.elementsEqual(right)
  }
}

extension PromptText: ExpressibleByArrayLiteral {
  package init(arrayLiteral elements: Element...) { self.init(elements) }
}

extension Composer.Element {
  static let newline = Composer.Element.character("\n")
  static let at = Composer.Element.character("@")

  /// The length of what is sent for it.
  var bytes: Int {
    switch self {
    case .character(let character): character.utf8.count
    case .chip(let text): text.utf8.count
    }
  }
}
