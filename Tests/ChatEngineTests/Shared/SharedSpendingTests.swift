import TestSupport
import Testing

@testable import ChatEngine

/// A ledger in memory that says yes while there is room.
private final class Ledger: Spending {
  var budget: Double
  private(set) var spent = 0.0
  private var held: [TransferID: Double] = [:]

  init(_ budget: Double) { self.budget = budget }

  func reserve(
    _ ticket: TransferID, _ cost: Double, for target: Target, reply: @escaping (Failure?) -> Void
  ) {
    guard spent + cost <= budget else { return reply(Failure(.budget, "the ledger says no")) }
    spent += cost
    held[ticket] = cost
    reply(nil)
  }

  func withdraw(_ ticket: TransferID) { spent -= held.removeValue(forKey: ticket) ?? 0 }

  func settle(_ ticket: TransferID, _ settlement: Settlement) {
    guard let cost = held.removeValue(forKey: ticket) else { return }
    spent += (settlement.cost ?? cost) - cost
  }

  var left: BudgetLeft { BudgetLeft(day: budget - spent) }
}

/// A machine with its own ledger.
private final class Machine {
  let user: RedisUser
  let ledger: Ledger
  let spending: SharedSpending
  let time = Timestamp(text: "2026-11-23T14:00:00Z") ?? Timestamp(milliseconds: 0)

  init(_ server: RedisServer, number: UInt64, day: Double = 1) throws {
    user = try RedisUser(server.url)
    ledger = Ledger(day)
    let time = time
    let loop = user.loop
    spending = SharedSpending(
      redis: user.client, local: ledger, budget: Configuration.Budget(day: day, month: nil),
      prefix: "t:", process: number, time: { time }, now: { loop.now() })
  }

  /// Why it may not be spent; nil where it may.
  func reserve(_ ticket: UInt64, _ cost: Double) -> Failure? {
    var reply: Failure??
    spending.reserve(TransferID(value: ticket), cost, for: Target(provider: "p", model: "m")) {
      reply = .some($0)
    }
    user.run { reply != nil }
    return reply ?? nil
  }

  func settle(_ ticket: UInt64, _ cost: Double?) {
    spending.settle(TransferID(value: ticket), Settlement(cost: cost))
    catchUp()
  }

  func withdraw(_ ticket: UInt64) {
    spending.withdraw(TransferID(value: ticket))
    catchUp()
  }

  /// Waits until what was sent has been done: twice, as a script that is new to the server is sent
  /// twice.
  private func catchUp() {
    _ = user.ask("PING")
    _ = user.ask("PING")
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Budgets over Redis` {
  private let server: RedisServer

  init() throws { server = try RedisServer() }

  @Test func `are those of all machines together`() throws {
    let one = try Machine(server, number: 1)
    let other = try Machine(server, number: 2)
    #expect(one.reserve(1, 0.6) == nil)
    let refusal = other.reserve(1, 0.6)
    #expect(refusal?.kind == .budget)
    #expect(
      refusal?.message
        == "the day's budget of $1.00: $0.60 is spent or set aside, this request may cost $0.60")
    // What was refused is not in the ledger either.
    #expect(other.ledger.spent == 0)
    #expect(other.spending.left.day == 0.4)
  }

  @Test func `are put right by what it cost`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.9)
    one.settle(1, 0.1)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "100000")
    #expect(server.cli("GET", "t:{budget}:2026-11") == "100000")
    #expect(one.spending.left.day == 0.9)
  }

  @Test func `keep the estimate where the cost is not known`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.25)
    one.settle(1, nil)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "250000")
  }

  @Test func `are free again where nothing was sent`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.25)
    one.withdraw(1)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "0")
  }

  @Test func `refuse what the ledger refuses, without asking`() throws {
    let one = try Machine(server, number: 1)
    one.ledger.budget = 0.1
    #expect(one.reserve(1, 0.2)?.message == "the ledger says no")
    #expect(one.spending.counts.asked == 0)
  }

  @Test func `begin again with the ledger where Redis lost its sum`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.7)
    server.cli("FLUSHALL")
    _ = one.reserve(2, 0.1)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "800000")
  }

  @Test(arguments: ["nan", "-5", "1e3", "99999999999999999999", "x"])
  func `begin again with the ledger where the sum is garbage`(garbage: String) throws {
    let one = try Machine(server, number: 1)
    server.cli("SET", "t:{budget}:2026-11-23", garbage)
    server.cli("LPUSH", "t:{budget}:2026-11", garbage)
    server.cli("SADD", "t:{budget}:requests", garbage)
    #expect(one.reserve(1, 0.5) == nil)
    one.settle(1, 0.5)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "500000")
    #expect(one.spending.counts.fallbacks == 0)
  }

  @Test func `are decided by the ledger alone while Redis is away, and added when it is back`()
    throws
  {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.1)
    server.cli("CONFIG", "SET", "maxmemory", "1")
    #expect(one.reserve(2, 0.2) == nil)
    #expect(one.spending.counts.fallbacks == 1)
    server.cli("CONFIG", "SET", "maxmemory", "0")
    one.settle(2, 0.3)
    one.settle(1, 0.1)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "400000")
  }

  @Test func `count a settlement once that arrives twice`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.5)
    server.cli("REPLICAOF", "127.0.0.1", "1")
    one.settle(1, 0.2)
    server.cli("REPLICAOF", "NO", "ONE")
    _ = one.reserve(2, 0.1)
    one.settle(2, 0.1)
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "300000")
    let words: [RedisText] = ["1:1", "500000", "200000", "1000000", "1000000"]
    var isDone = false
    let keys = SpendingKeys(at: one.time, prefix: "t:").names
    one.user.client.run(
      SpendingScript.settle, keys: keys, arguments: words, patience: .seconds(5)
    ) { _ in isDone = true }
    one.user.run { isDone }
    #expect(server.cli("GET", "t:{budget}:2026-11-23") == "300000")
  }

  @Test func `stand under the day and the month in UTC, and not for ever`() throws {
    let one = try Machine(server, number: 1)
    _ = one.reserve(1, 0.5)
    let keys = server.cli("KEYS", "*").split(separator: "\n").map(String.init).sorted()
    #expect(keys == ["2026-11", "2026-11-23", "requests"].map { "t:{budget}:\($0)" })
    for key in keys { #expect(Int(server.cli("TTL", key)) ?? 0 > 3600) }
  }
}

@Suite struct `A budget whose Redis is slow` {
  private let redis = ScriptedRedis()
  private let ledger = Ledger(1)
  private let spending: SharedSpending
  private let ticket = TransferID(value: 1)

  init() {
    spending = SharedSpending(
      redis: redis, local: ledger, budget: Configuration.Budget(day: 1), prefix: "t:", process: 1,
      time: { Timestamp(milliseconds: 0) }, now: { .zero })
  }

  private func reserve(_ reply: @escaping (Failure?) -> Void = { _ in }) {
    spending.reserve(
      ticket, 0.5, for: Target(provider: "p", model: "m"), reply: reply)
  }

  @Test func `is asked with what the ledger knows of others`() {
    spending.reserve(
      TransferID(value: 9), 0.125, for: Target(provider: "p", model: "m"), reply: { _ in })
    reserve()
    let arguments = redis.calls.last?.arguments
    #expect(
      arguments == ["1:2", "500000", "1000000", "125000", "172800000", "-1", "0", "2851200000"])
  }

  @Test func `takes back what was withdrawn before it was granted`() {
    var replies = 0
    reserve { _ in replies += 1 }
    spending.withdraw(ticket)
    redis.answer(
      SpendingScript.reserve, .success(.array([.integer(1), .integer(500_000), .integer(0)])))
    #expect(replies == 0)
    #expect(
      redis.answer(SpendingScript.settle, .done)?.prefix(3) == ["1:1", "500000", "0"])
  }

  @Test func `says once more what did not arrive`() {
    reserve()
    redis.answer(SpendingScript.reserve, .away)
    spending.settle(ticket, Settlement(cost: 0.25))
    redis.answer(SpendingScript.settle, .away)
    #expect(redis.count(SpendingScript.settle) == 0)
    spending.reserve(
      TransferID(value: 2), 0.125, for: Target(provider: "p", model: "m"), reply: { _ in })
    redis.answer(
      SpendingScript.reserve, .success(.array([.integer(1), .integer(0), .integer(0)])))
    #expect(
      redis.answer(SpendingScript.settle, .done)?.prefix(3) == ["1:1", "500000", "250000"])
  }

  @Test(arguments: [
    RedisValue.null, .integer(1), .array([]), .array([.integer(1), .string([]), .integer(0)]),
  ])
  func `lets the ledger decide where a reply is nonsense`(reply: RedisValue) {
    var word: Failure??
    reserve { word = .some($0) }
    redis.answer(SpendingScript.reserve, .success(reply))
    #expect(word == .some(nil))
    #expect(spending.counts.fallbacks == 1)
  }

  @Test func `asks nobody where there is no budget of day or month`() {
    let spending = SharedSpending(
      redis: redis, local: ledger, budget: Configuration.Budget(session: 1), prefix: "t:",
      process: 1, time: { Timestamp(milliseconds: 0) }, now: { .zero })
    spending.reserve(ticket, 0.5, for: Target(provider: "p", model: "m")) { _ in }
    #expect(redis.calls.isEmpty)
    #expect(ledger.spent == 0.5)
  }
}
