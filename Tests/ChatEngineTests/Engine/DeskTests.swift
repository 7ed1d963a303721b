import Testing

@testable import ChatEngine

/// Limits and spending that note down what they are told, and answer when the test says so.
private final class StubDesks: RequestLimits, Spending {
  let left = BudgetLeft(day: 5)
  private(set) var calls: [String] = []
  private(set) var answerPlace: (Admission) -> Void = { _ in }
  private(set) var answerMoney: (Failure?) -> Void = { _ in }

  func reserve(_ reservation: Reservation, reply: @escaping (Admission) -> Void) {
    calls.append("place \(reservation.ticket.value)")
    answerPlace = reply
  }

  func reserve(
    _ ticket: TransferID, _ cost: Double, for target: Target, reply: @escaping (Failure?) -> Void
  ) {
    calls.append("money \(ticket.value) \(cost) \(target)")
    answerMoney = reply
  }

  // One name in both protocols, so one call stands for two.
  func withdraw(_ ticket: TransferID) { calls.append("withdraw \(ticket.value)") }
  func settle(_ ticket: TransferID, tokens: Int?) {
    calls.append("tokens \(ticket.value) \(tokens.map(String.init) ?? "-")")
  }
  func settle(_ ticket: TransferID, _ settlement: Settlement) {
    calls.append("cost \(ticket.value) \(settlement.cost.map { "\($0)" } ?? "-")")
  }
  func tighten(_ report: RateLimitReport, of target: Target) { calls.append("tighten \(target)") }
  func outlook(of target: Target) -> LimitOutlook? { nil }
}

@Suite struct `The desk` {
  private let behind = StubDesks()
  private let desk: Desk
  private let ticket = TransferID(value: 1)
  private let target = Target(provider: "a", model: "m")

  init() { desk = Desk(limits: behind, spending: behind) }

  private func reserve(cost: Double? = 0.5) -> () -> [Admission] {
    var words: [Admission] = []
    desk.reserve(Reservation(ticket: ticket, target: target, cost: cost)) { words.append($0) }
    return { words }
  }

  @Test func `asks for money, then for a place`() {
    let words = reserve()
    #expect(behind.calls == ["money 1 0.5 a/m"])
    behind.answerMoney(nil)
    #expect(behind.calls == ["money 1 0.5 a/m", "place 1"])
    #expect(words().isEmpty)
    behind.answerPlace(.queued)
    behind.answerPlace(.granted(at: .zero))
    #expect(words() == [.queued, .granted(at: .zero)])
  }

  @Test func `asks for no place where there is no money`() {
    let words = reserve()
    behind.answerMoney(Failure(.budget))
    #expect(words() == [.refused(Failure(.budget))])
    desk.settle(ticket, Settlement())
    desk.withdraw(ticket)
    #expect(behind.calls == ["money 1 0.5 a/m"])
  }

  @Test func `gives the money back where there is no place`() {
    let words = reserve()
    behind.answerMoney(nil)
    behind.answerPlace(.refused(Failure(.rateLimited)))
    #expect(words() == [.refused(Failure(.rateLimited))])
    #expect(behind.calls.suffix(2) == ["place 1", "withdraw 1"])
    desk.withdraw(ticket)
    #expect(behind.calls.count == 3)
  }

  @Test func `sets nothing aside where the price is unknown, and has it written down all the same`()
  {
    _ = reserve(cost: nil)
    #expect(behind.calls == ["money 1 0.0 a/m"])
  }

  @Test func `settles once`() {
    _ = reserve()
    behind.answerMoney(nil)
    behind.answerPlace(.granted(at: .zero))
    let usage = Usage(inputTokens: 100, outputTokens: 20)
    desk.settle(ticket, Settlement(usage: usage, cost: 0.25))
    desk.settle(ticket, Settlement(usage: usage, cost: 0.25))
    desk.withdraw(ticket)
    #expect(behind.calls.suffix(2) == ["cost 1 0.25", "tokens 1 120"])
    #expect(behind.calls.count == 4)
  }

  @Test(arguments: [
    (nil, "-"), (Usage(inputTokens: 7), "-"), (Usage(inputTokens: .max, outputTokens: 1), "-"),
    (Usage(inputTokens: 7, outputTokens: -1), "7"),
  ])
  func `leaves the estimate where usage does not say all`(usage: Usage?, tokens: String) {
    _ = reserve(cost: nil)
    behind.answerMoney(nil)
    behind.answerPlace(.granted(at: .zero))
    desk.settle(ticket, Settlement(usage: usage))
    #expect(behind.calls.last == "tokens 1 \(tokens)")
  }

  @Test func `withdraws once, whatever it waits for`() {
    let words = reserve()
    desk.withdraw(ticket)
    behind.answerMoney(nil)
    #expect(behind.calls == ["money 1 0.5 a/m", "withdraw 1"])
    #expect(words().isEmpty)
  }

  @Test func `withdraws money and place`() {
    _ = reserve()
    behind.answerMoney(nil)
    behind.answerPlace(.queued)
    desk.withdraw(ticket)
    desk.withdraw(ticket)
    #expect(behind.calls.suffix(2) == ["withdraw 1", "withdraw 1"])
    #expect(behind.calls.count == 4)
  }

  @Test func `gives back what a reservation of the same name held, and forgets its words`() {
    let words = reserve()
    let oldMoney = behind.answerMoney
    oldMoney(nil)
    let oldPlace = behind.answerPlace
    oldPlace(.granted(at: .zero))
    let newWords = reserve()
    #expect(
      behind.calls == [
        "money 1 0.5 a/m", "place 1", "withdraw 1", "withdraw 1", "money 1 0.5 a/m",
      ])
    oldMoney(nil)
    oldPlace(.granted(at: .zero))
    #expect(words().count == 1)
    #expect(newWords().isEmpty)
    behind.answerMoney(nil)
    oldPlace(.queued)
    behind.answerPlace(.granted(at: .zero))
    #expect(newWords() == [.granted(at: .zero)])
    desk.settle(ticket, Settlement(cost: 0.25))
    #expect(behind.calls.suffix(2) == ["cost 1 0.25", "tokens 1 -"])
  }

  @Test func `passes a provider's word on`() {
    desk.tighten(RateLimitReport(), of: target)
    #expect(behind.calls == ["tighten a/m"])
  }
}
