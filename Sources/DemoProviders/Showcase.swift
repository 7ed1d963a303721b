import ChatEngine

extension DemoScript {
  /// What a person meets who starts the demo: canned answers at a natural pace.
  package static let showcase: DemoScript = {
    var script = DemoScript { Showcase.reply(to: $0) }
    script.catalog = .showcase
    return script
  }()
}

/// Chooses the showcase's answers: the same for the same prompt, faults aside.
enum Showcase {
  static func reply(to request: DemoRequest) -> DemoReply {
    if request.prompt.hasPrefix(Engine.titleQuestion) { return title(of: request.prompt) }
    if request.prompt.hasPrefix(Engine.summaryQuestion) {
      return DemoReply(text: "A canned summary: you and the demo have tried each other out.")
    }
    let words = Words(request.question)
    let text = ShowcaseText(
      prompt: request.question, model: request.model, files: request.fileDescriptions)
    let base = request.destination?.base ?? ""
    var reply = DemoReply(text: text.answer(to: words, isLong: request.model == "demo-long"))
    if request.model == "demo-thinker" || words.have("think") {
      reply.parts.insert(.reasoning(text.reasoning), at: 0)
    }
    if let call = ShowcaseTools.call(for: request, words) {
      reply.parts.removeAll { if case .text = $0 { true } else { false } }
      reply.parts.append(.toolCall(call))
    } else if request.bringsToolResults {
      reply.parts = [.text(text.afterTools)]
    }
    reply.pace = pace(at: base, visit: request.visit)
    if base.hasPrefix("/flaky") || words.have("error") || words.have("fail") {
      reply.faults = faults(ofVisit: request.visit)
    }
    return reply
  }

  /// A canned title: the first words of the prompt that is to be named.
  private static func title(of question: String) -> DemoReply {
    let prompt = question.dropFirst(Engine.titleQuestion.count + "\n\nPrompt: ".count)
    let words = prompt.prefix { !$0.isNewline }.split(separator: " ").prefix(5)
    return DemoReply(text: "Canned: " + words.joined(separator: " "))
  }

  /// How fast each provider is, so that there is a fastest one.
  private static func pace(at base: String, visit: Int) -> DemoPace {
    if base.hasPrefix("/slow") { return .slow }
    if base.hasPrefix("/gemini") { return .brisk }
    // As usual, then slow to begin: what a hedge is for.
    return base.hasPrefix("/uneven") && visit % 2 == 1 ? .late : .natural
  }

  /// Every fourth visit goes well, so that trying again helps.
  private static func faults(ofVisit visit: Int) -> [DemoFault] {
    switch visit % 4 {
    case 0: [.status(429, headers: [DemoHeader("retry-after", "2")])]
    case 1: [.cutAfter(tokens: 25)]
    case 2: [.status(503)]
    default: []
    }
  }

  /// The words of a prompt in lower case.
  struct Words {
    let all: [Substring]

    init(_ prompt: String) {
      all = prompt.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
    }

    func have(_ word: Substring) -> Bool { all.contains(word) }
  }
}

extension DemoPace {
  /// Faster than the usual.
  package static let brisk = DemoPace(
    firstToken: .milliseconds(150), tokensPerSecond: 90, isNatural: true)
  /// A model that has too much to do at the moment.
  package static let late = DemoPace(
    firstToken: .seconds(8), tokensPerSecond: 50, isNatural: true)
  /// A model that is hard to wait for.
  package static let slow = DemoPace(
    firstToken: .seconds(3), tokensPerSecond: 6, isNatural: true)
}
