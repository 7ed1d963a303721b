/// Holds the answers to one question against a shape, and says how it goes on.
///
/// Pure: answers go in, steps come out. Whoever runs the turns puts the words of `askAgain` into the
/// conversation after the answer and has it answered; a refusal is no attempt at the shape.
package struct ShapeCheck: Sendable {
  /// How it goes on after an answer.
  package enum Step: Sendable, Equatable {
    /// It has the shape.
    case met(JSON)
    /// It has not, and the model is told so with these words, as a prompt.
    case askAgain(String, AnswerProblems)
    /// It has not, and there is no asking again any more.
    case notMet(AnswerProblems)
    /// There was nothing to hold: the model refused, or a filter cut it off.
    case nothing
  }

  /// How often is asked again (engine.md, "Structured output and tools").
  package static let mostCorrections = 2
  /// So many problems are told; who repairs them is told of others the next time.
  private static let mostTold = 10

  private let shape: AnswerShape
  /// Answers that were not met, so far.
  package private(set) var corrections = 0

  package init(_ shape: AnswerShape) { self.shape = shape }

  /// Takes a whole answer that calls no tools.
  package mutating func take(_ text: String, finish: FinishReason?) -> Step {
    switch finish {
    case .refused, .filtered: return .nothing
    case .stop, .length, .toolCalls, .other, nil: break
    }
    switch shape.read(text) {
    case .success(let value): return .met(value)
    case .failure(var problems):
      if finish == .length {
        problems.all = [
          JSONSchema.Problem(
            pointer: "", reason: "was cut off at the longest length before its JSON was complete")
        ]
      }
      guard corrections < Self.mostCorrections else { return .notMet(problems) }
      corrections += 1
      return .askAgain(Self.words(for: problems, cutOff: finish == .length), problems)
    }
  }

  private static func words(for problems: AnswerProblems, cutOff: Bool) -> String {
    let list = problems.sentences.prefix(mostTold).map { "- \($0)" }.joined(separator: "\n")
    let rest = problems.all.count > mostTold ? "\n- and \(problems.all.count - mostTold) more" : ""
    return "That is not what was asked for:\n\(list)\(rest)\n\n"
      + (cutOff ? "Make it shorter. " : "")
      + "Answer again with the whole corrected JSON and nothing else, without a code fence."
  }
}

extension Failure {
  /// An answer that has not the form that was asked for.
  package init(_ problems: AnswerProblems) {
    self.init(.schema, problems.sentences.joined(separator: "; "))
  }
}
