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
    let prompt = try StandardInput.prompt(
      after: options.prompt, isTaken: options.attachments.contains("-"))
    // What is recorded must go over the wire.
    let usesCache = wire.isKept ? false : options.usesCache
    let wish = setup.configuration.cache.use(for: .question(wish: usesCache))
    defer { wire.end() }
    let engine = try CommandEngine(setup, wire, diagnostics, usesCache: wish != .never)
    let (loop, worker) = (engine.loop, engine.worker)
    let (catalog, destination, route) = try engine.use(chosen: selection)
    var settings = TurnSettings.standard
    settings.cache = engine.services.cacheUse(for: .question(wish: usesCache))
    settings.shape = shape
    let conversation = try conversation(loop, worker)
    let tools = ToolServices(setup, loop: loop, queue: worker)
    defer { tools.finish() }
    let output = AnswerOutput(form, route: destination)
    output.layOut(on: TerminalMarkdown(setup))
    output.conversation = conversation.id
    let question = Question(
      conversation, catalog: catalog, route: route, settings: settings, output: output)
    output.said = QuestionFiles.complain(of: files, to: catalog.candidates(of: route).first)
    conversation.ask(prompt, files)
    question.system =
      options.system ?? setup.role?.system ?? conversation.system ?? catalog.system
    question.parameters = catalog.parameters.overridden(by: options.parameters)
    question.check = shape.map(ShapeCheck.init)
    if let shape { question.parameters.responseFormat = shape.format }
    question.streams = options.streams
    try question.use(tools.source, options.tools, loop: loop, queue: worker, store: approvals)
    let status = question.run(engine.runner, loop: loop, signals: engine.signals)
    let isSaved = conversation.close(loop)
    engine.finish()
    return isSaved || status != Program.Exit.answered ? status : Program.Exit.nothing
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
}
