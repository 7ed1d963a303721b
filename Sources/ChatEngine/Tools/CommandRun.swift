import Glibc

/// One run of a prepared program: its limits, and what the model is told of it.
final class CommandRun {
  /// Called once, when the program is gone; never after `abandon`.
  private var done: ((ToolOutput) -> Void)?
  /// Called when the program is gone, in any case.
  var onGone: () -> Void = {}

  private let loop: EventLoop
  private let launch: ProgramLaunch
  private let form: CommandReport
  private var child: ChildProgram?
  private var timer: TimerID?
  private var output: KeptOutput
  private var errors = KeptOutput(head: 0, tail: 4 << 10)
  private var stop: CommandReport.Stop?

  /// Bytes of all output that are read before the program is ended (faults.md, section 6, rule 4).
  private static let mostRead = 16 << 20
  /// Between being asked to end and being killed.
  private static let grace = Duration.seconds(2)

  init(
    _ launch: ProgramLaunch, form: CommandReport, loop: EventLoop,
    done: @escaping (ToolOutput) -> Void
  ) {
    self.launch = launch
    self.form = form
    self.loop = loop
    self.done = done
    // A picture that is cut is none.
    let half = ToolOutput.mostBytes / 2
    output =
      form.output == .text
      ? KeptOutput(head: half, tail: half) : KeptOutput(head: Self.mostRead, tail: 0)
  }

  /// Starts it, as it is or by the sandbox's program.
  func start(_ start: ChildProgram.Start) {
    do throws(SystemError) {
      let child = try ChildProgram(start, loop: loop)
      self.child = child
      child.onOutput = { [weak self] in self?.take($0, isError: false) }
      child.onErrors = { [weak self] in self?.take($0, isError: true) }
      child.onExit = { [weak self] in self?.finish($0) }
      if start.keepsInput {
        child.write(launch.input)
        child.closeInput()
      }
      timer = loop.schedule(at: loop.now() + launch.timeout) { [weak self] in
        self?.end(.timeout)
      }
    } catch {
      // Not from within the call.
      timer = loop.schedule(at: loop.now()) { [weak self] in
        guard let self else { return }
        finish(with: form.notStarted(error))
      }
    }
  }

  /// Ends the program, and tells nobody.
  func abandon() {
    done = nil
    end(.abandoned)
  }

  private func take(_ bytes: [UInt8], isError: Bool) {
    if isError { errors.append(bytes) } else { output.append(bytes) }
    if output.count + errors.count > Self.mostRead { end(.flood) }
  }

  private func end(_ reason: CommandReport.Stop) {
    guard stop == nil else { return }
    stop = reason
    child?.end(after: Self.grace)
    // One that floods goes on flooding until it has read its signal.
    if reason == .flood { child?.kill() }
  }

  private func finish(_ exit: ChildProgram.Exit) {
    finish(with: form.output(of: output, errors: errors, exit: exit, stop: stop))
  }

  private func finish(with result: ToolOutput) {
    if let timer { loop.cancel(timer) }
    child = nil
    let done = done
    self.done = nil
    done?(result)
    onGone()
  }
}
