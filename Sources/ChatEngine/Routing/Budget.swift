/// US dollars that are spent or set aside in the present session, day and month.
package struct Spent: Sendable, Equatable {
  package var session: Double
  package var day: Double
  package var month: Double

  package init(session: Double = 0, day: Double = 0, month: Double = 0) {
    self.session = session
    self.day = day
    self.month = month
  }
}

extension Configuration.Budget {
  /// A hair more than the limit is no more than it: sums of doubles are off by that much.
  private static let tolerance = 1e-9

  /// Whether anything but this session's own requests counts.
  var needsLedger: Bool { day != nil || month != nil }

  /// Why a request may not go out, where its cost is not among what is spent; nil where it may.
  ///
  /// Worked: 4.98 of 5.00 spent leaves room for 0.02, and none for 0.03. A request that costs
  /// nothing always has room.
  func refusal(of cost: Double, after spent: Spent) -> Failure? {
    guard cost > 0 else { return nil }
    let periods = [
      ("session", session, spent.session), ("day", day, spent.day), ("month", month, spent.month),
    ]
    for (name, limit, sum) in periods {
      guard let limit, sum + cost > limit + Self.tolerance else { continue }
      let words =
        "the \(name)'s budget of \(Self.text(limit)): \(Self.text(sum)) is spent or set aside, "
        + "this request may cost \(Self.text(cost))"
      return Failure(.budget, words)
    }
    return nil
  }

  /// What is left of each budget that is set.
  func left(after spent: Spent) -> BudgetLeft {
    var left = BudgetLeft(
      session: session.map { max(0, $0 - spent.session) },
      day: day.map { max(0, $0 - spent.day) },
      month: month.map { max(0, $0 - spent.month) })
    let pairs = [(session, left.session), (day, left.day), (month, left.month)]
    left.isLow = pairs.contains { whole, left in
      guard let whole, let left else { return false }
      return left < whole * Self.lowShare
    }
    return left
  }

  /// Of 5.00, less than 0.50 is little.
  private static let lowShare = 0.1

  /// Dollars as a person reads them, in hundredths of a cent where there is less than a cent.
  ///
  /// | dollars | 5 | 4.976 | 0.03 | 0.0042 | 0.00001 | 0 |
  /// | --- | --- | --- | --- | --- | --- | --- |
  /// | text | $5.00 | $4.98 | $0.03 | $0.0042 | $0.0001 | $0.00 |
  static func text(_ dollars: Double) -> String {
    let isSmall = dollars > 0 && dollars < 0.01
    let unit = isSmall ? 10_000 : 100
    // More than anybody has: figures beyond it are not worth a trap.
    let scaled = min(max(dollars, 0), 1e12) * Double(unit)
    let whole = isSmall ? max(1, Int(scaled.rounded())) : Int(scaled.rounded())
    let rest = String(whole % unit)
    let places = isSmall ? 4 : 2
    let zeros = String(repeating: "0", count: max(0, places - rest.utf8.count))
    return "$\(whole / unit).\(zeros)\(rest)"
  }
}
