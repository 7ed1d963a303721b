import ChatEngine

/// What an answer lacks that came to a normal end: a script must not take half of one for all of it.
struct AnswerSentence {
  /// Nil where nothing is to be said.
  let text: String?

  /// `calls` are tools that were called and not run.
  init(_ ending: Ending, isEmpty: Bool, calls: [String]) {
    let name = ending.attempts.last?.target.provider ?? "The model"
    switch ending.finish {
    case .length:
      let what =
        isEmpty ? "used up all of the answer's length before its first word" : "stopped there"
      text = "\(name) \(what): the limit of its length was reached. Raise it with --max-tokens."
    case .filtered:
      text =
        "\(name) stopped the answer with its filter. Put it in other words, or name another "
        + "provider with -m."
    case .refused: text = "\(name) declined to answer."
    case .toolCalls:
      let tools = calls.map(SafeQuote.quoted).joined(separator: ", ")
      text =
        calls.isEmpty
        ? nil
        : "\(name) called \(tools), which it was not offered. --tool NAME offers a tool that is configured."
    case .stop, .other, nil: text = isEmpty ? "\(name) gave an answer without a word." : nil
    }
  }
}
