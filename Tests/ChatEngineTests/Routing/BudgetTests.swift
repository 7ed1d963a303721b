import Testing

@testable import ChatEngine

@Suite struct `A budget` {
  @Test func `refuses what is over it, with the figures`() throws {
    let budget = Configuration.Budget(day: 5)

    let failure = try #require(budget.refusal(of: 0.03, after: Spent(day: 4.98)))

    #expect(failure.kind == .budget)
    #expect(
      failure.message == "the day's budget of $5.00: $4.98 is spent or set aside, "
        + "this request may cost $0.03")
  }

  @Test(arguments: [
    (Configuration.Budget(session: 1), "session"), (Configuration.Budget(day: 1), "day"),
    (Configuration.Budget(month: 1), "month"),
  ])
  func `of each period is held`(budget: Configuration.Budget, name: String) throws {
    let most = Spent(session: 0.9, day: 0.9, month: 0.9)

    #expect(budget.refusal(of: 0.1, after: most) == nil)
    let failure = try #require(budget.refusal(of: 0.11, after: most))
    #expect(failure.message.hasPrefix("the \(name)'s budget"))
  }

  @Test func `that is used up still lets through what costs nothing`() {
    let budget = Configuration.Budget(session: 1, day: 1, month: 1)

    #expect(budget.refusal(of: 0, after: Spent(session: 2, day: 2, month: 2)) == nil)
  }

  @Test func `of nothing allows nothing that costs`() {
    #expect(Configuration.Budget(day: 0).refusal(of: 0.000_1, after: Spent()) != nil)
  }

  @Test func `says what is left of it, and never less than nothing`() {
    let budget = Configuration.Budget(session: 1, day: 5)

    let left = budget.left(after: Spent(session: 0.25, day: 6, month: 7))

    var expected = BudgetLeft(session: 0.75, day: 0, month: nil)
    expected.isLow = true
    #expect(left == expected)
    #expect(left.least == 0)
  }

  @Test(arguments: [
    (5.0, "$5.00"), (4.976, "$4.98"), (0.03, "$0.03"), (0.0042, "$0.0042"), (0.000_01, "$0.0001"),
    (0, "$0.00"), (1234.5, "$1234.50"), (-1, "$0.00"), (.infinity, "$1000000000000.00"),
  ])
  func `writes dollars as a person reads them`(dollars: Double, text: String) {
    #expect(Configuration.Budget.text(dollars) == text)
  }
}
