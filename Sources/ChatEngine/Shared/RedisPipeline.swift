/// Commands on their way, whose replies come in their order.
///
/// A command whose time is up keeps its place until its reply comes, which is then dropped.
struct RedisPipeline {
  typealias Reply = (Result<RedisValue, RedisFailure>) -> Void

  private struct Entry {
    /// Nil once the time is up.
    var reply: Reply?
    let sent: Instant
    let deadline: Instant
    /// Replies still to come for it; only the last counts.
    var replies: Int
  }

  // After so many times in a row that a command waited in vain, each sent after the one before,
  // nobody answers: 150 ms with the usual patience of 50.
  private static let maxRounds = 3
  // The same for one command alone; nothing that is sent here takes a server so long.
  private static let longestSilence: Duration = .seconds(2)

  private var entries: [Entry] = []
  private var first = 0
  private var heard = Instant.zero
  private var rounds = 0
  private var lastRound = Instant.zero

  /// How many commands have no reply yet.
  var count: Int { entries.count - first }

  /// Adds a command that goes out now.
  mutating func add(_ reply: @escaping Reply, deadline: Instant, replies: Int, at now: Instant) {
    entries.append(Entry(reply: reply, sent: now, deadline: deadline, replies: replies))
  }

  /// Notes that something came, be it only a part.
  mutating func hear(at now: Instant) {
    heard = now
    rounds = 0
  }

  /// The command that the next reply belongs to: nil where none waits for one; no closure where
  /// the reply is to be dropped.
  mutating func takeFirst() -> Reply?? {
    guard first < entries.count else { return nil }
    entries[first].replies -= 1
    guard entries[first].replies == 0 else { return .some(nil) }
    let reply = entries[first].reply
    entries[first].reply = nil
    first += 1
    if first == entries.count {
      entries.removeAll(keepingCapacity: first <= 1024)
      first = 0
    } else if first >= 1024, first > entries.count / 2 {
      entries.removeFirst(first)
      first = 0
    }
    return .some(reply)
  }

  /// Takes the closures of all commands whose time is up.
  mutating func expire(at now: Instant) -> [Reply] {
    var late: [Reply] = []
    var isRound = false
    for index in first..<entries.count where entries[index].deadline <= now {
      guard let reply = entries[index].reply else { continue }
      late.append(reply)
      entries[index].reply = nil
      isRound = isRound || entries[index].sent >= lastRound
    }
    if isRound {
      rounds += 1
      lastRound = now
    }
    return late
  }

  /// Takes all closures: the connection is gone.
  mutating func takeAll() -> [Reply] {
    let replies = entries[first...].compactMap(\.reply)
    self = RedisPipeline()
    return replies
  }

  /// Whether the server has been silent for too long.
  func isSilent(at now: Instant) -> Bool {
    guard let due = silenceDue else { return false }
    return rounds >= Self.maxRounds || due <= now
  }

  /// When to look again; nil where nothing is on its way.
  var nextDue: Instant? {
    guard let silenceDue else { return nil }
    return entries[first...].reduce(silenceDue) { due, entry in
      entry.reply == nil ? due : min(due, entry.deadline)
    }
  }

  private var silenceDue: Instant? {
    guard first < entries.count else { return nil }
    return max(heard, entries[first].sent) + Self.longestSilence
  }
}
