/// A whole answer with a normal finish, kept to be given again.
package struct CachedAnswer: Sendable, Equatable {
  package var target: Target
  /// The answer's stream, neighbouring pieces of text joined; without usage, limits, notes and the
  /// end, for which there are the other members.
  package var parts: [StreamPart]
  package var usage: Usage?
  package var finish: FinishReason
  package var rawFinish: String?
  /// What the answer cost when it was asked for, in US dollars.
  package var cost: Double?
  package var requestID: String?
  package var fingerprint: String?
  package var time: Timestamp

  package init(
    target: Target, parts: [StreamPart], usage: Usage? = nil, finish: FinishReason = .stop,
    rawFinish: String? = nil, cost: Double? = nil, requestID: String? = nil,
    fingerprint: String? = nil, time: Timestamp
  ) {
    self.target = target
    self.parts = parts.filter(\.isContent)
    self.usage = usage
    self.finish = finish
    self.rawFinish = rawFinish
    self.cost = cost
    self.requestID = requestID
    self.fingerprint = fingerprint
    self.time = time
  }
}

extension StreamPart {
  /// Whether it is a piece of the answer itself, and no report on it.
  fileprivate var isContent: Bool {
    switch self {
    case .started, .text, .textSignature, .reasoning, .reasoningSeal, .toolCallBegan,
      .toolCallArguments, .toolCallEnded, .failed:
      true
    case .usage, .limits, .note, .finish: false
    }
  }
}
