import CSystem
import Glibc

/// The terminal in its own line mode: it edits and echoes a line, and we get it when it is whole.
///
/// Nothing of it is changed but the echo while a key is typed, which is given back. Only the main
/// thread may touch it.
final class LineTerminal {
  let inputDescriptor: Int32
  let outputDescriptor: Int32
  private var output: OutputQueue
  private let originalModes: termios
  /// The end of a line that has not come.
  private var rest: [UInt8] = []

  /// Throws where one of the two is no terminal.
  init(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) throws(TerminalError) {
    guard isatty(input) == 1 else { throw .notATerminal(stream: "standard input") }
    guard isatty(output) == 1 else { throw .notATerminal(stream: "standard output") }
    var modes = termios()
    guard tcgetattr(input, &modes) == 0 else {
      throw .refused(what: "the terminal's modes", errorNumber: errno)
    }
    inputDescriptor = input
    outputDescriptor = output
    self.output = OutputQueue(descriptor: output)
    originalModes = modes
    enter()
  }

  deinit { leave() }

  // MARK: Modes

  /// Whether what is typed is not shown: a key.
  var hidesInput = false {
    didSet { if hidesInput != oldValue { enter() } }
  }

  /// Whole lines, with signals for Ctrl-C and Ctrl-Z; echoed as they were before, for Emacs echoes them
  /// itself, unless they must not be seen.
  func enter() {
    var modes = originalModes
    modes.c_lflag |= tcflag_t(ICANON | ISIG)
    modes.c_iflag |= tcflag_t(ICRNL)
    if hidesInput { modes.c_lflag &= ~tcflag_t(ECHO) }
    tcsetattr(inputDescriptor, TCSANOW, &modes)
  }

  /// Gives the terminal back as it was found.
  func leave() {
    output.flush(waitingAtMost: 500)
    var modes = originalModes
    tcsetattr(inputDescriptor, TCSANOW, &modes)
  }

  /// Forgets what was typed and not read.
  func discardInput() {
    rest = []
    tcflush(inputDescriptor, TCIFLUSH)
  }

  // MARK: Bytes

  var isWaiting: Bool { output.state == .waiting }
  var isGone: Bool { output.state == .gone }

  func write(_ text: String) {
    output.append(text)
    output.flush()
  }

  func flush() { output.flush() }

  /// The lines that are there now, and whether no more will come; to be called when the descriptor
  /// is readable.
  ///
  /// A terminal gives one line a read. Several that are there at once were pasted.
  func readLines() -> (lines: [String], hasEnded: Bool) {
    var lines: [String] = []
    var ready = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
    var buffer = [UInt8](repeating: 0, count: 65_536)
    repeat {
      let count = Glibc.read(inputDescriptor, &buffer, buffer.count)
      if count < 0, errno == EAGAIN || errno == EINTR { break }
      guard count > 0 else { return (lines, true) }
      rest += buffer[..<count]
      while let end = rest.firstIndex(of: 0x0A) {
        lines.append(String(decoding: rest[..<end], as: UTF8.self))
        rest.removeSubrange(...end)
      }
      // Ctrl-D behind a beginning gives it as it is: it is a line.
      if !rest.isEmpty {
        lines.append(String(decoding: rest, as: UTF8.self))
        rest = []
      }
    } while poll(&ready, 1, 0) > 0 && ready.revents & Int16(POLLIN) != 0
    return (lines, false)
  }
}
