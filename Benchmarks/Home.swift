import ChatEngine
import Glibc

/// A home of llmterm for one run: its configuration, and perhaps a long conversation.
struct Home {
  let folder: String
  private let id: ConversationID

  /// A home in a folder that is there.
  init(folder: String) {
    var chance = SystemRandomNumberGenerator()
    id = .make(at: SystemClock.timestamp(), using: &chance)
    self.folder = folder
  }

  /// A new home whose provider listens on that port.
  init(port: UInt16) {
    self.init(folder: Files.temporaryFolder())
    let configuration = """
      {
        "default": "local/bench", "titles": false,
        "providers": {
          "local": {
            "dialect": "openai-chat", "base_url": "http://127.0.0.1:\(port)/v1",
            "models": [{"id": "bench", "context": 100000000}]
          }
        }
      }
      """
    _ = mkdir(folder + "/config", 0o700)
    Files.write(configuration, to: folder + "/config/config.jsonc")
  }

  var environment: [String: String] { ["LLMTERM_HOME": folder] }

  /// The path of the conversation that `fill` wrote.
  var conversation: String {
    Library(folder: conversations).path(of: id)
  }

  /// Its name for `--resume`.
  var conversationName: String { id.text }

  /// What the last message of a filled conversation ends with.
  static let lastWords = "the very last words"

  func remove() { Files.remove(folder) }

  private var conversations: String { folder + "/data/conversations" }

  /// Writes a conversation of so many messages, about 960 bytes each with its record.
  func fill(messages: Int) {
    let clock = LogClock(now: { SystemClock.now() }, time: { SystemClock.timestamp() })
    let store = ConversationStore(
      folder: conversations, queue: ImmediateQueue(), clock: clock, processID: getpid())
    let conversation = conversation(messages: messages)
    let log = store.start(conversation)
    while !log.isIdle { log.tick(conversation) }
    log.close(conversation)
  }

  private func conversation(messages: Int) -> Conversation {
    let time = SystemClock.timestamp()
    var conversation = Conversation(id: id, meta: Meta(created: time))
    var parent: MessageID?
    for number in 1...max(messages, 1) {
      let id = MessageID("message-\(number)")
      let isPrompt = number % 2 == 1
      let end = number == messages ? Home.lastWords : "and so on"
      conversation.append(
        Message(
          id: id, parent: parent, role: isPrompt ? .user : .assistant,
          parts: [.text(Home.text(number, end: end))], time: time,
          origin: isPrompt
            ? nil
            : Origin(target: Target(provider: "local", model: "bench"), dialect: .openAIChat),
          ending: isPrompt ? nil : Home.ending))
      parent = id
    }
    return conversation
  }

  private static var ending: Ending {
    let usage = Usage(inputTokens: 1000, outputTokens: 180)
    let attempt = AttemptRecord(
      target: Target(provider: "local", model: "bench"), outcome: .answered, status: 200,
      firstToken: .milliseconds(300), total: .seconds(4), usage: usage, reason: "first in route")
    return Ending(finish: .stop, rawFinish: "stop", usage: usage, attempts: [attempt])
  }

  private static func text(_ number: Int, end: String) -> String {
    let words = "The quick brown fox no \(number) jumps over the lazy dog, thinks of it, "
    return String(repeating: words, count: 5) + "\n\n" + String(repeating: words, count: 4) + end
  }
}

/// Does at once what is asked of it.
private struct ImmediateQueue: LogQueue {
  func run<Result: Sendable>(
    _ work: @Sendable @escaping () -> Result, then: @escaping (Result) -> Void
  ) { then(work()) }
}
