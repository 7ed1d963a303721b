import ChatEngine
import ChatUI

/// `llmterm config`: what the configuration says, and what is wrong with it.
struct ConfigCommand {
  private let action: Options.ConfigurationAction
  private let asJSON: Bool
  private let configurationPath: String?

  init(_ action: Options.ConfigurationAction, asJSON: Bool, _ configurationPath: String?) {
    self.action = action
    self.asJSON = asJSON
    self.configurationPath = configurationPath
  }

  func run() throws -> Int32 {
    switch action {
    case .path: return path()
    case .check: return try check()
    case .show: return try show()
    case .schema:
      Output.say(ConfigurationSchema.json.text(.init(isPretty: true)) + "\n")
      return Program.Exit.answered
    }
  }

  private func path() -> Int32 {
    let surroundings = Surroundings()
    let folders = Folders(
      environment: surroundings.environment, workingFolder: surroundings.workingFolder)
    let place = ConfigurationFile.place(
      option: configurationPath, environment: surroundings.environment,
      folder: folders?.configuration)
    guard let place else {
      return Program.complain(
        "There is no place for the configuration: HOME is not set. Set it, or name a file with "
          + "--config.")
    }
    Output.say(place.path + "\n")
    return Program.Exit.answered
  }

  /// A wrong file has thrown its sentences by now; what is left are warnings and notes.
  private func check() throws -> Int32 {
    let setup = try Setup(configurationPath: configurationPath, judgesInterface: true)
    for problem in setup.file?.problems ?? [] { Output.say(problem.description + "\n") }
    let name = setup.file?.path ?? "There is no configuration file, which"
    Output.say("\(name) is right.\n")
    return Program.Exit.answered
  }

  private func show() throws -> Int32 {
    let setup = try Setup(configurationPath: configurationPath)
    let settings = setup.discovery.settings
    if asJSON {
      Output.say(ConfigCommand.json(settings))
      return Program.Exit.answered
    }
    if settings.isEmpty {
      Output.say("Nothing is configured, and no key was found in the environment.\n")
    }
    let width = settings.map(\.path.count).max() ?? 0
    for setting in settings {
      let padding = String(repeating: " ", count: width - setting.path.count + 2)
      let value = SafeText(setting.value, context: .code).string
      Output.say("\(setting.path)\(padding)\(value)  (\(setting.origin))\n")
    }
    return Program.Exit.answered
  }

  /// One object: each setting by its path, with its value and where it comes from.
  private static func json(_ settings: [Setting]) -> String {
    let members = settings.map { setting in
      JSONMember(
        key: setting.path,
        value: [
          "value": .string(setting.value), "origin": .string(setting.origin.description),
        ])
    }
    return JSON.object(JSONObject(members)).text(.init(isPretty: true)) + "\n"
  }
}
