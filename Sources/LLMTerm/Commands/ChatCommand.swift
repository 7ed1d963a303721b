import ChatEngine

/// `llmterm`: the chat, in the full screen or line by line.
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
      configurationPath: configurationPath, replaying: wire.surroundings, judgesInterface: true)
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
    defer { wire.end() }
    let session = Session(
      setup, services, keys: keys, loop: loop, files: files, isDemo: options.isDemo, wire: wire)
    if options.isDemo, let selection = options.selection { try session.check(selection) }
    let surface = try Surface(
      setup, options, look, loop: loop, signals: signals, programs: programs,
      history: session.history)
    // Apart from both: what is attached may lie on a disk that does not answer.
    let reader = try Worker(name: "attachments", answers: loop.mailbox)
    surface.read(AttachmentReader(setup.surroundings, loop: loop, worker: reader))
    // Something to look at, or to hear, while the rest is being made ready.
    surface.begin()
    session.start(surface.frontEnd, selection: selection, opening: opening)
    surface.run()
    session.finish()
    surface.leave()
    files.finish()
    // The last word on what was written.
    loop.mailbox.empty()
    guard let lost = session.unsaved, lost.messages > 0 else { return Program.Exit.answered }
    Program.complain("\(lost.subject) not saved (\(lost.reason)). Make room before the next start.")
    return Program.Exit.failed
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
}
