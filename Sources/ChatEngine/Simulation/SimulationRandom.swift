import Glibc

/// The same numbers for the same seed (SplitMix64, Steele, Lea and Flood 2014).
package struct SimulationRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// U(0,1), neither end included.
  mutating func draw() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }

  /// Exponentially distributed around a mean: the gaps between independent arrivals.
  mutating func gap(mean: Double) -> Double { -log(draw()) * mean }

  /// Log-normal around a median, as latencies are.
  ///
  /// With a spread of 0.5 one in 20 is above 2.3 times the median (e^(1.645 · 0.5)).
  mutating func spread(_ median: Double, by sigma: Double = 0.5) -> Double {
    let normal = sqrt(-2 * log(draw())) * cos(2 * Double.pi * draw())
    return median * exp(sigma * normal)
  }
}
