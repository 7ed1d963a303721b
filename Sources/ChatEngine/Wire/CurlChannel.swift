import CCurl

/// Bytes to and from a server over a connection that libcurl makes: TCP, a socket of this machine,
/// or TLS over either.
///
/// Nothing blocks, and the consumer is never called while libcurl is on the stack. After `.closed`
/// it can be opened again; it keeps its multi handle, and with it the certificates once read.
package final class CurlChannel {
  package enum Event {
    case opened
    /// Valid during the call only.
    case received(UnsafeRawBufferPointer)
    case closed(TransportError)
  }

  // What TLS puts in one record, and what is offered again at the same address after a refusal, as
  // OpenSSL demands.
  private static let pieceSize = 16 << 10
  private static let readSize = 64 << 10
  // Then others get their turn.
  private static let maxReadsInTurn = 16

  private let loop: EventLoop
  private let address: ChannelAddress
  private let deliver: (Event) -> Void
  private var multi: CurlMulti?
  private var easy: UnsafeMutableRawPointer?
  // Known from the moment on when it is open.
  private var socket: Int32?
  private var isWatchedForWriting = false
  private var timer: TimerID?
  // Whether TLS may hold bytes of which the socket knows nothing.
  private var isUnread = false

  private var queue: [UInt8] = []
  private var queued = 0
  private let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
  private var unsentPiece = 0..<0
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: readSize, alignment: 16)
  private let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

  package init(
    loop: EventLoop, address: ChannelAddress, deliver: @escaping (Event) -> Void
  ) {
    self.loop = loop
    self.address = address
    self.deliver = deliver
    reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
  }

  deinit {
    close()
    piece.deallocate()
    input.deallocate()
    reason.deallocate()
  }

  /// How much of what was given to it has not left yet.
  package var unsentBytes: Int { queue.count - queued + unsentPiece.count }

  /// Begins to connect; `.opened` or `.closed` follows, never before this returns.
  package func open(within timeout: Duration) {
    close()
    do throws(TransportError) {
      try begin(within: timeout)
    } catch {
      closeSoon(error)
    }
  }

  /// Sends bytes after those that wait, at the end of this turn of the loop.
  package func send(_ bytes: [UInt8]) {
    guard socket != nil else { return }
    queue += bytes
    if timer == nil, !isWatchedForWriting { turnSoon() }
  }

  /// Ends the connection without a word to the consumer.
  package func close() {
    if let timer { loop.cancel(timer) }
    timer = nil
    isUnread = false
    if let socket { loop.unwatch(socket) }
    socket = nil
    isWatchedForWriting = false
    queue = []
    queued = 0
    unsentPiece = 0..<0
    guard let easy else { return }
    self.easy = nil
    multi?.remove(easy)
    curl_easy_cleanup(easy)
  }
}

// MARK: Connecting

extension CurlChannel {
  private func begin(within timeout: Duration) throws(TransportError) {
    guard address.isSound else { throw TransportError(.badURL, message: "the host is no name") }
    if multi == nil {
      guard CurlLibrary.isReady else {
        throw TransportError(.local, message: "libcurl cannot be set up")
      }
      multi = CurlMulti(loop: loop, onDone: { [weak self] in self?.finishConnecting($0, $1) })
    }
    guard let multi, let easy = curl_easy_init() else {
      throw TransportError(.local, message: "libcurl has no memory")
    }
    var options = CurlOptions(easy: easy)
    options.apply(address, connectingWithin: timeout)
    _ = ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, reason)
    guard options.failure == CURLE_OK, multi.add(easy) else {
      curl_easy_cleanup(easy)
      throw TransportError(.local, message: "libcurl cannot do what the connection needs")
    }
    self.easy = easy
  }

  private func finishConnecting(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
    guard easy == self.easy else { return }
    guard code == CURLE_OK else {
      let outcome = CurlOutcome(
        easy: easy, code: code, reason: String(cString: reason), usedConnection: nil,
        hasAnswer: false)
      return end(outcome.error)
    }
    let socket = ccurl_get_socket(easy)
    guard socket >= 0 else {
      return end(TransportError(.connect, message: "the server closed the connection"))
    }
    self.socket = socket
    watch(writing: false)
    deliver(.opened)
  }

  private func closeSoon(_ error: TransportError) {
    timer = loop.schedule(at: loop.now()) { [weak self] in
      self?.timer = nil
      self?.end(error)
    }
  }

  private func end(_ error: TransportError) {
    close()
    deliver(.closed(error))
  }

  private func end(_ code: CURLcode) {
    let text = String(cString: curl_easy_strerror(code))
    end(TransportError(.reset, .sent, message: TransportError.plain(text)))
  }
}

// MARK: Sending and receiving

extension CurlChannel {
  private func watch(writing: Bool) {
    guard let socket else { return }
    isWatchedForWriting = writing
    loop.watch(socket, readable: true, writable: writing) { [weak self] _ in self?.turn() }
  }

  private func turnSoon() {
    timer = loop.schedule(at: loop.now()) { [weak self] in
      guard let self else { return }
      timer = nil
      if isUnread { turn() } else { flush() }
    }
  }

  // Both, whatever the socket is ready for: TLS may have to read before it can write.
  private func turn() {
    receive()
    flush()
  }

  private func receive() {
    isUnread = false
    for _ in 0..<Self.maxReadsInTurn {
      guard let easy, socket != nil else { return }
      var count = 0
      switch curl_easy_recv(easy, input.baseAddress, input.count, &count) {
      case CURLE_OK where count > 0:
        deliver(.received(UnsafeRawBufferPointer(rebasing: input[..<count])))
      case CURLE_OK:
        return end(TransportError(.reset, .sent, message: "the server closed the connection"))
      case CURLE_AGAIN: return
      case let code: return end(code)
      }
    }
    guard socket != nil else { return }
    isUnread = true
    if timer == nil { turnSoon() }
  }

  private func flush() {
    while let easy, socket != nil, unsentBytes > 0 {
      if unsentPiece.isEmpty { fillPiece() }
      var count = 0
      let start = piece.baseAddress?.advanced(by: unsentPiece.lowerBound)
      switch curl_easy_send(easy, start, unsentPiece.count, &count) {
      case CURLE_OK: unsentPiece = unsentPiece.dropFirst(count)
      case CURLE_AGAIN:
        if !isWatchedForWriting { watch(writing: true) }
        return
      case let code: return end(code)
      }
    }
    if isWatchedForWriting { watch(writing: false) }
  }

  private func fillPiece() {
    let count = min(Self.pieceSize, queue.count - queued)
    piece.copyBytes(from: queue[queued..<queued + count])
    unsentPiece = 0..<count
    queued += count
    if queued == queue.count {
      queue.removeAll(keepingCapacity: queue.count <= Self.readSize)
      queued = 0
    } else if queued >= 1 << 20 {
      queue.removeFirst(queued)
      queued = 0
    }
  }
}
