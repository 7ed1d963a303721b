import ChatEngine

/// What an answer lacks that came to a normal end: a script must not take half of one for all of it.
struct AnswerSentence {
  /// Nil where nothing is to be said.
  let text: String?
  /// What it is to a script: nil where there is an answer, if only the beginning of one.
  let kind: Failure.Kind?

  /// `calls` are tools that were called and not run.
  init(
    _ finish: FinishReason?, of attempts: [AttemptRecord], isEmpty: Bool, calls: [String]
  ) {
    var name: String { attempts.last?.target.provider ?? "The model" }
    switch finish {
    case .length:
      let what =
        isEmpty ? "used up all of the answer's length before its first word" : "stopped there"
      text = "\(name) \(what): the limit of its length was reached. Raise it with --max-tokens."
    case .filtered:
      text =
        "\(name) stopped the answer with its filter. Put it in other words, or name another "
        + "provider with -m."
    case .refused: text = "\(name) declined to answer."
    case .toolCalls where !calls.isEmpty:
      let tools = calls.map(SafeQuote.quoted).joined(separator: ", ")
      text =
        "\(name) called \(tools), which it was not offered. --tool NAME offers a tool that is "
        + "configured."
    case .toolCalls, .stop, .other, nil:
      text = isEmpty ? "\(name) gave an answer without a word." : nil
    }
    kind = Self.kind(finish, isEmpty: isEmpty, calls: calls)
  }

  private static func kind(
    _ finish: FinishReason?, isEmpty: Bool, calls: [String]
  ) -> Failure.Kind? {
    switch finish {
    case .filtered: .filtered
    case .refused: .refused
    case .toolCalls where isEmpty && !calls.isEmpty: .tool
    case .length, .toolCalls, .stop, .other, nil: isEmpty ? .malformed : nil
    }
  }

  /// How the program ends; nil where there is an answer.
  var status: Int32? {
    guard let kind else { return nil }
    return kind == .refused || kind == .filtered ? Program.Exit.refused : Program.Exit.failed
  }
}
