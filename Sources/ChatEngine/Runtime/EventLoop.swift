import CSystem
import Glibc

/// What a descriptor is ready for.
package struct Readiness: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let readable = Readiness(rawValue: 1)
  package static let writable = Readiness(rawValue: 2)
  /// The other side is gone; what it sent before may still be read.
  package static let hangup = Readiness(rawValue: 4)
  package static let failed = Readiness(rawValue: 8)
}

/// One thread's loop over descriptors, timers and letters from other threads.
///
/// Belongs to the thread that runs it; only `mailbox` is for others. The program ignores SIGPIPE:
/// libcurl is told not to touch signals, so a write to a closed socket would end the process.
package final class EventLoop {
  private struct Watch {
    var token: UInt64
    var interest: UInt32
    /// The set that it is in.
    var epoll: Int32
    var handler: (Readiness) -> Void
  }

  /// The way in for other threads.
  package let mailbox: Mailbox

  private let epoll: Int32
  /// What may be held back, as a set that is one descriptor of the first; -1 where there is none.
  private var patient: Int32 = -1
  private var isHolding = false
  private let alarm: Int32
  private var alarmTime: Instant?
  private var watches = NumberTable<Descriptor, Watch>()
  // Files and /dev/null, which epoll refuses (EPERM) because they are always ready.
  private var alwaysReady = NumberTable<Descriptor, Void>()
  private var generation: UInt64 = 0
  private var timers = Timers<TimedAction>()

  /// What a timer does: a bare closure would be wrapped in another one on its way into a generic type.
  private struct TimedAction {
    let run: () -> Void
  }

  package init() throws(SystemError) {
    mailbox = try Mailbox()
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { throw SystemError(call: "epoll_create1", code: errno) }
    // A timer descriptor, because the clock of epoll's own timeout stands still while the machine
    // sleeps, and because it counts in milliseconds.
    let alarm = timerfd_create(
      CLOCK_BOOTTIME, Int32(TFD_CLOEXEC) | Int32(TFD_NONBLOCK))
    guard alarm >= 0 else {
      let code = errno
      close(epoll)
      throw SystemError(call: "timerfd_create", code: code)
    }
    self.epoll = epoll
    self.alarm = alarm
    watch(mailbox.descriptor, readable: true, writable: false) { [mailbox] _ in mailbox.empty() }
    watch(alarm, readable: true, writable: false) { [unowned self] _ in readAlarm() }
  }

  deinit {
    close(alarm)
    if patient >= 0 { close(patient) }
    close(epoll)
  }

  /// The time on the monotonic clock.
  package func now() -> Instant { SystemClock.now() }
}

// MARK: Descriptors

extension EventLoop {
  /// From now on, a turn can be told to hold patient descriptors back.
  package func letHoldBack() {
    guard patient < 0 else { return }
    patient = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard patient >= 0 else { return }
    watch(patient, readable: true, writable: false) { [unowned self] _ in
      dispatch(patient, waits: false)
    }
  }

  /// Calls the handler whenever the descriptor is ready; takes the place of an earlier watch.
  ///
  /// What comes on a patient one may wait for a moment, see `runOnce`.
  package func watch(
    _ descriptor: Int32, readable: Bool, writable: Bool, isPatient: Bool = false,
    _ handler: @escaping (Readiness) -> Void
  ) {
    let interest = (readable ? CSYS_EPOLLIN : 0) | (writable ? CSYS_EPOLLOUT : 0)
    let epoll = isPatient && patient >= 0 ? patient : epoll
    let key = Descriptor(descriptor)
    if let known = watches[key], known.epoll != epoll { unwatch(descriptor) }
    let isKnown = watches[key] != nil
    generation += 1
    // The generation tells a report for an earlier holder of the same number from one for this.
    let token = generation << 32 | UInt64(UInt32(bitPattern: descriptor))
    watches[key] = Watch(
      token: token, interest: interest, epoll: epoll, handler: handler)
    alwaysReady.removeValue(forKey: key)
    if isKnown, csys_epoll_watch(epoll, EPOLL_CTL_MOD, descriptor, interest, token) == 0 { return }
    guard csys_epoll_watch(epoll, EPOLL_CTL_ADD, descriptor, interest, token) < 0 else { return }
    switch errno {
    case EEXIST: _ = csys_epoll_watch(epoll, EPOLL_CTL_MOD, descriptor, interest, token)
    case EPERM: alwaysReady[key] = ()
    default: watches[key] = nil
    }
  }

  /// Forgets the descriptor; to be called before it is closed.
  package func unwatch(_ descriptor: Int32) {
    let key = Descriptor(descriptor)
    guard let watch = watches.removeValue(forKey: key) else { return }
    if alwaysReady.removeValue(forKey: key) == nil {
      _ = csys_epoll_watch(watch.epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    }
  }
}

// MARK: Timers

extension EventLoop {
  /// Runs the action once, at the given time or soon after.
  @discardableResult
  package func schedule(at due: Instant, _ action: @escaping () -> Void) -> TimerID {
    timers.schedule(at: due, TimedAction(run: action))
  }

  /// Takes back a scheduled action; one that ran is nothing to do.
  package func cancel(_ timer: TimerID) { timers.cancel(timer) }

  private func runTimers() {
    // Only what is due now: an action that schedules itself at once must not keep the loop here.
    let now = now()
    for _ in 0..<timers.count {
      guard let action = timers.takeDue(at: now) else { return }
      action.run()
    }
  }

  private func setAlarm(_ due: Instant?) {
    guard due != alarmTime else { return }
    alarmTime = due
    var setting = itimerspec()
    if let due, due < .distantFuture {
      // Zero would switch the alarm off.
      let time = max(due.nanoseconds, 1)
      setting.it_value.tv_sec = Int(time / 1_000_000_000)
      setting.it_value.tv_nsec = Int(time % 1_000_000_000)
    }
    timerfd_settime(alarm, Int32(TFD_TIMER_ABSTIME), &setting, nil)
  }

  private func readAlarm() {
    var count: UInt64 = 0
    _ = read(alarm, &count, 8)
    alarmTime = nil
  }
}

// MARK: Running

extension EventLoop {
  /// Waits for the first thing to happen, at most until the deadline, and handles what is there.
  ///
  /// Without a deadline it waits for as long as it takes. Who has nothing to do before the deadline
  /// with what comes on patient descriptors holds them back until then: so a thousand tokens a second
  /// do not wake the program a thousand times.
  package func runOnce(until deadline: Instant?, holdingBack: Bool = false) {
    let due = [timers.next, deadline].compactMap(\.self).min()
    let isDue = due.map { $0 <= now() } ?? false
    if !isDue { setAlarm(due) }
    hold(holdingBack && !isDue)
    poll(waits: !isDue && alwaysReady.isEmpty)
    if isHolding, let deadline, deadline <= now() {
      hold(false)
      poll(waits: false)
    }
    runTimers()
  }

  private func hold(_ holds: Bool) {
    guard holds != isHolding, let watch = watches[Descriptor(patient)] else { return }
    isHolding = holds
    _ = csys_epoll_watch(
      epoll, EPOLL_CTL_MOD, patient, holds ? 0 : watch.interest, watch.token)
  }

  /// Turns until the condition no longer holds.
  package func run(while condition: () -> Bool) {
    while condition() { runOnce(until: nil) }
  }

  /// Calls the handlers of what is ready in a set.
  private func dispatch(_ epoll: Int32, waits: Bool) {
    let capacity = 64
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: capacity) { tokens in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: capacity) { events in
        // A signal ends the wait (EINTR, -1): a turn with nothing ready.
        let count = csys_epoll_wait(
          epoll, tokens.baseAddress, events.baseAddress, Int32(capacity), waits ? -1 : 0)
        for index in 0..<max(0, Int(count)) {
          let descriptor = Int32(truncatingIfNeeded: tokens[index])
          guard let watch = watches[Descriptor(descriptor)], watch.token == tokens[index] else {
            continue
          }
          watch.handler(Readiness(epoll: events[index]))
        }
      }
    }
  }

  private func poll(waits: Bool) {
    dispatch(epoll, waits: waits)
    if alwaysReady.isEmpty { return }
    for descriptor in alwaysReady.keys {
      guard let watch = watches[descriptor] else { continue }
      var readiness: Readiness = []
      if watch.interest & CSYS_EPOLLIN != 0 { readiness.insert(.readable) }
      if watch.interest & CSYS_EPOLLOUT != 0 { readiness.insert(.writable) }
      watch.handler(readiness)
    }
  }
}

extension Readiness {
  fileprivate init(epoll events: UInt32) {
    self = []
    if events & CSYS_EPOLLIN != 0 { insert(.readable) }
    if events & CSYS_EPOLLOUT != 0 { insert(.writable) }
    if events & (CSYS_EPOLLHUP | CSYS_EPOLLRDHUP) != 0 { insert(.hangup) }
    if events & CSYS_EPOLLERR != 0 { insert(.failed) }
  }
}
