import Glibc

/// What is piped in.
enum StandardInput {
  /// The words of the command line, and standard input after them where nothing else `isTaken` from it.
  static func prompt(after words: String, isTaken: Bool = false) throws(SetupError) -> String {
    let hasInput = isatty(STDIN_FILENO) == 0 && !isTaken
    guard let input = hasInput ? TextFile.readStandardInput() : "" else {
      throw SetupError("Standard input could not be read, or is longer than 64 MB.")
    }
    if words.isEmpty, input.isEmpty {
      throw SetupError("There is no question. Write it behind the command, or pipe it in.")
    }
    return words.isEmpty || input.isEmpty ? words + input : words + "\n\n" + input
  }
}
