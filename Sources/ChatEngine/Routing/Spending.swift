/// Holds spending to the budgets of session, day and month.
///
/// Belongs to the loop's thread.
package protocol Spending: AnyObject {
  /// Sets the cost of a request aside; the reply is nil, or why it would be too much (`budget`).
  func reserve(
    _ ticket: TransferID, _ cost: Double, for target: Target, reply: @escaping (Failure?) -> Void)
  /// Nothing was spent.
  func withdraw(_ ticket: TransferID)
  func settle(_ ticket: TransferID, _ settlement: Settlement)
  /// What is left of each budget that is set.
  var left: BudgetLeft { get }
}

/// US dollars that may still be spent; nil where there is no budget.
package struct BudgetLeft: Sendable, Equatable {
  package var session: Double?
  package var day: Double?
  package var month: Double?
  /// Whether less than a tenth of any of them is left.
  package var isLow = false

  package init(session: Double? = nil, day: Double? = nil, month: Double? = nil) {
    self.session = session
    self.day = day
    self.month = month
  }

  /// The tightest of them.
  package var least: Double? { [session, day, month].compactMap(\.self).min() }
}
