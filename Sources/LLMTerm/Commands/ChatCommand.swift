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

  init(
    _ options: Options.Chat, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) throws {
    self.options = options
    self.diagnostics = diagnostics
    var setup = try Setup(configurationPath: configurationPath)
    setup.system = options.system
    selection =
      options.isDemo ? options.selection : try options.selection.map { try setup.check($0) }
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
    let terminal = try CursesTerminal(
      environment: setup.surroundings.environment,
      mouse: options.usesMouse && setup.configuration.interface.usesMouse)
    let session = Session(
      setup, services, keys: keys, loop: loop, files: files, isDemo: options.isDemo)
    let app = App(
      state: state(sized: terminal.size, look, history: session.history), loop: loop,
      terminal: terminal, signals: signals, programs: programs, history: session.history,
      editorFolder: setup.folders?.state, frameTime: setup.configuration.interface.frame)
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
    case .last:
      guard let latest = library.latest() else {
        throw SetupError("There is no conversation to go on with yet. Start one with: llmterm")
      }
      return latest
    case .conversation(let prefix):
      switch library.find(prefix) {
      case .one(let id): return id
      case .none:
        throw SetupError(
          "There is no conversation \(SafeText(prefix, context: .code).string). "
            + "Ctrl-O in the chat lists them.")
      case .several(let ids):
        throw SetupError(
          "\(ids.count) conversations begin with \(SafeText(prefix, context: .code).string). "
            + "Give more of the id.")
      }
    }
  }

  private func state(
    sized size: Size, _ look: Appearance, history: PromptLog
  ) -> AppState {
    AppState(
      size: size, history: PromptHistory(history.prompts), theme: look.theme, keys: look.keys,
      utcOffset: setup.surroundings.utcOffset)
  }
}
