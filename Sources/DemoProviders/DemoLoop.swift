import CSystem
import ChatEngine
import Glibc

/// Serves all connections of a demo server on one thread.
struct DemoLoop {
  let descriptors: DemoDescriptors
  let script: DemoScript
  let log: DemoLog
  private var connections: [Int32: DemoConnection] = [:]
  private var accepted = 0
  private var inbox = [UInt8](repeating: 0, count: 64 << 10)

  init(descriptors: DemoDescriptors, script: DemoScript, log: DemoLog) {
    self.descriptors = descriptors
    self.script = script
    self.log = log
  }

  /// Returns when the server is woken up to stop.
  mutating func run() {
    var tokens = [UInt64](repeating: 0, count: 64)
    var events = [UInt32](repeating: 0, count: 64)
    var isStopping = false
    while !isStopping {
      let count = csys_epoll_wait(
        descriptors.epoll, &tokens, &events, Int32(events.count), timeout())
      if count < 0, errno != EINTR { break }
      // The whole batch is seen to even when stopping: a client that left before is noted.
      for (token, event) in zip(tokens, events).prefix(max(Int(count), 0)) {
        switch Int32(truncatingIfNeeded: token) {
        case descriptors.wake: isStopping = true
        case descriptors.listener: accept()
        case let descriptor: ready(descriptor, event)
        }
      }
      performDue()
    }
    for descriptor in connections.keys { close(descriptor) }
    connections = [:]
  }

  /// Milliseconds to the next act, rounded up; -1 if there is none.
  private func timeout() -> Int32 {
    guard let next = connections.values.lazy.compactMap(\.due).min() else { return -1 }
    let now = Self.now()
    guard next > now else { return 0 }
    return Int32(clamping: (next - now + 999_999) / 1_000_000)
  }

  private static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }

  private mutating func accept() {
    while true {
      let descriptor = Glibc.accept(descriptors.listener, nil, nil)
      if descriptor < 0 { return }
      _ = csys_fcntl(descriptor, F_SETFL, O_NONBLOCK)
      _ = csys_fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      var yes: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
      accepted += 1
      connections[descriptor] = DemoConnection(descriptor: descriptor, number: accepted)
      watch(descriptor, adding: true)
    }
  }

  /// Tells epoll what a connection waits for, if that has changed.
  private mutating func watch(_ descriptor: Int32, adding: Bool = false) {
    guard let connection = connections[descriptor] else { return }
    let wanted =
      (connection.isFull ? 0 : CSYS_EPOLLIN) | CSYS_EPOLLRDHUP
      | (connection.pending > 0 ? CSYS_EPOLLOUT : 0)
    guard wanted != connection.watched else { return }
    connections[descriptor]?.watched = wanted
    _ = csys_epoll_watch(
      descriptors.epoll, adding ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, wanted,
      UInt64(UInt32(bitPattern: descriptor)))
  }

  private mutating func ready(_ descriptor: Int32, _ events: UInt32) {
    guard connections[descriptor] != nil else { return }
    if events & (CSYS_EPOLLERR | CSYS_EPOLLHUP) != 0 { return leave(descriptor) }
    if events & (CSYS_EPOLLIN | CSYS_EPOLLRDHUP) != 0, !receive(descriptor) {
      return leave(descriptor)
    }
    step(descriptor)
  }

  /// Reads what is there; false at the client's end.
  private mutating func receive(_ descriptor: Int32) -> Bool {
    while true {
      let count = recv(descriptor, &inbox, inbox.count, 0)
      if count == 0 { return false }
      if count < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN
      }
      connections[descriptor]?.receive(inbox[..<count])
      if count < inbox.count { return true }
    }
  }

  /// Answers what has come and does what is due.
  private mutating func step(_ descriptor: Int32) {
    guard var connection = connections.removeValue(forKey: descriptor) else { return }
    var fate = DemoConnection.Fate.open
    var goesOn = true
    // A pipelined request is begun at once when the one before it is done.
    while goesOn, fate == .open {
      goesOn = connection.answer == nil && begin(on: &connection)
      fate = connection.perform(at: Self.now(), log: log)
    }
    connections[descriptor] = connection
    if fate == .open { watch(descriptor) } else { leave(descriptor, resetting: fate == .reset) }
  }

  /// Begins the answer to the next whole request; false if there is none.
  private func begin(on connection: inout DemoConnection) -> Bool {
    guard let speaksHTTP2 = connection.speaksHTTP2() else { return false }
    if speaksHTTP2 { return beginStreams(on: &connection) }
    let planner = DemoPlanner(script: script)
    do throws(RequestFramingError) {
      guard let message = try connection.reader.next() else {
        if connection.reader.awaitsContinue {
          connection.queue(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
          connection.reader.sentContinue()
        }
        return false
      }
      let request = log.add(planner.request(from: message, connection: connection.number))
      let plan = planner.plan(for: request, keepsAlive: message.keepsAlive, date: time(nil))
      log.update(request.number) { $0.status = plan.status }
      connection.answer = .init(
        plan: plan, number: request.number, startedAt: Self.now(),
        keepsAlive: message.keepsAlive)
    } catch {
      connection.answer = .init(
        plan: planner.plan(for: error), number: 0, startedAt: Self.now(), keepsAlive: false)
    }
    return true
  }

  /// Begins the answers to all requests that are whole on streams; never true.
  private func beginStreams(on connection: inout DemoConnection) -> Bool {
    let planner = DemoPlanner(script: script)
    while let (stream, message) = connection.streams?.session.nextRequest() {
      let request = log.add(planner.request(ofCall: message, connection: connection.number))
      let plan = planner.plan(ofCall: request)
      log.update(request.number) { $0.status = plan.status }
      connection.streams?.begin(
        .init(plan: plan, number: request.number, startedAt: Self.now(), keepsAlive: true),
        on: stream)
    }
    return false
  }

  private mutating func performDue() {
    let now = Self.now()
    // Gathered first: a copy of the connections held here would make every step copy them all.
    let due = connections.values.compactMap { connection in
      connection.due.flatMap { $0 <= now ? connection.descriptor : nil }
    }
    for descriptor in due { step(descriptor) }
  }

  /// Closes a connection; an answer in the middle was cut by the client.
  private mutating func leave(_ descriptor: Int32, resetting: Bool = false) {
    guard var connection = connections.removeValue(forKey: descriptor) else { return }
    connection.abandonStreams(at: Self.now(), log)
    if let answer = connection.answer {
      let elapsed = Int64(clamping: Self.now() &- answer.startedAt)
      connection.settle(.clientClosed(after: .nanoseconds(elapsed)), log)
    }
    if resetting {
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(
        descriptor, SOL_SOCKET, SO_LINGER, &linger,
        socklen_t(MemoryLayout.size(ofValue: linger)))
    }
    close(descriptor)
  }
}
