import ChatEngine
import Testing

@testable import ChatUI

@Suite struct `What is left of the budget` {
  private func bar(_ left: BudgetLeft, spent: Double? = 0.031, columns: Int = 100) -> String {
    var sample = Sample(columns: columns, rows: 6)
    sample.engine(.spent(spent, isEstimated: true, left: left))
    return sample.grid().text().last ?? ""
  }

  @Test(arguments: [
    (BudgetLeft(session: 0.5), "~$0.031 session · $0.50 left"),
    (BudgetLeft(session: 6, day: 4.97, month: 60), "~$0.031 session · $4.97 left today"),
    (BudgetLeft(month: 0.0042), "~$0.031 session · $0.0042 left this month"),
    (BudgetLeft(day: 0, month: 3), "~$0.031 session · nothing left today"),
    (BudgetLeft(), "~$0.031 session"),
  ])
  func `is the least of what is left of any`(left: BudgetLeft, text: String) {
    #expect(
      bar(left) == " ● anthropic/claude-sonnet-5   ctx 0/200k ▏0%   \(text)"
        .padded(to: 92) + "F1 help")
  }

  @Test func `is warned of where little is left`() {
    var left = BudgetLeft(day: 0.31)
    #expect(bar(left, spent: nil).contains("0%   $0.31 left today"))
    left.isLow = true
    #expect(bar(left, spent: nil).contains("0%   only $0.31 left today"))
  }

  @Test func `is shown before anything was spent`() {
    #expect(bar(BudgetLeft(day: 5), spent: nil).contains("0%   $5.00 left today   "))
  }

  @Test(arguments: [
    (80, " ● anthropic/claude-sonnet-5   ~$0.031 session · $4.97 left today       F1 help"),
    (66, " ● anthropic/claude-sonnet-5   ~$0.031 session · $4.97 left today"),
    (56, " ● anthropic/claude-sonnet-5   $4.97 left today"),
    (48, " ● anthropic/claude-sonnet-5   $4.97 left today"),
    (40, " ● anthropic/claude-sonnet-5    F1 help"),
    (20, "● anthropic/claude-…"),
  ])
  func `stays for longer than what was spent where room is short`(columns: Int, bar: String) {
    #expect(self.bar(BudgetLeft(day: 4.97), columns: columns) == bar)
  }
}

extension String {
  fileprivate func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: max(0, columns - count))
  }
}
