/// Going through what fits the name or path that is being typed, above the prompt.
extension AppState {
  /// Where the name begins for which something may be offered.
  private var offerPlace: Int? {
    composer.pathWord?.range.lowerBound ?? (composer.isCommand ? 0 : nil)
  }

  /// Whether the list for what is being typed was closed.
  var isOfferClosed: Bool { closedOffer != nil && closedOffer == offerPlace }

  /// A list that was closed stays so until another name is begun.
  mutating func followOffer() { if !isOfferClosed { closedOffer = nil } }

  /// Closes the list above the prompt; false where there is none.
  private mutating func closeOffer() -> Bool {
    guard offerCount > 0 || !fittingValues.isEmpty else { return false }
    closedOffer = offerPlace
    return true
  }

  /// The commands that fit; none while something else is typed.
  var offeredCommands: [Completion] {
    guard overlay == nil, composer.isCommand, !isOfferClosed,
      composer.elements.count < Composer.longestCommand
    else { return [] }
    return Completion.all(of: composer.text, serverPrompts)
  }

  private var offerCount: Int {
    let commands = offeredCommands.count
    return commands > 0 ? commands : overlay == nil ? fittingPaths.count : 0
  }

  /// What a command does while something is offered; nil where it does what it always does.
  mutating func performInOffers(_ command: Command) -> [AppEffect]? {
    let mark = offerMark
    offerMark = nil
    guard focus == .composer else { return nil }
    switch command {
    case .earlierPrompt: return moveOffer(from: mark, by: -1) ? [] : nil
    case .laterPrompt: return moveOffer(from: mark, by: 1) ? [] : nil
    case .complete:
      closedOffer = nil
      return mark.flatMap { takeOffer($0, runs: false) }
    case .send: return mark.flatMap { takeOffer($0, runs: true) }
    case .close: return closeOffer() ? [] : nil
    default: return nil
    }
  }

  /// Beyond either end nothing is marked, and then the other end is next.
  private mutating func moveOffer(from mark: Int?, by step: Int) -> Bool {
    let count = offerCount
    guard count > 0 else { return false }
    let next = mark.map { $0 + step } ?? (step < 0 ? count - 1 : 0)
    offerMark = (0..<count).contains(next) ? next : nil
    return true
  }

  /// Puts what is marked into the prompt; a command that needs no more is done where that is meant.
  private mutating func takeOffer(_ mark: Int, runs: Bool) -> [AppEffect]? {
    let commands = offeredCommands
    if commands.indices.contains(mark) {
      let command = commands[mark]
      composer.replace(with: "/" + command.name + (command.argument.isEmpty ? "" : " "))
      return runs && command.argument.isEmpty ? send() : []
    }
    let paths = fittingPaths
    return paths.indices.contains(mark) ? complete(with: paths[mark]) : nil
  }
}
