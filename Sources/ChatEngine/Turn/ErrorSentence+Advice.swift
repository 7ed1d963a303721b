extension ErrorSentence {
  // MARK: What to do

  /// The last sentence, by the failure that ended the turn.
  func advice(_ failure: Failure, target: Target?) -> String {
    switch failure.kind {
    case .rateLimited where failure.code == Failure.ownLimitCode && isLimited(target):
      return "Try again \(later(failure)), or raise the limits in the configuration."
    case .rateLimited, .overloaded: return "Try again \(later(failure)), or \(elsewhere)."
    case .quota: return "Add credit there, or \(elsewhere)."
    case .auth: return "\(setKey(target)), or \(elsewhere)."
    case .forbidden: return "Ask the provider for access, or \(elsewhere)."
    case .notFound: return "Check the model's name, or \(elsewhere)."
    case .invalidRequest: return "Change the request or its parameters, or \(elsewhere)."
    case .contextOverflow:
      return "Start a new conversation, or choose a model with a larger context."
    case .filtered, .refused: return "Put it in other words, or \(elsewhere)."
    case .timeout, .idle, .cut, .serverError: return "\(askAgain), or \(elsewhere)."
    case .malformed: return unreadableAdvice(failure)
    case .dns: return "Check the network and its base_url, or \(elsewhere)."
    case .connect: return "Check the network and that it is running, or \(elsewhere)."
    case .tls: return "Nothing was sent. Check the clock, its certificate and ca, or \(elsewhere)."
    case .tooLarge:
      let what = failure.status.map { $0 >= 400 } ?? false ? "Make the message" : "Have the answer"
      return "\(what) shorter, or \(elsewhere)."
    case .budget: return "Raise the budget in the configuration, or \(cheaper)."
    case .schema: return "Simplify the schema, or \(elsewhere)."
    case .cancelled: return "\(askAgain)."
    case .config: return "Check the configuration, or \(elsewhere)."
    case .tool: return "Check the tool, or ask without it."
    }
  }

  private var elsewhere: String {
    switch place {
    case .screen: "press ^P to choose another provider"
    case .commandLine: "name another provider with -m"
    }
  }

  private var cheaper: String {
    switch place {
    case .screen: "press ^P to choose a cheaper model"
    case .commandLine: "name a cheaper model with -m"
    }
  }

  private var askAgain: String {
    switch place {
    case .screen: "Press Alt-R to ask again"
    case .commandLine: "Ask again"
    }
  }

  private func later(_ failure: Failure) -> String {
    Backoff.sane(failure.retryAfter).map { "in \(Self.spelled($0))" } ?? "later"
  }

  private func unreadableAdvice(_ failure: Failure) -> String {
    guard failure.code == Failure.webPageCode else { return "\(askAgain), or \(elsewhere)." }
    return "Sign in to the network if it wants that, check its base_url, or \(elsewhere)."
  }

  private func setKey(_ target: Target?) -> String {
    guard let target, let provider = providers[target.provider] else { return "Set its key" }
    switch provider.key {
    case .environment(let names): return names.first.map { "Set \($0)" } ?? "Set its key"
    case .command: return "Check the command that prints its key"
    case .file(let path): return "Check its key in \(path)"
    case .keyring(let entry): return "Check its key in the keyring (\(entry))"
    case nil: return "Set its key"
    }
  }

  // MARK: Spelling

  /// `450 ms`, `12 s`, `1 m 40 s`, `1 h 40 m`, `2 d 3 h`: rounded to what a person reads.
  package static func spelled(_ duration: Duration) -> String {
    let milliseconds = max(duration.milliseconds, 0)
    guard milliseconds >= 1_000 else { return "\(milliseconds) ms" }
    let seconds = (milliseconds + 500) / 1_000
    if seconds < 60 { return "\(seconds) s" }
    let (big, small, units) =
      switch seconds {
      case ..<3_600: (seconds / 60, seconds % 60, ("m", "s"))
      case ..<172_800: (seconds / 3_600, seconds % 3_600 / 60, ("h", "m"))
      default: (seconds / 86_400, seconds % 86_400 / 3_600, ("d", "h"))
      }
    return small == 0 ? "\(big) \(units.0)" : "\(big) \(units.0) \(small) \(units.1)"
  }

  /// What is left of a wait, as a countdown shows it: `12 s`, `1 m 40 s`; nothing is left at `0 s` only.
  ///
  /// | left | 12.0 s | 11.2 s | 0.4 s | 0 | 100 s |
  /// | --- | --- | --- | --- | --- | --- |
  /// | text | 12 s | 12 s | 1 s | 0 s | 1 m 40 s |
  package static func counted(_ left: Duration) -> String {
    let milliseconds = min(max(left.milliseconds, 0), Int64.max - 999)
    let seconds = (milliseconds + 999) / 1_000
    return seconds == 0 ? "0 s" : spelled(.seconds(seconds))
  }

  /// Untrusted words on one line, without quotes and control characters, cut at 200 characters.
  static func clean(_ words: String) -> String {
    var line = ""
    var count = 0
    var wasSpace = true
    // A hostile message is not read to its end: four times the length is enough for any spacing.
    for character in words.prefix(longestQuote * 4) {
      let isSpace = character.isWhitespace || character.isNewline
      if isSpace && wasSpace { continue }
      wasSpace = isSpace
      if character == "\"" || character == "`" || isControl(character) { continue }
      if count == longestQuote { return line + "…" }
      line.append(isSpace ? " " : character)
      count += 1
    }
    while line.last == " " || line.last == "." { line.removeLast() }
    return line
  }

  private static func isControl(_ character: Character) -> Bool {
    character.unicodeScalars.contains {
      switch $0.properties.generalCategory {
      case .control, .format, .surrogate, .privateUse, .unassigned: true
      default: false
      }
    } && !character.isWhitespace
  }
}
