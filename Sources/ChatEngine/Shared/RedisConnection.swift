/// A command that is ready to go out.
struct RedisRequest {
  var bytes: [UInt8]
  /// How many replies it brings; only the last counts.
  var replies = 1
  var deadline: Instant
  var reply: RedisPipeline.Reply
}

/// One server: connected when first needed, greeted, and connected again when it was lost.
///
/// Replies are never given before `send` returns.
final class RedisConnection {
  private enum State {
    case idle
    case connecting
    case greeting(RedisHandshake)
    case ready(since: Instant)
    case resting
    case closed
  }

  // A cluster's node in the same building takes 1 ms, one across an ocean with TLS 500.
  private static let connectTime: Duration = .seconds(5)
  private static let greetingTime: Duration = .seconds(2)
  private static let backoff = Backoff(base: .milliseconds(250), cap: .seconds(10))
  // One that lived so long was not refused: it may be had again at once.
  private static let soundLife: Duration = .seconds(1)
  static let maxWaitingBytes = 8 << 20
  // Between two looks for commands whose time is up, which cost time for each command on its way.
  private static let restBetweenLooks: Duration = .milliseconds(1)

  let address: ChannelAddress
  /// Whether the last that was heard was good; before anything was, whether there is hope.
  private(set) var isAvailable = true
  /// Why it is not available.
  private(set) var failure = RedisFailure.unavailable("not connected")

  private let loop: EventLoop
  private let login: RedisLogin
  private let draw: () -> Double
  private let onChange: () -> Void
  private var state = State.idle
  private var channel: CurlChannel?
  private var parser = RESPParser()
  private var pipeline = RedisPipeline()
  // Until the first connection is there.
  private var waiting: [RedisRequest] = []
  private var waitingBytes = 0
  private var attempts = 0
  private var stateTimer: TimerID?
  private var lookTimer: (id: TimerID, due: Instant)?
  private var lastLook = Instant.zero

  /// Makes a connection, which begins with `connect` or the first command; `draw` is U(0,1).
  init(
    loop: EventLoop, address: ChannelAddress, login: RedisLogin, draw: @escaping () -> Double,
    onChange: @escaping () -> Void
  ) {
    self.loop = loop
    self.address = address
    self.login = login
    self.draw = draw
    self.onChange = onChange
  }

  deinit {
    channel?.close()
    if let stateTimer { loop.cancel(stateTimer) }
    if let lookTimer { loop.cancel(lookTimer.id) }
  }

  /// Begins to connect, unless that was done before.
  func connect() {
    if case .idle = state { attempt() }
  }

  /// Sends a command, or refuses it soon after.
  func send(_ request: RedisRequest) {
    connect()
    switch state {
    case .ready:
      guard let channel, channel.unsentBytes + request.bytes.count <= Self.maxWaitingBytes else {
        return refuse(request, .unavailable("\(name) takes commands too slowly"))
      }
      write(request, to: channel)
    case .connecting where isAvailable, .greeting where isAvailable:
      guard waitingBytes + request.bytes.count <= Self.maxWaitingBytes else {
        return refuse(request, .unavailable("\(name) is not connected yet"))
      }
      waiting.append(request)
      waitingBytes += request.bytes.count
    case .idle, .connecting, .greeting, .resting, .closed:
      return refuse(request, failure)
    }
    look(at: request.deadline)
  }

  /// Ends it for good; what waits is refused.
  func close() {
    guard !isClosed else { return }
    end(.unavailable("\(name) was let go"), then: .closed)
  }

  /// Whether replies are still to come, or commands still to go out.
  var isAwaited: Bool { pipeline.count > 0 || !waiting.isEmpty }

  private var isClosed: Bool {
    if case .closed = state { true } else { false }
  }

  private var name: String { "Redis at \(address.name)" }

  private func refuse(_ request: RedisRequest, _ failure: RedisFailure) {
    loop.schedule(at: loop.now()) { request.reply(.failure(failure)) }
  }

  private func write(_ request: RedisRequest, to channel: CurlChannel) {
    pipeline.add(
      request.reply, deadline: request.deadline, replies: request.replies, at: loop.now())
    channel.send(request.bytes)
  }
}

// MARK: Connecting

extension RedisConnection {
  private func attempt() {
    state = .connecting
    let channel =
      channel
      ?? CurlChannel(loop: loop, address: address) { [weak self] in self?.take($0) }
    self.channel = channel
    channel.open(within: Self.connectTime)
  }

  private func take(_ event: CurlChannel.Event) {
    switch event {
    case .opened: greet()
    case .received(let bytes): read(bytes)
    case .closed(let error): lose(.unavailable("\(name): \(error.message)"))
    }
  }

  private func greet() {
    let handshake = RedisHandshake(login: login)
    state = .greeting(handshake)
    channel?.send(RESPWriter.bytes(of: handshake.opening))
    setStateTimer(after: Self.greetingTime) { [unowned self] in
      lose(.unavailable("\(name) does not answer"))
    }
  }

  private func becomeReady() {
    state = .ready(since: loop.now())
    attempts = 0
    cancelStateTimer()
    let requests = waiting
    waiting = []
    waitingBytes = 0
    if let channel { for request in requests { write(request, to: channel) } }
    setAvailable(true)
  }

  /// Gives the connection up and tries again later.
  private func lose(_ failure: RedisFailure) {
    let delay = delayAfterLoss()
    end(failure, then: .resting)
    // Whoever was told just now may have ended it for good.
    guard case .resting = state else { return }
    setStateTimer(after: delay) { [unowned self] in attempt() }
  }

  private func delayAfterLoss() -> Duration {
    if case .ready(let since) = state, loop.now() - since >= Self.soundLife { return .zero }
    defer { attempts += 1 }
    return Self.delay(afterAttempts: attempts, draw: draw())
  }

  /// How long to wait after so many attempts in vain; `draw` is U(0,1).
  ///
  /// From a half on, so that a server that comes back does not meet all its clients at once.
  ///
  /// | attempts before | 0 | 1 | 2 | 5 | 6 and more |
  /// | --- | --- | --- | --- | --- | --- |
  /// | from, to | 125, 250 ms | 250, 500 ms | 0.5, 1 s | 4, 8 s | 5, 10 s |
  static func delay(afterAttempts attempts: Int, draw: Double) -> Duration {
    backoff.ceiling(retries: attempts) * (0.5 + 0.5 * draw)
  }

  private func end(_ failure: RedisFailure, then next: State) {
    state = next
    self.failure = failure
    channel?.close()
    cancelStateTimer()
    if let lookTimer { loop.cancel(lookTimer.id) }
    lookTimer = nil
    parser = RESPParser()
    let replies = pipeline.takeAll() + waiting.map(\.reply)
    waiting = []
    waitingBytes = 0
    for reply in replies { reply(.failure(failure)) }
    setAvailable(false)
  }

  private func setAvailable(_ isAvailable: Bool) {
    guard isAvailable != self.isAvailable else { return }
    self.isAvailable = isAvailable
    onChange()
  }

  private func setStateTimer(after delay: Duration, _ action: @escaping () -> Void) {
    cancelStateTimer()
    stateTimer = loop.schedule(at: loop.now() + delay) { [weak self] in
      self?.stateTimer = nil
      if self != nil { action() }
    }
  }

  private func cancelStateTimer() {
    if let stateTimer { loop.cancel(stateTimer) }
    stateTimer = nil
  }
}

// MARK: Replies

extension RedisConnection {
  private func read(_ bytes: UnsafeRawBufferPointer) {
    pipeline.hear(at: loop.now())
    parser.append(bytes)
    do throws(RESPError) {
      while let message = try parser.next() {
        switch message {
        case .push: break
        case .reply(let value): try take(value)
        }
      }
    } catch {
      lose(.unavailable("\(name) sent \(error.message)"))
    }
  }

  private func take(_ value: RedisValue) throws(RESPError) {
    switch state {
    case .greeting(var handshake):
      let verdict = handshake.take(value)
      state = .greeting(handshake)
      switch verdict {
      case .send(let command): channel?.send(RESPWriter.bytes(of: command))
      case .done: becomeReady()
      case .failed(.refused(let text)): lose(.refused(text))
      case .failed(.unavailable(let text)): lose(.unavailable("\(name): \(text)"))
      }
    case .ready:
      guard let reply = pipeline.takeFirst() else { throw RESPError("a reply to no command") }
      reply?(Self.result(value))
    case .idle, .connecting, .resting, .closed: break
    }
  }

  private static func result(_ value: RedisValue) -> Result<RedisValue, RedisFailure> {
    guard case .error(let text) = value else { return .success(value) }
    return .failure(.refused(RedisErrorText.safe(text)))
  }
}

// MARK: Patience

extension RedisConnection {
  private func look(at due: Instant) {
    if let lookTimer {
      guard due < lookTimer.due else { return }
      loop.cancel(lookTimer.id)
    }
    let due = max(due, lastLook + Self.restBetweenLooks)
    let id = loop.schedule(at: due) { [weak self] in
      self?.lookTimer = nil
      self?.look()
    }
    lookTimer = (id, due)
  }

  private func look() {
    let now = loop.now()
    lastLook = now
    var late = pipeline.expire(at: now)
    let expired = waiting.filter { $0.deadline <= now }
    if !expired.isEmpty {
      waiting.removeAll { $0.deadline <= now }
      waitingBytes = waiting.reduce(0) { $0 + $1.bytes.count }
      late += expired.map(\.reply)
      // Whoever comes next shall not wait in vain as well.
      failure = .unavailable("\(name) is not connected yet")
      setAvailable(false)
    }
    let next = [pipeline.nextDue, waiting.map(\.deadline).min()].compactMap(\.self).min()
    if let next { look(at: next) }
    let isSilent = pipeline.isSilent(at: now)
    for reply in late { reply(.failure(.unavailable("\(name) took too long"))) }
    if isSilent, case .ready = state { lose(.unavailable("\(name) does not answer")) }
  }
}
