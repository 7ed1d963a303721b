/// The chat engine: one open conversation, the turns that answer it, and what they have learned.
///
/// Commands go in, updates come out; both on the loop's thread. It never waits. A command that is given
/// while an update is being taken is carried out after it.
package final class Engine {
  /// What the engine is given of the world.
  package struct World {
    package var loop: EventLoop
    package var keys: TurnRunner.KeyLookup
    package var clock: () -> Timestamp
    package var random: any RandomNumberGenerator & Sendable
    package var store: ConversationStore
    package var library: Library?
    /// For reading many files.
    package var queue: any LogQueue
    package var drafts: DraftStore?
    /// Pins, tags and the archive; nil where nothing is kept.
    package var marks: MarkStore?
    /// Who names conversations.
    package var titles = TitleUse.firstWords
    /// For searching all conversations, at once on each of them; the queue if there are none.
    package var searchQueues: () -> [any LogQueue] = { [] }
    /// Where it is kept which answers were the better ones; nil for nowhere.
    package var votes: VoteStore?
    /// Where it stands what was asked; nil for nowhere.
    package var statistics: Folders?
    /// A time of the day in the person's zone.
    package var clockText: (Timestamp) -> String
    /// The file that a typed path means.
    package var path: (String) -> String = { $0 }
    /// Adds a key or a server to the configuration, or starts the demo: the providers then, or why not.
    package var extend: (CatalogExtension, Catalog) -> Result<Catalog, Notice>
    /// What is left under the limits of a target; nil where nothing limits it.
    package var outlook: (Target) -> LimitOutlook? = { _ in nil }
    package var budgetLeft: () -> BudgetLeft = { BudgetLeft() }
    /// Whether a kept answer may stand for a new one.
    package var cacheUse: (Configuration.Cache.Occasion) -> TurnSettings.CacheUse = { _ in .never }
    /// What models may have called; nil for nothing.
    package var tools: (any ToolSource)?
    package var approvals: ApprovalStore?
    package var toolServers: () -> [ToolServerSummary] = { [] }
    /// Which tools are left out, and why, a sentence each.
    package var toolNotes: () -> [String] = { [] }
    /// The prompts that servers offer.
    package var serverPrompts: () -> [ServerPrompt] = { [] }
    /// Asks a server what fits a blank of its prompt.
    package var complete: (PromptBlank, @escaping ([String]) -> Void) -> Void = { _, done in
      done([])
    }
    /// Has a server fill in a prompt.
    package var fillIn:
      (FilledPrompt, @escaping (Result<[MCPPromptMessage], ToolFailure>) -> Void) -> Void =
        { _, done in done(.success([])) }

    package init(
      loop: EventLoop, keys: @escaping TurnRunner.KeyLookup, clock: @escaping () -> Timestamp,
      random: any RandomNumberGenerator & Sendable, store: ConversationStore, library: Library?,
      queue: any LogQueue, drafts: DraftStore?, clockText: @escaping (Timestamp) -> String,
      extend: @escaping (CatalogExtension, Catalog) -> Result<Catalog, Notice>
    ) {
      self.loop = loop
      self.keys = keys
      self.clock = clock
      self.random = random
      self.store = store
      self.library = library
      self.queue = queue
      self.drafts = drafts
      self.clockText = clockText
      self.extend = extend
    }
  }

  /// The turn that runs, and the message that it writes.
  struct Current {
    enum Work {
      /// It is being learned what tools there are.
      case loading
      case answering
      /// What the answer called runs, or waits for a person's word.
      case callingTools
    }

    var work = Work.answering
    let id: TurnID
    /// The message that is answered: a prompt, or the results of tools.
    let prompt: MessageID
    let asked: Asked
    /// What is being written; nil until something came of an attempt.
    var answer: MessageID?
    /// The last cut answer beside which another one is written.
    var kept: MessageID?
    /// Who is being asked.
    var target: Target
    /// Who is asked beside a slow one.
    var hedge: Hedge?
    /// Who was not asked, since the last request went out.
    var passedOver: [(target: Target, failure: Failure)] = []
    /// What the last attempt is charged for.
    var usage: Usage?
    var status = TurnStatus.idle
    /// The tool that a person is asked about.
    var question: String?
    /// Since when tools run.
    var toolsSince: Instant?
  }

  /// Who may answer, and on what occasion.
  struct Asked {
    var route: Route
    var candidates: [Candidate]
    var occasion = Configuration.Cache.Occasion.chat
    /// Holds the answers against the form that was asked for; nil where any will do.
    var check: ShapeCheck?
  }

  /// Two targets that are asked at once.
  struct Hedge {
    let slow: Target
    let other: Target
  }

  let world: World
  package let runner: TurnRunner
  /// What the chat's own lane does.
  var current: Current? {
    get { running[.main] }
    set { running[.main] = newValue }
  }
  private let observer: (EngineUpdate) -> Void
  private var isPublishing = false
  var catalog: Catalog
  var destination: Destination?
  var parameters: Parameters
  /// The form that answers must have; nil for any.
  var shape: AnswerShape?
  /// The open conversation; what is written to it goes through `record`.
  var conversation: Conversation
  var log: ConversationLog
  /// Wakes the log when something waits to be written.
  var logTimer: TimerID?
  /// What was told last of what is only in memory.
  var unsavedTold: Unsaved?
  /// Why nothing can be added to the open conversation; nil if it can.
  var readOnly: String?
  /// Conversations that were left and whose files are still being written.
  var closing: Set<ConversationID> = []
  /// The conversations as they were listed last, the newest first.
  var kept: [ConversationID] = []
  /// They are being listed anew.
  var isListing = false
  /// What is to be looked for once they are listed.
  var awaitedSearch: String?
  /// What was read of them.
  var knownEntries: [ConversationID: Library.Entry] = [:]
  /// The search that is under way.
  var librarySearch: LibrarySearch?
  /// What was moved to the trash, the last one last.
  var deleted: [ConversationID] = []
  /// Questions of the engine's own that are under way.
  var asides: Set<TurnID> = []
  /// Conversations for which a title was asked, whatever came of it.
  var named: Set<ConversationID> = []
  /// Providers that are being asked for their models.
  var listing: Set<String> = []
  /// What is under way, by lane.
  var running: [Lane: Current] = [:]
  /// Prompts for panes that still answer the one before.
  var waiting: [Lane: [WaitingPrompt]] = [:]
  /// What the panes' layout is to be in the file, and when.
  var layoutTimer: TimerID?
  /// Nil where no tools are configured.
  private(set) var tools: ToolRunner?
  /// What was said of tools that are left out.
  var toolNotesSaid: Set<String> = []
  /// What was hidden since the conversation was opened, the latest last.
  var hiddenLately: [MessageID] = []
  /// Tools that models are not told of in this conversation.
  var withheld: Set<String> = []
  /// What providers said is left.
  var reports = LimitReports()
  var spent: Double?
  var spentIsEstimated = false
  private(set) var random: any RandomNumberGenerator & Sendable
  private var lastTurn: UInt64 = 0

  /// An engine with an empty conversation; nothing is published before `begin`.
  package init(
    catalog: Catalog, world: World, publish: @escaping (EngineUpdate) -> Void
  ) {
    self.catalog = catalog
    self.world = world
    observer = publish
    destination = catalog.destination
    parameters = catalog.parameters
    random = world.random
    runner = TurnRunner(loop: world.loop, keys: world.keys)
    conversation = Conversation(
      id: ConversationID.make(at: world.clock(), using: &random),
      meta: Meta(created: world.clock()))
    log = world.store.start(conversation)
    tools = makeToolRunner()
  }

  /// Opens the given conversation or an empty one, and says what there is.
  package func begin(opening id: ConversationID?) {
    if let id { open(id) } else { startEmpty() }
    if let route = destination.flatMap(catalog.route(to:)) { completeModels(of: route) }
    publishDestination()
    if !catalog.providers.isEmpty { publishChoices() }
    if budgetLeft != nil { publishSpent() }
  }

  /// Says that there is nothing but what the catalog has: an empty one is shown as that.
  package func settle() { publishChoices() }

  /// Stops what runs and hands everything to the file's thread; the program ends when that has ended.
  package func finish() {
    stop()
    keepLayout()
    stopAsides()
    tools?.finish()
    log.close(conversation)
  }

  /// What of the open conversation is only in memory.
  package var unsaved: Unsaved? { log.unsaved }

  /// Does what a front end asks for.
  package func handle(_ command: EngineCommand) {
    guard !isPublishing else {
      world.loop.schedule(at: world.loop.now()) { [weak self] in self?.handle(command) }
      return
    }
    switch command {
    case .ask(let text, let attachments): ask(text, attachments)
    case .stop: stop()
    case .regenerate(let id, let destination): regenerate(id, with: destination)
    case .edit(let id, let text, let attachments): edit(id, text, attachments)
    case .step(let id, let offset): step(id, by: offset)
    case .resolveCut(let again): resolveCut(again: again)
    case .select(let destination): select(destination)
    case .newConversation: replace { startEmpty() }
    case .open(let text): switchTo(text)
    case .reopen: reopen()
    case .fork: fork()
    case .forkAt(let id): fork(at: id)
    case .hide(let id): hide(id)
    case .bringBack(let id): bringBack(id)
    case .show(let id): show(branchOf: id)
    case .listBranches: publishBranches()
    case .save(let path): save(to: path)
    case .trySaving: trySaving()
    case .list: listConversations()
    case .library(let command): handle(command)
    case .setTitle(let title): setTitle(title)
    case .setSystem(let system): setSystem(system)
    case .setParameter(let name, let value): setParameter(name, value)
    case .saveDraft(let text): saveDraft(text)
    case .saveDraftFiles(let files): saveDraft(files)
    case .weigh(let files): weigh(files)
    case .refreshModels: refreshModels()
    case .addKey(let key): extend(.key(key))
    case .addServer(let url): extend(.server(url))
    case .startDemo: extend(.demo)
    case .approve(let id, let choice): tools?.decide(id, choice)
    case .listTools: listTools()
    case .offerTool(let name, let isOffered): offer(name, isOffered)
    case .readUsage(let grouping, let utcOffset): readUsage(by: grouping, utcOffset)
    case .complete(let blank):
      world.complete(blank) { [weak self] in self?.publish(.offered(blank, $0)) }
    case .usePrompt(let server, let name, let arguments):
      use(FilledPrompt(server: server, name: name, arguments: arguments))
    case .compare(let command): handle(command)
    }
  }

  func makeMessageID() -> MessageID { MessageID.make(using: &random) }

  func makeConversationID() -> ConversationID {
    ConversationID.make(at: world.clock(), using: &random)
  }

  func shuffled(_ numbers: [Int]) -> [Int] { numbers.shuffled(using: &random) }

  func makeTurnID() -> TurnID {
    lastTurn += 1
    return TurnID(lastTurn)
  }

  func publish(_ update: EngineUpdate) {
    let wasPublishing = isPublishing
    isPublishing = true
    observer(update)
    isPublishing = wasPublishing
  }

  func say(_ level: Notice.Level = .info, _ text: String) {
    publish(.notice(Notice(level, text)))
  }
}

/// What a person adds from the welcome card.
package enum CatalogExtension: Sendable, Equatable {
  case key(String)
  case server(String)
  case demo
}
