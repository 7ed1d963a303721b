import CNcurses
import CSystem
import ChatEngine
import ChatUI
import Glibc

/// The terminal as a full screen: grids go out, bytes come in, and it is always given back.
///
/// It owns ncurses' screen and the terminal's modes; only the main thread may touch it, and there is one
/// at a time. ncurses paints into memory, not to the terminal: so a whole frame goes out in one
/// write that never waits, and a slow terminal costs frames instead of the loop.
final class CursesTerminal {
  /// What a read brought.
  enum Input: Equatable {
    case bytes([UInt8])
    case nothing
    /// The terminal is gone.
    case ended
  }

  /// How many colours it shows.
  let depth: ColourDepth
  /// To be polled for what is typed.
  let inputDescriptor: Int32
  /// To be polled until it is writable while `isWaiting`.
  let outputDescriptor: Int32

  private let screen: OpaquePointer
  private let memory: FrameMemory
  private let originalModes: termios
  private let hasMouse: Bool
  private let hasTitle: Bool
  private let multiplexer: Multiplexer
  private var isTitled = false
  private var isActive = false
  private var painter: Painter
  private var output: OutputQueue
  private var question: GraphicsQuestion
  private var images: (any TerminalImages)?
  /// Images that are to be prepared, since the last time.
  private var wanted: [ImageBlock] = []
  private var lastCursor = Point(column: 0, row: 0)
  /// Images wait for the next frame, as there were too many for the last one.
  private(set) var hasMore = false

  /// Takes the terminal over.
  init(
    environment: [String: String], mouse: Bool = true,
    images: Configuration.Interface.Images = .off, input: Int32 = STDIN_FILENO,
    output: Int32 = STDOUT_FILENO
  ) throws(TerminalError) {
    let term = environment["TERM"] ?? ""
    guard isatty(input) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(output) == 1 else { throw .notATerminal(stream: "standard output") }
    guard !["", "dumb", "unknown"].contains(term) else { throw .cannotPlaceText(term: term) }
    var modes = termios()
    guard tcgetattr(input, &modes) == 0 else {
      throw .refused(what: "the terminal's modes", errorNumber: errno)
    }
    Self.chooseLocale()
    let memory = try FrameMemory()
    screen = try Self.makeScreen(term, environment, memory)
    self.memory = memory
    self.output = OutputQueue(descriptor: output)
    inputDescriptor = input
    outputDescriptor = output
    originalModes = modes
    hasMouse = mouse
    hasTitle = TerminalModes.hasTitle(term: term)
    multiplexer = Multiplexer(environment: environment)
    question = GraphicsQuestion(images, multiplexer, term: term)
    self.images = question.graphics?.images
    if has_colors() {
      start_color()
      use_default_colors()
    }
    depth = ColourDepth(environment: environment, colours: has_colors() ? Int(nc_colors()) : 0)
    painter = Painter(depth: depth)
    nonl()
    typeahead(-1)
    enter()
  }

  deinit {
    leave()
    delscreen(screen)
  }

  /// The window's size as it was at the last `fitToWindow`.
  var size: Size {
    Size(columns: Int(getmaxx(nc_stdscr())), rows: Int(getmaxy(nc_stdscr())))
  }

  /// Whether something waits for the terminal to take it.
  var isWaiting: Bool { output.state == .waiting }
  /// Whether the terminal takes nothing any more and never will.
  var isGone: Bool { output.state == .gone }
}

// MARK: Frames and input

extension CursesTerminal {
  /// Shows a grid; false where the last one is still on its way, so that this one must be shown later.
  @discardableResult
  func paint(_ grid: Grid) -> Bool {
    guard isActive, output.flush() == .empty else { return false }
    painter.draw(grid)
    // A picture in the last row would scroll the screen.
    let shown = images == nil ? [] : grid.shownImages.compactMap { $0.above(row: grid.rows - 1) }
    if images?.rewritesText(shown, scrolling: painter.movesRows) == true { painter.renew() }
    wnoutrefresh(nc_stdscr())
    doupdate()
    var frame = memory.take()
    frame += pictures(shown, showsCursor: grid.showsCursor)
    if !frame.isEmpty {
      output.append(TerminalModes.frameStart)
      output.append(frame)
      output.append(TerminalModes.frameEnd)
    }
    output.append(question.take(cursor: cursor, cell: cell))
    output.flush()
    return true
  }

  /// Sends what waits, as far as the terminal takes it.
  func flush() {
    output.flush()
  }

  /// What was typed; to be called when the descriptor is readable.
  func read() -> Input {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(inputDescriptor, &buffer, buffer.count)
    if count > 0 { return .bytes(Array(buffer[..<count])) }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .ended
  }

  /// Takes the window's size as it is now; answers it.
  @discardableResult
  func fitToWindow() -> Size {
    var rows: UInt16 = 0
    var columns: UInt16 = 0
    if csys_window_size(outputDescriptor, &rows, &columns) != 0 || rows == 0 || columns == 0 {
      // Serial lines and some pseudoterminals do not know theirs.
      (rows, columns) = (24, 80)
    }
    // A window of more cells than this is a fault of whoever said so, and costs memory.
    resizeterm(Int32(min(rows, 1000)), Int32(min(columns, 1000)))
    redraw()
    return size
  }

  /// The next frame is sent whole, whatever the terminal shows.
  func redraw() {
    painter.forget()
    output.append(images?.clear() ?? [])
    clearok(nc_stdscr(), true)
  }

  /// Sets the window's title, until the terminal is given back.
  func setTitle(_ text: String) {
    guard hasTitle, isActive else { return }
    if !isTitled {
      output.append(TerminalModes.saveTitle)
      isTitled = true
      guardAgainstCrash()
    }
    output.append(TerminalModes.title(text))
    output.flush()
  }

  /// Puts text on the clipboard of the terminal; false where it is too long for that.
  func copy(_ text: String) -> Bool {
    guard isActive, let sequence = Clipboard.copy(text, through: multiplexer) else {
      return false
    }
    output.append(sequence)
    output.flush()
    return true
  }

  /// Tells somebody who looks elsewhere.
  func notify(_ sequence: String) {
    guard isActive else { return }
    output.append(sequence)
    output.flush()
  }

  /// Rings the terminal's bell.
  func ring() {
    guard isActive else { return }
    output.append("\u{07}")
    output.flush()
  }
}

// MARK: Images

extension CursesTerminal {
  /// A cell in pixels; none where the terminal does not say it.
  var cell: Size {
    var height: UInt16 = 0
    var width: UInt16 = 0
    let isTold = csys_window_pixels(outputDescriptor, &height, &width) == 0
    guard isTold, size.rows > 0, size.columns > 0, height > 0, width > 0 else {
      return question.cell ?? Size(columns: 0, rows: 0)
    }
    return Size(columns: Int(width) / size.columns, rows: Int(height) / size.rows)
  }

  /// How images can be shown; nil while the terminal has not answered.
  var graphics: TerminalGraphics? { question.graphics }

  /// Whether it is known that images can be shown.
  var showsImages: Bool { images != nil }

  /// Takes what the terminal says of itself; true where it is now known whether it shows images.
  func take(_ answer: GraphicsQuestion.Answer) -> Bool {
    guard question.take(answer) else {
      guard isActive else { return false }
      output.append(question.takeMore(cell: cell))
      output.flush()
      return false
    }
    images = question.graphics?.images
    // What it may have printed of the question is drawn over.
    if graphics != .kitty, isActive { wredrawln(nc_stdscr(), 0, 1) }
    if images != nil, isActive { guardAgainstCrash() }
    return true
  }

  /// The images that are to be prepared, since the last time.
  func takeWanted() -> [ImageBlock] {
    defer { wanted = [] }
    return wanted
  }

  /// Takes an image that was prepared, or nothing where that could not be done.
  func take(_ image: PreparedImage?, of block: ImageBlock) { images?.take(image, of: block) }

  /// Where ncurses has left the cursor.
  private var cursor: Point {
    Point(column: Int(getcurx(nc_stdscr())), row: Int(getcury(nc_stdscr())))
  }

  private func pictures(_ shown: [GridImage], showsCursor: Bool) -> [UInt8] {
    var text = WrittenText(cursor: cursor, showsCursor: showsCursor, rows: painter.drawn)
    // On its way through a row, ncurses may write what it believes to be there.
    if cursor != lastCursor { text.rows.insert(cursor.row) }
    lastCursor = cursor
    guard let frame = images?.frame(shown, on: text) else { return [] }
    wanted += frame.wanted
    hasMore = !frame.isWhole
    return frame.bytes
  }
}

// MARK: Taking the terminal and giving it back

extension CursesTerminal {
  /// Takes the terminal again after `leave`, or after something else has used it (SIGCONT).
  func enter() {
    var raw = originalModes
    cfmakeraw(&raw)
    tcsetattr(inputDescriptor, TCSANOW, &raw)
    guardAgainstCrash()
    output.append(TerminalModes.enter(mouse: hasMouse))
    isActive = true
    fitToWindow()
    output.flush()
  }

  /// Gives the terminal back as it was found; for an editor, a stop, the end.
  func leave() {
    guard isActive else { return }
    isActive = false
    if let deletion = images?.deletion {
      _ = images?.clear()
      output.append(deletion)
    }
    endwin()
    output.append(TerminalModes.leave)
    output.append(memory.take())
    if isTitled { output.append(TerminalModes.restoreTitle) }
    isTitled = false
    // A terminal that takes nothing for this long is not waited for.
    output.flush(waitingAtMost: 500)
    var modes = originalModes
    tcsetattr(inputDescriptor, TCSANOW, &modes)
    CrashGuard.disarm()
  }

  /// Prepares what `leave` does for a crash, where ncurses cannot be asked any more.
  private func guardAgainstCrash() {
    let end = ["sgr0", "cnorm", "rmcup"].map { Self.capability($0) }.joined()
    let title = isTitled ? TerminalModes.restoreTitle : ""
    let pictures = String(decoding: images?.deletion ?? [], as: UTF8.self)
    CrashGuard.arm(
      restore: TerminalModes.leave + pictures + end + title, modes: originalModes,
      on: outputDescriptor)
  }

  /// A capability without its `$<20/>`, by which old terminals are given time.
  private static func capability(_ name: String) -> String {
    guard let text = nc_capability(name) else { return "" }
    var rest = Substring(String(cString: text))
    var plain = ""
    while let start = rest.firstIndex(of: "$"), rest[start...].hasPrefix("$<"),
      let end = rest[start...].firstIndex(of: ">")
    {
      plain += rest[..<start]
      rest = rest[rest.index(after: end)...]
    }
    return plain + rest
  }

  /// The user's locale, or C.UTF-8 where that is not UTF-8: without it, no letter has a width.
  ///
  /// For characters only: in some countries strtod would want a comma in numbers.
  private static func chooseLocale() {
    setlocale(LC_CTYPE, "")
    let codeset = nl_langinfo(Int32(CODESET)).map { String(cString: $0) }
    if codeset != "UTF-8" { setlocale(LC_CTYPE, "C.UTF-8") }
  }

  private static func makeScreen(
    _ term: String, _ environment: [String: String], _ memory: FrameMemory
  ) throws(TerminalError) -> OpaquePointer {
    let isDirect = ColourDepth.isDirect(environment: environment, term: term)
    // ncurses takes these signals where their action is the default; they are the loop's. It would set
    // SIGTSTP to be ignored while it paints, too, which loses one that waits to be read.
    let signals = [SIGINT, SIGTERM, SIGTSTP, SIGWINCH]
    var previous = signals.map { _ in sigaction() }
    var occupied = sigaction()
    occupied.__sigaction_handler.sa_handler = { _ in }
    for (index, signal) in signals.enumerated() { sigaction(signal, &occupied, &previous[index]) }
    defer {
      for (index, signal) in signals.enumerated() { sigaction(signal, &previous[index], nil) }
    }
    let names = (isDirect ? ["xterm-direct"] : []) + [term, "xterm-256color"]
    for name in names {
      if let screen = nc_newterm(name, memory.file) { return screen }
    }
    throw .unknown(term: term)
  }
}
