/// The form that answers must have, and asking again for one that has it.
extension Engine {
  /// Sets the form of the answers from here on: a schema, `json` for any object, or `default`.
  func setShape(_ text: String) {
    switch text {
    case "default":
      shape = nil
      say(.info, "Answers have any form from here on.")
    case "json":
      shape = .object
      say(.info, "Answers are JSON objects from here on.")
    default:
      do throws(SchemaText.Mistake) {
        shape = try SchemaText.shape(text)
        say(.info, "Answers meet that schema from here on.")
      } catch {
        return say(.warning, "This \(error.sentence)")
      }
    }
    parameters.responseFormat = shape?.format ?? .text
  }

  /// Holds a whole answer against the form; true where it is asked for again.
  func asksAgain(about answer: MessageID, _ ending: Ending, _ asked: Asked) -> Bool {
    var asked = asked
    guard let text = conversation[answer]?.text,
      let step = asked.check?.take(text, finish: ending.finish)
    else { return false }
    switch step {
    case .met, .nothing: return false
    case .notMet(let problems):
      say(.error, "The last answer is not of the form that was asked for: \(Self.told(problems)).")
      return false
    case .askAgain(let words, let problems):
      let count = asked.check?.corrections ?? 0
      say(
        .warning,
        "\(Self.told(problems)); asking again (\(count) of \(ShapeCheck.mostCorrections))")
      let prompt = Message(
        id: makeMessageID(), parent: answer, role: .user, parts: [.text(words)],
        time: world.clock())
      record(.message(prompt))
      publish(.messageAdded(onPath(prompt)))
      publishContext()
      if let target = current?.target { asked.candidates.prefer(target) }
      self.answer(prompt.id, asked, in: .main)
      return true
    }
  }

  /// The first reason, and how many more there are.
  private static func told(_ problems: AnswerProblems) -> String {
    let sentences = problems.sentences
    let rest = sentences.count > 1 ? " and \(sentences.count - 1) more" : ""
    return (sentences.first ?? "") + rest
  }
}
