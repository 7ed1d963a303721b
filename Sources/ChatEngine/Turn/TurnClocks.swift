/// When a turn's clocks are due.
struct TurnClocks {
  /// By the timers' places; the end of time for one that does not run.
  private var due: [7 of Instant] = .init(repeating: .distantFuture)

  /// When the first one is due; nil where none runs.
  var next: Instant? {
    var first = Instant.distantFuture
    for place in due.indices where due[place] < first { first = due[place] }
    return first == .distantFuture ? nil : first
  }

  mutating func set(_ timer: TurnTimer, at instant: Instant) { due[timer.place] = instant }

  mutating func stop(_ timer: TurnTimer) { due[timer.place] = .distantFuture }

  /// Stops the first one that is due, and gives it; of those that are due at once, the first by place.
  mutating func takeDue(at now: Instant) -> TurnTimer? {
    guard let next, next <= now else { return nil }
    let timer = TurnTimer.allCases.first { due[$0.place] == next }
    if let timer { stop(timer) }
    return timer
  }
}
