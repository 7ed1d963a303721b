/// How long to wait before the same target is asked again.
///
/// max(hint, U(0, min(8 s, 0.5 s · 2ⁿ))) with n the retries already made: full jitter.
///
/// | n | 0 | 1 | 2 | 3 | 4 and more |
/// | --- | --- | --- | --- | --- | --- |
/// | at most | 0.5 s | 1 s | 2 s | 4 s | 8 s |
/// | with a hint of 3 s | 3 s | 3 s | 3 s | 3 to 4 s | 3 to 8 s |
package struct Backoff: Sendable, Equatable {
  /// A hint beyond a week is taken for garbage (faults.md, row 26): accounts have limits of a week.
  static let longestHint: Duration = .seconds(7 * 86_400)

  package var base: Duration
  package var cap: Duration

  package init(base: Duration = .milliseconds(500), cap: Duration = .seconds(8)) {
    self.base = base
    self.cap = cap
  }

  /// The longest wait of our own after so many retries.
  package func ceiling(retries: Int) -> Duration {
    min(cap, base * (1 << min(max(retries, 0), 16)))
  }

  /// The wait after so many retries; `draw` is U(0,1).
  package func delay(retries: Int, hint: Duration?, draw: Double) -> Duration {
    max(Self.sane(hint) ?? .zero, ceiling(retries: retries) * draw)
  }

  /// The hint, unless it is zero, negative or absurd.
  package static func sane(_ hint: Duration?) -> Duration? {
    hint.flatMap { $0 > .zero && $0 <= longestHint ? $0 : nil }
  }
}
