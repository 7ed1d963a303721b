/// Says how long the server waits before each token.
struct DemoPacer {
  private let pace: DemoPace
  private let gap: UInt64
  private var state: UInt64
  private var isFirst = true

  init(_ pace: DemoPace, seed: String) {
    self.pace = pace
    state = DemoSignature.hash(seed)
    if let rate = pace.tokensPerSecond, rate > 0 {
      gap = UInt64(exactly: (1_000_000_000 / rate).rounded()) ?? 0
    } else {
      gap = 0
    }
  }

  /// Nanoseconds before the next token.
  mutating func next() -> UInt64 {
    if isFirst {
      isFirst = false
      return pace.firstToken.wholeNanoseconds
    }
    guard pace.isNatural else { return gap }
    // Knuth's MMIX generator; half to one and a half of the gap.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return gap / 2 + gap * (state >> 54) / 1024
  }

  /// Nanoseconds for a whole answer.
  mutating func total(_ tokens: Int) -> UInt64 {
    (0..<max(tokens, 1)).reduce(0) { sum, _ in sum + next() }
  }
}

/// Writes one streamed answer into a plan, with its faults at their places.
struct DemoStream<Wire: DemoWire> {
  var wire: Wire
  var faults: DemoFaultSet
  var pacer: DemoPacer

  mutating func write(_ pieces: [DemoPiece], into plan: inout DemoPlan) {
    var tokens = 0
    send(wire.opening(), to: &plan)
    for piece in pieces {
      if piece.isToken {
        if !strike(at: tokens, &plan) { return }
        plan.wait(pacer.next())
        tokens += 1
      }
      send(wire.event(piece), to: &plan)
    }
    if !strike(from: tokens, &plan) { return }
    send(wire.closing(), to: &plan)
    if faults.hasDataAfterEnd { send(Wire.garbage, to: &plan) }
    Wire.finish(&plan)
  }

  /// What strikes at this token; false if the stream is over with it.
  private mutating func strike(at tokens: Int, _ plan: inout DemoPlan) -> Bool {
    for fault in faults.within where fault.tokens == tokens {
      if !strike(fault.fault, &plan) { return false }
    }
    return true
  }

  /// What was to strike at the end or later than the answer is long.
  private mutating func strike(from tokens: Int, _ plan: inout DemoPlan) -> Bool {
    for fault in faults.within where fault.tokens >= tokens {
      if !strike(fault.fault, &plan) { return false }
    }
    return true
  }

  private mutating func strike(_ fault: DemoFaultSet.Within, _ plan: inout DemoPlan) -> Bool {
    switch fault {
    case .cut:
      Wire.cut(&plan)
      return false
    case .close:
      plan.end(.close)
      return false
    case .reset:
      plan.end(.reset)
      return false
    case .stall(let gap):
      plan.heartbeat = gap.map { (Wire.framed(Wire.ping), $0) }
      return false
    case .error(let type):
      wire.fail(type: type, &plan)
      return false
    case .garbage(let events):
      for _ in 0..<max(events, 0) { send(Wire.garbage, to: &plan) }
      return true
    case .hugeEvent(let bytes):
      send(wire.event(.text(String(repeating: "x", count: max(bytes, 0)))), to: &plan)
      return true
    }
  }

  private func send(_ bytes: [UInt8], to plan: inout DemoPlan) {
    plan.send(Wire.framed(bytes))
  }
}
