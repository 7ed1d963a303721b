/// Clocks that are set; a bit each, as they are asked for with every event.
struct TurnTimers: Sendable, Equatable {
  private var bits: UInt8 = 0

  var isEmpty: Bool { bits == 0 }

  func contains(_ timer: TurnTimer) -> Bool { bits & 1 << timer.place != 0 }

  mutating func insert(_ timer: TurnTimer) { bits |= 1 << timer.place }

  /// Whether it was set.
  mutating func remove(_ timer: TurnTimer) -> Bool {
    defer { bits &= ~(1 << timer.place) }
    return contains(timer)
  }
}
