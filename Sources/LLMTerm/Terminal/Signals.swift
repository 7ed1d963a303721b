import CSystem
import Glibc

/// The signals of a terminal program, as a descriptor that the event loop polls.
///
/// They are blocked and read from a signalfd (signalfd(2)). So there is no handler, nothing that it
/// could interrupt, and no global state for it to reach. Make it first in `main`: threads inherit
/// what is blocked, and so do children, whose masks must be cleared (POSIX_SPAWN_SETSIGMASK).
final class Signals {
  enum Signal: CaseIterable, Hashable, Sendable {
    case windowChange, terminate, hangUp, interrupt, suspend, resume, quit

    var number: Int32 {
      switch self {
      case .windowChange: SIGWINCH
      case .terminate: SIGTERM
      case .hangUp: SIGHUP
      case .interrupt: SIGINT
      case .suspend: SIGTSTP
      case .resume: SIGCONT
      case .quit: SIGQUIT
      }
    }
  }

  /// Readable while a signal waits to be taken.
  let descriptor: Int32
  private var previous = sigset_t()

  /// Takes over all of them but those that whoever started us wants ignored (nohup, `&` in a script).
  init() throws(TerminalError) {
    var taken = sigset_t()
    sigemptyset(&taken)
    for signal in Signal.allCases where !Signals.isIgnored(signal) {
      sigaddset(&taken, signal.number)
    }
    let flags = Int32(SFD_NONBLOCK) | Int32(SFD_CLOEXEC)
    descriptor = signalfd(-1, &taken, flags)
    guard descriptor >= 0 else {
      throw .refused(what: "a descriptor for signals", errorNumber: errno)
    }
    pthread_sigmask(SIG_BLOCK, &taken, &previous)
    // Writing to something that is gone answers EPIPE, which is looked at where it is written.
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    _ = take()
    pthread_sigmask(SIG_SETMASK, &previous, nil)
    close(descriptor)
  }

  /// What came since the last time.
  func take() -> Set<Signal> {
    var signals: Set<Signal> = []
    var info = signalfd_siginfo()
    while read(descriptor, &info, MemoryLayout<signalfd_siginfo>.size) > 0 {
      for signal in Signal.allCases where UInt32(signal.number) == info.ssi_signo {
        signals.insert(signal)
      }
    }
    return signals
  }

  /// Stops the process as Ctrl-Z does; comes back when it is continued.
  ///
  /// Give the terminal back first. Where nobody could continue it (no shell above), nothing happens.
  func stop() {
    var stopSignal = sigset_t()
    sigemptyset(&stopSignal)
    sigaddset(&stopSignal, SIGTSTP)
    raise(SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &stopSignal, nil)
    pthread_sigmask(SIG_BLOCK, &stopSignal, nil)
  }

  private static func isIgnored(_ signal: Signal) -> Bool {
    switch signal {
    case .hangUp, .interrupt, .quit:
      var action = sigaction()
      sigaction(signal.number, nil, &action)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        == unsafeBitCast(SIG_IGN, to: Int.self)
    case .windowChange, .terminate, .suspend, .resume: return false
    }
  }
}
