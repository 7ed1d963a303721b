/// A turn of a simulation under way, with its timers and transfers.
final class SimulatedTurn {
  let number: UInt64
  var turn: Turn
  let began: Instant
  let answer: SimulatedAnswer
  /// Decides what happens to its requests, whatever happens to those of others.
  var random: SimulationRandom
  var timers: [TurnTimer: TimerID] = [:]
  /// What is still to happen to each transfer.
  var transfers: [TransferID: ArraySlice<SimulatedTarget.Step>] = [:]
  /// Whom the next transfer asks.
  var asked: Target?
  var firstShown: Instant?
  var story: SimulationStory

  init(
    _ turn: consuming Turn, number: UInt64, began: Instant, answer: SimulatedAnswer,
    random: SimulationRandom, runStart: Instant
  ) {
    self.turn = turn
    self.number = number
    self.began = began
    self.answer = answer
    self.random = random
    story = SimulationStory(turn: number, start: began, runStart: runStart)
  }
}
