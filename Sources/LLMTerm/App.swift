import CSystem
import ChatEngine
import ChatUI
import Glibc

/// The full screen: THE loop, which brings keys and answers to the state, and the state to the screen.
final class App: FrontEnd {
  let loop: EventLoop
  let terminal: CursesTerminal
  let history: PromptLog
  private let signals: Signals
  /// Runs the editor and the clipboard's tool.
  private let programs: Worker
  /// Reads what goes with a prompt.
  var attachments: AttachmentReader?
  /// Set once the engine stands; updates come to `apply`.
  var engine: Engine?
  private(set) var state: AppState
  private var memory = ScreenMemory()
  private var decoder = InputDecoder()
  /// When a lone escape is a key by itself.
  private var escapeDue: Instant?
  /// When something that is shown changes by itself.
  private var tickDue: Instant?
  private var isDirty = true
  private var isUrgent = true
  private var lastFrame = Instant.zero
  /// The terminal belongs to somebody else: an editor.
  private var isAway = false
  private var isDone = false
  /// The conversation's title as the window shows it.
  private var shownTitle: String?

  /// Tokens are shown within this time; keys at once.
  private let frameTime: Duration
  /// Where the editor's file lies; nil where there is no place of ours.
  private let editorFolder: String?
  private let notifier: Notifier
  /// Makes PNG of other images; nil where no program for it is installed.
  private let converter: ImageConverter?
  private static let escapeTime: Duration = .milliseconds(25)

  init(
    state: AppState, loop: EventLoop, terminal: CursesTerminal, signals: Signals,
    programs: Worker, history: PromptLog, editorFolder: String?,
    frameTime: Duration = .milliseconds(8), notifier: Notifier, converter: ImageConverter? = nil
  ) {
    self.state = state
    self.loop = loop
    self.terminal = terminal
    self.signals = signals
    self.programs = programs
    self.history = history
    self.editorFolder = editorFolder
    self.frameTime = frameTime
    self.notifier = notifier
    self.converter = converter
  }

  /// Runs until the person leaves.
  func run() {
    loop.letHoldBack()
    watchInput()
    if terminal.showsImages { supportImages() }
    loop.watch(signals.descriptor, readable: true, writable: false) { [unowned self] _ in
      for signal in signals.take() { take(signal) }
    }
    while !isDone {
      paintIfDue()
      // Where a frame is to come anyway, tokens may wait for it.
      loop.runOnce(until: nextDeadline, holdingBack: nextFrame != nil)
      let now = loop.now()
      if let due = escapeDue, due <= now {
        escapeDue = nil
        take(decoder.flushEscape())
      }
      if let due = tickDue, due <= now { apply(.tick) }
    }
    // The loop may turn once more for what is left to do; the person has left.
    for descriptor in [terminal.inputDescriptor, signals.descriptor] { loop.unwatch(descriptor) }
  }

  /// Brings an event to the state and does what it asks for.
  func apply(_ event: AppEvent) {
    isDirty = true
    let effects = state.handle(event, at: loop.now())
    tickDue = state.nextTick
    for effect in effects { perform(effect) }
  }

  // MARK: Frames

  /// A terminal that is behind says itself when it can take more.
  private var nextFrame: Instant? {
    isDirty && !isAway && !terminal.isWaiting ? lastFrame + frameTime : nil
  }

  private var nextDeadline: Instant? {
    [nextFrame, escapeDue, tickDue].compactMap(\.self).min()
  }

  private func paintIfDue() {
    guard isDirty, !isAway, isUrgent || loop.now() >= lastFrame + frameTime else { return }
    paint()
  }

  /// Shows the state as it is now.
  func paint() {
    state.layOut()
    showTitle()
    if terminal.paint(Screen.render(state, &memory)) {
      // Where images are many, some come with the next frame.
      isDirty = terminal.hasMore
      isUrgent = false
      prepare(terminal.takeWanted())
    } else if terminal.isGone {
      apply(.input(.eof))
    }
    if terminal.isWaiting { watchOutput() }
    lastFrame = loop.now()
  }

  private func showTitle() {
    let title = state.title ?? "llmterm"
    guard title != shownTitle, !terminal.isWaiting else { return }
    shownTitle = title
    terminal.setTitle(SafeText(title).string)
  }

  /// The terminal has not taken the last frame whole: the rest goes when it can.
  private func watchOutput() {
    loop.watch(terminal.outputDescriptor, readable: false, writable: true) { [unowned self] _ in
      terminal.flush()
      if !terminal.isWaiting { loop.unwatch(terminal.outputDescriptor) }
    }
  }

  // MARK: Images

  /// It is known what the terminal can show, or its cells have another size.
  private func supportImages() {
    // What it may have printed of the question is drawn over.
    isDirty = true
    guard terminal.showsImages, terminal.graphics == .kitty || converter != nil else { return }
    let support = ImageSupport(cell: terminal.cell, converts: converter != nil)
    apply(.images(.supported(support)))
  }

  /// Has images made ready that are in view, beside the loop.
  private func prepare(_ wanted: [ImageBlock]) {
    guard let graphics = terminal.graphics else { return }
    for block in wanted {
      programs.run({ [converter] in
        ImageConverter.prepared(block, for: graphics, converter)
      }) { [unowned self] image in
        terminal.take(image, of: block)
        if image == nil { apply(.images(.failed(block.key))) }
        isDirty = true
      }
    }
  }

  // MARK: Input

  private func watchInput() {
    loop.watch(terminal.inputDescriptor, readable: true, writable: false) { [unowned self] _ in
      switch terminal.read() {
      case .bytes(let bytes):
        take(decoder.decode(bytes))
        for answer in decoder.takeAnswers() where terminal.take(answer) { supportImages() }
        escapeDue = decoder.isWaiting ? loop.now() + App.escapeTime : nil
      case .nothing: break
      case .ended:
        loop.unwatch(terminal.inputDescriptor)
        apply(.input(.eof))
      }
    }
  }

  private func take(_ events: [InputEvent]) {
    for event in events { apply(.input(event)) }
    isUrgent = true
  }

  private func take(_ signal: Signals.Signal) {
    isUrgent = true
    switch signal {
    case .windowChange: fit()
    case .terminate, .hangUp: apply(.input(.eof))
    // From the keyboard, these are for the editor while there is one.
    case .quit: if !isAway { apply(.input(.eof)) }
    case .interrupt: if !isAway { apply(.input(.key(Key(.character("c"), .control)))) }
    case .suspend: if isAway { signals.stop() } else { suspend() }
    case .resume: if !isAway { comeBack() }
    }
  }

  private func fit() {
    guard !isAway else { return }
    let size = terminal.fitToWindow()
    if terminal.showsImages { supportImages() }
    apply(.input(.resize(columns: size.columns, rows: size.rows)))
  }

  // MARK: Effects

  private func perform(_ effect: AppEffect) {
    switch effect {
    case .engine(let command): engine?.handle(command)
    case .copy(let text): copy(text)
    case .edit(let text): edit(text)
    case .remember(let prompt): history.add(prompt)
    case .keepTheme(let name): history.keep(theme: name)
    case .attachment(let effect):
      attachments?.perform(effect) { [unowned self] in apply(.attachment($0)) }
    case .bell: terminal.ring()
    case .notify(let text): if let told = notifier.sequence(text) { terminal.notify(told) }
    case .suspend: suspend()
    case .redraw: terminal.redraw()
    case .quit: isDone = true
    }
  }

  private func suspend() {
    terminal.leave()
    signals.stop()
    comeBack()
  }

  private func comeBack() {
    terminal.enter()
    shownTitle = nil
    fit()
    isUrgent = true
  }

  private func copy(_ text: String) {
    let tool = ClipboardTool.find()
    let isCopied = terminal.copy(text)
    if let tool {
      programs.run { tool.copy(text) }
    } else if !isCopied {
      let limit = Notice(.warning, "That is too long for the terminal's clipboard (74 kB).")
      apply(.engine(.notice(limit)))
    }
  }

  /// Opens the prompt in an editor, while answers go on streaming.
  private func edit(_ text: String) {
    guard !isAway else { return }
    let editor = ExternalEditor(text, folder: editorFolder)
    isAway = true
    loop.unwatch(terminal.inputDescriptor)
    terminal.leave()
    programs.run({ editor.run() }) { [unowned self] result in
      isAway = false
      watchInput()
      comeBack()
      switch result {
      case .success(let text): apply(.edited(text))
      case .failure(let notice):
        apply(.edited(nil))
        apply(.engine(.notice(notice)))
      }
    }
  }
}
