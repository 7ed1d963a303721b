import ChatEngine
import ChatUI
import Glibc

/// Asks the person at the terminal whether a tool may run, whatever standard input and output are.
final class TerminalQuestion {
  private let descriptor: Int32
  private let loop: EventLoop
  private var line: [UInt8] = []
  private var answer: ((Bool) -> Void)?

  /// Nil where nobody sits at a terminal.
  init?(_ loop: EventLoop) {
    guard isatty(STDERR_FILENO) == 1 else { return nil }
    descriptor = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    self.loop = loop
  }

  deinit { close(descriptor) }

  /// Shows all of the call and waits for a line; only `y` and `yes` let it run.
  func ask(_ request: ApprovalRequest, answer: @escaping (Bool) -> Void) {
    self.answer = answer
    line = []
    // What was typed before the question is no answer to it.
    tcflush(descriptor, TCIFLUSH)
    Output.complain(TerminalQuestion.text(of: request))
    loop.watch(descriptor, readable: true, writable: false) { [unowned self] _ in read() }
  }

  /// Nobody is asked any more.
  func withdraw() {
    answer = nil
    loop.unwatch(descriptor)
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return end(false) }
    line += buffer.prefix(count)
    guard line.contains(0x0A) || line.count > 1024 else { return }
    let word = line.prefix { $0 != 0x0A }.filter { $0 != 0x20 && $0 != 0x0D }
    end(["y", "yes"].contains(String(decoding: word, as: UTF8.self).lowercased()))
  }

  private func end(_ isAllowed: Bool) {
    let answer = answer
    withdraw()
    answer?(isAllowed)
  }

  /// Every word of it comes from outside, and goes through the filter of the screen.
  static func text(of request: ApprovalRequest) -> String {
    let call = request.call
    let place = request.count > 1 ? " (\(request.position) of \(request.count))" : ""
    let from: SafeText =
      switch call.tool.source {
      case .command: "of the configuration"
      case .builtIn: "of this program"
      case .server(let name): "of the server \(SafeText(name))"
      }
    var lines = ["", "The model wants to run a tool\(place):"]
    lines.append("  tool: \(SafeText(call.tool.name)) \(from)")
    lines += request.warnings.map { "  ! \(SafeText($0))" }
    lines += request.difference.map { "    \(SafeText($0, context: .code))" }
    lines += call.facts.map { "  \(SafeText($0.label)): \(SafeText($0.value, context: .code))" }
    return lines.joined(separator: "\n") + "\nRun it? [y/N] "
  }
}
