import ChatEngine

/// The topics that are made from the engine's tables.
extension HelpTopic {
  /// The sections of the configuration and the settings of a provider and a route, from its schema.
  static var configurationPage: String {
    let schema = ConfigurationSchema.json
    let provider = schema["properties"]?["providers"]?["additionalProperties"]
    let route = schema["properties"]?["routes"]?["additionalProperties"]
    return HelpText.section("Sections of the configuration", rows(of: schema)) + "\n"
      + HelpText.section("Settings of a provider", rows(of: provider)) + "\n"
      + HelpText.section("Settings of a route", rows(of: route))
      + "\nJSON with comments and trailing commas. Where it is: llmterm config path.\n"
      + "What is wrong with it: llmterm config check. For editors: llmterm config schema.\n"
  }

  private static func rows(of schema: JSON?) -> [HelpText.Row] {
    (schema?["properties"]?.objectValue?.members ?? []).map { member in
      let choices = member.value["enum"]?.arrayValue?.compactMap(\.stringValue) ?? []
      // Every preset would be a paragraph.
      let words = choices.count < 8 ? choices.joined(separator: ", ") : ""
      let help = member.value["description"]?.stringValue ?? ""
      return (member.key, [help, words].filter { !$0.isEmpty }.joined(separator: ": "))
    }
  }

  /// The kinds of errors that scripts see.
  static var errorPage: String {
    HelpText.section(
      "Kinds of errors, as --json, the log and metrics name them",
      Failure.Kind.allCases.map { ($0.rawValue, help(of: $0)) })
  }

  private static func help(of kind: Failure.Kind) -> String {
    switch kind {
    case .rateLimited: "too many requests or tokens in too short a time"
    case .overloaded: "the provider has no room now"
    case .quota: "the account's money or quota is used up"
    case .auth: "the key is missing or was rejected"
    case .forbidden: "the key may not do that, or not from here"
    case .notFound: "no such model, or no such address"
    case .invalidRequest: "the provider takes the request for wrong"
    case .contextOverflow: "the prompt is longer than the model takes"
    case .filtered: "a filter cut the prompt or the answer off"
    case .refused: "the model refused"
    case .timeout: "it took longer than it may"
    case .dns: "the host's name is not known"
    case .connect: "no connection"
    case .tls: "a certificate that is not valid, or no TLS"
    case .cut: "the stream ended without its end mark"
    case .idle: "the stream was silent for too long"
    case .malformed: "what came was no answer"
    case .tooLarge: "the request or the answer was larger than is allowed"
    case .serverError: "the provider failed"
    case .budget: "our own budget would be broken: nothing was sent"
    case .schema: "the answer does not meet the schema"
    case .cancelled: "it was stopped"
    case .config: "a setting is wrong: nothing useful was sent"
    case .tool: "a tool could not be run"
    }
  }

  static let fileRows: [HelpText.Row] = [
    ("config/config.jsonc", "the configuration; config is ~/.config/llmterm"),
    ("config/keys/", "keys that were typed into the welcome card"),
    ("data/conversations/", "the conversations; data is ~/.local/share/llmterm"),
    ("state/drafts/", "prompts that were not sent; state is ~/.local/state/llmterm"),
    ("state/prompts.jsonl", "the last 1,000 prompts"),
    ("state/ledger-YYYY-MM.jsonl", "what was spent, for budgets"),
    ("state/usage-YYYY-MM.jsonl", "what stats counts"),
    ("state/votes.jsonl", "verdicts on compared answers"),
    ("state/health.json", "how each target was doing"),
    ("state/approvals.json", "tool calls that run without asking"),
    ("state/llmterm.log", "the log"),
    ("cache/answers/", "kept answers; cache is ~/.cache/llmterm"),
  ]
}
