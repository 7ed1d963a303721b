/// The time of a simulation, and the letters that come back from those who were asked for something.
///
/// An object, because a desk looks at the time and answers whenever it likes.
final class SimulatedClock {
  /// Some time after the clock's own start, which is a special one.
  var now = Instant(nanoseconds: 1_000_000_000)
  private var letters: [(TurnID, TurnEvent)] = []

  func post(_ event: TurnEvent, to turn: TurnID) { letters.append((turn, event)) }

  func takeLetters() -> [(TurnID, TurnEvent)] {
    defer { letters = [] }
    return letters
  }
}
