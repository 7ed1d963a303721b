/// Counts of values by size, in buckets with fixed upper bounds.
struct Histogram: Sendable, Equatable {
  /// The upper bounds of the buckets, ascending; one bucket more takes what is larger.
  let bounds: [Double]
  /// Each bucket's own count.
  private(set) var counts: [Int]
  private(set) var sum = 0.0

  init(_ bounds: [Double]) {
    self.bounds = bounds
    counts = [Int](repeating: 0, count: bounds.count + 1)
  }

  /// Takes a value; what is no finite number from 0 on is left out.
  mutating func add(_ value: Double) {
    guard value.isFinite, value >= 0 else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    counts[bucket] += 1
    sum += value
  }

  var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }
}

extension Histogram {
  // The first two follow the buckets that OpenTelemetry's conventions for generative AI advise, cut
  // where a network begins and lengthened to the limits of engine.md: 600 s for an answer, 300 s for
  // its first part.
  static let duration = Histogram(
    [0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 163.84, 327.68, 655.36])
  static let firstToken = Histogram(
    [0.02, 0.04, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300])
  static let speed = Histogram([1, 2.5, 5, 10, 20, 40, 60, 80, 120, 160, 240, 480, 1000, 2500])
  static let wait = Histogram([0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120])
}
