/// What `llmterm --help` prints.
enum HelpText {
  private static let commands: [(usage: String, help: String)] = [
    ("llmterm [chat]", "chat in the full screen"),
    ("llmterm ask PROMPT…", "ask one question; standard input is added to it"),
    ("llmterm compare -m A -m B PROMPT…", "ask several at once, and compare what it took"),
    ("llmterm models", "list the models that can be asked"),
    ("llmterm config check", "print all that is wrong with the configuration"),
    ("llmterm config show", "print what is in force and where it comes from"),
    ("llmterm config path", "print where the configuration is"),
    ("llmterm simulate", "try a route with targets that fail"),
    ("llmterm demo", "try it with simulated providers"),
  ]

  private static let exitCodes: [(usage: String, help: String)] = [
    ("0", "answered"),
    ("1", "every provider failed"),
    ("2", "the command line or the configuration is wrong"),
    ("3", "refused, or cut off by a filter"),
    ("4", "the answer is not of the form that was asked for"),
    ("130", "interrupted"),
  ]

  static let text: String = {
    let options = Flag.all.map { flag in
      let value = flag.value.map { " " + $0 } ?? ""
      let short = flag.short.map { $0 + ", " } ?? "    "
      let place = flag.commands.count == Flag.Command.allCases.count ? "" : whereItBelongs(flag)
      return (usage: short + flag.long + value, help: flag.help + place)
    }
    return section("Usage", commands) + "\n" + section("Options", options) + "\n"
      + section("Exit codes", exitCodes)
  }()

  private static func whereItBelongs(_ flag: Flag) -> String {
    let names = Flag.Command.allCases.filter { flag.commands.contains($0) }.map(\.rawValue)
    return " (\(names.joined(separator: ", ")))"
  }

  private static func section(_ title: String, _ rows: [(usage: String, help: String)]) -> String {
    let width = (rows.map(\.usage.count).max() ?? 0) + 2
    let lines = rows.map { row in
      "  " + row.usage + String(repeating: " ", count: width - row.usage.count) + row.help
    }
    return title + ":\n" + lines.joined(separator: "\n") + "\n"
  }
}
