import ChatEngine
import ChatUI
import Glibc

/// The conversation that was used last, for a question that goes on with it; the answer is kept in it.
final class EarlierConversation {
  private var conversation: Conversation
  private let log: ConversationLog
  private var random = SystemRandomNumberGenerator()
  /// What is being answered.
  private var prompt: MessageID?
  /// What is being written.
  private var answer: MessageID?
  private var target: Target?
  /// Who is asked beside it.
  private var slowTarget: Target?

  /// Throws where there is none, or where it cannot be written to.
  init(_ setup: Setup, queue: any LogQueue, loop: EventLoop) throws(SetupError) {
    let folder = setup.conversations(ofDemo: false)
    guard let folder, let id = Library(folder: folder).latest() else {
      throw SetupError("There is no conversation to go on with yet. Start one with: llmterm")
    }
    let store = ConversationStore(
      folder: folder, queue: queue,
      clock: LogClock(now: { loop.now() }, time: SystemClock.timestamp), processID: getpid())
    let opened: ConversationStore.Opened
    do throws(StorageError) {
      opened = try store.open(id)
    } catch {
      throw SetupError("The conversation \(id) cannot be read. Open another with: llmterm --resume")
    }
    if opened.log.status == .readOnly {
      let reason = opened.notices.first?.sentence { setup.surroundings.clockText($0) }
      throw SetupError(reason ?? "The conversation \(id) can only be read.")
    }
    conversation = opened.conversation
    log = opened.log
    log.onNotice = { notice in
      let sentence = notice.sentence { setup.surroundings.clockText($0) }
      Program.complain(SafeText(sentence).string)
    }
  }

  /// Its own system prompt; nil asks for the configuration's, an empty one is none.
  var system: String? { conversation.meta.system }

  /// Adds a prompt; gives all that there is to be sent.
  func ask(_ text: String) -> [Message] {
    let message = Message(
      id: .make(using: &random), parent: conversation.head, role: .user, parts: [.text(text)],
      time: SystemClock.timestamp())
    record(.message(message))
    prompt = message.id
    return conversation.messages
  }

  /// Keeps what the turn says.
  func take(_ update: TurnUpdate, _ catalog: Catalog) {
    switch update {
    case .attemptStarted(_, let target, _): self.target = target
    case .part(let part):
      if let answer = answer ?? begin(catalog) { record(.delta(answer, [part])) }
    case .partialKept(let ending): end(as: .partial, ending)
    case .ended(let turnEnd):
      if answer == nil { _ = begin(catalog) }
      end(as: turnEnd.outcome == .answered ? .complete : .partial, turnEnd.ending)
    case .looked(let hit): if let hit { target = hit.target }
    case .hedged(let slow, _): slowTarget = slow
    case .attemptEnded(let attempt):
      if let slowTarget, attempt.target == target { target = slowTarget }
      slowTarget = nil
    case .passedOver, .queued, .waiting, .retrying, .failedOver, .continuing, .asks: break
    }
  }

  /// Hands all that waits to the file's thread.
  func close() { log.close(conversation) }

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
    record(.end(answer, state: state, origin: conversation[answer]?.origin, ending))
    self.answer = nil
  }

  private func record(_ change: Change) {
    conversation.apply(change)
    log.record(change)
  }
}
