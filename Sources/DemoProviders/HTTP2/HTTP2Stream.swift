/// One request and its answer on an HTTP/2 connection.
struct HTTP2Stream {
  var request: ReceivedRequest
  /// The length that the client announced.
  var announced: Int?
  /// Whether the client has said all.
  var isRequestWhole = false
  /// Bytes of the body that the client may still send, and that we may send.
  var receiveWindow: Int
  var sendWindow: Int

  /// What waits for the client to allow it.
  private var waiting: [UInt8] = []
  private var sent = 0
  /// What follows the data: trailers, or none.
  var ending: [DemoHeader]?

  init(request: ReceivedRequest, receiveWindow: Int, sendWindow: Int) {
    self.request = request
    self.receiveWindow = receiveWindow
    self.sendWindow = sendWindow
    announced = request.headers.first { $0.name == "content-length" }.flatMap { Int($0.value) }
  }

  var waitingBytes: Int { waiting.count - sent }

  mutating func append(_ data: [UInt8]) {
    if waiting.isEmpty { waiting = data } else { waiting += data }
  }

  /// Takes what may go out at once.
  mutating func take(upTo limit: Int) -> ArraySlice<UInt8> {
    let count = min(waitingBytes, max(limit, 0))
    defer {
      sent += count
      if sent == waiting.count {
        waiting.removeAll(keepingCapacity: waiting.capacity <= 1 << 16)
        sent = 0
      }
    }
    return waiting[sent..<sent + count]
  }

  /// The stream of a request's head (RFC 9113, section 8.3); nil where it is malformed.
  static func request(of headers: [DemoHeader]) -> ReceivedRequest? {
    var request = ReceivedRequest(method: "", target: "", headers: [], body: [], keepsAlive: true)
    var pseudo: Set<String> = []
    for header in headers {
      guard header.name.hasPrefix(":") else {
        guard isField(header) else { return nil }
        request.headers.append(header)
        continue
      }
      guard request.headers.isEmpty, pseudo.insert(header.name).inserted else { return nil }
      switch header.name {
      case ":method": request.method = header.value
      case ":path": request.target = header.value
      case ":scheme": break
      case ":authority": break
      default: return nil
      }
    }
    guard !request.method.isEmpty, !request.target.isEmpty, pseudo.contains(":scheme") else {
      return nil
    }
    return request
  }

  /// Whether HTTP/2 allows a header; those of one connection it does not.
  static func isField(_ header: DemoHeader) -> Bool {
    let hasCapitals = header.name.utf8.contains { (0x41...0x5A).contains($0) }
    guard !header.name.isEmpty, !hasCapitals, !header.name.hasPrefix(":") else { return false }
    switch header.name {
    case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade":
      return false
    case "te": return header.value == "trailers"
    default: return true
    }
  }
}
