/// Follows all ways through an expression's programs at once, one scalar after the other.
struct PatternMatcher {
  private struct Look: Hashable {
    var program: Int
    var place: Int
  }

  private let programs: [[Pattern.Step]]
  private let text: [Unicode.Scalar]
  /// What lookarounds were found to be, so that each is tried once at each place.
  private var looks: [Look: Bool] = [:]

  init(_ programs: [[Pattern.Step]], _ text: [Unicode.Scalar]) {
    self.programs = programs
    self.text = text
  }

  /// Whether the first program matches anywhere.
  mutating func matches() -> Bool { run(0, from: 0, upTo: nil, isAnchored: false) }

  /// Runs a program from a place on; `end` is where a match must end, nil for anywhere.
  private mutating func run(
    _ program: Int, from start: Int, upTo end: Int?, isAnchored: Bool
  ) -> Bool {
    var threads: [Int] = []
    var seen: Set<Int> = []
    for place in start...text.count {
      if place == start || !isAnchored {
        follow(0, in: program, at: place, &threads, &seen)
      }
      for thread in threads {
        if case .match = programs[program][thread], end == nil || end == place { return true }
      }
      guard place < end ?? text.count, !threads.isEmpty || !isAnchored else { return false }
      var next: [Int] = []
      seen.removeAll(keepingCapacity: true)
      for thread in threads {
        guard case .scalar(let set) = programs[program][thread], set.contains(text[place]) else {
          continue
        }
        follow(thread + 1, in: program, at: place + 1, &next, &seen)
      }
      threads = next
    }
    return false
  }

  /// Adds a step and all that lead on from it without a scalar, each once.
  private mutating func follow(
    _ step: Int, in program: Int, at place: Int, _ threads: inout [Int], _ seen: inout Set<Int>
  ) {
    var open = [step]
    while let step = open.popLast() {
      guard seen.insert(step).inserted else { continue }
      switch programs[program][step] {
      case .scalar, .match: threads.append(step)
      case .jump(let target): open.append(target)
      case .split(let first, let second):
        open.append(second)
        open.append(first)
      case .start: if place == 0 { open.append(step + 1) }
      case .end: if place == text.count { open.append(step + 1) }
      case .boundary(let isNegated):
        if (isWord(place - 1) != isWord(place)) != isNegated { open.append(step + 1) }
      case .look(let inner, let isAhead, let isNegated):
        if look(inner, at: place, isAhead: isAhead) != isNegated { open.append(step + 1) }
      }
    }
  }

  private func isWord(_ place: Int) -> Bool {
    text.indices.contains(place) && ScalarSet.words.contains(text[place])
  }

  private mutating func look(_ program: Int, at place: Int, isAhead: Bool) -> Bool {
    let key = Look(program: program, place: place)
    if let known = looks[key] { return known }
    let found =
      isAhead
      ? run(program, from: place, upTo: nil, isAnchored: true)
      : run(program, from: 0, upTo: place, isAnchored: false)
    looks[key] = found
    return found
  }
}
