/// The tools that answers call.
extension Engine {
  func makeToolRunner() -> ToolRunner? {
    guard let source = world.tools else { return nil }
    let runner = ToolRunner(
      source, loop: world.loop, store: world.approvals, queue: world.queue)
    runner.observer = ToolRunner.Observer(
      asks: { [weak self] in self?.ask($0) },
      state: { [weak self] in self?.take($1, of: $0) },
      record: { [weak self] in self?.add($0) },
      finished: { [weak self] in self?.endRound($0) })
    source.onChange = { [weak self] in self?.publishTools() }
    return runner
  }

  /// What models are told of; a model that takes no tools is sent none by its dialect's codec.
  var offeredTools: [ToolDefinition] {
    (tools?.source.tools ?? []).map(\.definition).filter { !withheld.contains($0.name) }
  }

  /// Says of each tool that is left out why, once.
  func sayToolNotes() {
    for note in world.toolNotes() where toolNotesSaid.insert(note).inserted { say(.warning, note) }
  }

  // MARK: A round

  private func ask(_ request: ApprovalRequest?) {
    guard current != nil else { return }
    current?.question = request?.call.tool.name
    publish(.approval(request))
    showTools()
  }

  private func take(_ state: ToolRunState, of callID: String) {
    publish(.toolRun(callID: callID, state))
    if case .running(let since) = state, current?.toolsSince == nil { current?.toolsSince = since }
    showTools()
  }

  private func showTools() {
    guard let tools, let current, current.work == .callingTools else { return }
    if let tool = current.question {
      show(.approving(tool: tool))
    } else if tools.runningCount > 0 {
      show(.runningTools(tools.runningCount, since: current.toolsSince ?? world.loop.now()))
    }
  }

  /// Results stand in the conversation before anything is made of them.
  private func add(_ results: [ToolResult]) {
    guard current != nil else { return }
    let message = Message(
      id: makeMessageID(), parent: conversation.head, role: .tool,
      parts: results.map(ContentPart.toolResult), time: world.clock())
    record(.message(message))
    publish(.messageAdded(onPath(message)))
    publishContext()
  }

  private func endRound(_ outcome: ToolRounds.Outcome) {
    guard let current, let head = conversation.head else { return }
    switch outcome {
    case .goOn:
      var asked = current.asked
      // Who called goes on, where it can: reasoning and cached prompts are of use to it alone.
      asked.candidates.prefer(current.target)
      answer(head, asked, in: .main)
    case .stopped(let sentence):
      rest()
      say(.warning, sentence)
    case .cancelled: rest()
    }
  }

  /// Gives calls whose results were lost with the program a word on that, so that no model is told
  /// that they were not run.
  func settleOpenCalls() {
    guard tools != nil else { return }
    var answered: Set<String> = []
    var calls: [ToolCall]?
    for id in conversation.path.reversed() {
      guard let message = conversation[id] else { break }
      for case .toolResult(let result) in message.parts { answered.insert(result.callID) }
      if message.role == .tool { continue }
      calls = message.callsToRun
      break
    }
    let open = (calls ?? []).filter { !answered.contains($0.id) }
    guard !open.isEmpty else { return }
    let sentence =
      "The result is lost: the program ended before it was kept. The call may have been run."
    let message = Message(
      id: makeMessageID(), parent: conversation.head, role: .tool,
      parts: open.map {
        .toolResult(
          ToolResult(callID: $0.id, name: $0.name, content: sentence, isError: true))
      }, time: world.clock())
    record(.message(message))
    publish(.messageAdded(onPath(message)))
  }

  // MARK: The list

  /// Says what tools there are, now and whenever that changes.
  func listTools() {
    publishTools()
    tools?.load { [weak self] in self?.publishTools() }
  }

  func offer(_ name: String, _ isOffered: Bool) {
    if isOffered { withheld.remove(name) } else { withheld.insert(name) }
    publishTools()
  }

  private func publishTools() {
    let list = (tools?.source.tools ?? []).map {
      ToolSummary($0, isOffered: !withheld.contains($0.name))
    }
    publish(.serverPrompts(world.serverPrompts()))
    publish(.tools(list, servers: world.toolServers()))
  }

  // MARK: Prompts of servers

  /// Asks what a server makes of its prompt.
  func use(_ prompt: FilledPrompt) {
    let id = conversation.id
    world.fillIn(prompt) { [weak self] result in
      guard let self, conversation.id == id else { return }
      switch result {
      case .failure(let failure): say(.warning, failure.sentence)
      case .success(let messages):
        let text = messages.map(\.asked).filter { !$0.isEmpty }.joined(separator: "\n\n")
        let files = messages.flatMap(\.attachments)
        guard !text.isEmpty || !files.isEmpty else {
          return say(.warning, "The prompt \(prompt.name) of \(prompt.server) is empty.")
        }
        ask(text, files)
      }
    }
  }
}

extension MCPPromptMessage {
  /// As one of several in a prompt: what the model is made to have said is told as that.
  fileprivate var asked: String { isAssistant && !text.isEmpty ? "[assistant] " + text : text }
}

extension Message {
  /// The calls of a whole answer; nil where none are to be run: what was cut or withheld may lack
  /// half its arguments.
  package var callsToRun: [ToolCall]? {
    guard role == .assistant, state == .complete, let ending else { return nil }
    switch ending.finish {
    case .length, .filtered, .refused: return nil
    case .stop, .toolCalls, .other, nil: break
    }
    let calls = toolCalls
    return calls.isEmpty ? nil : calls
  }

  /// The files that go with a prompt.
  package var attachments: [Attachment] {
    parts.compactMap { if case .attachment(let file) = $0 { file } else { nil } }
  }
}

extension Conversation {
  /// The last of the messages with results that one belongs to: a round may have several.
  func lastResult(from id: MessageID) -> MessageID {
    let rest = path.drop { $0 != id }
    return rest.prefix { self[$0]?.role == .tool }.last ?? id
  }
}

extension [Candidate] {
  /// Has one target asked before the others.
  package mutating func prefer(_ target: Target) {
    guard let place = firstIndex(where: { $0.target == target }) else { return }
    let first = map(\.routeTarget.tier).min() ?? 1
    self[place].routeTarget.tier = first - 1
  }
}
