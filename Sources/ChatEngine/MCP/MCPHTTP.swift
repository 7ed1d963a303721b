/// The client's side of both HTTP transports, without a wire: streamable, and with a stream of
/// events as of 2024-11-05.
package struct MCPHTTP {
  package enum Effect: Equatable {
    case start(TransferID, HTTPRequest)
    case cancel(TransferID)
    case event(MCPEvent)
  }

  enum Purpose: Equatable {
    case request(MCPOutgoing)
    /// A notification or an answer: nothing comes back.
    case word
    /// Notifications of a session.
    case push
    /// Everything that comes, as of 2024-11-05.
    case events
  }

  struct Stream {
    var purpose: Purpose
    var status = 0
    var isEvents = false
    var parser = ServerSentEvents(maxEventBytes: MCPMessage.maxBytes)
    var body: [UInt8] = []
    var isAnswered = false
    var hadSession = false
    var tries = 0
  }

  /// A stream that is to be taken up again where it broke off.
  struct Resumption {
    var due: Instant
    var purpose: Purpose
    var lastID: String
    var tries: Int
  }

  // The official client resumes after a second, twice (mcp.md, section 5).
  static let maxTries = 2
  static let maxBody = MCPMessage.maxBytes + (1 << 20)
  static let longest: Duration = .seconds(2_000_000)

  let url: String
  /// With the key among them: for requests, and for nothing that is shown.
  let headers: [HTTPHeader]
  let proxy: String?
  var streams: [TransferID: Stream] = [:]
  var resumptions: [Resumption] = []
  var session: String?
  var revision: String?
  /// Where messages go in the transport of 2024-11-05.
  var endpoint: String?
  var usesEvents = false
  var now = Instant.zero
  var effects: [Effect] = []
  /// The number of the last transfer; another connection by the same transport goes on from it.
  private(set) var lastTransfer: UInt64

  package init(
    url: String, headers: [HTTPHeader] = [], proxy: String? = nil, lastTransfer: UInt64 = 0
  ) {
    self.lastTransfer = lastTransfer
    self.url = url
    self.headers = headers
    self.proxy = proxy
  }

  package var nextDeadline: Instant? { resumptions.map(\.due).min() }

  package mutating func send(_ message: MCPOutgoing, at now: Instant) -> [Effect] {
    self.now = now
    if message.method == "initialize" { session = nil }
    revision = message.headers["MCP-Protocol-Version"]
    post(message, tries: 0)
    return drain()
  }

  /// Nobody waits for a request's answer any more.
  package mutating func close(request id: Int) -> [Effect] {
    resumptions.removeAll { $0.purpose.requestID == id }
    for (transfer, stream) in streams where stream.purpose.requestID == id { end(transfer) }
    return drain()
  }

  package mutating func openPush(at now: Instant) -> [Effect] {
    self.now = now
    listen(.push, after: "", tries: 0)
    return drain()
  }

  /// Goes on with the transport of 2024-11-05; `opened` follows.
  package mutating func openEvents(at now: Instant) -> [Effect] {
    self.now = now
    usesEvents = true
    listen(.events, after: "", tries: 0)
    return drain()
  }

  package mutating func wake(at now: Instant) -> [Effect] {
    self.now = now
    let due = resumptions.filter { $0.due <= now }
    resumptions.removeAll { $0.due <= now }
    for resumption in due {
      listen(resumption.purpose, after: resumption.lastID, tries: resumption.tries)
    }
    return drain()
  }

  /// Ends all, and the session with a last word to the server.
  package mutating func finish() -> [Effect] {
    for transfer in streams.keys { end(transfer) }
    resumptions = []
    if session != nil, !usesEvents {
      var request = request("DELETE")
      request.timeouts.total = .seconds(2)
      start(Stream(purpose: .word), request)
    }
    return drain()
  }

  private mutating func drain() -> [Effect] {
    defer { effects = [] }
    return effects
  }

  package mutating func receive(
    _ id: TransferID, _ event: TransferEvent, at now: Instant
  ) -> [Effect] {
    self.now = now
    guard var stream = streams.removeValue(forKey: id) else { return [] }
    switch event {
    case .responded(let status, let headers, _):
      responded(&stream, status, headers)
      streams[id] = stream
    case .body(let bytes):
      streams[id] = take(bytes, &stream) ? stream : nil
      if streams[id] == nil { effects.append(.cancel(id)) }
    case .trailers: streams[id] = stream
    case .ended: ended(stream, nil)
    case .failed(let error, _): ended(stream, error)
    }
    return drain()
  }
}

// MARK: Requests

extension MCPHTTP {
  mutating func post(_ message: MCPOutgoing, tries: Int) {
    var request = request("POST")
    if usesEvents, let endpoint { request.url = endpoint }
    request.headers += message.headers
    request.headers["Content-Type"] = "application/json"
    request.headers["Accept"] = "application/json, text/event-stream"
    request.body = message.body.bytes()
    request.timeouts.total = message.longest
    request.maxDecodedBytes = message.longest > .seconds(86_400) ? .max : 4 * Self.maxBody
    start(
      Stream(purpose: message.id == nil ? .word : .request(message), tries: tries), request)
  }

  /// Opens a stream of events, or goes on with one that broke off.
  mutating func listen(_ purpose: Purpose, after lastID: String, tries: Int) {
    var request = request("GET")
    request.headers["Accept"] = "text/event-stream"
    if let revision { request.headers["MCP-Protocol-Version"] = revision }
    if !lastID.isEmpty { request.headers["Last-Event-ID"] = lastID }
    request.timeouts.total = Self.longest
    request.maxDecodedBytes = .max
    start(Stream(purpose: purpose, tries: tries), request)
  }

  private func request(_ method: String) -> HTTPRequest {
    var request = HTTPRequest(method: method, url: url, headers: headers, pool: "mcp")
    if let session, !usesEvents { request.headers["Mcp-Session-Id"] = session }
    // mcp.md, section 5: the official client waits 30 s.
    request.timeouts.connect = .seconds(30)
    request.security.proxy = proxy
    return request
  }

  private mutating func start(_ stream: Stream, _ request: HTTPRequest) {
    lastTransfer += 1
    let id = TransferID(value: lastTransfer)
    streams[id] = stream
    streams[id]?.hadSession = request.headers["Mcp-Session-Id"] != nil
    effects.append(.start(id, request))
  }

  private mutating func end(_ transfer: TransferID) {
    streams[transfer] = nil
    effects.append(.cancel(transfer))
  }
}

extension MCPHTTP.Purpose {
  var requestID: Int? {
    guard case .request(let message) = self else { return nil }
    return message.id
  }
}
