/// What the engine tells of itself, in the order in which it happens.
package enum EngineUpdate: Sendable {
  /// Another conversation is open now.
  case opened(OpenedConversation)
  /// The path has another course: after an edit, a regeneration or a step to a sibling.
  case pathChanged([PathMessage])
  /// A prompt was accepted, or an answer begins, at the end of the path.
  case messageAdded(PathMessage)
  /// A streaming answer grew.
  case part(MessageID, StreamPart)
  /// An answer is whole, or partial for good.
  case messageEnded(PathMessage)
  case titled(String)
  /// What the turn is doing now.
  case turn(TurnStatus)
  /// What the next prompt is sent to.
  case selected(Destination, label: String, route: [Target])
  /// Everything that can be chosen.
  case choices([Choice])
  /// Tokens of the path as far as they are known, and the window of the selected model.
  case context(used: Int, isEstimated: Bool, window: Int?)
  /// US dollars spent since the program began, nil while any cost is unknown and none is known; and
  /// what is left, nil where no budget is set.
  case spent(Double?, isEstimated: Bool, left: BudgetLeft? = nil)
  /// Something that the status bar says once.
  case notice(Notice)
  /// What is only in memory, whenever that has changed; nil when all is saved again.
  case unsaved(Unsaved?)
  /// It was tried to save all: what is still only in memory.
  case savingTried(Unsaved?)
  /// Conversations that can be opened, newest first.
  case library([ConversationSummary], isDone: Bool = true)
  /// What was found in everything that was said.
  case searched(SearchUpdate)
  /// A question: `y` gives the command, anything else leaves it.
  case confirm(String, EngineCommand)
  /// The marks of a conversation, as they are now.
  case marked(String, LibraryMarks.Marks)
  /// A tool call that waits for a person's word; nil when none does any more.
  case approval(ApprovalRequest?)
  /// How far the tool call of that id is.
  case toolRun(callID: String, ToolRunState)
  /// Tools and servers, as they are now.
  case tools([ToolSummary], servers: [ToolServerSummary])
  /// All messages of the open conversation, each after the one that it answers; unasked where some
  /// were hidden or came back.
  case branches([BranchNode], isAskedFor: Bool)
  /// Why files would not go along as they are, a sentence for each that would not.
  case objections([String?])
  /// What was asked lately, of all conversations and programs.
  case usage(UsageSummary)
  /// What a server offers for a blank of its prompt.
  case offered(PromptBlank, [String])
  /// All prompts that servers offer, as they are now.
  case serverPrompts([ServerPrompt])
  /// Who is compared now, or was last; its panes are shown while it is open.
  case compared(OpenedComparison)
  /// What happens in the pane of that number.
  indirect case pane(Int, EngineUpdate)
  /// What the person said of the answers to the last prompt; nil takes it back.
  case verdict(Verdict?)
}

/// A message on the path, with its place among its siblings.
package struct PathMessage: Sendable, Equatable {
  package var message: Message
  /// From 1.
  package var position: Int
  /// 1 where there is no other.
  package var siblings: Int
  /// Why an answer is partial or missing: what happened, what was tried, what to do.
  package var failure: String?

  package init(
    _ message: Message, position: Int = 1, siblings: Int = 1, failure: String? = nil
  ) {
    self.message = message
    self.position = position
    self.siblings = siblings
    self.failure = failure
  }
}

/// A conversation as the screen needs it on opening.
package struct OpenedConversation: Sendable, Equatable {
  package var id: String
  package var title: String?
  package var path: [PathMessage]
  package var draft: String
  /// What was to go with it.
  package var draftFiles: [DraftFile]
  /// Why nothing can be added to it; nil if it can.
  package var readOnly: String?

  package init(
    id: String, title: String? = nil, path: [PathMessage] = [], draft: String = "",
    draftFiles: [DraftFile] = [], readOnly: String? = nil
  ) {
    self.id = id
    self.title = title
    self.path = path
    self.draft = draft
    self.draftFiles = draftFiles
    self.readOnly = readOnly
  }
}

/// What of the open conversation is only in memory.
package struct Unsaved: Sendable, Equatable {
  /// Messages that are not in its file, or not to their end.
  package var messages: Int
  /// `No space left on device`.
  package var reason: String

  package init(messages: Int, reason: String) {
    self.messages = messages
    self.reason = reason
  }

  /// `2 messages are`, `1 message is`.
  package var subject: String { messages == 1 ? "1 message is" : "\(messages) messages are" }
}

/// A line of the conversation list.
package struct ConversationSummary: Sendable, Equatable {
  package var id: String
  package var title: String
  package var changed: Timestamp
  package var bytes: Int
  package var marks: LibraryMarks.Marks

  package init(
    id: String, title: String, changed: Timestamp, bytes: Int,
    marks: LibraryMarks.Marks = LibraryMarks.Marks()
  ) {
    self.id = id
    self.title = title
    self.changed = changed
    self.bytes = bytes
    self.marks = marks
  }
}

/// What a prompt is sent to.
package enum Destination: Sendable, Hashable {
  case target(Target)
  case route(String)

  package var text: String {
    switch self {
    case .target(let target): target.description
    case .route(let name): name
    }
  }
}

/// A row of the picker.
package struct Choice: Sendable, Equatable {
  package var destination: Destination
  /// The targets of a route, or just the one.
  package var targets: [Target]
  /// How a route chooses among them; nil of a target.
  package var policy: RoutePolicy?
  package var context: Int?
  package var price: Price?
  package var vision: Bool?
  package var tools: Bool?
  package var jsonSchema: Bool?
  package var reasoning: Bool?
  package var health: Health
  /// Median of the last answers here.
  package var firstToken: Duration?
  package var tokensPerSecond: Double?
  /// 0 to 1 over the last 5 minutes; nil without attempts.
  package var errorRate: Double?
  /// Under our own limits or the provider's, whichever leaves less; nil where neither is known.
  package var requestsLeft: Int?
  package var tokensLeft: Int?
  /// US dollars; nil where no budget is set.
  package var budgetLeft: Double?
  /// Why it cannot be used now ("no key: set OPENAI_API_KEY"); nil if it can.
  package var obstacle: String?

  package init(
    destination: Destination, targets: [Target], model: Model? = nil, health: Health = .unknown,
    obstacle: String? = nil
  ) {
    self.destination = destination
    self.targets = targets
    context = model?.context
    price = model?.price
    vision = model?.vision
    tools = model?.tools
    jsonSchema = model?.jsonSchema
    reasoning = model?.reasoning
    self.health = health
    self.obstacle = obstacle
  }
}

/// How a target has been doing.
package enum Health: Sendable, Equatable {
  /// Not asked lately.
  case unknown
  case ok
  /// It fails at times, is slow for what it usually is, or comes back after an outage.
  case degraded
  /// Its breaker is open: nothing is sent.
  case open
}

/// What the turn is doing.
package enum TurnStatus: Sendable, Equatable {
  case idle
  /// All places under our own limits are taken, for a time that nobody knows.
  case queued(Target)
  /// The request is out and nothing has come.
  case connecting(Target)
  /// A second target is asked beside a slow one, and nothing has come of either.
  case hedging(Target, beside: Target)
  /// The model reasons, or has been begun with.
  case thinking(Target, since: Instant)
  case streaming(Target, since: Instant)
  /// Nothing is sent before `until`: the provider wants it so, or our own limits do.
  case waiting(Target, until: Instant, because: Failure)
  /// The stream was cut and the route wants the person to say what to do.
  case asking(Target)
  /// A person is to say whether that tool may run.
  case approving(tool: String)
  /// So many tools run; the model goes on when all have ended.
  case runningTools(Int, since: Instant)
}

/// A sentence for the status bar.
package struct Notice: Error, Sendable, Equatable {
  package enum Level: Sendable, Equatable {
    case info, warning, error
  }

  package var level: Level
  package var text: String

  package init(_ level: Level = .info, _ text: String) {
    self.level = level
    self.text = text
  }
}
