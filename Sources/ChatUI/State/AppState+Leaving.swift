import ChatEngine

/// Leaving the program or the conversation, and what would be lost by it.
extension AppState {
  /// Where somebody wants to go while it is tried once more to save what is only in memory.
  struct Departure: Sendable, Equatable {
    /// What is asked of the engine; nil to leave the program.
    var commands: [EngineCommand]?
    /// How that is said to be done once more.
    var again: String
    /// Something else was done since: nobody is taken away from it.
    var isStale = false
  }

  /// Ends the program; `mayStay` is false where the terminal is gone, and nobody could read why not.
  mutating func quit(mayStay: Bool = true) -> [AppEffect] {
    mayStay ? depart(Departure(again: "quit again")) : go(Departure(again: ""))
  }

  mutating func leave(for command: EngineCommand) -> [AppEffect] {
    depart(Departure(commands: [command], again: "do it again"))
  }

  /// Leaves, or has it tried to save first what would be lost, unless that is known.
  mutating func depart(_ departure: Departure) -> [AppEffect] {
    guard let unsaved, unsaved.messages > 0, unsaved.messages != lossTold else {
      return go(departure)
    }
    guard self.departure == nil else { return warn(of: unsaved, departure.again) }
    self.departure = departure
    return [.engine(.trySaving)]
  }

  /// It was tried to save all.
  mutating func leave(without unsaved: Unsaved?) -> [AppEffect] {
    self.unsaved = unsaved
    guard let departure, !departure.isStale else {
      self.departure = nil
      return []
    }
    if let unsaved, unsaved.messages > 0 { return warn(of: unsaved, departure.again) }
    return go(departure)
  }

  private mutating func go(_ departure: Departure) -> [AppEffect] {
    self.departure = nil
    giveBack()
    var effects = giveUpEditing()
    // Where the conversation is opened again, its wording is what was meant.
    if queue.edited != nil { written = queue.putBack(written) }
    effects += keepDraft()
    return effects + (departure.commands.map { $0.map(AppEffect.engine) } ?? [.quit])
  }

  /// Says once what would be lost.
  private mutating func warn(of unsaved: Unsaved, _ again: String) -> [AppEffect] {
    departure = nil
    lossTold = unsaved.messages
    let them = unsaved.messages == 1 ? "it" : "them"
    return refuse(
      "\(unsaved.subject) not saved (\(unsaved.reason)): \(again) to lose \(them), "
        + "or /save PATH keeps \(them) elsewhere.")
  }
}
