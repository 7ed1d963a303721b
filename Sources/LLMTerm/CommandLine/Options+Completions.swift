import ChatEngine

extension CommandEntry {
  static let completions = CommandEntry(
    summary: "print what makes a shell complete command lines",
    operands: "SHELL", mostOperands: .max,
    choices: Options.Completions.Shell.allCases.map { ($0.rawValue, "for \($0.rawValue)") }
      + [("words", "what could stand at the end of the line behind --, for other shells")],
    notes: [
      "`make install` puts them in place. The script asks llmterm itself, so it stays right when",
      "the configuration changes; nobody is asked over the network.",
    ],
    examples: [
      Example(line: "source <(llmterm completions bash)", help: "in ~/.bashrc"),
      Example(
        line: "llmterm completions zsh > ~/.zfunc/_llmterm", help: "in a folder of $fpath"),
      Example(
        line: "llmterm completions fish > ~/.config/fish/completions/llmterm.fish",
        help: "for fish"),
      Example(line: "llmterm completions words -- ask --mo", help: "what could follow"),
    ])
}

extension Options {
  /// What a shell is told.
  enum Completions: Equatable {
    enum Shell: String, CaseIterable {
      case bash, zsh, fish
    }

    case script(Shell)
    /// The words of a command line behind the program's name, the one to complete the last.
    case words([String])
  }

  /// Which shell, or which line.
  static func completions(_ words: CommandLineWords) throws(UsageError) -> Completions {
    let known = Completions.Shell.allCases.map(\.rawValue)
    guard let word = words.operands.first else {
      throw UsageError(
        "completions needs to know the shell: \(known.joined(separator: ", ")).")
    }
    if word == "words" { return .words(Array(words.operands.dropFirst())) }
    guard let shell = Completions.Shell(rawValue: word) else {
      throw UsageError(
        "completions does not know \(SafeQuote.quoted(word)); it knows "
          + "\(known.joined(separator: ", ")).\(Suggestion.question(for: word, among: known))")
    }
    if let extra = words.operands.dropFirst().first {
      throw UsageError(
        "completions takes one shell, and \(SafeQuote.quoted(extra)) is one word more. Leave it out."
      )
    }
    return .script(shell)
  }
}
