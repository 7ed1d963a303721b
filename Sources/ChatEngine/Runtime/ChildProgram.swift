import CSystem
import Glibc

/// A program started with pipes on a loop: in a session of its own, with no terminal, none of our
/// descriptors, and gone when we are.
///
/// The closures run on the loop's thread, and never from within a call of this object.
package final class ChildProgram {
  /// How a program ended.
  package enum Exit: Sendable, Equatable {
    case status(Int32)
    case signal(Int32)
  }

  /// What it writes to standard output, piece by piece; the next is read when this returns.
  package var onOutput: ([UInt8]) -> Void = { _ in }
  /// What it writes to standard error.
  package var onErrors: ([UInt8]) -> Void = { _ in }
  /// Called once, after all that it wrote was read.
  package var onExit: (Exit) -> Void = { _ in }

  /// Its id, which is that of its process group too.
  package let pid: Int32

  private enum State { case running, ended, over }

  private let loop: EventLoop
  /// Readable when it has ended; -1 once closed, as the pipes.
  private var process: Int32
  private var input: Int32
  private var output: Int32
  private var errors: Int32
  private var state = State.running
  private var queue: [UInt8] = []
  private var written = 0
  private var closesInput = false
  private var timer: TimerID?

  /// One read of a pipe: the loop is for others between two.
  private static let piece = 64 << 10
  /// More input than that waits for no program.
  package static let mostQueued = 32 << 20
  /// How long others may go on writing to a pipe whose program has ended.
  private static let drainTime = Duration.milliseconds(200)

  /// Starts it; throws what failed, be it that there is no such program.
  package init(_ start: Start, loop: EventLoop) throws(SystemError) {
    self.loop = loop
    var pipes = try ChildPipes(keepsInput: start.keepsInput)
    defer { pipes.closeAll() }
    pid = try start.launch(input: pipes.input.0, output: pipes.output.1, errors: pipes.errors.1)
    process = csys_process_descriptor(pid)
    guard process >= 0 else {
      let code = errno
      Glibc.kill(-pid, SIGKILL)
      Self.reap(pid)
      throw SystemError(call: "pidfd_open", code: code)
    }
    (input, output, errors) = pipes.takeOurs()
    loop.watch(process, readable: true, writable: false) { [weak self] _ in self?.noticeEnd() }
    loop.watch(output, readable: true, writable: false) { [weak self] _ in self?.readOutput() }
    loop.watch(errors, readable: true, writable: false) { [weak self] _ in self?.readErrors() }
  }

  /// Whoever lets go of it ends it.
  deinit {
    guard state != .over else { return }
    closePipes()
    if let timer { loop.cancel(timer) }
    Glibc.kill(-pid, SIGKILL)
    // Its end is near, but not worth waiting for here.
    loop.watch(process, readable: true, writable: false) { [weak loop, pid, process] _ in
      loop?.unwatch(process)
      close(process)
      Self.reap(pid)
    }
  }
}

// MARK: Input

extension ChildProgram {
  /// Queues bytes for its standard input; false where that is closed, or too much waits already.
  @discardableResult
  package func write(_ bytes: [UInt8]) -> Bool {
    guard input >= 0, !closesInput else { return false }
    guard queue.count - written + bytes.count <= Self.mostQueued else { return false }
    queue += bytes
    sendInput()
    return true
  }

  /// Lets its standard input end after what is queued.
  package func closeInput() {
    closesInput = true
    if input >= 0 { sendInput() }
  }

  private func sendInput() {
    while written < queue.count {
      let count = queue.withUnsafeBytes { bytes in
        Glibc.write(input, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count >= 0 {
        written += count
      } else if errno == EAGAIN {
        loop.watch(input, readable: false, writable: true) { [weak self] _ in self?.sendInput() }
        return compactQueue()
      } else if errno != EINTR {
        // EPIPE: it reads no more, and its exit will say why.
        return forget(&input)
      }
    }
    queue = []
    written = 0
    if closesInput { forget(&input) } else { loop.unwatch(input) }
  }

  /// Moves the rest to the front, but not for each small piece.
  private func compactQueue() {
    guard written > queue.count / 2 else { return }
    queue.removeFirst(written)
    written = 0
  }
}

// MARK: Output

extension ChildProgram {
  private func readOutput() {
    if let piece = readPiece(&output) { onOutput(piece) }
    finishIfRead()
  }

  private func readErrors() {
    if let piece = readPiece(&errors) { onErrors(piece) }
    finishIfRead()
  }

  /// What is there; closes the pipe at its end.
  private func readPiece(_ pipe: inout Int32) -> [UInt8]? {
    guard pipe >= 0 else { return nil }
    let piece = [UInt8](unsafeUninitializedCapacity: Self.piece) { [pipe] buffer, count in
      count = max(0, read(pipe, buffer.baseAddress, buffer.count))
    }
    guard piece.isEmpty else { return piece }
    // Nothing read and nothing wrong: its end. The errors of a pipe that is ready are EINTR only.
    if errno != EINTR && errno != EAGAIN { forget(&pipe) }
    return nil
  }

  private func forget(_ pipe: inout Int32) {
    guard pipe >= 0 else { return }
    loop.unwatch(pipe)
    close(pipe)
    pipe = -1
  }

  private func closePipes() {
    forget(&input)
    forget(&output)
    forget(&errors)
  }
}

// MARK: The end

extension ChildProgram {
  /// Asks it and all of its group to end; what is left after the grace is killed.
  package func end(after grace: Duration) {
    guard state == .running else { return }
    Glibc.kill(-pid, SIGTERM)
    // One that is stopped would not take it.
    Glibc.kill(-pid, SIGCONT)
    if let timer { loop.cancel(timer) }
    timer = loop.schedule(at: loop.now() + grace) { [weak self] in self?.kill() }
  }

  /// Kills it and all of its group.
  package func kill() {
    // Not once it is over: its number may be another's.
    guard state != .over else { return }
    Glibc.kill(-pid, SIGKILL)
  }

  private func noticeEnd() {
    state = .ended
    loop.unwatch(process)
    if let timer { loop.cancel(timer) }
    // What it started may hold the pipes for ever.
    timer = loop.schedule(at: loop.now() + Self.drainTime) { [weak self] in self?.finish() }
    finishIfRead()
  }

  private func finishIfRead() {
    if state == .ended, output < 0, errors < 0 { finish() }
  }

  private func finish() {
    guard state == .ended else { return }
    // Before its number is given back: then it could be the number of another group.
    Glibc.kill(-pid, SIGKILL)
    state = .over
    if let timer { loop.cancel(timer) }
    closePipes()
    close(process)
    let exit = Self.reap(pid)
    let onExit = onExit
    (self.onOutput, self.onErrors, self.onExit) = ({ _ in }, { _ in }, { _ in })
    onExit(exit)
  }

  @discardableResult
  private static func reap(_ pid: Int32) -> Exit {
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    // The macros of wait(2): the low seven bits are the signal, the next byte the status.
    let signal = status & 0x7F
    return signal == 0 ? .status(status >> 8 & 0xFF) : .signal(signal)
  }
}
