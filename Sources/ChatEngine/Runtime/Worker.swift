import CSystem
import Glibc
import Synchronization

/// One named background thread that runs what it is given, one thing after another.
///
/// For what blocks: syncing a file, searching history, waiting for a child. The answers come back
/// through the mailbox of the loop that asked.
package final class Worker {
  private let body: WorkerThread
  private let answers: Mailbox
  private var thread: pthread_t?

  /// Starts the thread; its answers go to the given mailbox.
  package init(name: String, answers: Mailbox) throws(SystemError) {
    self.answers = answers
    body = WorkerThread(name: name, inbox: try Mailbox())
    thread = try WorkerThread.start(body)
  }

  deinit {
    guard let thread else { return }
    body.end()
    pthread_detach(thread)
  }

  /// Runs the work on the thread, with no answer.
  package func run(_ work: @Sendable @escaping () -> Void) { body.inbox.post(work) }

  /// Runs the work on the thread, then the closure on the loop's thread with its result.
  package func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void
  ) {
    let handback = Handback(then)
    body.inbox.post { [answers] in
      let result = work()
      answers.post { handback.give(result) }
    }
  }

  /// Lets the thread do all that was given to it, and waits for its end.
  package func finish() {
    guard let thread else { return }
    self.thread = nil
    body.end()
    pthread_join(thread, nil)
  }
}

/// A closure of the loop's thread on its way through another.
///
/// Unchecked, because the closure may hold what is not Sendable: only `init` and `give` touch it,
/// and both check that they are on the same thread. `give` empties the box, so that whatever the
/// other thread lets go of last holds nothing.
private final class Handback<Result>: @unchecked Sendable {
  private let owner = pthread_self()
  private var closure: ((Result) -> Void)?

  init(_ closure: @escaping (Result) -> Void) { self.closure = closure }

  func give(_ result: Result) {
    precondition(pthread_equal(owner, pthread_self()) != 0, "a result on a thread not its own")
    let closure = closure
    self.closure = nil
    closure?(result)
  }
}

/// What the thread itself knows.
private final class WorkerThread: Sendable {
  let name: String
  let inbox: Mailbox
  private let isEnding = Atomic(false)

  init(name: String, inbox: Mailbox) {
    self.name = name
    self.inbox = inbox
  }

  /// Starts a thread that takes no signals: they are the loop's.
  static func start(_ worker: WorkerThread) throws(SystemError) -> pthread_t {
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    var thread = pthread_t()
    let context = Unmanaged.passRetained(worker)
    let code = pthread_create(&thread, nil, { WorkerThread.main($0) }, context.toOpaque())
    guard code == 0 else {
      context.release()
      throw SystemError(call: "pthread_create", code: code)
    }
    return thread
  }

  /// Ends the thread once it has done what was given to it before.
  func end() {
    inbox.post { [self] in isEnding.store(true, ordering: .relaxed) }
  }

  private static func main(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let worker = Unmanaged<WorkerThread>.fromOpaque(context).takeRetainedValue()
    _ = csys_name_thread(worker.name)
    while !worker.isEnding.load(ordering: .relaxed) {
      worker.inbox.wait()
      worker.inbox.empty()
    }
    return nil
  }
}
