/// The client's side of the protocol with one server, in both of its eras, without clock or wire.
///
/// Fed with what happens, it gives what is to be done. Requests have numbers of ours; whatever
/// answers another one, comes late or twice, changes nothing.
package struct MCPSession {
  package enum Carrier: Sendable {
    case pipe
    case http
  }

  enum Phase: Equatable {
    case idle
    case probing
    case initializing
    case running(MCPRevision)
    case over
  }

  enum Purpose: Equatable {
    case discover
    case initialize
    case list(MCPList)
    case listen
    case call(MCPCall)
  }

  /// A request that is out.
  struct Pending {
    var purpose: Purpose
    var deadline: Instant
    var timeout: Duration
    /// Progress does not carry it beyond this.
    var latest: Instant
    var progressShown = Instant.zero
    /// Of which handshake it is.
    var epoch: Int
    /// How often the server asked for more instead of answering.
    var rounds = 0
    var wasRepeated = false
  }

  // The official client waits 10 s for an answer to its probe (mcp.md, section 3).
  static let probeTimeout: Duration = .seconds(10)
  static let startTimeout: Duration = .seconds(20)
  static let listTimeout: Duration = .seconds(10)
  static let longestCall: Duration = .seconds(600)
  static let maxRounds = 3
  // faults.md, row 86; what is printed before the first message is a banner.
  private static let maxRubbish = 3
  private static let maxBannerLines = 100

  let carrier: Carrier
  let client: JSON
  var now = Instant.zero
  var phase = Phase.idle
  var pending: [Int: Pending] = [:]
  var lastID = 0
  /// Calls that came before the server was ready, with whether each was sent before.
  var waiting: [(call: MCPCall, wasRepeated: Bool)] = []
  var lists: [MCPList: MCPListing] = [:]
  /// What the server declared; nil where it did not say.
  var capabilities: JSON?
  var hasProbedAgain = false
  /// How many handshakes there were.
  var epoch = 0
  var usesEvents = false
  var listening = 0
  var listenAgain: Instant?
  var effects: [MCPEffect] = []
  private var hasSpoken = false
  private var banner = 0
  private var rubbish = 0

  package init(carrier: Carrier, clientName: String, clientVersion: String) {
    self.carrier = carrier
    client = ["name": .string(clientName), "version": .string(clientVersion)]
  }

  /// What the server speaks, once that is known.
  package var revision: MCPRevision? {
    guard case .running(let revision) = phase else { return nil }
    return revision
  }

  /// When it wants to be woken.
  package var nextDeadline: Instant? {
    guard phase != .over else { return nil }
    let times = pending.values.map(\.deadline) + lists.values.compactMap(\.due)
    return (times + [listenAgain].compactMap(\.self)).min().flatMap {
      $0 < .distantFuture ? $0 : nil
    }
  }

  /// Whether the server declared this; where it said nothing of itself, tools are tried.
  package func offers(_ list: MCPList) -> Bool {
    capabilities.map { $0[list.rawValue]?.objectValue != nil } ?? (list == .tools)
  }

  package mutating func take(_ event: MCPEvent, at now: Instant) -> [MCPEffect] {
    self.now = max(self.now, now)
    if phase != .over { handle(event) } else { refuse(event) }
    defer { effects = [] }
    return effects
  }

  private mutating func handle(_ event: MCPEvent) {
    switch event {
    case .start(let asLegacy): if asLegacy { initialize() } else { probe() }
    case .call(let call): begin(call)
    case .cancel(let key): cancel(key)
    case .list(let list): ask(for: list)
    case .refresh:
      for list in lists.keys where lists[list]?.isExpired(at: now) == true { ask(for: list) }
    case .message(let message): receive(message)
    case .rubbish(let tooLong): countRubbish(tooLong: tooLong)
    case .refused(let id, let status, let error): refused(id, status, error)
    case .lost(let id, let reason): lost(id, reason)
    case .expired(let id): expired(id)
    case .opened: if usesEvents { initialize() }
    case .closed(let reason): closed(reason)
    case .wake: wake()
    }
  }

  /// A call to a session that is over has its answer all the same.
  private mutating func refuse(_ event: MCPEvent) {
    guard case .call(let call) = event else { return }
    effects.append(.ended(call.key, .failed("is stopped")))
  }

  // MARK: What comes in

  private mutating func receive(_ message: MCPMessage) {
    if let id = message.answeredID, !(1...max(1, lastID)).contains(id) || lastID == 0 {
      // No number of ours.
      return countRubbish(tooLong: false)
    }
    hasSpoken = true
    rubbish = 0
    switch message {
    case .result(let id, let result): answer(id, .result(result))
    case .error(let id, let error): if let id { answer(id, .error(error)) }
    case .notification(let method, let params): notify(method, params)
    case .request(let id, let method, _): answerServer(id, method)
    }
  }

  /// Only `ping` is done for a server; that we can do more was never said.
  private mutating func answerServer(_ id: JSON, _ method: String) {
    var body: JSONObject = ["jsonrpc": "2.0", "id": id]
    if method == "ping" {
      body["result"] = [:]
    } else {
      body["error"] = ["code": .int(MCPError.methodNotFound), "message": "Method not found"]
    }
    send(nil, method, body)
  }

  private mutating func notify(_ method: String, _ params: JSON) {
    if method == "notifications/progress" { return progress(params) }
    if method == "notifications/subscriptions/acknowledged" {
      // What changed between the first listing and now was told to nobody.
      for list in MCPList.allCases { changed(list) }
      return
    }
    guard let list = MCPList.allCases.first(where: { $0.changed == method }) else { return }
    listening = 0
    changed(list)
  }

  private mutating func countRubbish(tooLong: Bool) {
    if !hasSpoken, !tooLong, banner < Self.maxBannerLines {
      banner += 1
      return
    }
    rubbish += 1
    if rubbish >= Self.maxRubbish { stop("sent rubbish; stopped", .none) }
  }

  /// An answer to a request that is out; to others there is nothing to say.
  mutating func answer(_ id: Int, _ outcome: MCPOutcome) {
    guard let request = pending.removeValue(forKey: id) else { return }
    switch request.purpose {
    case .discover: discovered(outcome)
    case .initialize: initialized(outcome)
    case .list(let list): listed(list, outcome)
    case .listen: listenEnded(outcome)
    case .call(let call): called(call, request, outcome)
    }
  }

  /// The server is gone, or is to go: nothing that is out will be answered.
  mutating func stop(_ reason: String, _ remedy: MCPStop.Remedy) {
    phase = .over
    let calls = pending.sorted { $0.key < $1.key }.compactMap { id, request in
      if case .call(let call) = request.purpose { call } else { nil }
    }
    pending = [:]
    // What a call did before the end is not known, so it is not made a second time.
    for call in calls {
      effects.append(
        .ended(call.key, .failed(reason + "; whether it did what was asked is not known")))
    }
    for (call, _) in waiting { effects.append(.ended(call.key, .failed(reason))) }
    waiting = []
    effects.append(.stop(MCPStop(reason: reason, remedy: remedy)))
  }
}
