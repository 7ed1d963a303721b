/// Keeps answers and finds them again.
///
/// Belongs to the loop's thread. It never blocks and never fails: what is broken, too old or missing
/// is not found.
package protocol AnswerCache: AnyObject {
  /// Gives the answer of the first key that has one; the reply may come at once or later.
  func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void)

  /// The same for a turn, which asks for the answer itself where none is found.
  ///
  /// It may have to wait for another turn that is asking the same. To each such look-up belongs a
  /// `release`.
  func find(
    _ keys: [CacheKey], for turn: TurnID, reply: @escaping (CacheKey?, CachedAnswer?) -> Void)

  /// The turn has ended: nobody waits for its answer any more.
  func release(_ turn: TurnID)

  func keep(_ answer: CachedAnswer, for key: CacheKey)

  var counts: CacheCounts { get }
}

extension AnswerCache {
  package func find(
    _ keys: [CacheKey], for turn: TurnID, reply: @escaping (CacheKey?, CachedAnswer?) -> Void
  ) {
    find(keys, reply: reply)
  }

  package func release(_ turn: TurnID) {}

  package var counts: CacheCounts { CacheCounts() }
}

/// What a cache has done since the program began.
package struct CacheCounts: Sendable, Equatable {
  package var hits = 0
  package var misses = 0
  package var stores = 0
  /// Answers that were removed to make room, or because they were too old.
  package var evictions = 0

  package init(hits: Int = 0, misses: Int = 0, stores: Int = 0, evictions: Int = 0) {
    self.hits = hits
    self.misses = misses
    self.stores = stores
    self.evictions = evictions
  }
}
