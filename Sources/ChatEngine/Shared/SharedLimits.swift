/// Limits that all machines on one Redis keep together.
///
/// A reservation asks Redis and waits 50 ms at most. Where Redis is away, full, read-only or talks
/// nonsense, half of each limit is used in this process alone, until it answers again: never the full
/// rate, never a blocked user (faults.md rows 81 to 84). What was reserved here is settled here.
package final class SharedLimits: RequestLimits {
  /// What a person is told then.
  package static let aloneSentence = "Shared limits off; using 1/2 locally."
  /// The share of the limits that is used while Redis is away.
  package static let shareAlone = 0.5

  private enum Stage {
    case waiting(PendingPlace)
    case asked(PendingPlace)
    /// Withdrawn before the reply came.
    case unwanted(PendingPlace)
    case shared(SharedPlace)
    case local
  }

  package private(set) var counts = SharingCounts()
  /// Whether the last reservation was made in Redis.
  package private(set) var isSharing = true
  /// Is told when that changes.
  package var onChange: (_ isSharing: Bool) -> Void = { _ in }

  private let redis: any RedisCommands
  private let local: LocalLimits
  private let loop: EventLoop
  private let now: () -> Instant
  private let patience: Duration
  private let prefix: String
  private let accounts: (String) -> String
  /// Tells this process's reservations from those of others.
  private let process: String
  private var members = 0
  private var stages: [TransferID: Stage] = [:]
  private var lines: [LimitBucket: LimitLine] = [:]
  private var views: [LimitBucket: LimitView] = [:]
  private var alarms: [LimitBucket: (due: Instant, timer: TimerID)] = [:]
  /// Buckets of which the provider said what is left.
  private var reported: Set<LimitBucket> = []
  private let owed: OwedCalls

  /// Makes limits over Redis and their stand-in, whose share is set to `shareAlone`.
  ///
  /// `process` is a random number; `accounts` gives a short name for the key that is used at a
  /// provider, and no part of the key; `now` is the loop's clock where none is given.
  package init(
    redis: any RedisCommands, local: LocalLimits, loop: EventLoop, prefix: String,
    process: UInt64, accounts: @escaping (String) -> String,
    patience: Duration = RedisPatience.usual, now: (() -> Instant)? = nil
  ) {
    self.redis = redis
    self.patience = patience
    self.local = local
    local.share = Self.shareAlone
    self.loop = loop
    self.prefix = prefix
    self.process = String(process, radix: 36)
    self.accounts = accounts
    let now = now ?? { [loop] in loop.now() }
    self.now = now
    owed = OwedCalls(redis, patience: patience, now: now)
  }

  deinit {
    for alarm in alarms.values { loop.cancel(alarm.timer) }
  }

  // MARK: Places

  package func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    let bucket = bucket(of: reservation.target)
    // Where nothing limits a target there is nothing to share.
    guard reservation.limits.areSet || reported.contains(bucket) else {
      return reserveLocally(reservation, reply: reply)
    }
    let line = lines[bucket] ?? LimitLine()
    guard reservation.mayWait || !line.hasOne(before: reservation.priority, at: now()) else {
      return reply(.refused(.noPlace(for: .zero)))
    }
    members += 1
    var pending = PendingPlace(
      reservation: reservation, bucket: bucket, member: "\(process):\(members)",
      costs: LimitCosts(reservation), reply: reply)
    pending.isQueued = line.hasOne(before: reservation.priority, at: now())
    stages[reservation.ticket] = .waiting(pending)
    lines[bucket, default: LimitLine()].add(reservation.ticket, reservation.priority)
    if pending.isQueued { reply(.queued) }
    pump(bucket)
  }

  package func withdraw(_ ticket: TransferID) {
    guard let stage = stages.removeValue(forKey: ticket) else { return }
    switch stage {
    case .waiting(let pending):
      _ = lines[pending.bucket]?.remove(ticket)
      pump(pending.bucket)
    case .asked(let pending), .unwanted(let pending): stages[ticket] = .unwanted(pending)
    case .shared(let place):
      giveBack(place)
      release(ticket, of: place.bucket)
    case .local: local.withdraw(ticket)
    }
  }

  package func settle(_ ticket: TransferID, tokens: Int?) {
    guard case .shared(let place) = stages[ticket] else {
      // One that never had a place has nothing to settle.
      guard case .local = stages[ticket] else { return withdraw(ticket) }
      stages[ticket] = nil
      return local.settle(ticket, tokens: tokens)
    }
    stages[ticket] = nil
    let real = tokens.map(place.costs.cost(ofTokens:)) ?? place.costs.tokens
    end(place, requestBack: 0, tokensMore: real - place.costs.tokens)
    release(ticket, of: place.bucket)
  }

  package func outlook(of target: Target) -> LimitOutlook? {
    let shared = isSharing ? views[bucket(of: target)]?.outlook(at: now()) : nil
    return shared ?? local.outlook(of: target)
  }

  private func bucket(of target: Target) -> LimitBucket {
    LimitBucket(target, account: accounts(target.provider), prefix: prefix)
  }

  private func release(_ ticket: TransferID, of bucket: LimitBucket) {
    views[bucket]?.endOne()
    lines[bucket]?.released(ticket, at: now())
    pump(bucket)
  }
}

// MARK: Asking

extension SharedLimits {
  /// Lets those ask whose turn it is; to be called when time has passed on a clock of one's own.
  func pump() {
    for bucket in Array(lines.keys) { pump(bucket) }
  }

  private func pump(_ bucket: LimitBucket) {
    while let ticket = lines[bucket]?.next(at: now()) {
      guard case .waiting(let pending) = stages[ticket] else {
        lines[bucket]?.dropped(ticket)
        continue
      }
      stages[ticket] = .asked(pending)
      ask(pending)
    }
    setAlarm(bucket)
  }

  private func ask(_ pending: PendingPlace) {
    counts.asked += 1
    let reservation = pending.reservation
    let costs = pending.costs
    let longestWait = reservation.mayWait ? LimitScript.longestWait : .zero
    let numbers = [
      costs.request, costs.requestBurst, costs.tokens, costs.tokenBurst,
      reservation.limits.concurrent ?? 0, max(0, reservation.tokens),
      Int(longestWait.nanoseconds / 1000),
    ]
    let mayArrive = redis.isAvailable
    redis.run(
      LimitScript.reserve, keys: pending.bucket.keys,
      arguments: [RedisText(pending.member)] + numbers.map { RedisText($0) },
      patience: patience
    ) { [weak self] result in
      guard let self else { return }
      switch result {
      case .success(let value):
        guard let reply = LimitReply(value) else {
          return goOn(without: reservation.ticket, mayArrive: true)
        }
        take(reply, for: reservation.ticket)
      case .failure(.refused): goOn(without: reservation.ticket, mayArrive: false)
      case .failure(.unavailable): goOn(without: reservation.ticket, mayArrive: mayArrive)
      }
    }
  }

  private func take(_ reply: LimitReply, for ticket: TransferID) {
    setSharing(true)
    defer { owed.makeAgain() }
    switch stages[ticket] {
    case .asked(let pending): take(reply, for: pending)
    case .unwanted(let pending):
      stages[ticket] = nil
      lines[pending.bucket]?.dropped(ticket)
      if reply.verdict == .granted { giveBack(SharedPlace(of: pending, reply)) }
      pump(pending.bucket)
    case .waiting, .shared, .local, nil: break
    }
  }

  private func take(_ reply: LimitReply, for pending: PendingPlace) {
    let (ticket, bucket, now) = (pending.reservation.ticket, pending.bucket, now())
    views[bucket] = LimitView(
      reply, costs: pending.costs, limits: pending.reservation.limits, at: now)
    switch reply.verdict {
    case .granted:
      let slot = now + reply.wait
      stages[ticket] = .shared(SharedPlace(of: pending, reply))
      lines[bucket]?.granted(ticket, at: slot, now: now)
      pending.reply(.granted(at: slot))
    case .refused:
      refuse(pending, .noPlace(for: reply.wait))
    case .noStream where !pending.reservation.mayWait:
      refuse(pending, .noPlace(for: .zero))
    case .noStream:
      var waiting = pending
      waiting.isQueued = true
      stages[ticket] = .waiting(waiting)
      lines[bucket]?.blocked(ticket, for: reply.wait, at: now)
      if !pending.isQueued { pending.reply(.queued) }
    }
    pump(bucket)
  }

  private func refuse(_ pending: PendingPlace, _ failure: Failure) {
    stages[pending.reservation.ticket] = nil
    lines[pending.bucket]?.dropped(pending.reservation.ticket)
    pending.reply(.refused(failure))
  }

  private func setAlarm(_ bucket: LimitBucket) {
    let due = lines[bucket]?.wake(at: now())
    guard due != alarms[bucket]?.due else { return }
    if let alarm = alarms[bucket] { loop.cancel(alarm.timer) }
    alarms[bucket] = due.map { due in
      let timer = loop.schedule(at: due) { [weak self] in
        self?.alarms[bucket] = nil
        self?.pump(bucket)
      }
      return (due, timer)
    }
  }
}

// MARK: Without Redis

extension SharedLimits {
  /// Redis did not answer, or not as it should: whoever waits for it gets a place here.
  private func goOn(without ticket: TransferID, mayArrive: Bool) {
    setSharing(false)
    switch stages[ticket] {
    case .asked(let pending):
      lines[pending.bucket]?.dropped(ticket)
      if mayArrive { giveBack(SharedPlace(of: pending)) }
      fallBack(pending)
    case .unwanted(let pending):
      stages[ticket] = nil
      lines[pending.bucket]?.dropped(ticket)
      if mayArrive { giveBack(SharedPlace(of: pending)) }
    case .waiting, .shared, .local, nil: break
    }
    for bucket in Array(lines.keys) {
      for waiting in lines[bucket]?.removeAll() ?? [] {
        if case .waiting(let pending) = stages[waiting] { fallBack(pending) }
      }
      setAlarm(bucket)
    }
  }

  private func fallBack(_ pending: PendingPlace) {
    counts.fallbacks += 1
    reserveLocally(pending.reservation) { admission in
      // It was said when Redis had no stream for it.
      if admission == .queued, pending.isQueued { return }
      pending.reply(admission)
    }
  }

  private func reserveLocally(
    _ reservation: Reservation, reply: @escaping (Admission) -> Void
  ) {
    stages[reservation.ticket] = .local
    local.reserve(reservation) { [weak self] admission in
      if case .refused = admission { self?.stages[reservation.ticket] = nil }
      reply(admission)
    }
  }

  private func setSharing(_ isSharing: Bool) {
    guard isSharing != self.isSharing else { return }
    self.isSharing = isSharing
    onChange(isSharing)
  }
}

// MARK: Putting right

extension SharedLimits {
  package func tighten(_ report: RateLimitReport, of target: Target) {
    local.tighten(report, of: target)
    let bucket = bucket(of: target)
    let numbers = LimitWord(report).numbers
    guard numbers.contains(where: { $0 >= 0 }) else { return }
    reported.insert(bucket)
    // A word that is lost is no loss: the next answer brings another.
    redis.run(
      LimitScript.tighten, keys: bucket.keys, arguments: numbers.map { RedisText($0) },
      patience: patience
    ) { _ in }
  }

  private func giveBack(_ place: SharedPlace) {
    end(place, requestBack: place.costs.request, tokensMore: -place.costs.tokens)
  }

  private func end(_ place: SharedPlace, requestBack: Int, tokensMore: Int) {
    let numbers = [requestBack, place.requestMark, tokensMore, place.tokenMark]
    owed.make(
      OwedCalls.Call(
        script: LimitScript.settle, keys: place.bucket.keys,
        arguments: [RedisText(place.member)] + numbers.map { RedisText($0) },
        end: now() + LimitScript.leaseTime))
  }
}
