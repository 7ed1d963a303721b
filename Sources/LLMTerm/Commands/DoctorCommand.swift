import ChatEngine
import ChatUI

/// `llmterm doctor`: each step on the way to an answer, really tried, and how to repair it.
struct DoctorCommand {
  private let options: Options.Doctor
  private let configurationPath: String?
  private let diagnostics: Options.Diagnostics
  private let checks: LocalChecks

  init(
    _ options: Options.Doctor, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) {
    self.options = options
    self.configurationPath = configurationPath
    self.diagnostics = diagnostics
    let surroundings = Surroundings()
    checks = LocalChecks(
      surroundings: surroundings,
      folders: Folders(
        environment: surroundings.environment, workingFolder: surroundings.workingFolder))
  }

  func run() throws -> Int32 {
    let setup = setup()
    let path = (try? setup.get())?.configurationPath
    var findings = checks.machine() + checks.configuration(setup, path: path) + checks.places()
    if case .success(let setup) = setup {
      findings += checks.programs(setup.configuration)
      findings += try options.isOffline ? keys(setup) : asked(setup)
    }
    let output = DoctorOutput(findings: findings)
    Output.say(options.asJSON ? output.json : output.text(width: OutputWidth.columns))
    return output.hasFault ? Program.Exit.failed : Program.Exit.answered
  }

  private func setup() -> Result<Setup, SetupError> {
    do throws(SetupError) {
      return .success(try Setup(configurationPath: configurationPath, judgesInterface: true))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Providers

  /// Where the keys are, without asking anybody.
  private func keys(_ setup: Setup) -> [DoctorFinding] {
    let entries = setup.discovery.entries
    guard !entries.isEmpty else { return [DoctorCommand.nothing] }
    return entries.map { entry in
      let subject = "\(entry.provider.name) key"
      if let obstacle = entry.obstacle {
        return DoctorFinding(.wrong, subject, "There is \(obstacle).")
      }
      return DoctorFinding(.ok, subject, "\(DoctorCommand.origin(of: entry)).")
    }
  }

  private func asked(_ start: Setup) throws -> [DoctorFinding] {
    var setup = start
    let loop = try EventLoop()
    let worker = try Worker(name: "programs", answers: loop.mailbox)
    let keys = Keys(setup, worker: worker)
    let services = try Services(
      setup, diagnostics, keys: keys, loop: loop, queue: worker, usesCache: false)
    let runner = TurnRunner(loop: loop) { name, done in keys.lookUp(name, done) }
    services.attach(to: runner)
    setup.localServers = LocalServers.found(LocalServers.listening(), with: runner, loop)
    let catalog = setup.catalog
    keys.use(catalog.providers)
    let names = try names(of: setup.discovery)
    let entries = setup.discovery.entries.map { ($0.provider.name, DoctorCommand.origin(of: $0)) }
    let checks = ProviderChecks(
      catalog, origins: Dictionary(entries) { first, _ in first },
      keys: { name, done in keys.lookUp(name, done) }, runner: runner, loop: loop)
    var findings = names.isEmpty ? [DoctorCommand.nothing] : checks.run(names)
    if let redis = setup.configuration.redis, options.provider == nil {
      findings.append(RedisCheck.run(redis, loop: loop))
    }
    services.finish()
    worker.finish()
    return findings
  }

  /// Who is tried: the one that was named, or all.
  private func names(of discovery: Discovery) throws(UsageError) -> [String] {
    let known = discovery.entries.map(\.provider.name)
    guard let name = options.provider else { return known }
    if known.contains(name) { return [name] }
    if let preset = Preset.named(name) {
      let variables = preset.keyVariables.joined(separator: " or ")
      throw UsageError(
        preset.isLocal
          ? "\(preset.displayName) does not answer on port \(preset.port ?? 0) of this machine. "
            + "Start it, or configure where it is."
          : "\(name) has no key. Set \(variables), or configure where it is.")
    }
    throw UsageError(
      "there is no provider \(SafeQuote.quoted(name))."
        + Suggestion.question(for: name, among: known + Preset.all.map(\.name)))
  }

  private static func origin(of entry: Discovery.Entry) -> String {
    guard let source = entry.provider.key else { return "None is needed" }
    switch entry.keyOrigin {
    case .environment(let name): return "From the environment, \(name)"
    case .savedKey(let path): return "Saved in \(path)"
    case .standard, .preset, .file, .localServer, nil: return "From the \(source.summary)"
    }
  }

  private static let nothing = DoctorFinding(
    .wrong, "providers", "There is no key and no server on this machine.",
    fix: "Set a key, as OPENAI_API_KEY, or try: llmterm --demo")
}

/// Whether the Redis of the configuration answers.
enum RedisCheck {
  static func run(_ redis: Configuration.Redis, loop: EventLoop) -> DoctorFinding {
    let url: RedisURL
    do throws(RedisURL.Problem) {
      url = try RedisURL(redis.url.exposed)
    } catch {
      return DoctorFinding(.wrong, "redis", "redis.url cannot be used: \(error.sentence).")
    }
    let client = RedisClient(loop: loop, url: url, certificates: redis.certificates)
    let begun = loop.now()
    var answer: Result<RedisValue, RedisFailure>?
    client.send(["PING"], key: redis.prefix + "doctor", patience: .seconds(3)) { answer = $0 }
    loop.run { answer == nil }
    let time = loop.now() - begun
    client.close()
    switch answer {
    case .success: return DoctorFinding(.ok, "redis", "It answers after \(time.milliseconds) ms.")
    case .failure(.unavailable(let reason)):
      return DoctorFinding(
        .wrong, "redis", "It cannot be asked: \(reason).",
        fix: "Look at redis.url; until then limits are kept by half, and nothing is shared.")
    case .failure(.refused(let reason)):
      return DoctorFinding(
        .wrong, "redis", "It refuses: \(reason).", fix: "Look at the login and rights of redis.url."
      )
    case nil: return DoctorFinding(.skipped, "redis", "It was not asked.")
    }
  }
}
