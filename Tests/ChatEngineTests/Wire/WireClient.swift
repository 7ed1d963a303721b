import ChatEngine
import Testing

/// A transport with its loop, and all that came of its transfers.
final class WireClient {
  let loop: EventLoop
  private(set) var events: [TransferID: [TransferEvent]] = [:]
  /// Called with each event, after it was kept.
  var onEvent: (TransferID, TransferEvent) -> Void = { _, _ in }
  private var client: CurlTransport?
  private var started: UInt64 = 0

  init() throws {
    loop = try EventLoop()
    client = CurlTransport(loop: loop) { [unowned self] id, event in
      events[id, default: []].append(event)
      onEvent(id, event)
    }
  }

  var transport: CurlTransport {
    get throws { try #require(client) }
  }

  /// Begins a transfer.
  func start(_ request: HTTPRequest) throws -> TransferID {
    started += 1
    let id = TransferID(value: started)
    try transport.start(id, request)
    return id
  }

  /// Turns the loop until the condition holds; a test that waits for ten seconds has failed.
  func run(until condition: () -> Bool) {
    let deadline = loop.now() + .seconds(10)
    while !condition() {
      guard loop.now() < deadline else {
        Issue.record("nothing happened within ten seconds")
        return
      }
      loop.runOnce(until: loop.now() + .milliseconds(20))
    }
  }

  /// Begins a transfer and turns the loop to its end.
  func outcome(of request: HTTPRequest) throws -> Outcome {
    outcome(of: try start(request))
  }

  /// Turns the loop to a transfer's end.
  func outcome(of id: TransferID) -> Outcome {
    run { self.hasEnded(id) }
    return Outcome(events: events[id] ?? [])
  }

  func hasEnded(_ id: TransferID) -> Bool {
    switch events[id]?.last {
    case .ended, .failed: true
    case .responded, .body, .trailers, nil: false
    }
  }
}

/// A transfer's events, sorted by kind.
struct Outcome {
  private(set) var status: Int?
  private(set) var headers: [HTTPHeader] = []
  private(set) var httpVersion: String?
  private(set) var body: [UInt8] = []
  private(set) var trailers: [HTTPHeader] = []
  private(set) var error: TransportError?
  private(set) var timings: TransferTimings?

  init(events: [TransferEvent]) {
    for event in events {
      switch event {
      case .responded(let status, let headers, let httpVersion):
        self.status = status
        self.headers = headers
        self.httpVersion = httpVersion
      case .body(let bytes): body += bytes
      case .trailers(let trailers): self.trailers = trailers
      case .ended(let timings): self.timings = timings
      case .failed(let error, let timings):
        self.error = error
        self.timings = timings
      }
    }
  }

  var text: String { String(decoding: body, as: UTF8.self) }
}
