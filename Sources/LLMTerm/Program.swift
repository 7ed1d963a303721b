import ChatEngine
import Glibc

/// The program: what the command line asks for, and the status it ends with.
struct Program {
  static let version = "0.1.0"

  /// How the program ends (ux.md, "Without the full screen").
  enum Exit {
    static let answered: Int32 = 0
    static let failed: Int32 = 1
    /// Nothing was found, or not all was done.
    static let nothing: Int32 = 1
    static let usage: Int32 = 2
    static let refused: Int32 = 3
    static let schema: Int32 = 4
    static let interrupted: Int32 = 130
  }

  private let arguments: [String]

  init(arguments: [String]) { self.arguments = arguments }

  func run() -> Int32 {
    // A reader that goes away is an error of the write, not the end of the process.
    signal(SIGPIPE, SIG_IGN)
    let status = carryOut()
    guard let reason = Output.reasonUnwritten else { return status }
    Program.complain("Standard output could not be written: \(reason).")
    return status == Exit.answered ? Exit.failed : status
  }

  private func carryOut() -> Int32 {
    do {
      let options = try Options.parse(arguments)
      return try run(options)
    } catch let error as UsageError {
      return Program.complain(error.sentence)
    } catch let error as SetupError {
      for sentence in error.sentences { Program.complain(sentence) }
      return Exit.usage
    } catch let error as TerminalError {
      return Program.complain(error.sentence)
    } catch {
      return Program.complain("Something that should not fail has failed: \(error).")
    }
  }

  private func run(_ options: Options) throws -> Int32 {
    switch options.command {
    case .version:
      Output.say("llmterm \(Program.version)\n")
      return Exit.answered
    case .help(let help):
      Output.say(HelpText.text(of: help))
      return Exit.answered
    case .chat(let chat):
      return try ChatCommand(chat, options.configurationPath, options.diagnostics).run()
    case .ask(let ask):
      return try AskCommand(ask, options.configurationPath, options.diagnostics).run()
    case .batch(let batch):
      return try BatchCommand(batch, options.configurationPath, options.diagnostics).run()
    case .compare(let compare):
      return try CompareCommand(compare, options.configurationPath, options.diagnostics).run()
    case .models(let models):
      return try ModelsCommand(models, options.configurationPath).run()
    case .history(let history):
      return try HistoryCommand(history, options.configurationPath).run()
    case .providers(let providers):
      var command = try ProvidersCommand(providers, options.configurationPath)
      return try command.run()
    case .config(let action, let asJSON):
      return try ConfigCommand(action, asJSON: asJSON, options.configurationPath).run()
    case .stats(let stats): return StatsCommand(stats).run()
    case .doctor(let doctor):
      return try DoctorCommand(doctor, options.configurationPath, options.diagnostics).run()
    case .metrics:
      return try MetricsCommand(options.diagnostics, options.configurationPath).run()
    case .completions(let completions):
      return CompletionsCommand(completions, options.configurationPath).run()
    case .simulate(let simulate):
      return try SimulateCommand(simulate, options.configurationPath).run()
    }
  }

  /// Says on standard error what is wrong; gives the status for it.
  @discardableResult
  static func complain(_ sentence: String, _ status: Int32 = Exit.usage) -> Int32 {
    Output.complain("llmterm: \(sentence)\n")
    return status
  }
}
