/// A request that is ready to go out once a place is held for it.
struct AttemptPlan: Sendable {
  /// Names its reservation.
  var ticket: TransferID
  /// The candidate's place in the order of asking.
  let place: Int
  /// With what the target has refused before left out of the provider's quirks.
  let candidate: Candidate
  /// Fitted to the target.
  let request: ChatRequest
  let notes: [String]
  /// By the name on the wire, the tools that are called something else here.
  let toolNames: [String: String]
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

  var target: Target { candidate.target }

  /// What the request wants before it may go out.
  func reservation(priority: Reservation.Priority) -> Reservation {
    let usage = TokenEstimate.usage(prompt: promptTokens, of: request, at: candidate.model)
    let (tokens, overflow) = promptTokens.addingReportingOverflow(usage.outputTokens ?? 0)
    return Reservation(
      ticket: ticket, target: target, limits: candidate.provider.limits,
      tokens: overflow ? .max : tokens, cost: candidate.model.price?.cost(of: usage),
      priority: priority, mayWait: mayWait)
  }
}
