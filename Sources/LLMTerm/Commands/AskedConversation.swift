import ChatEngine
import ChatUI
import Glibc

/// The conversation of a question: one of its own that is not kept, or the one that was used last.
final class AskedConversation {
  private var conversation: Conversation
  /// Nil for one that is not kept.
  private let log: ConversationLog?
  /// Where its file is written.
  private var queue: (any LogQueue)?
  private var loop: EventLoop?
  /// When what was gathered for the file is due.
  private var logTimer: TimerID?
  /// What stood in the way of writing last.
  private var failure: StorageError?
  private var random = SystemRandomNumberGenerator()
  /// What is being answered.
  private var prompt: MessageID?
  /// What is being written.
  private var answer: MessageID?
  private var target: Target?
  /// Who is asked beside it.
  private var slowTarget: Target?
  /// What has come of the answer since; where it is not kept, nobody reads it before its end.
  private var gathered: [StreamPart] = []
  private var gatheredText = ""

  /// A new one, that is gone with the program.
  init() {
    let now = SystemClock.timestamp()
    conversation = Conversation(
      id: .make(at: now, using: &random), meta: Meta(created: now))
    log = nil
  }

  /// A new one that is kept; throws where there is no place for it.
  init(keptBy setup: Setup, system: String?, queue: any LogQueue, loop: EventLoop)
    throws(SetupError)
  {
    guard let folder = setup.conversations(ofDemo: false) else {
      throw SetupError("There is no place for conversations: HOME is not set.")
    }
    let now = SystemClock.timestamp()
    conversation = Conversation(
      id: .make(at: now, using: &random), meta: Meta(created: now, system: system))
    let log = Self.store(folder, queue, loop).start(conversation)
    self.log = log
    self.queue = queue
    self.loop = loop
    tell(of: log, setup)
  }

  /// The last one, or the one whose id begins so; throws where there is none, or where it cannot be
  /// written to.
  init(continuing prefix: String?, of setup: Setup, queue: any LogQueue, loop: EventLoop)
    throws(SetupError)
  {
    let folder = setup.conversations(ofDemo: false)
    let id = try setup.conversation(prefix, in: folder.map { Library(folder: $0) })
    let opened: ConversationStore.Opened
    do throws(StorageError) {
      opened = try Self.store(folder, queue, loop).open(id)
    } catch {
      throw SetupError("The conversation \(id) cannot be read. Open another with: llmterm --resume")
    }
    if opened.log.status == .readOnly {
      let reason = opened.notices.first.flatMap(Self.reason) ?? "it can only be read"
      var isOpenElsewhere = false
      if case .openElsewhere = opened.notices.first { isOpenElsewhere = true }
      throw SetupError(
        SafeText(
          "The conversation \(id) cannot be gone on with: \(reason). "
            + (isOpenElsewhere ? "Leave it there, or ask" : "Ask")
            + " without --continue and --resume."
        ).string)
    }
    conversation = opened.conversation
    log = opened.log
    self.queue = queue
    self.loop = loop
    tell(of: opened.log, setup)
  }

  /// Why a conversation can only be read.
  private static func reason(_ notice: StorageNotice) -> String? {
    switch notice {
    case .openElsewhere(let pid?): "it is open in another llmterm (pid \(pid))"
    case .openElsewhere(nil): "it is open in another llmterm"
    case .newer: "a newer llmterm wrote it"
    case .unlockable: "its folder knows no locks"
    case .memoryOnly(let error), .notSaved(_, let error):
      "nothing can be written to \(place(of: error))"
    case .tornTail, .damaged, .unknown, .savedAgain, .moved, .rewritten, .goingOn, .copied,
      .notCopied:
      nil
    }
  }

  private static func place(of error: StorageError) -> String {
    error.path + (error.code == 0 ? "" : " (\(String(cString: strerror(error.code))))")
  }

  private static func store(
    _ folder: String?, _ queue: any LogQueue, _ loop: EventLoop
  ) -> ConversationStore {
    ConversationStore(
      folder: folder, queue: queue,
      clock: LogClock(now: { loop.now() }, time: SystemClock.timestamp), processID: getpid())
  }

  private func tell(of log: ConversationLog, _ setup: Setup) {
    log.onChange = { [weak self] in self?.watchLog() }
    log.onNotice = { [weak self] notice in
      switch notice {
      // What to do about these in the chat cannot be done here: `close` says what came of it.
      case .notSaved(_, let error), .memoryOnly(let error):
        self?.failure = error
        return
      case .savedAgain: return
      case .tornTail, .damaged, .unknown, .openElsewhere, .newer, .unlockable, .moved, .rewritten,
        .goingOn, .copied, .notCopied:
        break
      }
      let sentence = notice.sentence { setup.surroundings.clockText($0) }
      Program.complain(SafeText(sentence).string)
    }
  }

  /// Has an answer written as it comes: a kill takes what was said in the last moment only.
  private func watchLog() {
    guard logTimer == nil, let log, let loop, let due = log.nextDeadline else { return }
    logTimer = loop.schedule(at: due) { [weak self] in
      guard let self else { return }
      logTimer = nil
      log.tick(conversation)
      watchLog()
    }
  }

  /// Its name; nil where it is not kept.
  var id: ConversationID? { log == nil ? nil : conversation.id }

  /// The text of what was said last.
  var lastText: String { conversation.head.flatMap { conversation[$0]?.text } ?? "" }

  /// Its own system prompt; nil asks for the configuration's, an empty one is none.
  var system: String? { conversation.meta.system }

  /// All that there is to be sent.
  var messages: [Message] { conversation.messages }

  /// What the last answer wants run before it goes on; nil where it is one.
  var callsToRun: [ToolCall]? {
    conversation.head.flatMap { conversation[$0] }?.callsToRun
  }

  /// Adds a prompt.
  func ask(_ text: String, _ attachments: [Attachment] = []) {
    add(.user, attachments.map(ContentPart.attachment) + [.text(text)])
  }

  /// Adds what tools gave.
  func take(_ results: [ToolResult]) { add(.tool, results.map(ContentPart.toolResult)) }

  private func add(_ role: Role, _ parts: [ContentPart]) {
    let message = Message(
      id: .make(using: &random), parent: conversation.head, role: role, parts: parts,
      time: SystemClock.timestamp())
    record(.message(message))
    prompt = message.id
  }

  /// Keeps what the turn says.
  func take(_ update: TurnUpdate, _ catalog: @autoclosure () -> Catalog) {
    switch update {
    case .attemptStarted(_, let target, _): self.target = target
    case .part(let part):
      guard let answer = answer ?? begin(catalog()) else { return }
      if log == nil { gather(part) } else { record(.delta(answer, [part])) }
    case .partialKept(let ending): end(as: .partial, ending)
    case .ended(let turnEnd):
      if answer == nil { _ = begin(catalog()) }
      end(as: turnEnd.outcome == .answered ? .complete : .partial, turnEnd.ending)
    case .looked(let hit): if let hit { target = hit.target }
    case .hedged(let slow, _): slowTarget = slow
    case .attemptEnded(let attempt):
      if let slowTarget, attempt.target == target { target = slowTarget }
      slowTarget = nil
    case .passedOver, .queued, .waiting, .retrying, .failedOver, .continuing, .asks: break
    }
  }

  /// Writes all that waits; says so, and gives false, where it could not be kept.
  func close(_ loop: EventLoop) -> Bool {
    guard let log, let queue else { return true }
    if let logTimer { loop.cancel(logTimer) }
    logTimer = nil
    log.onChange = {}
    log.close(conversation)
    // The thread does one thing after the other, and so tells of them.
    var isDone = false
    queue.run({}) { _ in isDone = true }
    loop.run { !isDone }
    if log.status == .saved, log.isIdle { return true }
    let place = failure.map { " to \(Self.place(of: $0))" } ?? ""
    let sentence =
      "The conversation could not be saved\(place). See what is wrong with the folders: llmterm "
      + "doctor --offline"
    Program.complain(SafeText(sentence).string)
    return false
  }

  private func begin(_ catalog: Catalog) -> MessageID? {
    guard let prompt, let target else { return nil }
    let dialect = catalog.provider(named: target.provider)?.dialect ?? .openAIChat
    let message = Message(
      id: .make(using: &random), parent: prompt, role: .assistant, parts: [],
      time: SystemClock.timestamp(), origin: Origin(target: target, dialect: dialect),
      state: .streaming)
    record(.message(message))
    answer = message.id
    return message.id
  }

  private func end(as state: Message.State, _ ending: Ending) {
    guard let answer else { return }
    joinText()
    if !gathered.isEmpty { record(.delta(answer, gathered)) }
    gathered = []
    record(.end(answer, state: state, origin: conversation[answer]?.origin, ending))
    self.answer = nil
  }

  /// Text as one, however many parts it came in.
  private func gather(_ part: StreamPart) {
    if case .text(let text) = part {
      gatheredText += text
    } else {
      joinText()
      gathered.append(part)
    }
  }

  private func joinText() {
    if !gatheredText.isEmpty { gathered.append(.text(gatheredText)) }
    gatheredText = ""
  }

  private func record(_ change: Change) {
    conversation.apply(change)
    log?.record(change)
    watchLog()
  }
}
