/// Budgets of day and month that all machines on one Redis keep together.
///
/// The ledger of this machine stays the record: it is always written, and what it refuses is refused.
/// Redis adds up all machines; while it is away the ledger decides alone, and what was spent meanwhile
/// is added when it is back. A session's budget is this session's own.
package final class SharedSpending: Spending {
  private struct Held {
    let name: String
    let keys: SpendingKeys
    /// In µ$, like all amounts that Redis sees.
    let amount: Int
  }

  private struct Sums {
    let keys: SpendingKeys
    let day: Int
    let month: Int
  }

  // Less than the two hours for which a settlement is remembered.
  private static let settlementsWait: Duration = .seconds(3600)

  package private(set) var counts = SharingCounts()
  /// Called when `left` may have changed.
  package var onChange: () -> Void = {}

  private let redis: any RedisCommands
  private let local: any Spending
  private let budget: Configuration.Budget
  private let prefix: String
  /// Tells this process's requests from those of others.
  private let process: String
  private let time: () -> Timestamp
  private let now: () -> Instant
  private var count = 0
  private var held: [TransferID: Held] = [:]
  private var known: Sums?
  private let owed: OwedCalls

  /// Makes budgets over Redis and this machine's own; `process` is a random number.
  package init(
    redis: any RedisCommands, local: any Spending, budget: Configuration.Budget, prefix: String,
    process: UInt64, time: @escaping () -> Timestamp, now: @escaping () -> Instant
  ) {
    self.redis = redis
    self.local = local
    self.budget = Configuration.Budget(day: budget.day, month: budget.month)
    self.prefix = prefix
    self.process = String(process, radix: 36)
    self.time = time
    self.now = now
    owed = OwedCalls(redis, patience: RedisPatience.usual, now: now)
  }

  package var left: BudgetLeft {
    var left = local.left
    let today = SpendingKeys(at: time(), prefix: prefix)
    guard let known, known.keys.month == today.month else { return left }
    left.month = Self.least(left.month, budget.month, spent: known.month)
    if known.keys.day == today.day {
      left.day = Self.least(left.day, budget.day, spent: known.day)
    }
    return left
  }

  package func reserve(
    _ ticket: TransferID, _ cost: Double, for target: Target, reply: @escaping (Failure?) -> Void
  ) {
    local.reserve(ticket, cost, for: target) { [weak self] refusal in
      guard let self, refusal == nil, budget.day != nil || budget.month != nil, cost > 0 else {
        return reply(refusal)
      }
      count += 1
      let request = Held(
        name: "\(process):\(count)", keys: SpendingKeys(at: time(), prefix: prefix),
        amount: Self.amount(cost))
      held[ticket] = request
      ask(request, ticket, cost, reply)
    }
  }

  package func withdraw(_ ticket: TransferID) {
    local.withdraw(ticket)
    end(ticket, cost: 0)
  }

  package func settle(_ ticket: TransferID, _ settlement: Settlement) {
    local.settle(ticket, settlement)
    // An unknown cost leaves the estimate standing.
    end(ticket, cost: settlement.cost.map(Self.amount))
  }
}

// MARK: Asking

extension SharedSpending {
  private func ask(
    _ request: Held, _ ticket: TransferID, _ cost: Double, _ reply: @escaping (Failure?) -> Void
  ) {
    counts.asked += 1
    let left = local.left
    let numbers =
      [request.amount]
      + [Self.limit(budget.day), Self.spent(left.day, of: budget.day, without: cost)]
      + [Int(SpendingKeys.dayLifetime.milliseconds)]
      + [Self.limit(budget.month), Self.spent(left.month, of: budget.month, without: cost)]
      + [Int(SpendingKeys.monthLifetime.milliseconds)]
    redis.run(
      SpendingScript.reserve, keys: request.keys.names,
      arguments: [RedisText(request.name)] + numbers.map { RedisText($0) },
      patience: RedisPatience.usual
    ) { [weak self] result in
      guard let self else { return }
      let verdict = note(result, request.keys)
      // One that was withdrawn meanwhile is settled behind this.
      guard held[ticket]?.name == request.name else { return }
      guard let verdict else {
        counts.fallbacks += 1
        return reply(nil)
      }
      owed.makeAgain()
      guard verdict == 0 else { return reply(nil) }
      held[ticket] = nil
      local.withdraw(ticket)
      reply(refusal(of: cost))
    }
  }

  /// Keeps the sums of a reply and gives its first number; nil where it is not what a script says.
  private func note(_ result: Result<RedisValue, RedisFailure>, _ keys: SpendingKeys) -> Int? {
    guard case .success(.array(let values)) = result, values.count == 3,
      case .integer(let verdict) = values[0], case .integer(let day) = values[1],
      case .integer(let month) = values[2]
    else { return nil }
    if known.map({ $0.keys.day <= keys.day }) ?? true {
      known = Sums(keys: keys, day: day, month: month)
      onChange()
    }
    return verdict
  }

  private func refusal(of cost: Double) -> Failure {
    let spent = Spent(day: Self.dollars(known?.day ?? 0), month: Self.dollars(known?.month ?? 0))
    return budget.refusal(of: cost, after: spent)
      ?? Failure(.budget, "other machines have spent what was left of the day's or month's budget")
  }

  private func end(_ ticket: TransferID, cost: Int?) {
    guard let request = held.removeValue(forKey: ticket) else { return }
    let numbers = [
      request.amount, cost ?? request.amount, Int(SpendingKeys.dayLifetime.milliseconds),
      Int(SpendingKeys.monthLifetime.milliseconds),
    ]
    let call = OwedCalls.Call(
      script: SpendingScript.settle, keys: request.keys.names,
      arguments: [RedisText(request.name)] + numbers.map { RedisText($0) },
      end: now() + Self.settlementsWait)
    owed.make(call) { [weak self] in _ = self?.note($0, request.keys) }
  }
}

// MARK: Amounts

extension SharedSpending {
  private static let unit = 1e6
  private static let most = 1e15

  /// Rounded up to a whole µ$: what costs anything costs one.
  private static func amount(_ dollars: Double) -> Int {
    guard dollars.isFinite, dollars > 0 else { return 0 }
    // A hair more than a whole number is that number: sums of doubles are off by as much.
    return Int(min((dollars * unit - 1e-3).rounded(.up), most))
  }

  private static func limit(_ dollars: Double?) -> Int {
    guard let dollars, dollars.isFinite else { return -1 }
    return Int(min(max((dollars * unit).rounded(), 0), most))
  }

  private static func dollars(_ amount: Int) -> Double { Double(amount) / unit }

  /// What the ledger says is spent, this request left out; 0 where it does not say.
  private static func spent(_ left: Double?, of budget: Double?, without cost: Double) -> Int {
    guard let left, let budget else { return 0 }
    return amount(budget - left - cost)
  }

  private static func least(_ left: Double?, _ budget: Double?, spent: Int) -> Double? {
    guard let budget else { return left }
    return min(left ?? budget, max(0, budget - dollars(spent)))
  }
}
