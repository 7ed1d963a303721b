/// Keeps what a runner learns of its targets over restarts.
///
/// Belongs to the loop's thread; the file's work is done on the queue's.
package final class HealthKeeper {
  private let store: HealthStore
  private let runner: TurnRunner
  private let loop: EventLoop
  private let queue: any LogQueue
  private let clock: () -> Timestamp
  /// Names the account in force at a provider; nil where nobody knows.
  private let account: (String) -> String?
  /// How long a change may wait to be written; without changes nothing is.
  private let interval: Duration
  private var timer: TimerID?

  package init(
    _ store: HealthStore, of runner: TurnRunner, loop: EventLoop, queue: any LogQueue,
    clock: @escaping () -> Timestamp, account: @escaping (String) -> String? = { _ in nil },
    interval: Duration = .seconds(10)
  ) {
    self.store = store
    self.runner = runner
    self.loop = loop
    self.queue = queue
    self.clock = clock
    self.account = account
    self.interval = interval
    runner.observers.append { [weak self] _, update in
      if case .attemptEnded = update { self?.watch() }
    }
  }

  /// Goes on from what was kept, as far as it is fresh.
  package func restore() {
    let moment = moment
    let kept = store.read(at: moment.time)
    runner.learn { $0.restore(kept, at: moment, account: account) }
  }

  /// Hands what is not written yet to the file's thread.
  package func finish() {
    guard let timer else { return }
    loop.cancel(timer)
    self.timer = nil
    write { _ in }
  }

  private var moment: Moment { Moment(instant: loop.now(), time: clock()) }

  /// Sees to it that a change is written in time.
  private func watch() {
    guard timer == nil else { return }
    timer = loop.schedule(at: loop.now() + interval) { [weak self] in
      guard let self else { return }
      timer = nil
      write { [weak self] isWritten in if !isWritten { self?.watch() } }
    }
  }

  private func write(then: @escaping (Bool) -> Void) {
    let moment = moment
    let kept = runner.routing.kept(at: moment, account: account)
    queue.run({ [store] in store.write(kept, at: moment.time) }, then: then)
  }
}
