/// What a turn is given beside its route and request.
package struct TurnSettings: Sendable {
  /// A request made fit for one target, and what was left out or converted.
  package struct Fitted: Sendable, Equatable {
    package var request: ChatRequest
    package var notes: [String]
    /// By the name on the wire, the tools that are called something else here.
    package var toolNames: [String: String]

    package init(
      _ request: ChatRequest, notes: [String] = [], toolNames: [String: String] = .init()
    ) {
      self.request = request
      self.notes = notes
      self.toolNames = toolNames
    }
  }

  /// Whether a kept answer may stand for a new one.
  package enum CacheUse: Sendable, Equatable {
    case always, never
    /// Where temperature 0 or a seed makes the answer repeatable.
    case automatic
    /// Asked anew, and kept: a regeneration.
    case refresh
  }

  package var backoff = Backoff()
  /// Whether somebody is there to say how a cut answer goes on; else it is kept as it is.
  package var hasPerson = false
  package var priority = Reservation.Priority.interactive
  package var cache = CacheUse.never
  /// The form that is wanted: an answer without it is not kept, and none that was kept is given.
  package var shape: AnswerShape?
  /// Names the answer to an encoded request with that seed; nil where none may be kept.
  package var cacheKey: @Sendable (HTTPRequest, Provider, _ seed: Int?) -> CacheKey? = {
    _, _, _ in nil
  }
  /// A longer hint is not waited for.
  package var longestWait: Duration = .seconds(60)
  /// The first part's limit where the model reasons and the provider's own limit is the usual one.
  package var reasoningFirstPart: Duration = .seconds(300)
  /// How long usage may come after the end mark.
  package var settle: Duration = .seconds(2)
  /// The mappers of a dialect.
  package var codec: @Sendable (Dialect) -> any DialectCodec
  /// Makes the conversation fit for a target.
  package var fit: @Sendable (ChatRequest, Candidate) -> Fitted

  package init(
    codec: @escaping @Sendable (Dialect) -> any DialectCodec,
    fit: @escaping @Sendable (ChatRequest, Candidate) -> Fitted = { request, _ in Fitted(request) }
  ) {
    self.codec = codec
    self.fit = fit
  }
}
