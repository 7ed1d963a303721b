/// Why there is no full screen here.
enum TerminalError: Error, Equatable {
  /// Standard input or output is a file, a pipe or nothing.
  case notATerminal(stream: String)
  /// TERM is unset, empty or says that the terminal cannot place text.
  case cannotPlaceText(term: String)
  /// Neither the terminal's own description nor that of xterm-256color is installed.
  case unknown(term: String)
  /// The system refused something that every system has.
  case refused(what: String, errorNumber: Int32)

  /// What happened and what to do, in a sentence or two.
  var sentence: String {
    switch self {
    case .notATerminal(let stream):
      """
      The full screen needs a terminal, and \(stream) is none. \
      Use llmterm ask "..." in pipes and scripts.
      """
    case .cannotPlaceText(""):
      """
      The full screen needs to know the terminal, and TERM is not set. \
      Set it (TERM=xterm-256color fits most), or use llmterm --screen-reader.
      """
    case .cannotPlaceText(let term):
      """
      The full screen needs a terminal that can place text, and TERM is \(term). \
      Set TERM to the terminal's name, or use llmterm --screen-reader.
      """
    case .unknown(let term):
      """
      The system does not know the terminal \(term) nor xterm-256color. \
      Install the package ncurses-base (ncurses-term for rarer terminals), or set TERM.
      """
    case .refused(let what, let errorNumber):
      "The system refused \(what) (error \(errorNumber)). Use llmterm ask \"...\" meanwhile."
    }
  }
}
