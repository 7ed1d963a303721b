import ChatEngine
import ChatUI

/// Where the chat takes place: on the full screen, or line by line.
enum Surface {
  case screen(App)
  case lines(LineApp, LineTerminal)

  /// Lines where somebody wants them, and where the terminal can show nothing else.
  init(
    _ setup: Setup, _ options: Options.Chat, _ look: Appearance, loop: EventLoop,
    signals: Signals, programs: Worker, history: PromptLog
  ) throws(TerminalError) {
    let interface = setup.configuration.interface
    let environment = setup.surroundings.environment
    let isLines =
      options.isScreenReader || interface.isScreenReader || environment["TERM"] == "dumb"
    if isLines {
      let terminal = try LineTerminal()
      let state = AppState(
        size: Size(columns: 80, rows: 24), history: PromptHistory(history.prompts),
        theme: .mono, themes: look.themes, keys: .typed, utcOffset: setup.surroundings.utcOffset)
      let app = LineApp(
        state: state, loop: loop, terminal: terminal, signals: signals, programs: programs,
        history: history, editorFolder: setup.folders?.state)
      self = .lines(app, terminal)
      return
    }
    let terminal = try CursesTerminal(
      environment: environment, mouse: options.usesMouse && interface.usesMouse,
      images: interface.images)
    var state = AppState(
      size: terminal.size, history: PromptHistory(history.prompts), theme: look.theme,
      themes: look.themes, keys: look.keys, utcOffset: setup.surroundings.utcOffset,
      editing: interface.editing)
    state.configuredTheme = interface.theme
    self = .screen(
      App(
        state: state, loop: loop, terminal: terminal, signals: signals, programs: programs,
        history: history, editorFolder: setup.folders?.state, frameTime: interface.frame,
        notifier: Notifier(interface.notify, environment: environment),
        converter: ImageConverter.find(environment)))
  }

  var frontEnd: any FrontEnd {
    switch self {
    case .screen(let app): app
    case .lines(let app, _): app
    }
  }

  /// Gives it what reads files.
  func read(_ reader: AttachmentReader) {
    switch self {
    case .screen(let app): app.attachments = reader
    case .lines(let app, _): app.attachments = reader
    }
  }

  /// Shows or says something before the engine stands.
  func begin() {
    switch self {
    case .screen(let app): app.paint()
    case .lines(let app, _): app.greet()
    }
  }

  func run() {
    switch self {
    case .screen(let app): app.run()
    case .lines(let app, _): app.run()
    }
  }

  /// Gives the terminal back.
  func leave() {
    switch self {
    case .screen(let app): app.terminal.leave()
    case .lines(_, let terminal): terminal.leave()
    }
  }
}
