import Glibc

/// What is piped in.
enum StandardInput {
  /// The words of the command line, and standard input after them where nothing else `isTaken` from it.
  static func prompt(after words: String, isTaken: Bool = false) throws(SetupError) -> String {
    var pieces = words.isEmpty ? [] : [words]
    if isatty(STDIN_FILENO) == 0, !isTaken {
      guard let input = TextFile.readStandardInput() else {
        throw SetupError("Standard input could not be read, or is longer than 64 MB.")
      }
      if !input.isEmpty { pieces.append(input) }
    }
    guard !pieces.isEmpty else {
      throw SetupError("There is no question. Write it behind the command, or pipe it in.")
    }
    return pieces.joined(separator: "\n\n")
  }
}
