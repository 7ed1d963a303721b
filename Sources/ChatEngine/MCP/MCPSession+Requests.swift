/// How messages go out, and what HTTP and the clock say of them.
extension MCPSession {
  /// Whether messages are those of the stateless era.
  var isStateless: Bool {
    switch phase {
    case .probing: true
    case .running(let revision): revision.isStateless
    case .idle, .initializing, .over: false
    }
  }

  /// Sends a request under the next number.
  mutating func request(
    _ purpose: Purpose, _ method: String, _ params: JSONObject = [:], timeout: Duration?
  ) {
    lastID += 1
    var params = params
    if let meta = meta(of: purpose) { params["_meta"] = .object(meta) }
    var body: JSONObject = ["jsonrpc": "2.0", "id": .int(lastID), "method": .string(method)]
    if !params.isEmpty { body["params"] = .object(params) }
    let longest = timeout.map { max($0, Self.longestCall) }
    pending[lastID] = Pending(
      purpose: purpose, deadline: timeout.map { now + $0 } ?? .distantFuture,
      timeout: timeout ?? .zero, latest: longest.map { now + $0 } ?? .distantFuture,
      epoch: epoch)
    send(lastID, method, body, of: purpose, longest: longest)
  }

  mutating func send(
    _ id: Int?, _ method: String, _ body: JSONObject, of purpose: Purpose? = nil,
    longest: Duration? = longestCall
  ) {
    var headers: [HTTPHeader] = []
    if carrier == .http { headers = head(method, body["params"], of: purpose) }
    let isCall = if case .call = purpose { method == "tools/call" } else { false }
    let outgoing = MCPOutgoing(
      id: id, method: method, body: .object(body), headers: headers, isRepeatable: !isCall,
      // Longer than any day's work; libcurl counts milliseconds in 32 bits.
      longest: longest ?? .seconds(2_000_000))
    effects.append(.send(outgoing))
  }

  mutating func notice(_ method: String, _ params: JSONObject = [:]) {
    var body: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
    if !params.isEmpty { body["params"] = .object(params) }
    send(nil, method, body)
  }

  private func meta(of purpose: Purpose) -> JSONObject? {
    let prefix = "io.modelcontextprotocol/"
    var meta = JSONObject()
    if isStateless {
      meta[prefix + "protocolVersion"] = .string((revision ?? .newest).rawValue)
      meta[prefix + "clientInfo"] = client
      meta[prefix + "clientCapabilities"] = [:]
    }
    if case .call = purpose { meta["progressToken"] = .int(lastID) }
    return meta.isEmpty ? nil : meta
  }

  private func head(_ method: String, _ params: JSON?, of purpose: Purpose?) -> [HTTPHeader] {
    guard isStateless else {
      return revision.map { [HTTPHeader("MCP-Protocol-Version", $0.rawValue)] } ?? []
    }
    var headers = [
      HTTPHeader("MCP-Protocol-Version", (revision ?? .newest).rawValue),
      HTTPHeader("Mcp-Method", method),
    ]
    guard case .call(let call) = purpose else { return headers }
    if let name = (params?["name"] ?? params?["uri"])?.stringValue {
      headers.append(HTTPHeader("Mcp-Name", MCPHeaderText.encoded(name)))
    }
    return headers + call.headers
  }

  // MARK: HTTP

  mutating func refused(_ id: Int, _ status: Int, _ error: MCPError?) {
    guard let request = pending[id] else { return }
    switch request.purpose {
    case .discover:
      let isStateless = error.map {
        MCPError.stateless.contains($0.code)
          || ($0.code == MCPError.methodNotFound && status == 404)
      }
      pending[id] = nil
      if let error, isStateless == true {
        discoverRefused(error)
      } else if Self.mayMeanLegacy(status) {
        initialize()
      } else {
        stop(Self.sentence(status), .none)
      }
    case .initialize where error?.code != MCPError.unsupportedVersion:
      pending[id] = nil
      if !usesEvents, [400, 404, 405].contains(status) {
        usesEvents = true
        effects.append(.openEvents)
      } else {
        stop(Self.sentence(status), .none)
      }
    case .initialize, .list, .listen, .call:
      let failure = MCPOutcome.failed(Self.sentence(status))
      answer(id, error.map(MCPOutcome.error) ?? failure)
    }
  }

  // 400, 404 and 405 are what servers of old say to what they do not know; some fall over it.
  private static func mayMeanLegacy(_ status: Int) -> Bool {
    (400..<500).contains(status)
      ? ![401, 403, 407, 429].contains(status) : [500, 501].contains(status)
  }

  private static func sentence(_ status: Int) -> String {
    switch status {
    case 401, 403:
      "wants a login (HTTP \(status)); put an Authorization header into its \"headers\""
    case 300..<400: "leads elsewhere (HTTP \(status)), which is not followed; correct its \"url\""
    default: "answered with HTTP \(status)"
    }
  }

  mutating func lost(_ id: Int, _ reason: String) {
    guard let request = pending[id] else { return }
    switch request.purpose {
    case .discover, .initialize: stop(reason, .restart)
    case .list, .listen: answer(id, .failed(reason))
    case .call:
      answer(id, .failed(reason + "; whether it did what was asked is not known"))
    }
  }

  /// The server never saw the request, so a call may be made again: once, after a new handshake.
  mutating func expired(_ id: Int) {
    guard let request = pending.removeValue(forKey: id) else { return }
    if case .call(let call) = request.purpose {
      guard !request.wasRepeated else {
        return called(call, request, .failed("forgets its sessions"))
      }
      waiting.append((call, true))
    }
    if case .list(let list) = request.purpose { lists[list] = nil }
    guard case .running = phase else { return }
    if request.epoch == epoch { initialize() } else { goOn() }
  }

  mutating func closed(_ reason: String) {
    stop(reason, phase == .probing && carrier == .pipe ? .restartAsLegacy : .restart)
  }

  // MARK: Time

  mutating func wake() {
    for (id, request) in pending.sorted(by: { $0.key < $1.key })
    where request.deadline <= now && phase != .over {
      pending[id] = nil
      timedOut(id, request)
    }
    guard case .running = phase else { return }
    for list in MCPList.allCases where lists[list]?.due.map({ $0 <= now }) == true {
      ask(for: list)
    }
    if let time = listenAgain, time <= now { listen() }
  }

  private mutating func timedOut(_ id: Int, _ request: Pending) {
    let limit = request.deadline < request.latest ? request.timeout : Self.longestCall
    let reason = "did not answer in \(limit.text)"
    switch request.purpose {
    case .discover:
      if carrier == .http { effects.append(.closeStream(id: id)) }
      initialize()
    case .initialize: stop(reason, .restart)
    case .list(let list):
      giveUp(id, "timeout")
      listed(list, .failed(reason))
    case .listen: break
    case .call(let call):
      giveUp(id, "timeout")
      called(call, request, .failed(reason))
    }
  }

  /// Tells the server that nobody waits for its answer any more.
  mutating func giveUp(_ id: Int, _ reason: String) {
    if carrier == .http { effects.append(.closeStream(id: id)) }
    // Over HTTP in the stateless era the end of the stream says it.
    if carrier == .http, isStateless { return }
    notice(
      "notifications/cancelled", ["requestId": .int(id), "reason": .string(reason)])
  }
}
