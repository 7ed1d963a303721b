import CSystem
import ChatEngine
import ChatUI
import Glibc

/// The chat as lines, for a screen reader or a terminal that cannot place text: the loop that brings
/// lines and answers to `SpokenChat`, and what it says to the terminal.
///
/// The terminal edits and echoes what is typed, as in any shell; nothing is moved, coloured or
/// written over. Only the main thread may touch it.
final class LineApp: FrontEnd {
  var engine: Engine?
  /// Reads what goes with a prompt.
  var attachments: AttachmentReader?
  private var chat: SpokenChat
  private let loop: EventLoop
  private let terminal: LineTerminal
  private let signals: Signals
  /// Runs the editor and the clipboard's tool.
  private let programs: Worker
  private let history: PromptLog
  /// Where the editor's file lies; nil where there is no place of ours.
  private let editorFolder: String?
  /// The prompt that stands on the last line; nil while none does.
  private var shownPrompt: SafeText?
  /// The terminal belongs to an editor.
  private var isAway = false
  private var isDone = false
  private var tickDue: Instant?

  init(
    state: AppState, loop: EventLoop, terminal: LineTerminal, signals: Signals, programs: Worker,
    history: PromptLog, editorFolder: String?
  ) {
    chat = SpokenChat(state)
    self.loop = loop
    self.terminal = terminal
    self.signals = signals
    self.programs = programs
    self.history = history
    self.editorFolder = editorFolder
  }

  /// Says what this is, before anything else is ready.
  func greet() { write(SpokenChat.greeting) }

  /// Runs until the person leaves.
  func run() {
    watchInput()
    loop.watch(signals.descriptor, readable: true, writable: false) { [unowned self] _ in
      for signal in signals.take() { take(signal) }
    }
    while !isDone {
      // Not after each event: one line may bring many, and the prompt comes after all of them.
      offerPrompt()
      loop.runOnce(until: tickDue)
      if let due = tickDue, due <= loop.now() { apply(.tick) }
    }
    for descriptor in [terminal.inputDescriptor, signals.descriptor] { loop.unwatch(descriptor) }
    endLine()
  }

  func apply(_ event: AppEvent) { take(chat.handle(event, at: loop.now())) }

  /// Says what is to be said, and does what is to be done.
  private func take(_ output: SpokenOutput) {
    if !output.lines.isEmpty { write(output.lines) }
    if output.discardsInput { terminal.discardInput() }
    tickDue = chat.nextTick
    for effect in output.effects { perform(effect) }
  }

  // MARK: Lines out

  private func write(_ lines: [SafeText]) {
    endLine()
    terminal.write(lines.reduce(into: "") { $0 += $1.string + "\n" })
    watchOutput()
  }

  /// What is typed, and the prompt, stay where they are: what follows begins a line of its own.
  private func endLine() {
    guard shownPrompt != nil else { return }
    shownPrompt = nil
    terminal.write("\n")
  }

  /// Asks for the next line, where one is wanted.
  private func offerPrompt() {
    guard !isAway, !isDone else { return }
    let prompt = chat.prompt
    guard prompt != shownPrompt else { return }
    endLine()
    terminal.hidesInput = chat.hidesInput
    guard let prompt else { return }
    terminal.write(prompt.string)
    shownPrompt = prompt
    watchOutput()
  }

  /// The terminal did not take all of it: the rest goes when it can.
  private func watchOutput() {
    guard terminal.isWaiting else {
      if terminal.isGone { isDone = true }
      return
    }
    loop.watch(terminal.outputDescriptor, readable: false, writable: true) { [unowned self] _ in
      terminal.flush()
      if !terminal.isWaiting { loop.unwatch(terminal.outputDescriptor) }
    }
  }

  // MARK: Lines in

  private func watchInput() {
    loop.watch(terminal.inputDescriptor, readable: true, writable: false) { [unowned self] _ in
      let (lines, hasEnded) = terminal.readLines()
      if !lines.isEmpty {
        // Where the key is not echoed, nor is the end of its line.
        if terminal.hidesInput { terminal.write("\n") }
        shownPrompt = nil
        take(chat.enter(lines, at: loop.now()))
      }
      if hasEnded { end() }
    }
  }

  private func end() {
    loop.unwatch(terminal.inputDescriptor)
    take(chat.endOfInput(at: loop.now()))
  }

  private func take(_ signal: Signals.Signal) {
    switch signal {
    case .windowChange: break
    case .terminate, .hangUp: end()
    // From the keyboard, these are for the editor while there is one.
    case .quit: if !isAway { end() }
    case .interrupt:
      guard !isAway else { return }
      // What was typed is gone, and ^C stands in its place.
      if shownPrompt == nil { terminal.write("\n") }
      take(chat.interrupt(at: loop.now()))
    case .suspend:
      if !isAway { terminal.leave() }
      signals.stop()
    case .resume:
      guard !isAway else { return }
      terminal.enter()
      shownPrompt = nil
    }
  }

  // MARK: Effects

  private func perform(_ effect: AppEffect) {
    switch effect {
    case .engine(let command): engine?.handle(command)
    case .copy(let text): copy(text)
    case .edit(let text): edit(text)
    case .remember(let prompt): history.add(prompt)
    case .attachment(let effect):
      attachments?.perform(effect) { [unowned self] in apply(.attachment($0)) }
    // A theme is not chosen here; a sound or a sequence would speak into what is being read out.
    case .keepTheme, .bell, .notify, .redraw: break
    case .suspend:
      terminal.leave()
      signals.stop()
    case .quit: isDone = true
    }
  }

  /// By a program only: the terminal's own clipboard is reached by control sequences.
  private func copy(_ text: String) {
    guard let tool = ClipboardTool.find() else {
      let notice = Notice(
        .warning, "It was not copied: no clipboard program is here, such as wl-copy or xclip.")
      return apply(.engine(.notice(notice)))
    }
    programs.run { tool.copy(text) }
  }

  private func edit(_ text: String) {
    guard !isAway else { return }
    let editor = ExternalEditor(text, folder: editorFolder)
    isAway = true
    endLine()
    loop.unwatch(terminal.inputDescriptor)
    terminal.leave()
    programs.run({ editor.run() }) { [unowned self] result in
      isAway = false
      terminal.enter()
      watchInput()
      switch result {
      case .success(let text): apply(.edited(text))
      case .failure(let notice): apply(.engine(.notice(notice)))
      }
    }
  }
}
