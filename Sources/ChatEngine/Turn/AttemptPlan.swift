/// A request that is ready to go out once a place is held for it.
///
/// The turn's own, and an object, as an attempt is: it is handed on a few times before it goes out.
final class AttemptPlan {
  /// Names its reservation.
  let ticket: TransferID
  /// The candidate's place in the order of asking.
  let place: Int
  /// With what the target has refused before left out of the provider's quirks.
  let candidate: Candidate
  /// The request, fitted to the target.
  let fitted: TurnSettings.Fitted
  /// Optional fields that the target has refused before; none of them is in the request.
  let omitted: Set<String>
  /// Of the prompt, estimated.
  let promptTokens: Int
  let reason: String
  /// Whether it goes out beside a slow one.
  var isHedge = false
  /// Whether a later place was asked for too.
  var mayWait = false
  var isGranted = false

  init(
    ticket: TransferID, place: Int, candidate: Candidate, _ fitted: TurnSettings.Fitted,
    omitted: Set<String>, reason: String
  ) {
    self.ticket = ticket
    self.place = place
    self.candidate = candidate
    self.omitted = omitted
    self.reason = reason
    promptTokens = TokenEstimate.tokens(in: fitted.request)
    self.fitted = fitted
  }

  var target: Target { candidate.target }

  /// What the request wants before it may go out.
  func reservation(priority: Reservation.Priority) -> Reservation {
    let usage = TokenEstimate.usage(
      prompt: promptTokens, of: fitted.request, at: candidate.model)
    let (tokens, overflow) = promptTokens.addingReportingOverflow(usage.outputTokens ?? 0)
    return Reservation(
      ticket: ticket, target: target, limits: candidate.provider.limits,
      tokens: overflow ? .max : tokens, cost: candidate.model.price?.cost(of: usage),
      priority: priority, mayWait: mayWait)
  }
}
