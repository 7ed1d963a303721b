/// One server of the configuration: its program or connection, the session with it, and the watch
/// over both.
///
/// Belongs to the loop's thread. Closures are never called from within a call of this object.
final class MCPServer {
  /// What all servers are given.
  struct Surroundings {
    var environment: [String: String]
    /// Where programs start.
    var folder: String
    var clientVersion: String
    /// Gets the key of an HTTP server; nil and a sentence where there is none.
    var key: (KeySource, @escaping (Result<Secret, KeyError>) -> Void) -> Void
  }

  struct Listener {
    var progress: (String) -> Void
    var done: (MCPOutcome) -> Void
  }

  typealias ListDone = (Result<[JSON], ToolFailure>) -> Void

  let settings: Configuration.ContextServer
  let loop: EventLoop
  let surroundings: Surroundings
  var onChange: () -> Void = {}
  var state = ToolServerSummary.State.idle
  /// As the server listed them; kept while it is started again.
  var lists: [MCPList: [JSON]] = [:]
  var isLegacy = false

  var session: MCPSession?
  var program: MCPProgram?
  /// Programs that were asked to end and have not yet.
  var leaving: [Int32: MCPProgram] = [:]
  var http: MCPHTTP?
  var transport: CurlTransport?
  var listeners: [MCPCall.Key: Listener] = [:]
  /// Calls that came before the server was ready.
  var queue: [MCPCall] = []
  var listQueue: [MCPList: [ListDone]] = [:]
  var lastErrors: [UInt8] = []
  var lastTransfer: UInt64 = 0
  /// Whether it was waited for long enough.
  var isSlow = false
  /// Whether it did what no start mends.
  var hasGivenUp = false
  private var restarts = MCPRestarts()
  private var timer: (id: TimerID, due: Instant)?
  private var inbox: [MCPEvent] = []
  private var isHandling = false

  init(_ settings: Configuration.ContextServer, loop: EventLoop, _ surroundings: Surroundings) {
    self.settings = settings
    self.loop = loop
    self.surroundings = surroundings
  }

  deinit {
    if let timer { loop.cancel(timer.id) }
  }

  var name: String { settings.name }

  /// How it is reached: the command's words, or the URL.
  var place: [String] {
    switch settings.connection {
    case .command(let words): words
    case .url(let url, _, _): [url]
    }
  }

  /// Whether there is nothing to wait for: it has told its tools, or will not.
  var isSettled: Bool {
    switch state {
    case .idle: false
    case .starting: isSlow
    case .ready: isSlow || lists[.tools] != nil
    case .stopped: true
    }
  }

  /// What it wrote to standard error last.
  var errors: [UInt8] { program?.errors ?? lastErrors }

  /// A sentence about it.
  func sentence(_ end: String) -> String { "Server \"\(name)\" \(end)." }

  // MARK: Asking

  /// Starts it where it does not run; one that failed too often stays as it is.
  func start() {
    switch state {
    case .starting, .ready: return
    case .idle: break
    case .stopped: if hasGivenUp { return }
    }
    guard restarts.mayStart(at: loop.now()) else { return }
    begin()
  }

  /// Has what is out of date listed again.
  func refresh() {
    soon { [weak self] in self?.take(.refresh) }
  }

  func call(_ call: MCPCall, _ listener: Listener) {
    listeners[call.key] = listener
    start()
    soon { [weak self] in
      guard let self, listeners[call.key] != nil else { return }
      switch state {
      case .ready: take(.call(call))
      case .starting: queue.append(call)
      case .idle: end(call.key, .failed("is not started"))
      case .stopped(let sentence): end(call.key, .failed(sentence))
      }
    }
  }

  /// Ends a call; nobody hears of it any more.
  func cancel(_ key: MCPCall.Key) {
    guard listeners.removeValue(forKey: key) != nil else { return }
    queue.removeAll { $0.key == key }
    soon { [weak self] in self?.take(.cancel(key)) }
  }

  /// A list as it is now.
  func list(_ list: MCPList, done: @escaping ListDone) {
    listQueue[list, default: []].append(done)
    start()
    soon { [weak self] in
      guard let self else { return }
      switch state {
      case .ready: take(.list(list))
      case .starting: break
      case .idle: endList(list, .failure(ToolFailure(.unavailable, sentence("is not started"))))
      case .stopped(let sentence): endList(list, .failure(ToolFailure(.unavailable, sentence)))
      }
    }
  }

  /// Ends it for good.
  func finish() {
    session = nil
    dropConnection()
    listeners = [:]
    (queue, listQueue) = ([], [:])
    state = .idle
    setTimer()
  }

  func soon(_ action: @escaping () -> Void) {
    loop.schedule(at: loop.now(), action)
  }

  // MARK: Events

  func take(_ event: MCPEvent) {
    inbox.append(event)
    guard !isHandling else { return }
    isHandling = true
    defer { isHandling = false }
    var next = 0
    while next < inbox.count {
      let event = inbox[next]
      next += 1
      for effect in session?.take(event, at: loop.now()) ?? [] { perform(effect) }
    }
    inbox = []
    setTimer()
  }

  func setTimer() {
    let due = [session?.nextDeadline, http?.nextDeadline].compactMap(\.self).min()
    guard due != timer?.due else { return }
    if let timer { loop.cancel(timer.id) }
    timer = due.map { due in
      let id = loop.schedule(at: due) { [weak self] in
        self?.timer = nil
        self?.wake()
      }
      return (id, due)
    }
  }

  private func wake() {
    if let effects = http?.wake(at: loop.now()) { perform(effects) }
    take(.wake)
  }

  /// Starts it once more after a failure, where that may help and was not done too often.
  func mayRestart() -> Bool { restarts.mayStart(at: loop.now()) }
}
