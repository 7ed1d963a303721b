/// Keeps answers and finds them again.
///
/// Belongs to the loop's thread. It never blocks and never fails: what is broken, too old or missing
/// is not found.
package protocol AnswerCache: AnyObject {
  /// Gives the answer of the first key that has one; the reply may come at once or later.
  func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void)
  func keep(_ answer: CachedAnswer, for key: CacheKey)
}
