import ChatEngine

/// What the command line asks for; each command's own part stands in `Options+COMMAND.swift`.
struct Options: Equatable {
  enum Command: Equatable {
    case chat(Chat)
    case ask(Ask)
    case batch(Batch)
    case compare(Compare)
    case models(Models)
    case history(History)
    case providers(Providers)
    case config(ConfigurationAction, asJSON: Bool)
    case stats(Stats)
    case doctor(Doctor)
    case metrics
    case completions(Completions)
    case simulate(Simulate)
    case version
    case help(Help)
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
    if words.has(.help) {
      return Options(command: .help(words.isNamed ? .command(words.command) : .overview))
    }
    if words.has(.version) { return Options(command: .version) }
    if words.command == .help { return Options(command: .help(try help(words))) }
    return Options(
      command: try command(of: words), configurationPath: words.value(of: .config),
      diagnostics: try diagnostics(words))
  }

  private static func command(of words: CommandLineWords) throws(UsageError) -> Command {
    switch words.command {
    case .chat, .demo: .chat(try chat(words))
    case .ask: .ask(try ask(words))
    case .batch: .batch(try batch(words))
    case .compare: .compare(try compare(words))
    case .models: .models(try models(words))
    case .history: .history(try History(words))
    case .providers: .providers(Providers(asJSON: words.has(.json)))
    case .config: .config(try configurationAction(words), asJSON: words.has(.json))
    case .stats: .stats(try stats(words))
    case .doctor: .doctor(try doctor(words))
    case .metrics: .metrics
    case .completions: .completions(try completions(words))
    case .simulate: .simulate(try simulate(words))
    case .help: .help(try help(words))
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

  /// Who is to be asked, by `-m` or `-r`.
  static func selection(_ words: CommandLineWords) throws(UsageError) -> Destination? {
    guard let text = words.value(of: .model) else {
      return words.value(of: .route).map { .route($0) }
    }
    if words.has(.route) {
      throw UsageError(
        "-m and -r were both given. A prompt goes to a target or to a route: give one of them.")
    }
    return .target(try target(text))
  }

  /// A target as it was typed behind an option.
  static func target(
    _ text: String, of flag: Flag.Name = .model
  ) throws(UsageError) -> Target {
    guard let target = Target(text) else {
      let flag = Flag.of(flag)
      throw UsageError(
        "\(flag.short ?? flag.long) takes provider/model, not \(SafeQuote.quoted(text)). Write it as in "
          + "anthropic/claude-sonnet-5; `llmterm models` lists what there is.")
    }
    return target
  }
}
