import DemoProviders
import TestSupport

@testable import ChatEngine

/// An engine over demo providers `a` (OpenAI's dialect), `b` (Anthropic's) and `c` (Gemini's), with files
/// in a folder of its own; its updates are read as lines.
final class EngineStage {
  let folder: TemporaryFolder
  let server: DemoServer
  let loop: EventLoop
  let queue = TestQueue()
  private(set) var updates: [EngineUpdate] = []
  /// Called with every update, as a front end is.
  var onUpdate: (EngineUpdate) -> Void = { _ in }
  /// What the welcome card's paths come to.
  var extend: (CatalogExtension, Catalog) -> Result<Catalog, Notice> = { _, _ in
    .failure(Notice(.error, "no"))
  }
  /// Fills in the prompts of servers.
  var fillIn: (FilledPrompt, @escaping (Result<[MCPPromptMessage], ToolFailure>) -> Void) -> Void =
    { _, done in done(.success([])) }
  /// Whether health is kept in the folder.
  var keepsHealth = false
  private var keeper: HealthKeeper?
  var outlook: [Target: LimitOutlook] = [:]
  var budgetLeft = BudgetLeft()
  var titles = Engine.TitleUse.firstWords
  /// Where it stands what was asked; nil for nowhere.
  var statistics: Folders?
  /// What models may call; nil for nothing.
  var tools: FakeTools?
  private(set) lazy var engine = makeEngine()
  private let catalog: Catalog
  private let processID: Int32

  init(
    _ script: DemoScript = .always(DemoReply(text: "Hello there.")),
    folder: TemporaryFolder = TemporaryFolder(), destination: String? = "a/m",
    onCut: Route.OnCut = .restart, processID: Int32 = 1,
    edit: (inout Catalog) -> Void = { _ in }
  ) throws {
    self.folder = folder
    self.processID = processID
    server = try DemoServer(script)
    loop = try EventLoop()
    var catalog = EngineStage.catalog(port: server.port, onCut: onCut)
    catalog.destination = destination.map {
      Target($0).map(Destination.target) ?? .route($0)
    }
    edit(&catalog)
    self.catalog = catalog
  }

  /// Three providers, and the route `all` through them in order.
  static func catalog(port: UInt16, onCut: Route.OnCut = .restart) -> Catalog {
    let bases: [(String, Dialect, String)] = [
      ("a", .openAIChat, "/a/v1"), ("b", .anthropic, "/b/v1"), ("c", .gemini, "/c/v1beta"),
    ]
    let providers = bases.map { name, dialect, path -> Provider in
      var quirks = Quirks()
      quirks.takesStreamOptions = dialect == .openAIChat
      quirks.checksSignatures = dialect == .anthropic
      return Provider(
        name: name, dialect: dialect, baseURL: "http://127.0.0.1:\(port)\(path)",
        authentication: .none,
        models: [Model(id: "m", context: 1000, price: Price(input: 1, output: 2))],
        quirks: quirks)
    }
    let targets = providers.map { RouteTarget(Target(provider: $0.name, model: "m")) }
    return Catalog(
      providers: providers, routes: [Route(name: "all", targets: targets, onCut: onCut)])
  }

  private func makeEngine() -> Engine {
    let clock = LogClock(
      now: { [loop] in loop.now() }, time: { Timestamp(milliseconds: 1_795_442_520_000) })
    var world = Engine.World(
      loop: loop, keys: { _, done in done(.success(nil)) }, clock: clock.time,
      random: SeededRandom(seed: UInt64(processID)),
      store: ConversationStore(
        folder: conversations, queue: queue, clock: clock, processID: processID),
      library: Library(folder: conversations), queue: queue,
      drafts: DraftStore(folders: Folders(under: folder.path)), clockText: { _ in "14:02" },
      extend: { [unowned self] in extend($0, $1) })
    world.titles = titles
    world.marks = MarkStore(folder: conversations, processID: processID)
    world.outlook = { [unowned self] in outlook[$0] }
    world.budgetLeft = { [unowned self] in budgetLeft }
    world.fillIn = { [unowned self] in fillIn($0, $1) }
    world.tools = tools
    world.votes = VoteStore(folders: Folders(under: folder.path))
    world.statistics = statistics
    world.approvals = ApprovalStore(folders: Folders(under: folder.path), processID: processID)
    let engine = Engine(catalog: catalog, world: world) { [unowned self] update in
      updates.append(update)
      onUpdate(update)
    }
    if keepsHealth {
      let store = HealthStore(folders: Folders(under: folder.path), processID: processID)
      keeper = HealthKeeper(
        store, of: engine.runner, loop: loop, queue: queue, clock: clock.time)
      keeper?.restore()
    }
    return engine
  }

  /// Ends the engine and hands what is not written yet to the queue.
  func finish() {
    engine.finish()
    keeper?.finish()
  }

  var conversations: String { folder.path + "/data/conversations" }

  /// Begins, and forgets what was said of it.
  @discardableResult
  func begin(opening id: ConversationID? = nil) -> EngineStage {
    engine.begin(opening: id)
    updates = []
    return self
  }

  /// Gives a command and lets the turn that it begins end; gives the lines of what was said.
  @discardableResult
  func run(_ command: EngineCommand) -> [String] {
    updates = []
    engine.handle(command)
    wait { !engine.isBusy }
    return lines
  }

  /// Turns the loop until something holds, at most 10 s.
  func wait(until holds: () -> Bool) {
    let deadline = loop.now() + .seconds(10)
    while !holds(), loop.now() < deadline { loop.runOnce(until: deadline) }
  }

  /// What is on the disk.
  var stored: Conversation? {
    engine.log.tick(engine.conversation)
    guard let bytes = try? SystemFiles().contents(of: path) else { return nil }
    return bytes.withUnsafeBufferPointer {
      ConversationReader.read($0, of: engine.conversation.id, cutFor: "cut").conversation
    }
  }

  var path: String { "\(conversations)/\(engine.conversation.id).jsonl" }

  /// What was said in a pane, as lines.
  func shownPath(ofPane pane: Int) -> [String] { engine.path(ofPane: pane).map(EngineStage.line) }

  /// Compares those targets and routes.
  @discardableResult
  func compare(_ names: String...) -> EngineStage {
    let destinations = names.map { Target($0).map(Destination.target) ?? .route($0) }
    engine.handle(.compare(.begin(destinations)))
    return self
  }

  /// The path as lines: `user Hi`, `assistant* Hel` (partial), with `2/2` where there are siblings.
  var shownPath: [String] {
    engine.conversation.messages.map { EngineStage.line(engine.onPath($0)) }
  }

  var notices: [String] {
    updates.compactMap { if case .notice(let notice) = $0 { notice.text } else { nil } }
  }

  /// What was said, without choices, context and cost.
  var lines: [String] { updates.compactMap(EngineStage.line) }

  private static func line(_ update: EngineUpdate) -> String? {
    switch update {
    case .opened(let opened): "opened \(opened.path.map(line))"
    case .pathChanged(let path): "path \(path.map(line))"
    case .messageAdded(let message): "added \(line(message))"
    case .part(_, .text(let text)): "text \(text)"
    case .part(_, .reasoning(let text)): "reasoning \(text)"
    case .messageEnded(let message): "ended \(line(message))"
    case .titled(let title): "titled \(title)"
    case .turn(let status): "turn \(word(status))"
    case .selected(let destination, _, _): "selected \(destination.text)"
    case .notice(let notice): "says \(notice.text)"
    case .library(let list, _): "library \(list.map(\.title))"
    case .searched(let update):
      "found \(update.found.map { "\($0.id) \($0.count) \($0.hit.snippet)" })"
    case .confirm(let question, _): "asks \(question)"
    case .marked(let id, let marks): "marked \(id) \(marks)"
    case .approval(let request): "approval \(request?.call.tool.name ?? "over")"
    case .toolRun(let id, let state): "tool \(id) \(word(state))"
    case .branches(let nodes, _): "branches \(nodes.map(\.words))"
    case .compared(let opened):
      "compared \(opened.comparison.destinations.map(\.text))"
        + (opened.comparison.isOpen ? "" : " over")
    case .pane(let pane, let update): line(update).map { "\(pane): \($0)" }
    case .usage(let summary):
      "usage \(summary.report.groups.map(\.name)) \(summary.wins.rows.count)"
    case .verdict(let verdict): "verdict \(verdict.map { "\($0)" } ?? "none")"
    case .choices, .context, .spent, .unsaved, .savingTried, .part, .tools, .serverPrompts,
      .objections, .offered:
      nil
    }
  }

  private static func line(_ shown: PathMessage) -> String {
    let message = shown.message
    let mark = message.state == .partial ? "*" : ""
    let results = message.parts.map { part in
      if case .toolResult(let result) = part { " \(result.callID): \(result.content)" } else { "" }
    }
    let text = (message.text.isEmpty ? "" : " \(message.text)") + results.joined()
    let place = shown.siblings > 1 ? " \(shown.position)/\(shown.siblings)" : ""
    return "\(message.role.rawValue)\(mark)\(text)\(place)"
  }

  private static func word(_ status: TurnStatus) -> String {
    switch status {
    case .idle: "idle"
    case .queued(let target): "queued \(target)"
    case .connecting(let target): "connecting \(target)"
    case .hedging(let target, let slow): "hedging \(target) beside \(slow)"
    case .thinking(let target, _): "thinking \(target)"
    case .streaming(let target, _): "streaming \(target)"
    case .waiting(let target, _, _): "waiting \(target)"
    case .asking(let target): "asking \(target)"
    case .approving(let tool): "approving \(tool)"
    case .runningTools(let count, _): "running \(count)"
    }
  }

  private static func word(_ state: ToolRunState) -> String {
    switch state {
    case .waiting: "waits"
    case .running: "runs"
    case .progress(let text): "says \(text)"
    case .ended: "ended"
    }
  }
}

extension DemoScript {
  /// For each provider its replies, one after the other; what is not named answers with its name.
  static func byProvider(_ replies: [String: [DemoReply]]) -> DemoScript {
    DemoScript { request in
      let name = String(request.destination?.base.split(separator: "/").first ?? "")
      guard let replies = replies[name], let last = replies.last else {
        return DemoReply(text: "From \(name).")
      }
      return request.visit < replies.count ? replies[request.visit] : last
    }
  }
}
