import Glibc

/// The configuration's commands as tools.
package final class CommandTools: ToolSource {
  /// What the machine offers to hold a program back.
  enum SandboxState {
    case untried
    case ready(Bubblewrap)
    case missing(reason: String)
  }

  package private(set) var tools: [Tool] = []
  package var onChange: () -> Void = {}

  private let configured: [Configuration.Tool]
  private let surroundings: CommandSurroundings
  private let loop: EventLoop
  private var sandbox = SandboxState.untried
  private var isFinished = false
  private var probe: ChildProgram?
  private var waiting: [() -> Void] = []
  private var runs: [ToolRunID: CommandRun] = [:]
  /// Cancelled, and not gone yet.
  private var ending: [ObjectIdentifier: CommandRun] = [:]

  /// Those of the configuration's tools that are commands.
  package init(
    _ tools: [Configuration.Tool], surroundings: CommandSurroundings, loop: EventLoop
  ) {
    configured = tools.filter { $0.builtIn == nil }
    self.surroundings = surroundings
    self.loop = loop
    self.tools = configured.map { Tool(definition: $0.definition, source: .command) }
  }

  package func load(done: @escaping () -> Void) {
    guard case .untried = sandbox else {
      loop.schedule(at: loop.now(), done)
      return
    }
    waiting.append(done)
    guard waiting.count == 1 else { return }
    guard configured.contains(where: \.isSandboxed),
      let bubblewrap = Bubblewrap.installed(hiding: surroundings.hidden)
    else {
      loop.schedule(at: loop.now()) { [weak self] in
        self?.settle(.missing(reason: "bubblewrap is not installed"))
      }
      return
    }
    tryOut(bubblewrap)
  }

  /// Whether it works is known once it did: user namespaces may be forbidden.
  private func tryOut(_ bubblewrap: Bubblewrap) {
    let failed = SandboxState.missing(reason: "bubblewrap does not work here")
    do throws(SystemError) {
      let probe = try ChildProgram(bubblewrap.probe, loop: loop)
      self.probe = probe
      probe.onExit = { [weak self] exit in
        self?.settle(exit == .status(0) ? .ready(bubblewrap) : failed)
      }
      loop.schedule(at: loop.now() + .seconds(5)) { [weak probe] in probe?.kill() }
    } catch {
      loop.schedule(at: loop.now()) { [weak self] in self?.settle(failed) }
    }
  }

  private func settle(_ state: SandboxState) {
    guard !isFinished else { return }
    sandbox = state
    probe = nil
    tools = configured.map { configured in
      var reach: Tool.Reach = []
      if configured.usesNetwork { reach.insert(.network) }
      if !configured.writable.isEmpty { reach.insert(.writes) }
      if case .none = sandbox(for: configured, writable: []) { reach = [.writes, .network] }
      return Tool(
        definition: configured.definition, source: .command,
        isAllowed: configured.isAllowed && !surroundings.mustAsk(for: configured), reach: reach)
    }
    let waiting = waiting
    self.waiting = []
    onChange()
    for done in waiting { done() }
  }

  private func sandbox(
    for tool: Configuration.Tool, writable: [String]
  ) -> ProgramLaunch.Sandbox {
    guard tool.isSandboxed else { return .none(reason: "the configuration wants none") }
    switch sandbox {
    case .untried: return .none(reason: "not tried yet")
    case .missing(let reason): return .none(reason: reason)
    case .ready: return .bubblewrap(network: tool.usesNetwork, writable: writable)
    }
  }
}

// MARK: Preparing

extension CommandTools {
  package func prepare(_ call: ToolCall, for tool: Tool) throws(ToolFailure) -> PreparedCall {
    guard let configured = configured.first(where: { $0.definition.name == tool.originalName })
    else { throw ToolFailure(.unknownTool, "There is no tool \(SafeQuote.quoted(call.name)).") }
    guard !isFinished else { throw ToolFailure(.unavailable, "The program is ending.") }
    if case .untried = sandbox {
      throw ToolFailure(.unavailable, "The tools are not loaded yet; try again.")
    }
    let arguments = try ToolArguments.read(call, for: tool)
    let writable = try surroundings.writable(configured.writable)
    let launch = try surroundings.launch(
      configured, arguments, sandbox: sandbox(for: configured, writable: writable))
    var tool = tool
    // The link may lead to an interpreter only now.
    if surroundings.mustAsk(for: configured) { tool.isAllowed = false }
    return PreparedCall(
      callID: call.id, tool: tool, action: .program(launch),
      facts: surroundings.facts(of: launch, named: configured.variables))
  }
}

// MARK: Running

extension CommandTools {
  package func run(
    _ call: PreparedCall, as id: ToolRunID, progress: @escaping (String) -> Void,
    done: @escaping (ToolOutput) -> Void
  ) {
    guard case .program(let launch) = call.action, !isFinished else {
      loop.schedule(at: loop.now()) { done(.failed("Command was not started.")) }
      return
    }
    let configured = configured.first { $0.definition.name == call.tool.originalName }
    let form = CommandReport(
      tool: call.tool.name, output: configured?.output ?? .text, timeout: launch.timeout)
    let run = CommandRun(launch, form: form, loop: loop, done: done)
    runs[id] = run
    run.onGone = { [weak self] in self?.runs[id] = nil }
    guard let start = start(launch) else {
      runs[id] = nil
      let sentence = "Command was not started: what was shown is no longer what would run."
      loop.schedule(at: loop.now()) { done(.failed(sentence)) }
      return
    }
    run.start(start)
  }

  /// Exactly what was shown; nil where that is not to be had any more.
  private func start(_ launch: ProgramLaunch) -> ChildProgram.Start? {
    guard let found = launch.arguments.first, ProgramSearch.resolved(found) == launch.program else {
      return nil
    }
    var start = ChildProgram.Start(
      program: launch.program, arguments: launch.arguments, environment: launch.environment,
      folder: launch.folder, limits: surroundings.limits, keepsInput: !launch.input.isEmpty)
    guard case .bubblewrap(let network, let writable) = launch.sandbox else { return start }
    guard case .ready(let bubblewrap) = sandbox else { return nil }
    start.program = bubblewrap.program
    start.arguments = bubblewrap.words(for: launch, network: network, writable: writable)
    // bubblewrap goes there itself, once the folder is made.
    start.folder = "/"
    return start
  }

  package func cancel(_ id: ToolRunID) {
    guard let run = runs.removeValue(forKey: id) else { return }
    ending[ObjectIdentifier(run)] = run
    run.onGone = { [weak self, unowned run] in self?.ending[ObjectIdentifier(run)] = nil }
    run.abandon()
  }

  /// Letting go of a child kills it and its group.
  package func finish() {
    isFinished = true
    probe = nil
    waiting = []
    runs = [:]
    ending = [:]
  }
}
