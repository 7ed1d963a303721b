import CSystem
import ChatEngine
import ChatUI
import Glibc

/// `llmterm ask`: one question, answered to standard output.
struct AskCommand {
  private let options: Options.Ask
  private let setup: Setup
  private let selection: Destination?
  private let diagnostics: Options.Diagnostics
  private let wire: Wire
  private let shape: AnswerShape?

  init(
    _ options: Options.Ask, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) throws {
    self.options = options
    self.diagnostics = diagnostics
    shape = try options.shape.map { try Setup.shape($0) }
    wire = try Wire(options.wire)
    var setup = try Setup(
      configurationPath: configurationPath, replaying: wire.surroundings)
    if let role = options.role { try setup.use(role: role) }
    selection = try (options.selection ?? setup.role?.selection).map { try setup.check($0) }
    setup.system = options.system
    self.setup = setup
  }

  func run() throws -> Int32 {
    let files = try QuestionFiles.read(options.attachments)
    let prompt = try prompt()
    setup.protectKeys()
    let loop = try EventLoop()
    let worker = try Worker(name: "programs", answers: loop.mailbox)
    let signals = try Signals()
    let keys = Keys(setup, worker: worker)
    // What is recorded must go over the wire.
    let usesCache = wire.isKept ? false : options.usesCache
    let wish = setup.configuration.cache.use(for: .question(wish: usesCache))
    try wire.begin(setup, loop: loop, queue: worker)
    defer { wire.end() }
    let services = try Services(
      setup, diagnostics, keys: keys, loop: loop, queue: worker, usesCache: wish != .never)
    let runner = TurnRunner(loop: loop, keys: wire.lookUp(keys))
    wire.attach(to: runner) { Program.complain($0.text) }
    var catalog = catalog(loop, runner)
    guard let destination = selection ?? catalog.destination,
      let route = catalog.route(to: destination)
    else {
      return Program.complain(
        "There is nothing to ask: no key was found in the environment or the configuration, and "
          + "no server on this machine. Set one, as OPENAI_API_KEY, or try: llmterm --demo")
    }
    keys.use(catalog.providers)
    complete(&catalog, for: route, loop, runner)
    services.onNotice = { notice in
      if notice.level != .info { Program.complain(notice.text) }
    }
    services.attach(to: runner)
    var settings = TurnSettings.standard
    settings.cache = services.cacheUse(for: .question(wish: usesCache))
    let conversation = try conversation(loop, worker)
    let tools = ToolServices(setup, loop: loop, queue: worker)
    defer { tools.finish() }
    let output = AnswerOutput(form, route: destination)
    output.layOut(on: TerminalMarkdown(setup))
    output.conversation = conversation.id
    let question = Question(
      conversation, catalog: catalog, route: route, settings: settings, output: output)
    QuestionFiles.complain(of: files, to: catalog.candidates(of: route).first)
    conversation.ask(prompt, files)
    question.system =
      options.system ?? setup.role?.system ?? conversation.system ?? catalog.system
    question.parameters = catalog.parameters.overridden(by: options.parameters)
    question.check = shape.map(ShapeCheck.init)
    if let shape { question.parameters.responseFormat = shape.format }
    question.streams = options.streams
    try question.use(tools.source, options.tools, loop: loop, queue: worker, store: approvals)
    let status = question.run(runner, loop: loop, signals: signals)
    conversation.close()
    services.finish()
    worker.finish()
    return status
  }

  private var form: AnswerOutput.Form {
    switch options.form {
    case .text: .text(streams: true)
    case .whole: .text(streams: false)
    case .code: .code
    case .parsed: .parsed
    case .report: .report
    }
  }

  /// A new one, or the one that was named.
  private func conversation(
    _ loop: EventLoop, _ worker: Worker
  ) throws(SetupError) -> AskedConversation {
    if options.continuesLast || options.resumes != nil {
      return try AskedConversation(
        continuing: options.resumes, of: setup, queue: worker, loop: loop)
    }
    guard options.isKept else { return AskedConversation() }
    return try AskedConversation(
      keptBy: setup, system: options.system ?? setup.role?.system, queue: worker, loop: loop)
  }

  private var approvals: ApprovalStore? {
    setup.folders.map { ApprovalStore(folders: $0, processID: getpid()) }
  }

  /// The providers in force; with nothing configured, the servers of this machine.
  private func catalog(_ loop: EventLoop, _ runner: TurnRunner) -> Catalog {
    guard selection == nil, setup.catalog.destination == nil else { return setup.catalog }
    var found: [Discovery.LocalServer]?
    LocalServers.find(setup.listening, with: runner) { found = $0 }
    loop.run { found == nil }
    var setup = setup
    setup.localServers = found ?? []
    return setup.catalog
  }

  /// Asks what is not known of the models on the route: the length of a context, above all.
  private func complete(
    _ catalog: inout Catalog, for route: Route, _ loop: EventLoop, _ runner: TurnRunner
  ) {
    var isDone = false
    var models: [(Target, Model)] = []
    runner.complete(route.targets.map(\.target), of: catalog, limit: .seconds(3)) {
      models.append(($0, $1))
    } done: { _ in
      isDone = true
    }
    loop.run { !isDone }
    for (target, model) in models { catalog.complete(model, of: target.provider) }
  }

  /// The words of the command line, and standard input after them.
  private func prompt() throws(SetupError) -> String {
    var pieces = options.prompt.isEmpty ? [] : [options.prompt]
    if isatty(STDIN_FILENO) == 0, !options.attachments.contains("-") {
      guard let input = TextFile.readStandardInput() else {
        throw SetupError("Standard input could not be read, or is longer than 64 MB.")
      }
      if !input.isEmpty { pieces.append(input) }
    }
    guard !pieces.isEmpty else {
      throw SetupError("There is no question. Write it behind ask, or pipe it in.")
    }
    return pieces.joined(separator: "\n\n")
  }
}
