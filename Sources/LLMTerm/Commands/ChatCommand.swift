import CSystem
import ChatEngine
import ChatUI
import DemoProviders
import Glibc

/// `llmterm`: the full screen.
struct ChatCommand {
  private let options: Options.Chat
  private let setup: Setup
  private let selection: Destination?
  private let diagnostics: Options.Diagnostics
  private let wire: Wire

  init(
    _ options: Options.Chat, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) throws {
    self.options = options
    self.diagnostics = diagnostics
    wire = try Wire(options.wire)
    var setup = try Setup(
      configurationPath: configurationPath, replaying: wire.surroundings)
    setup.system = options.system
    if let role = options.role { try setup.use(role: role) }
    let selected = options.selection ?? setup.role?.selection
    selection = options.isDemo ? selected : try selected.map { try setup.check($0) }
    self.setup = setup
  }

  func run() throws -> Int32 {
    let opening = try conversation()
    let look = try Appearance(setup)
    setup.protectKeys()
    let signals = try Signals()
    let loop = try EventLoop()
    let files = try Worker(name: "files", answers: loop.mailbox)
    // Apart from the files, which must not wait for an editor.
    let programs = try Worker(name: "programs", answers: loop.mailbox)
    let keys = Keys(setup, worker: programs)
    let services = try Services(
      setup, diagnostics, keys: keys, loop: loop, queue: files,
      usesCache: setup.configuration.cache.use(for: .chat) != .never, isDemo: options.isDemo)
    try wire.begin(setup, loop: loop, queue: files)
    let terminal = try CursesTerminal(
      environment: setup.surroundings.environment,
      mouse: options.usesMouse && setup.configuration.interface.usesMouse)
    let session = Session(
      setup, services, keys: keys, loop: loop, files: files, isDemo: options.isDemo, wire: wire)
    let app = App(
      state: state(sized: terminal.size, look, history: session.history), loop: loop,
      terminal: terminal, signals: signals, programs: programs, history: session.history,
      editorFolder: setup.folders?.state, frameTime: setup.configuration.interface.frame,
      notifier: Notifier(
        setup.configuration.interface.notify, environment: setup.surroundings.environment))
    // Apart from both: what is attached may lie on a disk that does not answer.
    let reader = try Worker(name: "attachments", answers: loop.mailbox)
    app.attachments = AttachmentReader(setup.surroundings, loop: loop, worker: reader)
    // Something to look at while the rest is being made ready.
    app.paint()
    session.start(app, selection: selection, opening: opening)
    app.run()
    session.finish()
    terminal.leave()
    files.finish()
    return Program.Exit.answered
  }

  /// The conversation to open; nil for a new one.
  private func conversation() throws(SetupError) -> ConversationID? {
    guard let folder = setup.conversations(ofDemo: options.isDemo) else { return nil }
    let library = Library(folder: folder)
    switch options.start {
    case .new: return nil
    case .last: return try setup.conversation(nil, in: library)
    case .conversation(let prefix): return try setup.conversation(prefix, in: library)
    }
  }

  private func state(
    sized size: Size, _ look: Appearance, history: PromptLog
  ) -> AppState {
    var state = AppState(
      size: size, history: PromptHistory(history.prompts), theme: look.theme,
      themes: look.themes, keys: look.keys,
      utcOffset: setup.surroundings.utcOffset, editing: setup.configuration.interface.editing)
    state.configuredTheme = setup.configuration.interface.theme
    return state
  }
}
