import Glibc

/// Gives the terminal back if the program crashes, and says so in plain words.
///
/// Its handlers take the place of the Swift runtime's, which ask on the terminal whether to debug, while
/// that is in raw mode and shows the other screen.
enum CrashGuard {
  private struct Record {
    var isArmed = false
    var descriptor: Int32 = -1
    var restore = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var message = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    var modes = termios()
    /// What was done at these signals before us.
    var previous: [sigaction] = []
  }

  /// What the handler needs; a handler gets no argument but the signal's number.
  ///
  /// Safe without a lock: `arm` and `disarm` alone write it, which the main thread calls, and it is made
  /// before the handlers are there, so that the handler's access is one atomic load. What `restore`
  /// and `message` point to is never freed. A crash amid the writes finds `isArmed` false.
  nonisolated(unsafe) private static let record: UnsafeMutablePointer<Record> = {
    let record = UnsafeMutablePointer<Record>.allocate(capacity: 1)
    record.initialize(to: Record())
    return record
  }()

  private static let signals = [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE]
  /// The handler's own stack, for a crash because the stack is full.
  private static let stackSize = 65_536

  /// From here on a crash writes `restore` to the terminal and sets its `modes`.
  static func arm(restore: String, modes: termios, on descriptor: Int32) {
    let record = CrashGuard.record
    record.pointee.isArmed = false
    record.pointee.descriptor = descriptor
    record.pointee.restore = copy(restore)
    record.pointee.modes = modes
    if record.pointee.message.isEmpty {
      record.pointee.message = copy(
        """
        llmterm crashed, and gave the terminal back. What was said so far is saved. \
        Start it again with llmterm chat --continue.\n
        """)
      useOwnStack()
    }
    if record.pointee.previous.isEmpty { record.pointee.previous = install() }
    record.pointee.isArmed = true
  }

  /// The terminal is given back: a crash has nothing to restore.
  static func disarm() {
    let record = CrashGuard.record
    record.pointee.isArmed = false
    for (signal, action) in zip(signals, record.pointee.previous) {
      withUnsafePointer(to: action) { _ = sigaction(signal, $0, nil) }
    }
    record.pointee.previous = []
  }

  private static func copy(_ text: String) -> UnsafeMutableRawBufferPointer {
    let bytes = Array(text.utf8)
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    copy.copyBytes(from: bytes)
    return copy
  }

  private static func useOwnStack() {
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
    stack.ss_size = stackSize
    sigaltstack(&stack, nil)
  }

  private static func install() -> [sigaction] {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { CrashGuard.restore(after: $0) }
    // Reset and not deferred: the raise at the end meets the default action, which ends the process
    // and tells the shell by which signal.
    action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND)) | SA_NODEFER | SA_ONSTACK
    return signals.map { signal in
      var previous = sigaction()
      sigaction(signal, &action, &previous)
      return previous
    }
  }

  /// Runs in the handler: only async-signal-safe calls (signal-safety(7)), no allocation.
  private static func restore(after signal: Int32) {
    let record = CrashGuard.record
    if record.pointee.isArmed {
      record.pointee.isArmed = false
      let descriptor = record.pointee.descriptor
      write(descriptor, record.pointee.restore.baseAddress, record.pointee.restore.count)
      tcsetattr(descriptor, TCSANOW, &record.pointee.modes)
      write(STDERR_FILENO, record.pointee.message.baseAddress, record.pointee.message.count)
    }
    raise(signal)
  }
}
