import Testing

@testable import ChatEngine

private func at(_ seconds: Double) -> Instant { Instant.zero + .seconds(seconds) }

@Suite struct `A bucket` {
  /// The times at which requests made at 0 s go out.
  private func slots(_ bucket: inout GCRA, costs: [Int], at now: Instant = .zero) -> [Instant] {
    costs.map { cost in
      let slot = bucket.earliest(for: cost, at: now)
      _ = bucket.charge(cost, at: slot)
      return slot
    }
  }

  @Test func `lets its burst through at once, and then one after the other`() {
    var bucket = GCRA(perMinute: 60, burst: 3)

    let granted = slots(&bucket, costs: [1, 1, 1, 1, 1, 1])

    #expect(granted == [0, 0, 0, 1, 2, 3].map { at($0) })
  }

  @Test func `does not let through twice the limit at the edge of a minute`() {
    var bucket = GCRA(perMinute: 60, burst: 6)
    let before = (0..<60).filter { _ in isGranted(&bucket, at: at(59.9)) }
    let after = (0..<60).filter { _ in isGranted(&bucket, at: at(60.1)) }
    #expect((before.count, after.count) == (6, 0))
  }

  private func isGranted(_ bucket: inout GCRA, at now: Instant) -> Bool {
    switch bucket.reserve(cost: 1, at: now, maxWait: .zero) {
    case .granted: true
    case .refused: false
    }
  }

  @Test func `says how long to wait where that is too long`() {
    var bucket = GCRA(perMinute: 6, burst: 1)
    _ = slots(&bucket, costs: [1])
    let verdict = bucket.reserve(cost: 1, at: at(3), maxWait: .seconds(6))
    #expect(verdict == .refused(retryAfter: .seconds(7)))
    guard case .granted(let charge) = bucket.reserve(cost: 1, at: at(3), maxWait: .seconds(7))
    else {
      Issue.record("it was refused")
      return
    }
    #expect(charge.slot == at(10))
  }

  @Test func `lets more than it holds through when it is full, and has it paid back`() {
    var bucket = GCRA(perMinute: 600, burst: 100)
    let granted = slots(&bucket, costs: [10, 250, 1])
    // Full again after 10 tokens: 1 s. 250 tokens take 25 s, of which the first 10 s are credit.
    #expect(granted == [at(0), at(1), at(16.1)])
  }

  @Test(arguments: [(800, 200), (1_000, 0), (1_200, -200)])
  func `is put right when the estimate was 1,000`(real: Int, back: Int) {
    var bucket = GCRA(perMinute: 60_000, burst: 10_000)
    let charge = bucket.charge(1_000, at: at(0))
    #expect(bucket.available(at: at(0)) == 9_000)

    bucket.correct(charge, to: real)

    #expect(bucket.available(at: at(0)) == 9_000 + back)
  }

  @Test func `gives back what was not used, however late`() {
    var bucket = GCRA(perMinute: 60, burst: 60)
    let charge = bucket.charge(60, at: at(0))
    _ = bucket.charge(20, at: at(20))
    #expect(bucket.available(at: at(20)) == 0)
    bucket.giveBack(charge)
    #expect(bucket.available(at: at(20)) == 40)
  }

  @Test func `never grants a time twice because one before it was given back`() {
    var bucket = GCRA(perMinute: 6, burst: 1)
    _ = bucket.charge(1, at: at(0))
    let second = bucket.charge(1, at: at(10))
    let third = bucket.charge(1, at: at(20))
    bucket.giveBack(second)
    #expect(bucket.earliest(for: 1, at: at(1)) == at(30))
    bucket.giveBack(third)
    #expect(bucket.earliest(for: 1, at: at(1)) <= at(30))
  }

  @Test func `grants the last time again when that was given back`() {
    var bucket = GCRA(perMinute: 6, burst: 1)
    _ = bucket.charge(1, at: at(0))
    let last = bucket.charge(1, at: at(10))
    bucket.giveBack(last)
    #expect(bucket.earliest(for: 1, at: at(1)) == at(10))
  }

  @Test func `is as empty as before when its rate is halved`() {
    var bucket = GCRA(perMinute: 600, burst: 600)
    _ = bucket.charge(300, at: at(0))
    bucket.change(perMinute: 300, burst: 300)
    #expect(bucket.available(at: at(0)) == 150)
    _ = bucket.charge(150, at: at(0))
    #expect(bucket.earliest(for: 5, at: at(0)) == at(1))
  }

  @Test(arguments: [Int.min, -1, 0, 1, 1 << 40, .max], [Int.min, 0, 1, 1 << 40, .max])
  func `takes any number for what it can be`(rate: Int, cost: Int) {
    var bucket = GCRA(perMinute: rate, burst: cost)
    for now in [Instant.zero, Instant(nanoseconds: .max / 4)] {
      let slot = bucket.earliest(for: cost, at: now)
      #expect(slot >= now)
      let charge = bucket.charge(cost, at: slot)
      bucket.correct(charge, to: rate)
      bucket.giveBack(charge)
      #expect(bucket.available(at: now) >= 0)
    }
  }

  /// A limit that is taken out of the configuration and put back is a new bucket.
  @Test func `takes back what another one gave without leaving the clock`() {
    var old = GCRA(perMinute: 1, burst: 1)
    var new = GCRA(perMinute: 1, burst: 1)
    for _ in 0..<9 {
      let charge = old.charge(.max, at: .zero)
      new.giveBack(charge)
    }
    #expect(new.available(at: .zero) == 1)
    #expect(new.earliest(for: 1, at: .zero) == .zero)
  }

  @Test(arguments: 0..<50)
  func `never lets more through in any time than its burst and what refills in it`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let rate = Int.random(in: 1...6_000, using: &random)
    let burst = Int.random(in: 1...100, using: &random)
    var bucket = GCRA(perMinute: rate, burst: burst)
    var open: [(charge: GCRA.Charge, cost: Int)] = []
    var ended: [Admitted] = []
    var now = Instant.zero
    for _ in 0..<200 {
      now += .milliseconds(Int.random(in: 0...(60_000 / rate), using: &random))
      let cost = Int.random(in: 1...burst, using: &random)
      let wait = Duration.milliseconds(Int.random(in: 0...90_000, using: &random))
      if case .granted(let charge) = bucket.reserve(cost: cost, at: now, maxWait: wait) {
        open.append((charge, cost))
      }
      guard Int.random(in: 0..<3, using: &random) == 0,
        let index = open.indices.randomElement(using: &random)
      else { continue }
      let (charge, estimate) = open.remove(at: index)
      let real = Int.random(in: 0...estimate, using: &random)
      if real == 0 { bucket.giveBack(charge) } else { bucket.correct(charge, to: real) }
      ended.append(Admitted(slot: charge.slot, cost: real))
    }
    let admitted = ended + open.map { Admitted(slot: $0.charge.slot, cost: $0.cost) }
    #expect(Admitted.exceed(admitted, perMinute: rate, burst: burst) == nil)
  }
}
