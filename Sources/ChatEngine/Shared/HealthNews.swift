/// What a program reads of a target: what happened since it read last.
struct HealthNews: Sendable, Equatable {
  struct Item: Sendable, Equatable {
    /// Whether this program said it itself.
    var isOurs: Bool
    var age: Duration
    var event: HealthEvent
  }

  private static let justNow: Duration = .seconds(5)

  private(set) var items: [Item] = []
  /// From where to read on; nil where nothing new was there.
  private(set) var last: String?

  /// Reads the reply of `HealthScript.read`; nil where it is anything else.
  ///
  /// What nobody could have said is passed over.
  init?(_ value: RedisValue, process: String) {
    guard case .array(let reply) = value, reply.count == 2, case .integer(let now) = reply[0],
      case .array(let entries) = reply[1], entries.count <= 2 * HealthScript.most
    else { return nil }
    for entry in entries {
      guard case .array(let words) = entry, words.count == 3 else { return nil }
      let texts = words.map { if case .string(let bytes) = $0 { bytes } else { [UInt8]() } }
      let id = String(decoding: texts[0], as: UTF8.self)
      guard let time = Self.time(of: id) else { return nil }
      last = id
      guard let event = HealthEvent(text: String(decoding: texts[2], as: UTF8.self)) else {
        continue
      }
      let age = min(max(Int64(now).subtractingHeld(time), 0), HealthScript.lifetime.milliseconds)
      items.append(
        Item(
          isOurs: texts[1] == Array(process.utf8), age: .milliseconds(age), event: event))
    }
  }

  // `1795458292569-0`.
  private static func time(of id: String) -> Int64? {
    guard id.utf8.count <= 41 else { return nil }
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, UInt64(parts[1]) != nil else { return nil }
    return Int64(parts[0])
  }
}

extension HealthNews {
  /// Takes over what other programs saw.
  ///
  /// The last word on the breaker counts: an opening elsewhere opens here for what is left of it, an
  /// answer elsewhere closes it. After a word of our own nothing has to be done: it was done here
  /// first.
  func apply(to state: inout RoutingState, of target: Target, at now: Instant) {
    for item in items where !item.isOurs {
      guard let attempt = item.event.attempt(at: target) else { continue }
      // Times go on in the table: what was read while a turn runs is as new as its own.
      let age = item.age < Self.justNow ? .zero : item.age
      state.health.note(attempt, at: now + (.zero - age))
    }
    let words = items.filter { if case .failed = $0.event { false } else { true } }
    guard let last = words.last, !last.isOurs else { return }
    switch last.event {
    case .opened(let duration):
      guard duration > last.age else { return }
      state.breakers.open(target, for: duration - last.age, at: now)
    case .answered: state.breakers.heal(target, at: now)
    case .failed: break
    }
  }
}

extension Int64 {
  fileprivate func subtractingHeld(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? 0 : difference
  }
}
