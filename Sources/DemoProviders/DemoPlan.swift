/// What the server does over time to answer one request.
struct DemoPlan: Sendable {
  enum Act: Sendable, Equatable {
    case send([UInt8])
    /// The response is complete; the connection may be used again.
    case finish
    case close
    case reset
    // What only HTTP/2 has; there `send` is data, and `reset` is of the stream.
    /// Headers before the data.
    case head([DemoHeader])
    /// Headers after it; the response is complete.
    case trailers([DemoHeader])
    case refuse
    /// Bytes between frames, whatever they are; then the connection is closed.
    case raw([UInt8])
    /// No more streams after this one, or not even this one.
    case goAway(answers: Bool)
  }

  struct Cue: Sendable {
    /// Nanoseconds after the request was complete.
    var due: UInt64
    var act: Act
  }

  var status: Int
  private(set) var cues: [Cue] = []
  /// Each act is written on its own, however many are due.
  var writesSingly = false
  /// After the last cue: these bytes again and again, until the client leaves.
  var heartbeat: (bytes: [UInt8], every: UInt64)?
  private var clock: UInt64 = 0
  private var place = 0

  init(status: Int) { self.status = status }

  // Writing the plan.

  mutating func wait(_ nanoseconds: UInt64) { clock += nanoseconds }

  mutating func send(_ bytes: [UInt8]) {
    guard !bytes.isEmpty else { return }
    if !writesSingly, let last = cues.indices.last, cues[last].due == clock,
      case .send(var earlier) = cues[last].act
    {
      // Taken out first, so that appending does not copy.
      cues[last].act = .finish
      earlier += bytes
      cues[last].act = .send(earlier)
    } else {
      cues.append(Cue(due: clock, act: .send(bytes)))
    }
  }

  mutating func end(_ act: Act) { cues.append(Cue(due: clock, act: act)) }

  /// The same plan in writes of so many bytes.
  func split(into size: Int, every gap: UInt64) -> DemoPlan {
    var plan = DemoPlan(status: status)
    plan.writesSingly = true
    plan.heartbeat = heartbeat
    for cue in cues {
      plan.clock = max(plan.clock, cue.due)
      guard case .send(let bytes) = cue.act else {
        plan.end(cue.act)
        continue
      }
      var rest = bytes[...]
      while !rest.isEmpty {
        plan.send(Array(rest.prefix(max(size, 1))))
        rest = rest.dropFirst(max(size, 1))
        plan.wait(gap)
      }
    }
    return plan
  }

  // Carrying it out.

  /// When the next act is due; nil if nothing ever is.
  var nextDue: UInt64? {
    if cues.indices.contains(place) { return cues[place].due }
    return heartbeat.map { clock + $0.every }
  }

  /// Whether the next act ends the response.
  var isAtEnd: Bool {
    guard cues.indices.contains(place) else { return false }
    switch cues[place].act {
    case .send, .head: return false
    case .finish, .close, .reset, .trailers, .refuse, .goAway, .raw: return true
    }
  }

  /// The next act if its time has come.
  mutating func take(at elapsed: UInt64) -> Act? {
    guard let due = nextDue, due <= elapsed else { return nil }
    if cues.indices.contains(place) {
      defer { place += 1 }
      return cues[place].act
    }
    guard let heartbeat else { return nil }
    clock = due
    return .send(heartbeat.bytes)
  }
}

extension Duration {
  /// Whole nanoseconds, none if negative, clamped to 292 years.
  var wholeNanoseconds: UInt64 {
    let parts = components
    guard parts.seconds >= 0, parts.attoseconds >= 0 else { return 0 }
    let seconds = min(UInt64(parts.seconds), 9_223_372_036)
    return seconds * 1_000_000_000 + UInt64(parts.attoseconds / 1_000_000_000)
  }
}
