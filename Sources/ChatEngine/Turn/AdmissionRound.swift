/// What was refused a place since the last request went out.
struct AdmissionRound: Sendable {
  struct Refusal: Sendable {
    let place: Int
    let target: Target
    var failure: Failure
    /// Refused although it would have waited.
    var hasWaited: Bool
    /// Time has passed since: it may be asked again.
    var isOver = false
  }

  /// The target whose answer was cut: another is asked first.
  var leftOut: Int?
  private(set) var refusals: [Refusal] = []

  /// Places that are not asked now.
  var closed: Set<Int> {
    if refusals.isEmpty, leftOut == nil { return [] }
    var places = Set(refusals.lazy.filter { !$0.isOver }.map(\.place))
    if let leftOut { places.insert(leftOut) }
    return places
  }

  /// Who has a place the soonest, of those that have not been asked to wait.
  var soonest: Refusal? {
    guard !refusals.isEmpty else { return nil }
    let open = refusals.filter { !$0.isOver && !$0.hasWaited && $0.failure.kind != .budget }
    // One whose time is not known is waited for last.
    return open.min { left, right in
      guard let wait = left.failure.retryAfter else { return false }
      return right.failure.retryAfter.map { wait < $0 } ?? true
    }
  }

  mutating func refuse(_ plan: AttemptPlan, _ failure: Failure) {
    refusals.removeAll { $0.place == plan.place }
    refusals.append(
      Refusal(
        place: plan.place, target: plan.target, failure: failure, hasWaited: plan.mayWait))
  }

  /// Time has passed: everybody may be asked again.
  mutating func reopen() {
    for index in refusals.indices { refusals[index].isOver = true }
  }

  /// `, instead of a/m, which is at its limit for 12 s`; empty where nobody was passed over.
  func note(for place: Int) -> String {
    let others = refusals.filter { $0.place != place }
    guard !others.isEmpty else { return "" }
    let words = others.map { refusal in
      let left = refusal.failure.retryAfter.map { " for \(ErrorSentence.spelled($0))" } ?? ""
      return refusal.failure.kind == .budget
        ? "\(refusal.target), which is over the budget"
        : "\(refusal.target), which is at its limit\(left)"
    }
    return ", instead of \(words.joined(separator: " and "))"
  }
}
