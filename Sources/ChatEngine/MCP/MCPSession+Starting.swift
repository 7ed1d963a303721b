/// Which era a server is of, and the handshake of the older one (mcp.md, sections 3 and 4).
extension MCPSession {
  mutating func probe() {
    phase = .probing
    request(.discover, "server/discover", timeout: Self.probeTimeout)
  }

  mutating func initialize() {
    phase = .initializing
    epoch += 1
    request(
      .initialize, "initialize",
      [
        "protocolVersion": .string(MCPRevision.newestHandshake.rawValue), "capabilities": [:],
        "clientInfo": client,
      ], timeout: Self.startTimeout)
  }

  mutating func discovered(_ outcome: MCPOutcome) {
    switch outcome {
    case .result(let result):
      guard let versions = result["supportedVersions"]?.arrayValue else { return initialize() }
      choose(among: versions, capabilities: result["capabilities"] ?? [:])
    case .error(let error) where error.code == MCPError.unsupportedVersion:
      discoverRefused(error)
    // Every other error occurs with servers that do not know the method.
    case .error, .failed: initialize()
    }
  }

  /// A server of the stateless era that does not discover: it is asked for tools all the same.
  mutating func discoverRefused(_ error: MCPError) {
    guard error.code == MCPError.unsupportedVersion else { return run(.newest) }
    guard let versions = error.data?["supported"]?.arrayValue else { return initialize() }
    choose(among: versions, capabilities: nil)
  }

  private mutating func choose(among versions: [JSON], capabilities: JSON?) {
    let known = versions.compactMap { $0.stringValue.flatMap(MCPRevision.init) }
    if let newest = known.filter(\.isStateless).max() {
      self.capabilities = capabilities
      run(newest)
    } else if !known.isEmpty {
      initialize()
    } else {
      stop("speaks no version of the protocol that is known here", .none)
    }
  }

  mutating func initialized(_ outcome: MCPOutcome) {
    switch outcome {
    case .result(let result):
      let version = result["protocolVersion"]?.stringValue ?? ""
      guard let revision = MCPRevision(rawValue: version), !revision.isStateless else {
        return stop(
          "speaks version \(SafeQuote.quoted(version)) of the protocol, which is not known here",
          .none)
      }
      capabilities = result["capabilities"] ?? [:]
      phase = .running(revision)
      notice("notifications/initialized")
      run(revision)
    case .error(let error) where error.code == MCPError.unsupportedVersion && !hasProbedAgain:
      // Slow to start, it missed the probe.
      hasProbedAgain = true
      probe()
    case .error(let error):
      stop("refused the handshake: \(SafeQuote.shortened(error.text))", .none)
    case .failed(let reason): stop(reason, .restart)
    }
  }

  private mutating func run(_ revision: MCPRevision) {
    phase = .running(revision)
    effects.append(.ready(revision))
    goOn()
    if revision.isStateless {
      listen()
    } else if carrier == .http, !usesEvents {
      effects.append(.openPush)
    }
  }

  /// Asks for what is listed by itself and not known, and makes the calls that wait.
  mutating func goOn() {
    for list in [MCPList.tools, .prompts] where offers(list) && lists[list] == nil {
      ask(for: list)
    }
    let calls = waiting
    waiting = []
    for (call, wasRepeated) in calls {
      begin(call)
      pending[lastID]?.wasRepeated = wasRepeated
    }
  }

  // MARK: Notifications of the stateless era

  /// Asks to be told of changed lists, where the server says that it tells.
  mutating func listen() {
    listenAgain = nil
    var wanted = JSONObject()
    for list in MCPList.allCases
    where capabilities?[list.rawValue]?["listChanged"]?.boolValue == true {
      wanted[list.rawValue + "ListChanged"] = true
    }
    guard !wanted.isEmpty else { return }
    request(
      .listen, "subscriptions/listen", ["notifications": .object(wanted)], timeout: nil)
  }

  /// A lost stream is asked for again twice; an error means that there is none.
  mutating func listenEnded(_ outcome: MCPOutcome) {
    if case .error = outcome { return }
    guard listening < 2 else { return }
    listening += 1
    listenAgain = now + .seconds(1)
    // What changed meanwhile was not told.
    for list in MCPList.allCases where lists[list] != nil { changed(list) }
  }
}
