/// A prompt's text as vi's motions see it.
struct ViText {
  let elements: PromptText

  private enum Kind: Equatable {
    case blank, letter, sign
  }

  /// Where a motion leads, so many times; nil where it leads nowhere.
  func target(of motion: ViMotion, from place: Int, count: Int?) -> Int? {
    let times = count ?? 1
    switch motion {
    case .left: return max(lineStart(place), place - times)
    case .right: return min(lineEnd(place), place + times)
    case .up: return line(place, movedBy: -times)
    case .down: return line(place, movedBy: times)
    case .wordStart(let isBig): return repeated(times, place) { wordStart(after: $0, isBig) }
    case .wordBack(let isBig): return repeated(times, place) { wordStart(before: $0, isBig) }
    case .wordEnd(let isBig): return repeated(times, place) { wordEnd(after: $0, isBig) }
    case .lineStart: return lineStart(place)
    case .firstLetter:
      return (lineStart(place)..<lineEnd(place)).first { kind($0, false) != .blank }
        ?? lineStart(place)
    case .lineEnd:
      let end = lineEnd(line(place, movedBy: times - 1) ?? place)
      return max(lineStart(end), end - 1)
    case .firstLine: return start(ofLine: (count ?? 1) - 1)
    case .lastLine: return start(ofLine: count.map { $0 - 1 } ?? .max)
    case .bracket: return bracket(from: place)
    case .find(let character, let isBackward, let isBefore):
      return find(character, from: place, times, isBackward, isBefore)
    case .findAgain: return nil
    }
  }

  // MARK: Lines

  func lineStart(_ place: Int) -> Int { elements.lineStart(place) }

  func lineEnd(_ place: Int) -> Int { elements.lineEnd(place) }

  /// The place so many lines below, or above, in the same column; nil where there is no such line.
  private func line(_ place: Int, movedBy lines: Int) -> Int? {
    let column = place - lineStart(place)
    var start = lineStart(place)
    for _ in 0..<abs(lines) {
      if lines < 0 {
        guard start > 0 else { return nil }
        start = lineStart(start - 1)
      } else {
        let end = lineEnd(start)
        guard end < elements.count else { return nil }
        start = end + 1
      }
    }
    return min(start + column, max(start, lineEnd(start) - 1))
  }

  /// Where a line begins, counted from 0; of the last one if there are not so many.
  private func start(ofLine number: Int) -> Int {
    guard number < elements.newlines else { return lineStart(elements.count) }
    var start = 0
    var left = number
    while left > 0, lineEnd(start) < elements.count {
      start = lineEnd(start) + 1
      left -= 1
    }
    return start
  }

  // MARK: Words

  private func kind(_ place: Int, _ isBig: Bool) -> Kind {
    guard case .character(let character) = elements[place] else { return .letter }
    if character.isWhitespace { return .blank }
    if isBig || character.isLetter || character.isNumber || character == "_" { return .letter }
    return .sign
  }

  private func repeated(_ times: Int, _ place: Int, _ step: (Int) -> Int) -> Int {
    var place = place
    for _ in 0..<times {
      let next = step(place)
      if next == place { break }
      place = next
    }
    return place
  }

  private func wordStart(after place: Int, _ isBig: Bool) -> Int {
    var next = place
    if next < elements.count {
      let first = kind(next, isBig)
      while next < elements.count, first != .blank, kind(next, isBig) == first { next += 1 }
    }
    while next < elements.count, kind(next, isBig) == .blank { next += 1 }
    return next
  }

  private func wordStart(before place: Int, _ isBig: Bool) -> Int {
    var start = place
    while start > 0, kind(start - 1, isBig) == .blank { start -= 1 }
    guard start > 0 else { return 0 }
    let first = kind(start - 1, isBig)
    while start > 0, kind(start - 1, isBig) == first { start -= 1 }
    return start
  }

  /// The last character of the word at or after the next place.
  func wordEnd(after place: Int, _ isBig: Bool) -> Int {
    var end = place + 1
    while end < elements.count, kind(end, isBig) == .blank { end += 1 }
    guard end < elements.count else { return max(place, elements.count - 1) }
    let first = kind(end, isBig)
    while end + 1 < elements.count, kind(end + 1, isBig) == first { end += 1 }
    return end
  }

  // MARK: Finding

  private func find(
    _ character: Character, from place: Int, _ times: Int, _ isBackward: Bool, _ isBefore: Bool
  ) -> Int? {
    let range =
      isBackward
      ? Array((lineStart(place)..<place).reversed())
      : Array(min(place + 1, lineEnd(place))..<lineEnd(place))
    let found = range.filter { elements[$0] == .character(character) }
    // What stands right beside would be found again and again without moving.
    let beside = isBackward ? place - 1 : place + 1
    let usable = isBefore && times == 1 ? found.filter { $0 != beside } : found
    guard usable.count >= times else { return nil }
    return usable[times - 1] + (isBefore ? (isBackward ? 1 : -1) : 0)
  }

  private static let brackets: [Character: (other: Character, step: Int)] = [
    "(": (")", 1), "[": ("]", 1), "{": ("}", 1), ")": ("(", -1), "]": ("[", -1), "}": ("{", -1),
  ]

  private func bracket(from place: Int) -> Int? {
    let start = (place..<lineEnd(place)).first { character($0).map(isBracket) == true }
    guard let start, let open = character(start), let (close, step) = ViText.brackets[open]
    else { return nil }
    var depth = 0
    var next = start
    while elements.indices.contains(next) {
      if character(next) == open { depth += 1 }
      if character(next) == close { depth -= 1 }
      if depth == 0 { return next }
      next += step
    }
    return nil
  }

  private func isBracket(_ character: Character) -> Bool { ViText.brackets[character] != nil }

  private func character(_ place: Int) -> Character? {
    guard case .character(let character) = elements[place] else { return nil }
    return character
  }

  // MARK: Objects

  /// What an object is at a place; nil where there is none.
  func range(of object: ViObject, at place: Int) -> Range<Int>? {
    switch object {
    case .word(let isBig, let around): return word(at: place, isBig, around)
    case .pair(let open, let close, let around):
      guard let inside = open == close ? quoted(open, place) : enclosed(open, close, place)
      else { return nil }
      return around ? inside.lowerBound - 1..<inside.upperBound + 1 : inside
    }
  }

  private func word(at place: Int, _ isBig: Bool, _ around: Bool) -> Range<Int>? {
    guard elements.indices.contains(place) else { return nil }
    let own = kind(place, isBig)
    var start = place
    var end = place + 1
    let edges = lineStart(place)..<lineEnd(place)
    while start > edges.lowerBound, kind(start - 1, isBig) == own { start -= 1 }
    while end < edges.upperBound, kind(end, isBig) == own { end += 1 }
    guard around else { return start..<end }
    let right = end
    while end < edges.upperBound, kind(end, isBig) == .blank { end += 1 }
    if end == right {
      while start > edges.lowerBound, kind(start - 1, isBig) == .blank { start -= 1 }
    }
    return start..<end
  }

  private func quoted(_ mark: Character, _ place: Int) -> Range<Int>? {
    let marks = (lineStart(place)..<lineEnd(place)).filter { character($0) == mark }
    for pair in stride(from: 0, to: marks.count - 1, by: 2) where place <= marks[pair + 1] {
      return marks[pair] + 1..<marks[pair + 1]
    }
    return nil
  }

  private func enclosed(_ open: Character, _ close: Character, _ place: Int) -> Range<Int>? {
    var depth = 0
    var start = min(place, elements.count - 1)
    while start >= 0 {
      if character(start) == close, start != place { depth += 1 }
      if character(start) == open {
        if depth == 0 { break }
        depth -= 1
      }
      start -= 1
    }
    guard start >= 0 else { return nil }
    depth = 0
    for end in start + 1..<max(start + 1, elements.count) {
      if character(end) == open { depth += 1 }
      if character(end) == close {
        if depth == 0 { return start + 1..<end }
        depth -= 1
      }
    }
    return nil
  }
}
