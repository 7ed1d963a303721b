/// What a metric tells of something that is shared through Redis.
package struct SharingCounts: Sendable, Equatable {
  /// Requests for which Redis was asked.
  package var asked = 0
  /// Requests that were decided without it: it was away, full, read-only or talked nonsense.
  package var fallbacks = 0
}
