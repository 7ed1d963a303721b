/// Why a key could not be got; holds nothing of it.
package enum KeyError: Error, Sendable, Equatable {
  /// None of these environment variables is set.
  case notSet([String])
  /// The command could not be run at all.
  case commandNotStarted(program: String, SystemError)
  /// The command ended with that status, or by that signal.
  case commandFailed(program: String, status: Int32)
  case commandKilled(program: String, signal: Int32)
  case commandTooSlow(program: String, limit: Duration)
  /// The keyring has no entry of that name.
  case notInKeyring(String)
  case fileNotRead(String, SystemError)
  case fileNotPlain(String)
  case fileOfAnother(String)
  /// Group or others have rights on it.
  case fileOpenToOthers(String)
  /// The source gave nothing.
  case empty(KeySource)
  /// A line break inside, or what is not printable ASCII: it cannot stand in a header.
  case unusable(KeySource)

  /// A sentence such as "No key for openai: set OPENAI_API_KEY, or …".
  package func sentence(for provider: String) -> String {
    "No key for \(SafeQuote.shortened(provider)): \(reason(for: provider))"
  }

  package func failure(for provider: String) -> Failure {
    Failure(.auth, detail(for: provider), code: Failure.noKeyCode)
  }

  /// What is said behind "work has no key"; nothing where the advice says which variable to set.
  private func detail(for provider: String) -> String {
    if case .notSet = self { "" } else { reason(for: provider) }
  }

  private func reason(for provider: String) -> String {
    switch self {
    case .notSet(let names):
      "set \(names.joined(separator: " or ")), or name another source in the configuration, "
        + "as \"providers\": {\"\(SafeQuote.shortened(provider))\": {\"key\": {\"file\": \"PATH\"}}}."
    case .commandNotStarted(let program, let error):
      "\(program) could not be run (\(error.withoutCall)). Install it, or correct \"command\"."
    case .commandFailed(let program, let status):
      "\(program) ended with status \(status). Run the command in a shell to see why."
    case .commandKilled(let program, let signal):
      "\(program) was ended by signal \(signal). Run the command in a shell to see why."
    case .commandTooSlow(let program, let limit):
      "\(program) did not answer within \(limit.text). Unlock its store, or run it in a shell."
    case .notInKeyring(let name):
      "the keyring has no entry \(name). Store it with: "
        + "secret-tool store --label=llmterm service llmterm key \(name)"
    case .fileNotRead(let path, let error):
      "\(path) could not be read (\(error.withoutCall)). Write the key into it, or correct \"file\"."
    case .fileNotPlain(let path):
      "\(path) is a link or no plain file. Name the file itself."
    case .fileOfAnother(let path):
      "\(path) belongs to another user. Make a copy of your own, and: chmod 600 it."
    case .fileOpenToOthers(let path):
      "\(path) can be read by others. Close it with: chmod 600 \(path)"
    case .empty(let source):
      "the \(source.summary) gave nothing. Put the key there."
    case .unusable(let source):
      "the \(source.summary) gave characters that no key has. Put the key alone on the first line."
    }
  }
}

extension SystemError {
  /// The system's own word for it, without the call's name.
  var withoutCall: String { String(description.drop { $0 != ":" }.dropFirst(2)) }
}
