/// Keeps the metrics of a process up to date, and writes their page when it is wanted.
///
/// Belongs to the loop's thread; the runner tells it all but the parts of answers (`observers`).
package final class Meter {
  package private(set) var metrics = Metrics()
  /// Reads how things stand with the targets that were met so far.
  package var gauges: ([Target]) -> Gauges = { _ in Gauges() }
  private let version: String
  private let now: () -> Instant

  package init(version: String, now: @escaping () -> Instant) {
    self.version = version
    self.now = now
  }

  /// Takes what a turn says.
  package func observe(_ turn: TurnID, _ update: TurnUpdate) {
    if case .part = update { return }
    metrics.observe(update, of: turn, at: now())
  }

  /// The page as Prometheus reads it, as of now.
  package func page() -> [UInt8] {
    metrics.page(gauges(metrics.targets), version: version)
  }
}
