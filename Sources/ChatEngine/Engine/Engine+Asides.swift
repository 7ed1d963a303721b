/// What the engine asks for itself, beside the conversation: a title, a summary.
extension Engine {
  /// How titles come about.
  package enum TitleUse: Sendable, Equatable {
    /// The first words of the first prompt.
    case firstWords
    /// By whoever gave the first answer.
    case answerer
    case target(Target)
  }

  /// Asks once, with limits, budgets and failover as for any prompt; its cost is counted.
  ///
  /// `done` gets the text, or nil where there is none.
  func askAside(
    _ prompt: String, system: String, at destination: Destination, most tokens: Int,
    _ done: @escaping (String?, Ending) -> Void
  ) {
    guard let route = catalog.route(to: destination) else { return done(nil, Ending()) }
    let message = Message(
      id: makeMessageID(), parent: nil, role: .user, parts: [.text(prompt)], time: world.clock())
    var parameters = Parameters()
    parameters.maxOutputTokens = tokens
    let request = ChatRequest(
      system: system, messages: [message], parameters: parameters, tools: [])
    var settings = TurnSettings.standard
    settings.cache = .never
    let id = makeTurnID()
    let turn = Turn(
      id: id, route: route, candidates: catalog.candidates(of: route),
      request: request, settings: settings, startedAt: world.clock(), random: random)
    var text = ""
    asides.insert(id)
    runner.start(turn) { [weak self] update in
      switch update {
      case .part(.text(let piece)): text += piece
      // What comes next begins anew.
      case .partialKept, .retrying, .failedOver: text = ""
      case .ended(let end):
        guard let self, asides.remove(id) != nil else { return }
        account(for: end)
        let isWhole = end.outcome == .answered && text.contains { !$0.isWhitespace }
        done(isWhole ? text : nil, end.ending)
      default: break
      }
    }
  }

  /// Nobody waits for what was asked any more.
  func stopAsides() {
    let running = asides
    asides = []
    for id in running { runner.send(.cancel, to: id) }
  }

  // MARK: Titles

  private static let titleSystem = "You write titles for conversations."

  /// How the question for a title begins.
  package static let titleQuestion =
    "Write a title of at most six words for this conversation, in its own language. "
    + "Answer with the title alone."

  /// Characters of a prompt and of an answer that a title is made of.
  private static let titleShare = 600

  /// Has the model name the conversation, once its first prompt has an answer.
  func nameConversation(after answer: Message) {
    guard answer.state == .complete, conversation.title == nil, readOnly == nil,
      !named.contains(conversation.id), (world.budgetLeft().least ?? 1) > 0,
      let destination = titleDestination(answer)
    else { return }
    let prompts = conversation.messages.filter { $0.role == .user }
    guard prompts.count == 1, let prompt = prompts.first else { return }
    let id = conversation.id
    named.insert(id)
    let question =
      Engine.titleQuestion + "\n\nPrompt: \(prompt.text.prefix(Engine.titleShare))\n\n"
      + "Answer: \(answer.text.prefix(Engine.titleShare))"
    askAside(question, system: Engine.titleSystem, at: destination, most: 500) {
      [weak self] text, _ in
      guard let self, conversation.id == id, conversation.title == nil, readOnly == nil,
        let title = text.flatMap(Engine.title)
      else { return }
      setTitle(title)
    }
  }

  private func titleDestination(_ answer: Message) -> Destination? {
    switch world.titles {
    case .firstWords: nil
    case .answerer: answer.origin.map { .target($0.target) }
    case .target(let target): .target(target)
    }
  }

  /// What a model gave as a title, without what models put around it; nil where nothing is left.
  static func title(of text: String) -> String? {
    let lines = text.split(whereSeparator: \.isNewline)
    guard var line = lines.first(where: { $0.contains { $0.isLetter || $0.isNumber } }) else {
      return nil
    }
    let marks: Set<Character> = ["\"", "'", "“", "”", "„", "«", "»", "*", "#", "`", "_", "."]
    line = line.drop { $0.isWhitespace || marks.contains($0) }
    if line.lowercased().hasPrefix("title:") {
      line = line.dropFirst(6).drop { $0.isWhitespace || marks.contains($0) }
    }
    while let last = line.last, last.isWhitespace || marks.contains(last) { line.removeLast() }
    return Conversation.title(from: String(line))
  }
}
