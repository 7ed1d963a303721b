import CSystem
import Glibc

/// Serves the metrics by HTTP, between all else that the loop does.
///
/// It never blocks: a reader that is slow holds one of 16 places and one page, for ten seconds at
/// most.
package final class MetricsListener {
  private struct Connection {
    var reader = ScrapeReader()
    var output: [UInt8] = []
    var written = 0
    /// Whether it ends when the output is written.
    var ends = false
    var deadline: TimerID?
  }

  static let mostConnections = 16
  /// How long a connection may take.
  struct Patience {
    /// For a whole request, from the beginning of the connection or the end of the last answer.
    var idle = Duration.seconds(5)
    /// For a whole answer to be taken.
    var answer = Duration.seconds(10)
  }
  /// Until connections are taken again when there are no descriptors left.
  private static let pause = Duration.seconds(1)

  /// Where it listens, with the port that it got.
  package let address: ListenAddress
  private let loop: EventLoop
  private let patience: Patience
  private let page: () -> [UInt8]
  private let descriptor: Int32
  private var connections: [Int32: Connection] = [:]
  private var isListening = true

  /// Listens; `page` is called for each scrape.
  package convenience init(
    on address: ListenAddress, loop: EventLoop, page: @escaping () -> [UInt8]
  ) throws(ListenError) {
    try self.init(on: address, loop: loop, patience: Patience(), page: page)
  }

  init(
    on address: ListenAddress, loop: EventLoop, patience: Patience, page: @escaping () -> [UInt8]
  ) throws(ListenError) {
    let socket = try ListeningSocket(address)
    self.address = socket.address
    self.loop = loop
    self.patience = patience
    self.page = page
    descriptor = socket.descriptor
    watchForConnections()
  }

  deinit { stop() }

  /// Listens no more, and closes what is open.
  package func stop() {
    guard isListening else { return }
    isListening = false
    for descriptor in Array(connections.keys) { end(descriptor) }
    loop.unwatch(descriptor)
    close(descriptor)
  }

  // MARK: Connections

  private func watchForConnections() {
    loop.watch(descriptor, readable: true, writable: false) { [weak self] _ in self?.accept() }
  }

  private func accept() {
    while true {
      let peer = Glibc.accept(descriptor, nil, nil)
      guard peer >= 0 else { return leaveWaiting(errno) }
      _ = csys_fcntl(peer, F_SETFL, O_NONBLOCK)
      _ = csys_fcntl(peer, F_SETFD, FD_CLOEXEC)
      guard connections.count < Self.mostConnections else {
        close(peer)
        continue
      }
      connections[peer] = Connection()
      setDeadline(peer, patience.idle)
      watch(peer)
    }
  }

  /// Without descriptors the queue stays readable: to look at it again at once would be a busy loop.
  private func leaveWaiting(_ code: Int32) {
    guard code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM else { return }
    loop.unwatch(descriptor)
    loop.schedule(at: loop.now() + Self.pause) { [weak self] in
      guard let self, isListening else { return }
      watchForConnections()
    }
  }

  private func end(_ peer: Int32) {
    guard let connection = connections.removeValue(forKey: peer) else { return }
    if let deadline = connection.deadline { loop.cancel(deadline) }
    loop.unwatch(peer)
    close(peer)
  }

  private func setDeadline(_ peer: Int32, _ time: Duration) {
    if let old = connections[peer]?.deadline { loop.cancel(old) }
    connections[peer]?.deadline = loop.schedule(at: loop.now() + time) { [weak self] in
      self?.end(peer)
    }
  }

  /// Waits for a request, or for room while there is something to write.
  private func watch(_ peer: Int32) {
    let writes = connections[peer]?.output.isEmpty == false
    loop.watch(peer, readable: !writes, writable: writes) { [weak self] _ in
      writes ? self?.write(peer) : self?.read(peer)
    }
  }

  // MARK: Requests and answers

  private func read(_ peer: Int32) {
    var buffer = [UInt8](repeating: 0, count: ScrapeReader.longestHead)
    let count = recv(peer, &buffer, buffer.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    guard count > 0 else { return end(peer) }
    connections[peer]?.reader.append(buffer[..<count])
    answer(peer)
  }

  /// Answers the request that is there.
  ///
  /// One that was sent behind it without waiting is not: a connection full of them would hold the
  /// loop for as many pages.
  private func answer(_ peer: Int32) {
    guard let outcome = connections[peer]?.reader.next() else { return }
    var answer: ScrapeAnswer
    switch outcome {
    case .more: return watch(peer)
    case .refused(let status): answer = ScrapeAnswer(refusal: status)
    case .request(let request):
      answer = ScrapeAnswer(to: request, onLoopback: address.isLoopback, page: page)
    }
    if connections[peer]?.reader.isEmpty == false { answer.keepsAlive = false }
    connections[peer]?.output = answer.bytes
    connections[peer]?.written = 0
    connections[peer]?.ends = !answer.keepsAlive
    setDeadline(peer, patience.answer)
    write(peer)
  }

  private func write(_ peer: Int32) {
    while let connection = connections[peer], connection.written < connection.output.count {
      let count = connection.output.withUnsafeBytes { bytes in
        let rest = UnsafeRawBufferPointer(rebasing: bytes[connection.written...])
        return send(peer, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { return watch(peer) }
      guard count > 0 else { return end(peer) }
      connections[peer]?.written += count
    }
    if connections[peer]?.ends != false { return end(peer) }
    connections[peer]?.output = []
    setDeadline(peer, patience.idle)
    watch(peer)
  }
}
