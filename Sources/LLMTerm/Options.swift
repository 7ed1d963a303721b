import ChatEngine

/// What the command line asks for.
struct Options: Equatable {
  enum Command: Equatable {
    case chat(Chat)
    case ask(Ask)
    case models(asJSON: Bool)
    case config(ConfigurationAction)
    case simulate(Simulate)
    case version
    case help
  }

  /// The full screen.
  struct Chat: Equatable {
    enum Start: Equatable {
      case new
      /// The conversation that was used last.
      case last
      case conversation(String)
    }

    var start = Start.new
    var selection: Destination?
    var system: String?
    var isDemo = false
    var usesMouse = true
  }

  /// One question, answered to standard output.
  struct Ask: Equatable {
    /// The words of the command line with spaces between; empty where all comes by standard input.
    var prompt = ""
    var selection: Destination?
    var system: String?
    var parameters = Parameters()
    var asJSON = false
    var continuesLast = false
    /// Whether a kept answer will do; nil leaves it to the configuration.
    var usesCache: Bool?
    var tools = Tools()
    /// Files that go with it; `-` is standard input.
    var attachments: [String] = []
  }

  /// What the model may have called.
  struct Tools: Equatable {
    /// Names of tools and servers, or `all`.
    var offered: [String] = []
    /// Those that run without asking; offered too.
    var free: [String] = []
  }

  /// A route tried with simulated targets.
  struct Simulate: Equatable {
    var route: String?
    var turns = 1000
    var seed: UInt64 = 1
    /// Empty for the usual one.
    var faults: [SimulatedFault] = []
    var asJSON = false
  }

  enum ConfigurationAction: String, CaseIterable, Equatable {
    case check, show, path
  }

  /// What is written about the program's own work, where the configuration does not say.
  struct Diagnostics: Equatable {
    var metricsListen: ListenAddress?
    /// A file that must not exist.
    var trace: String?
    var logLevel: Configuration.LogLevel?
  }

  var command: Command
  /// The configuration file that was named.
  var configurationPath: String?
  var diagnostics = Diagnostics()
}

/// A command line that was not understood, in the words for standard error.
struct UsageError: Error, Equatable {
  /// Without `llmterm: ` before it.
  var sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

// MARK: Reading

extension Options {
  /// Reads the arguments after the program's name.
  static func parse(_ arguments: [String]) throws(UsageError) -> Options {
    let words = try CommandLineWords(arguments)
    if words.has(.help) || words.command == .help { return Options(command: .help) }
    if words.has(.version) { return Options(command: .version) }
    return Options(
      command: try command(of: words), configurationPath: words.value(of: .config),
      diagnostics: try diagnostics(words))
  }

  private static func command(of words: CommandLineWords) throws(UsageError) -> Command {
    switch words.command {
    case .chat, .demo: .chat(try chat(words))
    case .ask: .ask(try ask(words))
    case .models: .models(asJSON: words.has(.json))
    case .config: .config(try configurationAction(words))
    case .simulate: .simulate(try simulate(words))
    case .help: .help
    }
  }

  private static func chat(_ words: CommandLineWords) throws(UsageError) -> Chat {
    var chat = Chat()
    if words.has(.continue), words.has(.resume) {
      throw UsageError(
        "--continue and --resume were both given. One opens the last conversation, the other one "
          + "that you name: give one of them.")
    }
    if words.has(.continue) { chat.start = .last }
    if let id = words.value(of: .resume) { chat.start = .conversation(id) }
    chat.selection = try selection(words)
    chat.system = words.value(of: .system)
    chat.isDemo = words.command == .demo || words.has(.demo)
    chat.usesMouse = !words.has(.noMouse)
    return chat
  }

  private static func ask(_ words: CommandLineWords) throws(UsageError) -> Ask {
    var ask = Ask(prompt: words.operands.joined(separator: " "))
    ask.selection = try selection(words)
    ask.system = words.value(of: .system)
    ask.asJSON = words.has(.json)
    ask.continuesLast = words.has(.continue)
    ask.usesCache = try cacheUse(words)
    ask.tools = Tools(offered: words.values(of: .tool), free: words.values(of: .yesTool))
    ask.attachments = words.values(of: .attach)
    ask.parameters.toolChoice = try toolChoice(words)
    ask.parameters.seed = try words.read(of: .seed, as: "a whole number") { Int($0) }
    ask.parameters.temperature = try words.read(of: .temperature, as: "a number from 0 to 2") {
      Double($0).flatMap { (0...2).contains($0) ? $0 : nil }
    }
    ask.parameters.maxOutputTokens = try words.read(
      of: .maxTokens, as: "a whole number, 1 or more"
    ) { Int($0).flatMap { $0 >= 1 ? $0 : nil } }
    return ask
  }

  private static func cacheUse(_ words: CommandLineWords) throws(UsageError) -> Bool? {
    switch (words.has(.cache), words.has(.noCache)) {
    case (true, true):
      throw UsageError(
        "--cache and --no-cache were both given. One takes a kept answer, the other asks anew: "
          + "give one of them.")
    case (true, false): true
    case (false, true): false
    case (false, false): nil
    }
  }

  private static func toolChoice(_ words: CommandLineWords) throws(UsageError) -> ToolChoice? {
    guard let text = words.value(of: .toolChoice) else { return nil }
    if !words.has(.tool), !words.has(.yesTool) {
      throw UsageError(
        "--tool-choice was given without a tool. Offer one as well: --tool NAME, or --tool all.")
    }
    switch text {
    case "auto": return .auto
    case "none": return ToolChoice.none
    case "required": return .required
    default: return .tool(text)
    }
  }

  private static func diagnostics(_ words: CommandLineWords) throws(UsageError) -> Diagnostics {
    let levels = Configuration.LogLevel.allCases.map(\.rawValue)
    return Diagnostics(
      metricsListen: try words.read(
        of: .metricsListen, as: "an address and port such as 127.0.0.1:9464"
      ) { ListenAddress($0) },
      trace: words.value(of: .trace),
      logLevel: try words.read(
        of: .logLevel, as: levels.dropLast().joined(separator: ", ") + " or debug"
      ) { Configuration.LogLevel(rawValue: $0) })
  }

  private static func simulate(_ words: CommandLineWords) throws(UsageError) -> Simulate {
    var simulate = Simulate(route: words.value(of: .route), asJSON: words.has(.json))
    let most = 1_000_000
    let turns = try words.read(of: .turns, as: "a whole number from 1 to \(most)") {
      Int($0).flatMap { (1...most).contains($0) ? $0 : nil }
    }
    let seed = try words.read(of: .seed, as: "a whole number, 0 or more") { UInt64($0) }
    simulate.turns = turns ?? simulate.turns
    simulate.seed = seed ?? simulate.seed
    for text in words.values(of: .fault) {
      guard let fault = SimulatedFault(text) else {
        let kinds = SimulatedFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError(
          "--fault takes TARGET=KIND@FROM-TO, not \(SafeQuote.quoted(text)). Write it as in "
            + "openai/gpt-5.2=down@33-66; kinds are \(kinds), and times are percent of the run.")
      }
      simulate.faults.append(fault)
    }
    return simulate
  }

  private static func selection(_ words: CommandLineWords) throws(UsageError) -> Destination? {
    guard let text = words.value(of: .model) else {
      return words.value(of: .route).map { .route($0) }
    }
    if words.has(.route) {
      throw UsageError(
        "-m and -r were both given. A prompt goes to a target or to a route: give one of them.")
    }
    guard let target = Target(text) else {
      throw UsageError(
        "-m takes provider/model, not \(SafeQuote.quoted(text)). Write it as in "
          + "anthropic/claude-sonnet-5; `llmterm models` lists what there is.")
    }
    return .target(target)
  }

  private static func configurationAction(
    _ words: CommandLineWords
  ) throws(UsageError) -> ConfigurationAction {
    let known = ConfigurationAction.allCases.map(\.rawValue)
    guard let word = words.operands.first else {
      throw UsageError("config needs to know what to do: \(known.joined(separator: ", ")).")
    }
    guard let action = ConfigurationAction(rawValue: word) else {
      throw UsageError(
        "config does not know \(SafeQuote.quoted(word)); it knows "
          + "\(known.joined(separator: ", ")).\(Suggestion.question(for: word, among: known))")
    }
    return action
  }
}
