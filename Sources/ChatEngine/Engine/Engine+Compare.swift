/// A prompt for a pane that still answers the one before.
struct WaitingPrompt {
  let text: String
  let attachments: [Attachment]
}

/// Several targets that answer the same prompts, each in a lane of its own.
extension Engine {
  static let comparing = "Adopt an answer or leave the comparison first: Ctrl-T."
  /// What stands in the details of an answer that was given without them.
  static let noTools = "no tools are offered while answers are compared"
  static let stopped = "What was still coming was stopped; what had come is kept."
  /// How long a layout may change before it is written.
  private static let layoutTime: Duration = .seconds(1)

  var isComparing: Bool { conversation.comparison?.isOpen ?? false }

  func handle(_ command: ComparisonCommand) {
    if case .begin(let destinations) = command { return compare(destinations) }
    guard let comparison = conversation.comparison, comparison.isOpen else { return }
    switch command {
    case .begin: break
    case .ask(let text, let attachments, let pane): compare(text, attachments, only: pane)
    case .stop(nil): stop()
    case .stop(let pane?): stop(.pane(pane))
    case .again(let pane): askAgain(pane, of: comparison)
    case .resolveCut(let again, let pane): resolveCut(again: again, in: .pane(pane))
    case .judge(let verdict): judge(verdict)
    case .adopt(let pane): adopt(pane, of: comparison)
    case .merge(let destination, let pane): merge(with: destination, pane: pane, of: comparison)
    case .leave(let pane):
      // What is stopped ends as a message of its own.
      stop()
      leave(for: head(of: .pane(pane)))
    case .arrange(let layout): arrange(layout, in: comparison)
    }
  }

  // MARK: Beginning

  private func compare(_ destinations: [Destination]) {
    var named: Set<Destination> = []
    let destinations = destinations.filter { named.insert($0).inserted }
    guard canRecord else { return }
    guard current == nil else { return say(.warning, "An answer is still coming: Esc stops it.") }
    guard Comparison.sizes.contains(destinations.count) else {
      return say(.warning, "2 to 6 different targets can be compared, not \(destinations.count).")
    }
    for destination in destinations {
      guard let route = catalog.route(to: destination) else {
        return say(.warning, "There is no provider or route named \(destination.text).")
      }
      completeModels(of: route)
    }
    // Numbers may mean other panes from here on.
    if !running.isEmpty { say(.warning, Engine.stopped) }
    stop()
    if let comparison = conversation.comparison, comparison.isOpen {
      keep(comparison.with(destinations))
    } else {
      keep(Comparison(destinations, after: conversation.head))
    }
    publishComparison()
  }

  /// Says who is compared in the open conversation, or was last.
  func publishComparison() {
    guard var comparison = conversation.comparison else { return }
    for (number, pane) in comparison.panes.enumerated() {
      // A damaged file may lack what is named.
      if let head = pane.head, !conversation.contains(head) {
        comparison.lead(number, to: comparison.root)
      }
    }
    if comparison != conversation.comparison { keep(comparison) }
    let paths = comparison.panes.indices.map { path(ofPane: $0) }
    publish(.compared(OpenedComparison(comparison, paths: paths, verdict: verdict)))
  }

  /// Has the comparison written; one in which nothing was said makes no file.
  func keep(_ comparison: Comparison) {
    var meta = conversation.meta
    meta.comparison = comparison
    if conversation.isEmpty {
      conversation.apply(.meta(meta))
    } else {
      record(.meta(meta))
    }
  }

  // MARK: Asking

  /// Asks every pane, or one alone; who still answers is asked when that has ended.
  func compare(_ text: String, _ attachments: [Attachment], only pane: Int? = nil) {
    guard canRecord, let comparison = conversation.comparison else { return }
    let wanted = comparison.panes.indices.filter { pane == nil || pane == $0 }
    for number in wanted where running[.pane(number)] != nil {
      let prompt = WaitingPrompt(text: text, attachments: attachments)
      waiting[.pane(number), default: []].append(prompt)
      say(.info, "Your prompt follows when this answer has ended.", in: .pane(number))
    }
    ask(wanted.filter { running[.pane($0)] == nil }, text, attachments, in: comparison)
  }

  /// Goes on in a lane that has come to rest.
  func askWaiting(in lane: Lane) {
    guard case .pane(let number) = lane, var prompts = waiting[lane], !prompts.isEmpty,
      let comparison = conversation.comparison
    else { return }
    let next = prompts.removeFirst()
    waiting[lane] = prompts
    ask([number], next.text, next.attachments, in: comparison)
  }

  /// Panes that have come to the same message share the prompt.
  private func ask(
    _ panes: [Int], _ text: String, _ attachments: [Attachment], in comparison: Comparison
  ) {
    var asked: [Int: Asked] = [:]
    for pane in panes {
      asked[pane] = candidates(at: comparison.panes[pane].destination, in: .pane(pane))
    }
    let ready = panes.filter { asked[$0] != nil }
    guard !ready.isEmpty else { return }
    if conversation.isEmpty {
      saveDraft("")
      saveDraft([])
    }
    if conversation.isEmpty || layoutTimer != nil { keepLayout(always: true) }
    publish(.verdict(nil))
    var rest = ready
    while let first = rest.first {
      let head = comparison.head(of: first)
      let group = rest.filter { comparison.head(of: $0) == head }
      rest.removeAll(where: group.contains)
      let prompt = Message(
        id: makeMessageID(), parent: head, role: .user,
        parts: attachments.map(ContentPart.attachment) + (text.isEmpty ? [] : [.text(text)]),
        time: world.clock())
      record(.branch(prompt, panes: group))
      for pane in group { publish(.messageAdded(onPath(prompt)), in: .pane(pane)) }
      for pane in group {
        if let asked = asked[pane] { start(prompt.id, asked, in: .pane(pane)) }
      }
    }
    if conversation.title == nil, let title = conversation.displayTitle {
      publish(.titled(title))
    }
  }

  private func askAgain(_ pane: Int, of comparison: Comparison) {
    let lane = Lane.pane(pane)
    if case .asking = running[lane]?.status { return resolveCut(again: true, in: lane) }
    guard running[lane] == nil else {
      return say(.warning, "An answer is still coming here: Esc stops it.", in: lane)
    }
    guard canRecord, comparison.panes.indices.contains(pane),
      let head = comparison.head(of: pane), head != comparison.root,
      let prompt = prompt(of: head),
      var asked = candidates(at: comparison.panes[pane].destination, in: lane)
    else { return say(.warning, "Nothing was asked here yet.", in: lane) }
    asked.occasion = .regeneration
    lead(lane, to: prompt)
    publish(.verdict(nil))
    start(prompt, asked, in: lane)
  }

  // MARK: Ending

  private func adopt(_ pane: Int, of comparison: Comparison) {
    guard running[.pane(pane)] == nil else {
      return say(.warning, "That answer is still coming: Esc stops it.")
    }
    guard let answer = answer(inPane: pane), comparison.panes.indices.contains(pane) else {
      return say(.warning, "There is no answer there that could be adopted.")
    }
    if verdict == nil, judged.count > 1 { judge(.won(pane)) }
    let isBusy = !running.isEmpty
    leave(for: answer)
    let next = comparison.panes[pane].destination
    select(next)
    guard destination == next else { return }
    say(
      isBusy ? .warning : .info,
      (isBusy ? Engine.stopped + " " : "")
        + "\(next.text) answers next; the other answers are versions of this one.")
  }

  /// Closes the panes; the conversation goes on from a message, the others stay beside it.
  private func leave(for head: MessageID?) {
    stop()
    guard var comparison = conversation.comparison else { return }
    comparison.isOpen = false
    keep(comparison)
    if let head, head != conversation.head { record(.head(head)) }
    publishComparison()
    publishPath()
    publishContext()
  }

  private func merge(with destination: Destination, pane: Int, of comparison: Comparison) {
    guard canRecord, let asked = candidates(at: destination) else { return }
    let answers = judged.compactMap { conversation[$0.answer]?.text }
    guard answers.count > 1, let own = answer(inPane: pane) ?? judged.first?.answer,
      let prompt = prompt(of: own).flatMap({ conversation[$0] })
    else { return say(.warning, "Fewer than two have answered: there is nothing to combine.") }
    leave(for: comparison.root)
    begin(
      prompt: Engine.merging(answers, to: prompt.text), prompt.attachments, after: prompt.parent,
      asked)
  }

  private static func merging(_ answers: [String], to prompt: String) -> String {
    let intro =
      "Below are a prompt and \(answers.count) answers to it. Write one answer to the prompt that "
      + "takes the best of all. Where they contradict each other, decide and say why."
    let numbered = answers.enumerated().map { "# Answer \($0.offset + 1)\n\n\($0.element)" }
    return ([intro, "# Prompt\n\n\(prompt)"] + numbered).joined(separator: "\n\n")
  }

  // MARK: The layout

  private func arrange(_ layout: Comparison.Layout, in old: Comparison) {
    var comparison = old
    comparison.layout = layout
    comparison.layout.order = old.layout.order
    // Whoever knows the order knows the names.
    if layout.isBlind, !old.layout.isBlind {
      comparison.layout.order = shuffled(Array(comparison.panes.indices))
      // The one that had the focus is known.
      comparison.layout.focus = comparison.layout.order.first ?? 0
    }
    var meta = conversation.meta
    meta.comparison = comparison
    conversation.apply(.meta(meta))
    if comparison.layout.order != old.layout.order { publishComparison() }
    // Whoever walks through the panes leaves no trail in the file.
    if layoutTimer == nil {
      layoutTimer = world.loop.schedule(at: world.loop.now() + Engine.layoutTime) { [weak self] in
        self?.keepLayout()
      }
    }
  }

  /// Has a layout written that was not.
  func keepLayout(always: Bool = false) {
    let isDue = layoutTimer != nil
    if let layoutTimer { world.loop.cancel(layoutTimer) }
    layoutTimer = nil
    guard always || (isDue && !conversation.isEmpty), readOnly == nil else { return }
    record(.meta(conversation.meta))
  }
}
