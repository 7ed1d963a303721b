import CSystem

/// A text to be found in bytes of UTF-8, whatever the case of its letters.
///
/// Letters with another case of as many bytes are found in both; `ß` is not found as `SS`.
package struct TextNeedle: Sendable, Equatable {
  /// How the text is spelled where it is looked for.
  package enum Spelling: Sendable {
    case plain
    /// Between the quotes of a JSON string, as our files have it.
    case escaped
  }

  /// A character of the needle: its places in the text, and its spellings, all of one length.
  private struct Element: Equatable {
    let start: Int
    let spellings: [[UInt8]]
  }

  private let elements: [Element]
  private let spelling: Spelling
  /// Bytes of a match.
  package let count: Int
  private let anchors: csys_pair

  /// Nil for an empty text.
  package init?(_ text: String, spelling: Spelling = .plain) {
    var elements: [Element] = []
    var count = 0
    for scalar in text.unicodeScalars {
      let spellings = TextNeedle.spellings(of: scalar, spelling)
      elements.append(Element(start: count, spellings: spellings))
      count += spellings[0].count
    }
    guard count > 0 else { return nil }
    self.elements = elements
    self.spelling = spelling
    self.count = count
    anchors = TextNeedle.anchors(of: elements)
  }

  package static func == (left: TextNeedle, right: TextNeedle) -> Bool {
    left.elements == right.elements && left.spelling == right.spelling
  }

  // MARK: Finding

  /// Where the first match at or after a place begins; nil if there is none.
  package func find(in bytes: UnsafeBufferPointer<UInt8>, from start: Int = 0) -> Int? {
    guard let base = bytes.baseAddress else { return nil }
    var place = start
    let end = bytes.count - count + 1
    while place < end {
      let room = end - place
      let found =
        TextNeedle.isWide
        ? csys_find_pair_wide(base + place, room, anchors)
        : csys_find_pair(base + place, room, anchors)
      guard found < room else { return nil }
      place += found
      if matches(base, at: place) { return place }
      place += 1
    }
    return nil
  }

  /// Where the matches in a text begin and end, in bytes of UTF-8; at most so many.
  package func matches(in text: String, most: Int = .max) -> [Range<Int>] {
    var text = text
    return text.withUTF8 { bytes in
      var matches: [Range<Int>] = []
      var place = 0
      while matches.count < most, let found = find(in: bytes, from: place) {
        matches.append(found..<found + count)
        place = found + count
      }
      return matches
    }
  }

  private static let isWide = csys_has_wide() != 0

  private func matches(_ base: UnsafePointer<UInt8>, at place: Int) -> Bool {
    for element in elements {
      let text = base + place + element.start
      let isFound = element.spellings.contains { spelling in
        for (index, byte) in spelling.enumerated() where text[index] != byte { return false }
        return true
      }
      if !isFound { return false }
    }
    return spelling == .plain || !isWithinEscape(base, place)
  }

  /// Whether a match begins inside of an escape: the `n` of `\n` is no letter.
  private func isWithinEscape(_ base: UnsafePointer<UInt8>, _ place: Int) -> Bool {
    if TextNeedle.escapes(base, before: place) % 2 == 1 { return true }
    // Of `\u001b` nothing is a digit of the text.
    for back in 1...4 where place - back > 0 && base[place - back] == UInt8(ascii: "u") {
      if TextNeedle.escapes(base, before: place - back) % 2 == 1 { return true }
    }
    return false
  }

  /// More backslashes in a row are taken for an even number: looking back must cost little.
  private static let longestRun = 1024

  /// How many backslashes stand before a place.
  private static func escapes(_ base: UnsafePointer<UInt8>, before place: Int) -> Int {
    var count = 0
    while count < longestRun, place - count > 0,
      base[place - count - 1] == UInt8(ascii: "\\")
    {
      count += 1
    }
    return count
  }

  // MARK: Making

  private static func spellings(of scalar: Unicode.Scalar, _ spelling: Spelling) -> [[UInt8]] {
    let own = bytes(of: String(scalar), spelling)
    var spellings = [own]
    let properties = scalar.properties
    var others = [
      properties.lowercaseMapping, properties.uppercaseMapping, properties.titlecaseMapping,
    ]
    // Both small forms have one capital.
    if scalar == "σ" || scalar == "ς" || scalar == "Σ" { others += ["σ", "ς"] }
    for other in others where other.unicodeScalars.count == 1 {
      let bytes = bytes(of: other, spelling)
      if bytes.count == own.count, !spellings.contains(bytes) { spellings.append(bytes) }
    }
    return spellings
  }

  private static func bytes(of text: String, _ spelling: Spelling) -> [UInt8] {
    guard spelling == .escaped else { return Array(text.utf8) }
    var output: [UInt8] = []
    JSON.write(text, into: &output)
    return Array(output.dropFirst().dropLast())
  }

  /// The two places whose bytes are the rarest, of those with at most two bytes.
  private static func anchors(of elements: [Element]) -> csys_pair {
    var places: [(place: Int, first: UInt8, second: UInt8, rank: Int)] = []
    for element in elements {
      for index in element.spellings[0].indices {
        let bytes = Set(element.spellings.map { $0[index] }).sorted()
        guard bytes.count <= 2, let first = bytes.first, let second = bytes.last else { continue }
        let rank = bytes.reduce(0) { $0 + frequency(of: $1) }
        places.append((element.start + index, first, second, rank))
      }
    }
    // A letter has two or three forms, and the byte that all of its script begin with is in each.
    places.sort { ($0.rank, $0.place) < ($1.rank, $1.place) }
    guard let one = places.first else {
      return csys_pair(first: 0, second: 0, a: 0, b: 0, c: 0, d: 0)
    }
    let two = places.count > 1 ? places[1] : one
    let (early, late) = one.place <= two.place ? (one, two) : (two, one)
    return csys_pair(
      first: early.place, second: late.place, a: early.first, b: early.second, c: late.first,
      d: late.second)
  }

  /// How frequent a byte is in what is said, and in the JSON around it, roughly, from 0 to 30.
  private static func frequency(of byte: UInt8) -> Int {
    let letters = Array("zjqxkvbygwpfmucldrhsnioate".utf8)
    switch byte {
    case UInt8(ascii: " "): return 30
    case UInt8(ascii: "\""): return 24
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ","), UInt8(ascii: "."): return 14
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): return 2
    // The first byte of a letter is shared by its whole script.
    case 0xC0...0xFF: return 20
    case 0x80...0xBF: return 8
    default: return letters.firstIndex(of: byte).map { $0 + 2 } ?? 6
    }
  }
}
