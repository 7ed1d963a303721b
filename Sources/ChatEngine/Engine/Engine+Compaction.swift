/// A long conversation made short: older turns become a summary at the head of a new branch, and the
/// original stays as the other one.
extension Engine {
  /// Prompts that are kept as they are, with what follows them.
  private static let keptPrompts = 2
  private static let mostSummaryTokens = 2000
  /// Tokens below which a summary is hardly shorter: its opening and a few sentences are a hundred.
  private static let leastSummedUp = 200

  /// How the question for a summary begins.
  package static let summaryQuestion =
    "Sum up this conversation for somebody who goes on with it: what is wanted, what was "
    + "decided and found, names, figures and code that are still needed. Be complete and brief."

  private struct Parts {
    var older: [Message]
    var kept: [Message]
  }

  /// Asks whether a conversation that was refused for its length is to be made short.
  func offerCompaction() {
    let prompts = conversation.messages.count { $0.role == .user }
    guard current == nil, readOnly == nil, prompts > Engine.keptPrompts, compactionHelps else {
      return
    }
    compact(isAgreed: false)
  }

  /// Says what would be done and what it costs, and asks; `isAgreed` does it.
  func compact(isAgreed: Bool) {
    guard canRecord else { return }
    guard current == nil else {
      return say(.warning, "An answer is still coming: Esc stops it.")
    }
    guard var parts, let destination else {
      return say(.info, "There is nothing to sum up: the last two prompts stay as they are.")
    }
    // What was refused for its length is asked again.
    let asksAgain = parts.kept.last?.ending?.failure?.kind == .contextOverflow
    if asksAgain { parts.kept.removeLast() }
    if let reason = objection(toSummingUp: parts, for: destination) { return say(.info, reason) }
    if isAgreed {
      sumUp(parts, at: destination, asksAgain: asksAgain)
    } else {
      publish(.confirm(question(parts, destination), .library(.compact(isAgreed: true))))
    }
  }

  /// What would be summed up, and what stays; nil where there is too little of it.
  private var parts: Parts? {
    let messages = conversation.messages
    let prompts = messages.indices.filter { messages[$0].role == .user }
    guard prompts.count > Engine.keptPrompts else { return nil }
    let start = prompts[prompts.count - Engine.keptPrompts]
    return Parts(older: Array(messages[..<start]), kept: Array(messages[start...]))
  }

  /// Whether a conversation that was refused for its length is shorter then; where no window is known,
  /// whether what stays is the lesser part.
  private var compactionHelps: Bool {
    guard let parts, let destination else { return false }
    guard objection(toSummingUp: parts, for: destination) == nil else { return false }
    return window(of: destination) != nil || tokens(of: parts.kept) < tokens(of: parts.older)
  }

  /// Why a summary, taken for half of what it sums up, would not help; nil where it would.
  private func objection(toSummingUp parts: Parts, for destination: Destination) -> String? {
    let (older, kept) = (tokens(of: parts.older), tokens(of: parts.kept))
    if older < Engine.leastSummedUp {
      return "There is little to sum up, about \(older) tokens: a summary would not be shorter."
    }
    guard let window = window(of: destination),
      kept + min(older / 2, Engine.mostSummaryTokens) > window
    else { return nil }
    return "A summary would not help: the last two prompts and what followed stay as they are, and "
      + "that is about \(kept) tokens of the \(window) that \(destination.text) takes."
  }

  private func window(of destination: Destination) -> Int? {
    let target = catalog.route(to: destination)?.targets.first?.target
    return target.flatMap { catalog.model(of: $0).context }
  }

  private func tokens(of messages: [Message]) -> Int {
    messages.reduce(0) { $0 + conversation.estimatedTokens(of: $1.id) }
  }

  private func question(_ parts: Parts, _ destination: Destination) -> String {
    let tokens = tokens(of: parts.older)
    let count = parts.older.count
    let messages = count == 1 ? "1 message" : "\(count) messages"
    let target = catalog.route(to: destination)?.targets.first?.target
    let price = target.flatMap { catalog.model(of: $0).price }
    let cost = price.map { price -> String in
      let dollars =
        (Double(tokens) * price.input + Double(Engine.mostSummaryTokens) * price.output) / 1e6
      return dollars > 0 ? ", at most about $\(Engine.text(dollars))" : ", at no cost"
    }
    return "\(destination.text) would sum up \(messages) (about \(tokens) tokens"
      + "\(cost ?? ", at a price that is not known")). All of it stays: Alt-← shows it. "
      + "y does it, any other key leaves it."
  }

  /// Dollars with two digits that mean something.
  private static func text(_ dollars: Double) -> String {
    var scale = 100.0
    while dollars * scale < 10, scale < 1e8 { scale *= 10 }
    return JSONNumber((dollars * scale).rounded(.up) / scale).map { JSON.number($0).text() } ?? "0"
  }

  private func sumUp(_ parts: Parts, at destination: Destination, asksAgain: Bool) {
    let head = conversation.head
    let id = conversation.id
    say(.info, "Summing up …")
    let question =
      Engine.summaryQuestion + "\n\n" + transcript(of: parts.older, for: destination)
    askAside(
      question, system: "You sum up conversations.", at: destination,
      most: Engine.mostSummaryTokens
    ) { [weak self] text, ending in
      guard let self, conversation.id == id else { return }
      guard let text else {
        let why = ending.failure.map { self.sentences.full($0, attempts: ending.attempts) }
        return say(
          .error,
          "No summary came, so the conversation is as it was." + (why.map { " " + $0 } ?? ""))
      }
      guard conversation.head == head, current == nil else {
        return say(.warning, "The conversation went on meanwhile, so it stays as it is.")
      }
      guard TokenEstimate.tokens(bytes: text.utf8.count) < tokens(of: parts.older) else {
        return say(.info, "The summary is no shorter than what it sums up, so nothing was changed.")
      }
      begin(with: text, parts.kept, asksAgain: asksAgain)
    }
  }

  /// What was said, each message cut so that all of them fit into the window.
  private func transcript(of messages: [Message], for destination: Destination) -> String {
    let target = catalog.route(to: destination)?.targets.first?.target
    let window = target.flatMap { catalog.model(of: $0).context } ?? 32_000
    let room = max(1000, window * TokenEstimate.bytesPerToken * 6 / 10)
    let texts = messages.map { message in
      let calls = message.toolCalls.map { "\($0.name) \($0.arguments)" }
      return ([message.text] + calls).filter { !$0.isEmpty }.joined(separator: "\n")
    }
    var most = room
    while most > 100, texts.reduce(0, { $0 + min($1.utf8.count, most) }) > room { most /= 2 }
    return zip(messages, texts).filter { !$1.isEmpty }.map { message, text in
      let who = message.role == .user ? "Prompt" : "Answer"
      let isLong = text.utf8.count > most
      let cut = isLong ? "\(text.prefix(most / 2)) … \(text.suffix(most / 4))" : text
      return "\(who): \(cut)"
    }.joined(separator: "\n\n")
  }

  /// The new branch: the summary, then copies of what is kept.
  private func begin(with summary: String, _ kept: [Message], asksAgain: Bool) {
    let opening = Message(
      id: makeMessageID(), parent: nil, role: .user,
      parts: [.text("This is a summary of our conversation so far:\n\n\(summary.trimmingSpace())")],
      time: world.clock())
    // Its first words are no longer those that it was called by.
    if conversation.title == nil, let title = conversation.displayTitle { setTitle(title) }
    record(.message(opening))
    var last = opening.id
    var prompt: MessageID?
    for message in kept {
      let copy = Message(
        id: makeMessageID(), parent: last, role: message.role, parts: message.parts,
        time: message.time, origin: message.origin, state: message.state, ending: message.ending)
      record(.message(copy))
      last = copy.id
      if copy.role == .user { prompt = copy.id }
    }
    publishPath()
    publishContext()
    say(.info, "Summed up. The original is the other branch of the first message: Alt-←.")
    if asksAgain, let prompt { regenerate(prompt, with: nil) }
  }
}
