import ChatEngine
import ChatUI

/// What `llmterm help` explains beside the commands; the manual has all of it at length.
enum HelpTopic: String, CaseIterable {
  case keys
  case slashCommands = "slash-commands"
  case configuration
  case routes
  case environment
  case files
  case exitCodes = "exit-codes"
  case errors

  /// Its line in the list of topics.
  var summary: String {
    switch self {
    case .keys: "what the keys do in the chat"
    case .slashCommands: "what can be typed into its prompt"
    case .configuration: "what can be set"
    case .routes: "several targets for one prompt"
    case .environment: "the variables that are read"
    case .files: "what is kept, and where"
    case .exitCodes: "how the program ends"
    case .errors: "the kinds of errors that scripts see"
    }
  }

  /// The page, made from the tables of the program where there is one.
  var text: String {
    switch self {
    case .keys: keys
    case .slashCommands:
      HelpText.section(
        "Typed into the prompt of the chat",
        SlashCommand.allCases.map {
          ("/\($0.rawValue)" + ($0.argument.isEmpty ? "" : " \($0.argument)"), $0.help)
        })
    case .configuration: HelpTopic.configurationPage
    case .routes: HelpTopic.routePage
    case .environment: environment
    case .files: HelpText.section("Files, in four folders", HelpTopic.fileRows)
    case .exitCodes: HelpText.exitCodePage
    case .errors: HelpTopic.errorPage
    }
  }

  private var keys: String {
    let sections = HelpPage.groups.compactMap { group -> String? in
      let rows = Command.table.filter { $0.contexts.first == group.context }
      guard !rows.isEmpty else { return nil }
      return HelpText.section(
        group.title.string, rows.map { ($0.keys.joined(separator: ", "), $0.help) })
    }
    return sections.joined(separator: "\n")
      + "\nGive a command another key by its name in the manual, in the configuration:\n"
      + "  \"ui\": {\"keys\": {\"picker\": \"ctrl-p\"}}\n"
  }

  private var environment: String {
    let keys = Preset.all.compactMap { preset in
      preset.keyVariables.isEmpty
        ? nil
        : (usage: preset.name, help: preset.keyVariables.joined(separator: ", else "))
    }
    return HelpText.section("Keys of providers", keys) + "\n"
      + HelpText.section("Files and folders", HelpTopic.places) + "\n"
      + HelpText.section("The rest", HelpTopic.others)
  }

  private static let places: [HelpText.Row] = [
    ("LLMTERM_CONFIG", "the configuration file; --config goes before it"),
    ("LLMTERM_HOME", "one folder for configuration, data, cache and state"),
    ("XDG_CONFIG_HOME", "holds llmterm/config.jsonc; usually ~/.config"),
    ("XDG_DATA_HOME", "holds llmterm/conversations; usually ~/.local/share"),
    ("XDG_STATE_HOME", "holds drafts, ledger and log; usually ~/.local/state"),
    ("XDG_CACHE_HOME", "holds kept answers; usually ~/.cache"),
  ]

  private static let others: [HelpText.Row] = [
    ("https_proxy …", "the proxy of providers without one of their own, as in curl"),
    ("VISUAL, EDITOR", "the editor for a long prompt; otherwise vi"),
    ("TERM, COLORTERM", "the terminal and its colours"),
    ("NO_COLOR", "any value but the empty one turns colours off"),
    ("LC_ALL, LANG", "only the character encoding is taken from them"),
  ]

  private static let routePage = """
    A target is a model at a provider: anthropic/claude-sonnet-5. A route is a named
    list of targets, and one of them answers. Routes stand in the configuration:

      "routes": {
        "main": {
          "policy": "failover",
          "targets": [
            "anthropic/claude-sonnet-5",
            {"target": "openai/gpt-6.1-sol", "tier": 2}
          ]
        }
      }


    """
    + HelpText.section(
      "Policies, within a tier",
      [
        ("failover", "in the order of the list; the usual one"),
        ("weighted", "drawn by weight times health"),
        ("cheapest", "by the expected cost of this request"),
        ("fastest", "by the measured time for 500 tokens"),
      ])
    + "\n"
    + HelpText.section(
      "On the command line",
      [
        ("-r ROUTE", "asks that route; without it the one named by \"default\", or main"),
        ("llmterm simulate -r ROUTE", "shows how it behaves when its targets fail"),
      ])
}
