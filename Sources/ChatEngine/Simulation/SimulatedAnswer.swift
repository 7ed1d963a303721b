/// What a simulated target would answer to one request.
package struct SimulatedAnswer: Sendable, Equatable {
  /// The answer's text comes in so many pieces; more would only take longer.
  static let pieceCount = 5

  package var promptTokens: Int
  package var tokens: Int

  package init(promptTokens: Int, tokens: Int) {
    self.promptTokens = promptTokens
    self.tokens = tokens
  }

  /// The text, a word a token.
  package var pieces: [String] {
    let count = min(Self.pieceCount, max(tokens, 1))
    return (0..<count).map { place in
      let words = tokens / count + (place < tokens % count ? 1 : 0)
      return String(repeating: "word ", count: max(words, 1))
    }
  }
}

/// How answers and errors are spelled.
package struct SimulatedWire: Sendable {
  /// The body of an answer: what goes with each piece, and then what ends it.
  package var answer: @Sendable (Dialect, SimulatedAnswer) -> [[UInt8]]
  /// The body that goes with a status.
  package var refusal: @Sendable (Dialect, Int) -> [UInt8]
  /// What no reader of the dialect can read.
  package var garbage: @Sendable (Dialect) -> [UInt8]
  /// How a status and its headers are told.
  package var head: @Sendable (Dialect, Int, [HTTPHeader]) -> (status: Int, headers: [HTTPHeader]) = {
    _, status, headers in (status, headers)
  }
  /// What follows a whole answer's body.
  package var trailers: @Sendable (Dialect) -> [HTTPHeader] = { _ in [] }

  package init(
    answer: @escaping @Sendable (Dialect, SimulatedAnswer) -> [[UInt8]],
    refusal: @escaping @Sendable (Dialect, Int) -> [UInt8],
    garbage: @escaping @Sendable (Dialect) -> [UInt8]
  ) {
    self.answer = answer
    self.refusal = refusal
    self.garbage = garbage
  }
}
