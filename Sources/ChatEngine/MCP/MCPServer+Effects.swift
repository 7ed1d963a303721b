/// Does what the session and the transport want done.
extension MCPServer {
  /// Starts the program, or the first request.
  func begin() {
    state = .starting
    session = MCPSession(
      carrier: isProgram ? .pipe : .http, clientName: "LLMTerm",
      clientVersion: surroundings.clientVersion)
    switch settings.connection {
    case .command(let words): beginProgram(words)
    case .url(let url, let headers, let key): beginHTTP(url, headers, key)
    }
    soon { [weak self] in self?.onChange() }
  }

  private var isProgram: Bool {
    switch settings.connection {
    case .command: true
    case .url: false
    }
  }

  private func beginProgram(_ words: [String]) {
    let folder = settings.folder ?? surroundings.folder
    let names = MCPProgram.usualVariables + settings.environment
    let environment = surroundings.environment.filter { names.contains($0.key) }
    guard let path = MCPProgram.path(of: words[0], in: surroundings.environment, folder: folder)
    else {
      return giveUpSoon("cannot be started: there is no program \(SafeQuote.quoted(words[0]))")
    }
    do throws(SystemError) {
      let start = ChildProgram.Start(
        program: path, arguments: words, environment: environment, folder: folder,
        keepsInput: true)
      let program = try MCPProgram(start, loop: loop)
      program.onEvent = { [weak self] in self?.take($0) }
      self.program = program
    } catch {
      return giveUpSoon("cannot be started (\(error))")
    }
    soon { [weak self] in
      guard let self else { return }
      take(.start(asLegacy: isLegacy))
    }
  }

  private func beginHTTP(_ url: String, _ headers: [HTTPHeader], _ key: KeySource?) {
    let proxy = ProxySelection(environment: surroundings.environment).proxy(for: url)
    guard let key else {
      http = MCPHTTP(url: url, headers: headers, proxy: proxy, lastTransfer: lastTransfer)
      return soon { [weak self] in
        guard let self else { return }
        take(.start(asLegacy: isLegacy))
      }
    }
    surroundings.key(key) { [weak self] result in
      guard let self, state == .starting, session != nil else { return }
      switch result {
      case .success(let secret):
        let login = HTTPHeader("Authorization", "Bearer " + secret.exposed)
        http = MCPHTTP(
          url: url, headers: headers + [login], proxy: proxy, lastTransfer: lastTransfer)
        take(.start(asLegacy: isLegacy))
      case .failure:
        giveUp("has no key: look at its \"key\" in the configuration", isFinal: false)
      }
    }
  }

  private func giveUpSoon(_ reason: String) {
    soon { [weak self] in self?.giveUp(reason, isFinal: false) }
  }

  // MARK: Effects

  func perform(_ effect: MCPEffect) {
    switch effect {
    case .send(let message): send(message)
    case .closeStream(let id): if let effects = http?.close(request: id) { perform(effects) }
    case .openPush: if let effects = http?.openPush(at: loop.now()) { perform(effects) }
    case .openEvents: if let effects = http?.openEvents(at: loop.now()) { perform(effects) }
    case .ready(let revision): ready(revision)
    case .listed(let list, let items):
      let isNews = lists[list] != items
      lists[list] = items
      endList(list, .success(items))
      if isNews { onChange() }
    case .unlisted(let list, let reason): unlisted(list, reason)
    case .progress(let key, let text): listeners[key]?.progress(text)
    case .ended(let key, let outcome): end(key, outcome)
    case .stop(let stop): stopped(stop)
    }
  }

  func perform(_ effects: [MCPHTTP.Effect]) {
    for effect in effects {
      switch effect {
      case .start(let id, let request): wire().start(id, request)
      case .cancel(let id): transport?.cancel(id)
      case .event(let event): take(event)
      }
    }
    setTimer()
  }

  private func wire() -> CurlTransport {
    if let transport { return transport }
    let made = CurlTransport(loop: loop) { [weak self] id, event in
      guard let self, let effects = http?.receive(id, event, at: loop.now()) else { return }
      perform(effects)
    }
    transport = made
    return made
  }

  private func send(_ message: MCPOutgoing) {
    if let program { return program.send(message.body) }
    if let effects = http?.send(message, at: loop.now()) { perform(effects) }
  }

  private func ready(_ revision: MCPRevision) {
    state = .ready(protocol: revision.rawValue)
    isLegacy = !revision.isStateless
    isSlow = false
    if session?.offers(.tools) == false { lists[.tools] = [] }
    let calls = queue
    queue = []
    for call in calls where listeners[call.key] != nil { take(.call(call)) }
    for list in listQueue.keys { take(.list(list)) }
    onChange()
  }

  private func unlisted(_ list: MCPList, _ reason: String) {
    endList(list, .failure(ToolFailure(.unavailable, sentence(reason))))
    if list == .tools, lists[.tools] == nil { lists[.tools] = [] }
    onChange()
  }

  func end(_ key: MCPCall.Key, _ outcome: MCPOutcome) {
    queue.removeAll { $0.key == key }
    guard let listener = listeners.removeValue(forKey: key) else { return }
    listener.done(outcome)
  }

  func endList(_ list: MCPList, _ result: Result<[JSON], ToolFailure>) {
    for done in listQueue.removeValue(forKey: list) ?? [] { done(result) }
  }

  // MARK: The end

  private func stopped(_ stop: MCPStop) {
    session = nil
    dropConnection()
    if stop.remedy == .restartAsLegacy { isLegacy = true }
    // A program that is started again has lost its state, and its calls have failed: none is made a
    // second time, whatever the era, for nobody knows what the first has done.
    if stop.remedy != .none, mayRestart() { return begin() }
    giveUp(stop.reason, isFinal: stop.remedy == .none)
  }

  private func giveUp(_ reason: String, isFinal: Bool) {
    session = nil
    dropConnection()
    hasGivenUp = isFinal
    let count = lists[.tools]?.count ?? 0
    let loss = count == 0 ? "" : "; \(count) tool\(count == 1 ? "" : "s") off"
    let sentence = sentence(reason + loss)
    lists = [:]
    state = .stopped(sentence)
    for call in queue { end(call.key, .failed(reason)) }
    for list in Array(listQueue.keys) {
      endList(list, .failure(ToolFailure(.unavailable, sentence)))
    }
    onChange()
  }

  func dropConnection() {
    if let program {
      lastErrors = program.errors
      self.program = nil
      let pid = program.pid
      leaving[pid] = program
      program.shutDown { [weak self] in self?.leaving[pid] = nil }
    }
    guard let effects = http?.finish() else { return }
    perform(effects)
    // The last word may still be on its way, under its number.
    lastTransfer = http?.lastTransfer ?? lastTransfer
    http = nil
  }
}
