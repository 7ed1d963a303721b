import ChatEngine

/// Pages that the full screen shows in a box, as lines.
enum SpokenPage {
  /// What can be typed, and the commands with a slash.
  static func help() -> [SafeText] {
    var lines: [SafeText] = [
      "Help.",
      "A line is a prompt. A backslash at its end goes on with the next line.",
      "Several lines that are pasted at once are one prompt: an empty line sends it.",
      "Ctrl-C stops an answer; twice where nothing is to be stopped, it leaves. Ctrl-D leaves.",
      "A list is answered with a number, or a few letters; an empty line closes it.",
      "A line that begins with a slash is a command; with a space before it, it is a prompt.",
      "/ alone lists all that can be done. /top reads the conversation, /bottom its last answer.",
    ]
    for command in SlashCommand.allCases where command != .theme && command != .keys {
      let name = SafeText("/" + command.rawValue)
      let argument = command.argument.isEmpty ? "" : SafeText(" " + command.argument)
      lines.append("\(name)\(argument): \(SafeText(command.help))")
    }
    lines.append("End of help.")
    return lines
  }

  /// All that is known of a message.
  static func details(_ message: PathMessage, _ state: AppState) -> [SafeText] {
    var lines: [SafeText] = ["Details."]
    // Wide enough for any fact on one row; the name stands apart from it by two spaces or more.
    for line in DetailsPage.lines(message, state, columns: 4000) {
      let text = line.text.trimmed
      if !text.isEmpty { lines.append(named(text)) }
    }
    return lines + ["End of details."]
  }

  /// What was asked lately, and who won.
  static func usage(_ summary: UsageSummary, _ state: AppState) -> [SafeText] {
    let lines = UsagePage.lines(summary, state, columns: 4000).map(\.text.trimmed)
    return ["Asked \(UsagePage.span(summary, state))."] + lines.filter { !$0.isEmpty }
      + ["End of statistics."]
  }

  /// `cost: $0.0042` for a name with its text in a column of its own.
  private static func named(_ text: SafeText) -> SafeText {
    var gap = 0
    for (place, byte) in text.utf8.enumerated() {
      if byte == 0x20 {
        gap += 1
      } else if gap > 1 {
        return "\(text[0..<place - gap]): \(text[place..<text.count])"
      } else {
        gap = 0
      }
      // A name is no longer than its column.
      if place > 16 { break }
    }
    return text
  }
}
