/// The one vocabulary that every dialect's stream is translated to.
///
/// Large cases are boxed: nearly all parts are text, and each is copied on its way to the screen.
package enum StreamPart: Sendable, Equatable {
  /// The provider has begun: its id of the answer, the model that really answers.
  indirect case started(id: String?, model: String?, fingerprint: String?)
  /// Words of the answer.
  case text(String)
  /// What the provider wants back with the text part that just ended.
  case textSignature(String)
  /// Words of the reasoning.
  case reasoning(String)
  /// The seal of the reasoning block that just ended, or reasoning that is only there sealed.
  indirect case reasoningSeal(signature: String?, redacted: String?, details: JSON?)
  /// A tool call begins; `index` counts this answer's calls from 0 in the order of their beginning.
  case toolCallBegan(index: Int, id: String, name: String)
  /// A piece of its arguments' JSON text.
  case toolCallArguments(index: Int, String)
  case toolCallEnded(index: Int, signature: String?)
  /// Token counts so far: a report replaces the one before it.
  indirect case usage(Usage)
  /// What is left of the provider's rate limits, from the response's headers.
  indirect case limits(RateLimitReport)
  /// Something that is not text but worth a line in the details ("3 unreadable events skipped").
  case note(String)
  /// The dialect's own end mark, or the finish that stands for it; only usage may follow.
  indirect case finish(FinishReason, raw: String?)
  /// The stream failed; nothing follows.
  indirect case failed(Failure)
}

/// What a provider says of its rate limits; nil where it says nothing.
package struct RateLimitReport: Sendable, Equatable {
  package var requestsLimit: Int?
  package var requestsRemaining: Int?
  /// Until the requests' bucket is full again.
  package var requestsReset: Duration?
  package var tokensLimit: Int?
  package var tokensRemaining: Int?
  package var tokensReset: Duration?
  /// How long to ask nothing at all.
  package var retryAfter: Duration?

  package init(
    requestsLimit: Int? = nil, requestsRemaining: Int? = nil, requestsReset: Duration? = nil,
    tokensLimit: Int? = nil, tokensRemaining: Int? = nil, tokensReset: Duration? = nil,
    retryAfter: Duration? = nil
  ) {
    self.requestsLimit = requestsLimit
    self.requestsRemaining = requestsRemaining
    self.requestsReset = requestsReset
    self.tokensLimit = tokensLimit
    self.tokensRemaining = tokensRemaining
    self.tokensReset = tokensReset
    self.retryAfter = retryAfter
  }
}
