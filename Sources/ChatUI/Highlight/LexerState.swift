/// What a line leaves open for the next one.
struct LexerState: Equatable, Sendable {
  enum Inside: Equatable, Sendable {
    case nothing
    /// A block comment, and how many are in each other.
    case comment(Int, depth: Int)
    /// A string, by its place among the language's.
    case string(Int)
    /// A tag.
    case tag
  }

  var inside = Inside.nothing
}
