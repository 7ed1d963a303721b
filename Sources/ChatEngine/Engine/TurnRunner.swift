/// Runs turns: carries out what they ask for, and tells them what came of it.
///
/// Belongs to the loop's thread. The decisions are all in `Turn`; here are only the effects.
package final class TurnRunner {
  /// Gets a provider's key and gives it, or says why there is none; nil where none is needed.
  package typealias KeyLookup = (
    String, @escaping (Result<HTTPHeader?, Failure>) -> Void
  ) -> Void

  /// Makes a transport on a loop that gives its events to the closure.
  package typealias TransportMaker = (
    EventLoop, @escaping (TransferID, TransferEvent) -> Void
  ) -> any Transport

  private final class Running {
    let id: TurnID
    var turn: Turn
    let publish: (TurnUpdate) -> Void
    var clocks = TurnClocks()
    /// Due with the first of the clocks or before: most are set and stopped without ever being the first.
    var alarm: (due: Instant, timer: TimerID)?
    /// One, or two that race.
    var transfers: [TransferID] = []

    init(_ turn: consuming Turn, publish: @escaping (TurnUpdate) -> Void) {
      id = turn.id
      self.turn = turn
      self.publish = publish
    }
  }

  /// What turns have learned of the targets.
  package var routing: RoutingState { _read { yield step.routing } }

  /// What turns are handled with; one event at a time.
  private var step = Turn.Step()

  private let loop: EventLoop
  private let keys: KeyLookup
  private lazy var transport = makeTransport(loop) { [unowned self] id, event in
    receive(event, of: id)
  }
  /// Makes what carries the requests; to be set before the first one.
  package var makeTransport: TransportMaker = { CurlTransport(loop: $0, deliver: $1) }
  /// Is told of a provider that refused its key.
  package var onKeyRefused: (String) -> Void = { _ in }
  /// Gives requests their places.
  package var desk: any AdmissionDesk
  /// Where answers are kept; nil for none.
  package var cache: (any AnswerCache)?
  /// Are told everything that every turn says but the parts of answers, before the one who asked is.
  package var observers: [(TurnID, TurnUpdate) -> Void] = []
  /// Is told of each turn that begins and of those who may answer it.
  package var onStart: ((TurnID, [Target]) -> Void)?
  /// Is shown what goes over the wire; nil for nobody.
  package var trace: (any WireTrace)?
  /// Is shown it too, to be played again.
  package var recording: (any WireTrace)?
  /// Is told of each key that is sent, so that it can be kept out of what is written.
  package var onKeySent: (Secret) -> Void = { _ in }
  private var turns = NumberTable<TurnID, Running>()
  private var owners = NumberTable<TransferID, Running>()
  /// Of the transfers that carry a key.
  private var masks = NumberTable<TransferID, KeyMask>()
  /// Of all turns; the loop has one for the first of them, or an earlier one that has lost its cause.
  private var alarms = Timers<Running>()
  private var alarm: (due: Instant, timer: TimerID)?
  /// Requests that are no turns: lists of models.
  private var fetches: [TransferID: Fetch] = [:]
  private var lastFetch: UInt64 = 0
  /// Events of turns that are to be handled, in their order.
  private var inbox: [(event: TurnEvent, turn: Running)] = []
  private var isHandling = false
  /// Requests that go out when no event is left to be handled.
  private var outgoing: [Outgoing] = []

  /// An object: it waits in a list, and then for its key.
  private final class Outgoing {
    let id: TransferID
    let request: HTTPRequest
    let provider: String
    let turn: Running

    init(_ id: TransferID, _ request: HTTPRequest, to provider: String, of turn: Running) {
      self.id = id
      self.request = request
      self.provider = provider
      self.turn = turn
    }
  }

  package init(loop: EventLoop, keys: @escaping KeyLookup) {
    self.loop = loop
    self.keys = keys
    desk = OpenDesk { [loop] in loop.now() }
  }

  package var isIdle: Bool { turns.isEmpty }

  /// Has as many of libcurl's handles kept for each provider; to be said before the first request.
  package func keepHandles(_ count: Int) {
    makeTransport = { loop, deliver in
      let transport = CurlTransport(loop: loop, deliver: deliver)
      transport.keptHandles = count
      return transport
    }
  }

  /// Begins a turn; its updates come to the closure until `ended`.
  package func start(_ turn: consuming Turn, publish: @escaping (TurnUpdate) -> Void) {
    let id = turn.id
    onStart?(id, turn.route.targets.map(\.target))
    let running = Running(turn, publish: publish)
    turns[id] = running
    send(.begin, to: running)
  }

  /// Tells a turn what happened; nothing is done for one that has ended.
  ///
  /// From within a turn's own update it is done after all else that the turn asked for.
  package func send(_ event: TurnEvent, to id: TurnID) {
    if let running = turns[id] { send(event, to: running) }
  }

  private func send(_ event: TurnEvent, to running: Running) {
    guard !isHandling else { return inbox.append((event, running)) }
    isHandling = true
    defer { isHandling = false }
    handle(event, for: running)
    handleInbox()
  }

  /// Handles in rows what the work begins and sends.
  ///
  /// The first event of each turn, then the next, and then their requests: what is alike finds its code
  /// in the processor's cache.
  package func inRows(_ work: () -> Void) {
    guard !isHandling else { return work() }
    isHandling = true
    defer { isHandling = false }
    work()
    handleInbox()
  }

  /// Handles what was sent from within, in its order, and then begins the requests that came of it.
  private func handleInbox() {
    repeat {
      var next = 0
      while next < inbox.count {
        let (event, running) = inbox[next]
        next += 1
        handle(event, for: running)
      }
      inbox.removeAll(keepingCapacity: true)
      startTransfers()
    } while !inbox.isEmpty
  }

  private func startTransfers() {
    var next = 0
    while next < outgoing.count {
      let request = outgoing[next]
      next += 1
      start(request)
    }
    outgoing.removeAll(keepingCapacity: true)
  }

  private func handle(_ event: TurnEvent, for running: Running) {
    guard !running.turn.hasEnded else { return }
    step.now = loop.now()
    running.turn.handle(event, &step)
    // Taken out, and turned round where they lie, not copied: there are some twenty in each turn.
    step.effects.withUnsafeMutableBufferPointer { $0.reverse() }
    while let effect = step.effects.popLast() { perform(effect, for: running) }
    guard running.turn.hasEnded else { return }
    turns[running.id] = nil
    if let alarm = running.alarm { alarms.cancel(alarm.timer) }
    running.alarm = nil
    cache?.release(running.id)
  }

  /// Lets every target be asked again, whatever it answered before: keys have changed.
  package func forgetFailures() { step.routing.breakers.reset() }

  /// Goes on with what was learned elsewhere: before a restart, or by another program.
  package func learn(_ change: (inout RoutingState) -> Void) { change(&step.routing) }

  /// Holds a turn's transfers, and with them the server; used where the reader is slow.
  package func pause(_ id: TurnID) { turns[id]?.transfers.forEach(transport.pause) }
  package func resume(_ id: TurnID) { turns[id]?.transfers.forEach(transport.resume) }

  // MARK: Effects

  private func perform(_ effect: TurnEffect, for running: Running) {
    switch effect {
    case .startTransfer(let transfer, let request, let provider):
      owners[transfer] = running
      running.transfers.append(transfer)
      outgoing.append(Outgoing(transfer, request, to: provider, of: running))
    case .cancelTransfer(let transfer):
      owners[transfer] = nil
      masks[transfer] = nil
      running.transfers.removeAll { $0 == transfer }
      transport.cancel(transfer)
      trace?.cancelled(transfer)
      recording?.cancelled(transfer)
    case .setTimer(let timer, let due):
      running.clocks.set(timer, at: due)
      setAlarm(at: due, for: running)
    case .clearTimer(let timer): running.clocks.stop(timer)
    case .publish(let update): publish(update, of: running)
    case .remember: break
    case .lookUp(let keys): lookUp(keys, for: running)
    case .keep(let answer, let key): cache?.keep(answer, for: key)
    case .reserve(let reservation): reserve(reservation, for: running)
    case .withdraw(let ticket): desk.withdraw(ticket)
    case .settle(let ticket, let settlement): desk.settle(ticket, settlement)
    }
  }

  private func lookUp(_ keys: [CacheKey], for running: Running) {
    guard let cache else { return send(.found(nil), to: running) }
    cache.find(keys, for: running.id) { [weak self] _, answer in
      self?.send(.found(answer), to: running)
    }
  }

  private func reserve(_ reservation: Reservation, for running: Running) {
    desk.reserve(reservation) { [weak self] admission in
      self?.send(.admission(reservation.ticket, admission), to: running)
    }
  }

  private func publish(_ update: TurnUpdate, of running: Running) {
    if case .attemptEnded(let attempt) = update, attempt.failure?.kind == .auth,
      attempt.status != nil
    {
      onKeyRefused(attempt.target.provider)
    }
    if case .part(.limits(let report)) = update, let target = running.turn.askedTarget {
      desk.tighten(report, of: target)
    }
    if !update.isPart { for observe in observers { observe(running.id, update) } }
    running.publish(update)
  }

  private func start(_ outgoing: Outgoing) {
    guard isWanted(outgoing) else { return }
    keys(outgoing.provider) { [weak self] result in
      guard let self, isWanted(outgoing) else { return }
      switch result {
      case .success(let header):
        step.routing.use(AccountTag(of: header), of: outgoing.provider)
        begin(outgoing.id, outgoing.request, key: header)
      case .failure(let failure):
        owners[outgoing.id] = nil
        outgoing.turn.transfers.removeAll { $0 == outgoing.id }
        send(.keyUnavailable(outgoing.id, failure), to: outgoing.turn)
      }
    }
  }

  private func isWanted(_ outgoing: Outgoing) -> Bool { owners[outgoing.id] === outgoing.turn }

  private func begin(_ transfer: TransferID, _ request: HTTPRequest, key: HTTPHeader?) {
    guard let key else { return start(transfer, request, key: nil) }
    var request = request
    request.headers.append(key)
    start(transfer, request, key: key)
  }

  private func start(_ transfer: TransferID, _ request: HTTPRequest, key: HTTPHeader?) {
    if let secret = key?.secret {
      onKeySent(secret)
      masks[transfer] = KeyMask(secret)
    }
    trace?.sent(transfer, request, key: key)
    recording?.sent(transfer, request, key: key)
    transport.start(transfer, request)
  }

  /// Nobody gets to read a key in what is answered.
  private func receive(_ event: TransferEvent, of transfer: TransferID) {
    guard let mask = masks[transfer] else { return deliver(event, of: transfer) }
    switch event {
    case .ended, .failed: masks[transfer] = nil
    case .responded, .body, .trailers: break
    }
    mask.take(event) { deliver($0, of: transfer) }
  }

  private func setAlarm(at due: Instant, for running: Running) {
    if let alarm = running.alarm {
      guard due < alarm.due else { return }
      alarms.cancel(alarm.timer)
    }
    running.alarm = (due, alarms.schedule(at: due, running))
    setAlarm()
  }

  private func setAlarm() {
    guard let due = alarms.next else { return }
    if let alarm {
      guard due < alarm.due else { return }
      loop.cancel(alarm.timer)
    }
    alarm = (due, loop.schedule(at: due) { [weak self] in self?.ring() })
  }

  private func ring() {
    alarm = nil
    // Only what is due now, and each as it stands then: one may stop or set another.
    let now = loop.now()
    while let running = alarms.takeDue(at: now) {
      running.alarm = nil
      while let timer = running.clocks.takeDue(at: now) { send(.timer(timer), to: running) }
      if !running.turn.hasEnded, let next = running.clocks.next {
        setAlarm(at: next, for: running)
      }
    }
    setAlarm()
  }

  private func deliver(_ event: TransferEvent, of transfer: TransferID) {
    trace?.received(transfer, event)
    recording?.received(transfer, event)
    if let running = owners[transfer] {
      switch event {
      case .ended, .failed:
        owners[transfer] = nil
        running.transfers.removeAll { $0 == transfer }
      case .responded, .body, .trailers: break
      }
      send(.transfer(transfer, event), to: running)
    } else if var fetch = fetches.removeValue(forKey: transfer) {
      switch fetch.take(event) {
      case .more: fetches[transfer] = fetch
      case .whole: fetch.done(fetch.answer)
      case .failed: fetch.done(nil)
      }
    }
  }

  // MARK: Requests that are no turns

  /// A list of a thousand models is half a megabyte.
  private static let longestAnswer = 16 << 20

  /// Sends a request with a provider's key and gives the whole answer; nil where none came.
  package func fetch(
    _ request: HTTPRequest, from provider: Provider, done: @escaping (Answer?) -> Void
  ) {
    keys(provider.name) { [weak self] result in
      guard let self, case .success(let header) = result else { return done(nil) }
      var request = request
      request.security = provider.security
      request.maxDecodedBytes = TurnRunner.longestAnswer
      if request.pool.isEmpty { request.pool = provider.name }
      lastFetch += 1
      // The upper half belongs to no turn: those are counted from 1.
      let id = TransferID(value: 1 << 63 | lastFetch)
      fetches[id] = Fetch(done: done)
      begin(id, request, key: header)
    }
  }
}

extension TurnUpdate {
  /// There is one for every token.
  fileprivate var isPart: Bool { if case .part = self { true } else { false } }
}
