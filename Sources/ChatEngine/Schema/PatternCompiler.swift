/// Makes programs of expressions: Thompson's construction, repetitions written out.
struct PatternCompiler {
  /// `((a{99}){99}){99}` would take a million steps.
  private static let mostSteps = 50_000

  private var programs: [[Pattern.Step]] = [[]]
  private var steps = 0

  mutating func compile(_ tree: PatternTree) throws(Pattern.Invalid) -> [[Pattern.Step]] {
    try add(tree, to: 0)
    try append(.match, to: 0)
    return programs
  }

  private mutating func append(
    _ step: Pattern.Step, to program: Int
  ) throws(Pattern.Invalid) {
    steps += 1
    guard steps <= PatternCompiler.mostSteps else { throw .init(reason: "it is too large") }
    programs[program].append(step)
  }

  private mutating func add(
    _ tree: PatternTree, to program: Int
  ) throws(Pattern.Invalid) {
    switch tree {
    case .empty: break
    case .scalar(let set): try append(.scalar(set), to: program)
    case .sequence(let items): for item in items { try add(item, to: program) }
    case .choice(let branches): try add(branches[...], to: program)
    case .repetition(let item, let least, let most):
      for _ in 0..<least { try add(item, to: program) }
      if let most {
        for _ in least..<most { try addOptional(item, to: program) }
      } else {
        try addLoop(item, to: program)
      }
    case .start: try append(.start, to: program)
    case .end: try append(.end, to: program)
    case .boundary(let isNegated): try append(.boundary(isNegated: isNegated), to: program)
    case .look(let inner, let isAhead, let isNegated):
      programs.append([])
      let place = programs.count - 1
      try add(inner, to: place)
      try append(.match, to: place)
      try append(.look(place, isAhead: isAhead, isNegated: isNegated), to: program)
    }
  }

  private mutating func add(
    _ branches: ArraySlice<PatternTree>, to program: Int
  ) throws(Pattern.Invalid) {
    guard let first = branches.first else { return }
    guard branches.count > 1 else { return try add(first, to: program) }
    let split = programs[program].count
    try append(.match, to: program)
    try add(first, to: program)
    let jump = programs[program].count
    try append(.match, to: program)
    programs[program][split] = .split(split + 1, programs[program].count)
    try add(branches.dropFirst(), to: program)
    programs[program][jump] = .jump(programs[program].count)
  }

  private mutating func addOptional(
    _ item: PatternTree, to program: Int
  ) throws(Pattern.Invalid) {
    let split = programs[program].count
    try append(.match, to: program)
    try add(item, to: program)
    programs[program][split] = .split(split + 1, programs[program].count)
  }

  private mutating func addLoop(
    _ item: PatternTree, to program: Int
  ) throws(Pattern.Invalid) {
    let split = programs[program].count
    try append(.match, to: program)
    try add(item, to: program)
    try append(.jump(split), to: program)
    programs[program][split] = .split(split + 1, programs[program].count)
  }
}
