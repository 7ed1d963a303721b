import Glibc

/// What is piped in.
enum StandardInput {
  /// The words of the command line, and standard input after them where nothing else `isTaken` from it.
  static func prompt(after words: String, isTaken: Bool = false) throws(SetupError) -> String {
    let hasInput = isatty(STDIN_FILENO) == 0 && !isTaken
    guard let input = hasInput ? TextFile.readStandardInput() : "" else {
      throw SetupError("Standard input could not be read, or is longer than 64 MB.")
    }
    // White space alone is nothing that can be answered, but all of a request that is paid for.
    switch (words.isBlank, input.isBlank) {
    case (true, true):
      throw SetupError("There is no question. Write it behind the command, or pipe it in.")
    case (true, false): return input
    case (false, true): return words
    case (false, false): return words + "\n\n" + input
    }
  }
}

extension String {
  /// Whether there is nothing but white space in it.
  var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
