/// A regular expression of ECMA-262, as JSON Schema's `pattern` has them, that only tells whether a
/// text holds a match.
///
/// All ways are followed at once, so that no text takes longer than its length times the
/// expression's. References to groups (`\1`) and scripts (`\p{Script=Greek}`) are not understood:
/// an expression with them is refused.
struct Pattern: Sendable {
  /// Why a text is no expression, or none that is understood.
  struct Invalid: Error, Sendable, Equatable {
    var reason: String
    /// It is one, and uses what we do not have.
    var isOnlyNotUnderstood = false
  }

  /// One step; numbers are places in the program.
  enum Step: Sendable {
    case scalar(ScalarSet)
    case split(Int, Int)
    case jump(Int)
    case start
    case end
    /// Between a word's character and another; or, negated, not there.
    case boundary(isNegated: Bool)
    /// Another program that must match from here on, or up to here; or, negated, must not.
    case look(Int, isAhead: Bool, isNegated: Bool)
    case match
  }

  /// The whole expression first, then what lookarounds hold.
  let programs: [[Step]]

  init(_ text: String) throws(Invalid) {
    var parser = PatternParser(text)
    let tree = try parser.parse()
    var compiler = PatternCompiler()
    programs = try compiler.compile(tree)
  }

  /// Whether it matches anywhere in the text.
  func matches(_ text: String) -> Bool {
    var matcher = PatternMatcher(programs, Array(text.unicodeScalars))
    return matcher.matches()
  }
}

/// An expression as it was read.
indirect enum PatternTree: Sendable {
  case empty
  case scalar(ScalarSet)
  case sequence([PatternTree])
  case choice([PatternTree])
  /// No upper bound where `most` is nil.
  case repetition(PatternTree, least: Int, most: Int?)
  case start
  case end
  case boundary(isNegated: Bool)
  case look(PatternTree, isAhead: Bool, isNegated: Bool)
}
