@testable import ChatEngine

/// A dialogue with the rounds of tools of one turn, in lines.
struct RoundStage {
  var rounds = ToolRounds()
  var tools: [ChatEngine.Tool]
  var now = Instant.zero
  /// What `prepare` throws, by the call's id.
  var failures: [String: ToolFailure] = [:]
  /// What a call comes to; the arguments as one fact where nothing else is said.
  var action: (ToolCall) -> PreparedCall.Action = {
    .builtIn(name: $0.name, arguments: .string($0.arguments))
  }
  private(set) var requests: [ApprovalRequest] = []
  private(set) var ran: [PreparedCall] = []
  private(set) var results: [ToolResult] = []
  private(set) var kept: [ApprovalBook.Change] = []

  init(_ tools: [ChatEngine.Tool]) { self.tools = tools }

  static func tool(
    _ name: String, allowed: Bool = false, reach: ChatEngine.Tool.Reach = [],
    source: ChatEngine.Tool.Source = .builtIn,
    description: String = "", pin: String = ""
  ) -> ChatEngine.Tool {
    ChatEngine.Tool(
      definition: ToolDefinition(name: name, description: description, parameters: [:]),
      source: source, isAllowed: allowed, reach: reach, pin: pin)
  }

  /// An answer with calls: `a look {}` is id, name and arguments.
  mutating func calls(_ calls: String...) -> [String] { self.calls(calls) }

  mutating func calls(_ calls: [String]) -> [String] {
    handle(
      .calls(
        calls.map { text in
          let words = text.split(separator: " ", maxSplits: 2).map(String.init)
          return ToolCall(
            id: words[0], name: words[1], arguments: words.count > 2 ? words[2] : "")
        }, tools: tools))
  }

  mutating func decide(_ choice: ApprovalChoice) -> [String] {
    guard let request = requests.last else { return [] }
    return handle(.decided(request.id, choice))
  }

  mutating func end(_ run: UInt64, _ text: String = "done") -> [String] {
    handle(.ended(ToolRunID(run), ToolOutput(text)))
  }

  mutating func handle(_ event: ToolEvent) -> [String] {
    rounds.handle(event, at: now).flatMap { perform($0) }
  }

  private mutating func perform(_ effect: ToolEffect) -> [String] {
    switch effect {
    case .prepare(let place, let call, let tool):
      if let failure = failures[call.id] { return handle(.prepared(place, .failure(failure))) }
      let prepared = PreparedCall(
        callID: call.id, tool: tool, action: action(call),
        facts: [.init("arguments", call.arguments)])
      return handle(.prepared(place, .success(prepared)))
    case .ask(let request):
      if let request { requests.append(request) }
      return [request.map { "ask \($0.call.callID) \($0.position)/\($0.count)" } ?? "ask nobody"]
    case .refused(let call): return ["refused \(call.callID)"]
    case .run(let call, let id):
      ran.append(call)
      return ["run \(call.callID) as \(id.value)"]
    case .cancelRun(let id): return ["cancel \(id.value)"]
    case .state: return []
    case .keep(let change):
      kept.append(change)
      switch change {
      case .allow(let entry): return ["allow \(entry.tool)"]
      case .pin(let entry): return ["pin \(entry.tool)"]
      }
    case .record(let new):
      results += new
      return ["results \(new.map(\.callID).joined(separator: " "))"]
    case .finished(.goOn): return ["go on"]
    case .finished(.stopped(let sentence)): return ["stop: \(sentence)"]
    case .finished(.cancelled): return ["cancelled"]
    }
  }
}
