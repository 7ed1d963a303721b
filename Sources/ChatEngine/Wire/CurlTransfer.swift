import CCurl

/// One attempt on the wire.
///
/// libcurl's callbacks only put events in its queue; `CurlTransport` hands them on when libcurl
/// is not on the stack.
final class CurlTransfer {
  /// The kind of connection a request went out on.
  enum Connection {
    case fresh
    case kept
  }

  // What may wait for delivery before libcurl is told to hold the rest back: a fast server must
  // not fill memory while one call of libcurl reads on and on.
  private static let maxWaitingBytes = 256 << 10
  // Before any of the body was delivered: the first word does not wait for a thousand others.
  private static let firstWaitingBytes = 2 << 10
  private static let maxJoinedBytes = 16 << 10
  // A zip bomb reaches 1,000, text 20 (faults.md, finding 8). Short answers may be all zeroes.
  private static let maxRatio = 200
  private static let ratioCountsFrom = 1 << 20

  let id: TransferID
  /// Whether the consumer asked for a pause.
  var isPaused = false
  /// Whether nothing more is delivered: it was cancelled, or its end was.
  var isOver = false
  /// Whether it waits in line for delivery.
  var isReady = false
  /// Whether libcurl was told to hold the rest back.
  private(set) var isHeldBack = false
  private var wasHeldBack = false
  let request: HTTPRequest
  private(set) var handle: CurlHandle?

  private unowned let transport: CurlTransport

  private var events: [TransferEvent] = []
  private var delivered = 0
  // What has come of the body behind those events.
  private var pending: [UInt8] = []
  private var waitingBytes = 0
  private var hasDeliveredBody = false

  private var head = ResponseHead()
  private var connection: Connection?
  private var decodedBytes = 0
  private var isCompressed = false
  private var stop: TransportError?

  /// Tells the transport when there is something to deliver.
  init(id: TransferID, request: HTTPRequest, for transport: CurlTransport) {
    self.id = id
    self.request = request
    self.transport = transport
  }

  /// Goes out on a handle that suits it.
  func open(on handle: CurlHandle) throws(TransportError) {
    self.handle = handle
    try handle.carry(self)
  }

  /// Leaves its handle, which must have left its multi handle, and gives it.
  @discardableResult
  func close() -> CurlHandle? {
    handle?.putDown()
    let left = handle
    handle = nil
    return left
  }

  /// Whether its handle is as good as new: libcurl was never held back nor told to stop.
  var wasSmooth: Bool { !wasHeldBack && stop == nil }
}

// MARK: Events

extension CurlTransfer {
  /// Whether there is something to deliver.
  var hasEvents: Bool { delivered < events.count || !pending.isEmpty }

  /// Takes the next event for delivery.
  func nextEvent() -> TransferEvent? {
    guard delivered < events.count else { return nextPending() }
    let event = events[delivered]
    delivered += 1
    if delivered == events.count {
      events.removeAll(keepingCapacity: true)
      delivered = 0
    }
    if case .body(let bytes) = event { note(delivered: bytes.count) }
    return event
  }

  private func nextPending() -> TransferEvent? {
    guard !pending.isEmpty else { return nil }
    note(delivered: pending.count)
    var bytes: [UInt8] = []
    swap(&bytes, &pending)
    return .body(bytes)
  }

  private func note(delivered count: Int) {
    waitingBytes -= count
    hasDeliveredBody = true
  }

  /// Lets libcurl go on after it was held back; events may come at once.
  ///
  /// A failure is told here only: libcurl does not end the transfer for it.
  func letGo() -> CURLcode {
    guard isHeldBack, let handle else { return CURLE_OK }
    isHeldBack = false
    return curl_easy_pause(handle.easy, CCURL_PAUSE_CONTINUE)
  }

  /// Ends with a failure from before the start.
  func fail(_ error: TransportError) { add(.failed(error, TransferTimings())) }

  /// Ends with libcurl's result.
  func finish(_ code: CURLcode) {
    guard let handle else { return }
    let outcome = CurlOutcome(
      easy: handle.easy, code: code, reason: handle.failure, usedConnection: connection,
      hasAnswer: head.isComplete)
    if let stop {
      add(.failed(stop, outcome.timings))
    } else if code != CURLE_OK {
      add(.failed(outcome.error, outcome.timings))
    } else if !head.isComplete {
      let error = TransportError(.malformed, .sent, message: "the answer has no head")
      add(.failed(error, outcome.timings))
    } else {
      if !head.trailers.isEmpty { add(.trailers(head.trailers)) }
      add(.ended(outcome.timings))
    }
  }

  private func add(_ event: TransferEvent) {
    endPending()
    events.append(event)
    transport.announce(self)
  }
}

// MARK: What libcurl brings

extension CurlTransfer {
  // Called before each time the request goes out. libcurl sends it a second time, unasked, when a
  // kept connection breaks before the first byte of an answer, or when the server refuses the
  // stream: that is for the turn to decide and to count.
  func connected(to address: String) -> Int32 {
    switch connection {
    case .kept:
      stop = TransportError(.stale, message: "the kept connection was closed by the server")
    case .fresh:
      stop = TransportError(.refusedStream, message: "the server refused the stream")
    case nil:
      let isNew = handle.map { ccurl_get_long($0.easy, CURLINFO_NUM_CONNECTS) > 0 } ?? true
      connection = isNew ? .fresh : .kept
      if isRefused(address) {
        connection = nil
        stop = TransportError(.privateAddress, message: "\(host) leads to a private address")
      }
    }
    return stop == nil ? CCURL_PREREQUEST_GO : CCURL_PREREQUEST_ABORT
  }

  private var host: String { handle?.host ?? "" }

  private func isRefused(_ address: String) -> Bool {
    request.security.refusesPrivateAddresses && request.security.proxy == nil
      && !HostAddress.isLiteral(host) && !HostAddress.isLoopback(host)
      && HostAddress.isPrivate(address)
  }

  func receive(line: UnsafeRawBufferPointer) -> Int {
    switch head.take(line) {
    case .more: return line.count
    case .complete:
      guard !request.needsHTTP2 || head.httpVersion.hasPrefix("2") else {
        return stop(.oldHTTP, "the server answered in http/\(head.httpVersion)")
      }
      isCompressed = head.isCompressed
      add(
        .responded(status: head.status, headers: head.headers, httpVersion: head.httpVersion))
      return line.count
    case .malformed:
      return stop(.malformed, "the answer's first line is not http")
    case .tooLarge:
      return stop(.tooLarge, "the answer's headers exceed 300 kB")
    }
  }

  func receive(body: UnsafeRawBufferPointer) -> Int {
    let most = hasDeliveredBody ? Self.maxWaitingBytes : Self.firstWaitingBytes
    if isPaused || waitingBytes >= most {
      isHeldBack = true
      wasHeldBack = true
      return CCURL_WRITE_PAUSE
    }
    decodedBytes += body.count
    guard decodedBytes <= request.maxDecodedBytes else {
      return stop(.tooLarge, "the answer exceeds \(request.maxDecodedBytes) bytes")
    }
    guard !isBomb else {
      return stop(.tooLarge, "the answer is compressed more than \(Self.maxRatio) times")
    }
    waitingBytes += body.count
    // libcurl brings every chunk of a chunked body by itself, often one token: what has come since the
    // last delivery goes on as one, in pieces as large as libcurl reads.
    if pending.count + body.count > Self.maxJoinedBytes { endPending() }
    pending.append(contentsOf: body)
    transport.announce(self)
    return body.count
  }

  private func endPending() {
    guard !pending.isEmpty else { return }
    events.append(.body(pending))
    pending = []
  }

  private var isBomb: Bool {
    guard isCompressed, decodedBytes > Self.ratioCountsFrom, let handle else { return false }
    let received = Int(ccurl_get_offset(handle.easy, CURLINFO_SIZE_DOWNLOAD_T))
    return decodedBytes / Self.maxRatio > received
  }

  // A count that is not the one given ends the transfer.
  private func stop(_ kind: TransportError.Kind, _ message: String) -> Int {
    stop = TransportError(kind, head.isComplete ? .answered : .sent, message: message)
    return -1
  }
}
