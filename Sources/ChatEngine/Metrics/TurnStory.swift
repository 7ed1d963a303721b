/// Makes the log's entries of what turns say.
struct TurnStory {
  private final class Begun {
    let at: Instant
    /// The last one that went out, of two that race the last two.
    var attempt: (target: Target, number: Int)?
    var earlier: [(target: Target, number: Int)] = []

    init(at: Instant) { self.at = at }

    func begin(_ target: Target, number: Int) {
      if let attempt { earlier.append(attempt) }
      attempt = (target, number)
    }

    func number(of target: Target) -> Int? {
      if let attempt, attempt.target == target { return attempt.number }
      return earlier.last { $0.target == target }?.number
    }
  }

  private var turns = NumberTable<TurnID, Begun>()
  /// The breakers as they were seen last; those that are closed are left out.
  private var breakers: [Target: Int] = .init()

  /// Gives the entries that an update comes to, of that level and above; `breaker` says how a
  /// target's breaker stands now.
  mutating func tell(
    _ update: TurnUpdate, of turn: TurnID, at now: @autoclosure () -> Instant,
    from level: Configuration.LogLevel,
    breaker: (Target) -> Breaker.State, _ write: (LogEntry) -> Void
  ) {
    func give(_ entry: LogEntry?) {
      if let entry, level.includes(entry.level) { write(entry) }
    }
    let begun = turns[turn] ?? Begun(at: now())
    if turns[turn] == nil { turns[turn] = begun }
    switch update {
    case .part, .partialKept: break
    case .attemptStarted(let number, let target, let reason):
      begun.begin(target, number: number)
      if level.includes(.debug) {
        var entry = LogEntry(.debug, .attemptStarted, turn)
        entry.target = target
        entry.attempt = number
        entry.reason = reason
        write(entry)
      }
      give(change(of: target, breaker))
    case .attemptEnded(let record):
      if level.includes(LogEntry.level(of: record)) {
        var entry = LogEntry(record, of: turn)
        entry.attempt = begun.number(of: record.target)
        write(entry)
      }
      give(change(of: record.target, breaker))
    case .ended(let end):
      turns[turn] = nil
      guard level.includes(LogEntry.level(of: end)) else { return }
      write(LogEntry(end, of: turn, after: now() - begun.at))
    case .passedOver, .queued, .looked, .hedged, .waiting, .retrying, .failedOver, .continuing,
      .asks:
      give(LogEntry(step: update, of: turn, at: now()))
    }
  }

  /// A line where the target's breaker stands otherwise than it did.
  private mutating func change(
    of target: Target, _ breaker: (Target) -> Breaker.State
  ) -> LogEntry? {
    let state = breaker(target)
    // Mostly all are closed, and were.
    if state == .closed, breakers.isEmpty { return nil }
    guard state.gaugeValue != breakers[target] ?? 0 else { return nil }
    breakers[target] = state.gaugeValue == 0 ? nil : state.gaugeValue
    var entry = LogEntry(state.gaugeValue == 2 ? .warning : .info, .breaker)
    entry.target = target
    entry.outcome = state.word
    return entry
  }
}

extension Breaker.State {
  fileprivate var word: String {
    switch self {
    case .closed: "closed"
    case .open: "open"
    case .halfOpen: "half_open"
    case .ramp: "ramp"
    }
  }
}

extension LogEntry {
  fileprivate static func level(of record: AttemptRecord) -> Configuration.LogLevel {
    record.outcome == .failed ? .warning : .info
  }

  fileprivate static func level(of end: TurnEnd) -> Configuration.LogLevel {
    end.outcome == .failed ? .error : .info
  }

  /// An attempt that has ended.
  fileprivate init(_ record: AttemptRecord, of turn: TurnID) {
    self.init(Self.level(of: record), .attempt, turn)
    target = record.target
    outcome = record.outcome.rawValue
    status = record.status
    failure = record.failure
    duration = record.total
    firstToken = record.firstToken
    usage = record.usage
    cost = record.cost
    requestID = record.failure?.requestID
    reason = record.reason
  }

  /// A turn that has ended.
  fileprivate init(_ end: TurnEnd, of turn: TurnID, after time: Duration?) {
    self.init(Self.level(of: end), .turn, turn)
    outcome = end.outcome.rawValue
    target = end.ending.attempts.last?.target
    failure = end.ending.failure
    duration = time
    usage = end.ending.usage
    cost = end.cost
    requestID = end.ending.requestID
    attempts = end.ending.attempts.count
  }

  /// What happened between two attempts; nil for what is told elsewhere.
  fileprivate init?(step: TurnUpdate, of turn: TurnID, at now: Instant) {
    switch step {
    case .passedOver(let target, let failure):
      self.init(.warning, .passedOver, turn, target, because: failure)
    case .queued(let target): self.init(.debug, .queued, turn, target)
    case .looked(let hit):
      self.init(hit == nil ? .debug : .info, hit == nil ? .cacheMiss : .cacheHit, turn, hit?.target)
    case .hedged(let from, let to): self.init(.info, .hedge, turn, to, from: from)
    case .waiting(let until, let target, let failure):
      self.init(.info, .waiting, turn, target, because: failure)
      duration = until - now
    case .retrying(let target, let failure):
      self.init(.info, .retry, turn, target, because: failure)
    case .failedOver(let from, let to, let failure):
      self.init(.warning, .failover, turn, to, from: from, because: failure)
    case .continuing(let from, let to, let failure):
      let event = from == to ? Event.retry : .failover
      self.init(from == to ? .info : .warning, event, turn, to, from: from, because: failure)
    case .asks(_, let failure): self.init(.info, .cut, turn, nil, because: failure)
    case .part, .partialKept, .attemptStarted, .attemptEnded, .ended: return nil
    }
  }

  private init(
    _ level: Configuration.LogLevel, _ event: Event, _ turn: TurnID, _ target: Target?,
    from: Target? = nil, because failure: Failure? = nil
  ) {
    self.init(level, event, turn)
    self.target = target
    self.from = from
    self.failure = failure
  }
}
