/// Lets a turn wait for another of this process that is asking the same, instead of asking twice
/// (engine.md, "Cache").
///
/// Who finds nothing asks; who looks for the same meanwhile gets its answer when that is kept. If
/// the first one ends without, the next one asks. So nobody waits for longer than another's turn.
package final class SingleFlight: AnswerCache {
  private typealias Reply = (CacheKey?, CachedAnswer?) -> Void

  /// A turn that asks, and those that wait for it.
  private struct Flight {
    var turn: TurnID
    var keys: [CacheKey]
    var waiting: [Waiting] = []
  }

  private struct Waiting {
    var turn: TurnID
    var keys: [CacheKey]
    var reply: Reply
  }

  private let cache: any AnswerCache
  /// By the key that is asked for first: the answer is most likely to be its own.
  private var flights: [CacheKey: Flight] = [:]
  /// The first key of each turn's own flight.
  private var asked = NumberTable<TurnID, CacheKey>()
  /// The flight for which each other turn waits.
  private var awaited = NumberTable<TurnID, CacheKey>()
  private var shared = 0

  package init(_ cache: any AnswerCache) { self.cache = cache }

  /// Those of the cache behind it; an answer that was waited for is a hit.
  package var counts: CacheCounts {
    var counts = cache.counts
    counts.hits += shared
    return counts
  }

  package func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
    cache.find(keys, reply: reply)
  }

  package func find(
    _ keys: [CacheKey], for turn: TurnID, reply: @escaping (CacheKey?, CachedAnswer?) -> Void
  ) {
    release(turn)
    guard let first = keys.first else { return reply(nil, nil) }
    if let taken = keys.first(where: { flights[$0] != nil }) {
      flights[taken]?.waiting.append(Waiting(turn: turn, keys: keys, reply: reply))
      awaited[turn] = taken
      return
    }
    flights[first] = Flight(turn: turn, keys: keys)
    asked[turn] = first
    cache.find(keys) { [weak self] key, answer in
      // A hit ends the flight before the turn hears of it: others may look meanwhile.
      let flight = answer == nil ? nil : self?.endFlight(of: turn)
      reply(key, answer)
      if let flight, let key, let answer { self?.land(flight, answer, for: key) }
    }
  }

  package func keep(_ answer: CachedAnswer, for key: CacheKey) {
    cache.keep(answer, for: key)
    let landing = flights.values.filter { $0.keys.contains(key) }
    for flight in landing.sorted(by: { $0.turn.value < $1.turn.value }) {
      if let flight = endFlight(of: flight.turn) { land(flight, answer, for: key) }
    }
  }

  package func release(_ turn: TurnID) {
    if let taken = awaited.removeValue(forKey: turn) {
      flights[taken]?.waiting.removeAll { $0.turn == turn }
    }
    guard let flight = endFlight(of: turn) else { return }
    for waiting in flight.waiting { find(again: waiting) }
  }

  private func endFlight(of turn: TurnID) -> Flight? {
    guard let first = asked.removeValue(forKey: turn),
      let flight = flights.removeValue(forKey: first)
    else { return nil }
    for waiting in flight.waiting { awaited[waiting.turn] = nil }
    return flight
  }

  /// Gives an answer to those who waited for it; those who waited for another look again.
  private func land(_ flight: Flight, _ answer: CachedAnswer, for key: CacheKey) {
    for waiting in flight.waiting {
      if waiting.keys.contains(key) {
        shared += 1
        waiting.reply(key, answer)
      } else {
        find(again: waiting)
      }
    }
  }

  private func find(again waiting: Waiting) {
    find(waiting.keys, for: waiting.turn, reply: waiting.reply)
  }
}
