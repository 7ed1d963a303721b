@testable import ChatEngine

/// Watches every turn of a simulation and writes down what should not have happened.
final class SimulationWitness {
  private struct Seen {
    var asked: [Target: Int] = [:]
    /// Counted attempts at targets that were asked before.
    var retries = 0
    var records: [AttemptRecord] = []
    var bodies: Set<String> = []
    /// Reservations that are neither settled nor withdrawn.
    var open: Set<TransferID> = []
    var settled = 0.0
    var hasReserved = false
    var isFreeRetry = false
  }

  private(set) var wrong: [String] = []
  private(set) var ended = 0
  private(set) var outcomes: [TurnEnd.Outcome: Int] = [:]
  private(set) var cost = 0.0
  private(set) var turnsWithTools = 0
  private var turns: [TurnID: Seen] = [:]
  /// Only the first of each kind is told.
  private var complaints: [String: Int] = [:]
  private var over: Set<TurnID> = []
  /// Requests and pooled retries of each second.
  private var seconds: [(second: Int64, requests: Int, pooled: Int)] = []

  func watch(_ simulation: inout Simulation) {
    simulation.observe = { [unowned self] id, effect, now in take(effect, of: id, at: now) }
  }

  private func complain(_ id: TurnID, _ words: String) {
    complaints[words, default: 0] += 1
    if complaints[words] == 1 { wrong.append("turn \(id.value) \(words)") }
  }

  private func take(_ effect: TurnEffect, of id: TurnID, at now: Instant) {
    if over.contains(id) { return complain(id, "went on after its end") }
    var seen = turns.removeValue(forKey: id) ?? Seen()
    switch effect {
    case .publish(let update): take(update, of: id, &seen, now)
    case .startTransfer(let transfer, let request, _): start(transfer, request, id, &seen)
    case .reserve(let reservation):
      seen.hasReserved = true
      seen.open.insert(reservation.ticket)
    case .withdraw(let ticket): close(ticket, id, &seen)
    case .settle(let ticket, let settlement):
      close(ticket, id, &seen)
      seen.settled += settlement.cost ?? 0
    case .cancelTransfer, .setTimer, .clearTimer, .lookUp, .keep, .remember: break
    }
    if !over.contains(id) { turns[id] = seen }
  }

  private func close(_ ticket: TransferID, _ id: TurnID, _ seen: inout Seen) {
    if seen.open.remove(ticket) == nil { complain(id, "closed a ticket twice") }
  }

  private func start(
    _ transfer: TransferID, _ request: HTTPRequest, _ id: TurnID, _ seen: inout Seen
  ) {
    if seen.hasReserved, !seen.isFreeRetry, !seen.open.contains(transfer) {
      complain(id, "sent what nobody granted")
    }
    let body = String(decoding: request.body, as: UTF8.self)
    // The prompt, the call and its result; what follows asks to go on after a cut.
    let words = body.split(separator: "|")
    seen.bodies.insert(words.filter { $0.hasPrefix("call ") || $0.hasPrefix("result ") }.joined())
  }

  private func take(_ update: TurnUpdate, of id: TurnID, _ seen: inout Seen, _ now: Instant) {
    switch update {
    case .attemptStarted(_, let target, let reason):
      seen.isFreeRetry = reason == "on a fresh connection"
      let isRetry = seen.asked[target] != nil && !seen.isFreeRetry
      seen.asked[target, default: 0] += 1
      if isRetry { seen.retries += 1 }
      note(isPooled: isRetry && seen.retries > 3, id, now)
    case .attemptEnded(let record): seen.records.append(record)
    case .ended(let end): finish(end, of: id, seen)
    case .passedOver, .queued, .looked, .hedged, .part, .waiting, .retrying, .failedOver,
      .partialKept, .continuing, .asks:
      break
    }
  }

  /// Retries beyond 3 of a turn are at most 10 % of the last minute's requests (engine.md); turns
  /// that decide at the same time may each see the last place.
  private func note(isPooled: Bool, _ id: TurnID, _ now: Instant) {
    let second = now.nanoseconds / 1_000_000_000
    seconds.removeAll { $0.second <= second - 60 }
    if seconds.last?.second != second { seconds.append((second, 0, 0)) }
    seconds[seconds.count - 1].requests += 1
    guard isPooled else { return }
    seconds[seconds.count - 1].pooled += 1
    let requests = seconds.reduce(0) { $0 + $1.requests }
    let pooled = seconds.reduce(0) { $0 + $1.pooled }
    if pooled > requests / 10 + 3 { complain(id, "retried beyond the budget") }
  }

  private func finish(_ end: TurnEnd, of id: TurnID, _ seen: Seen) {
    over.insert(id)
    ended += 1
    outcomes[end.outcome, default: 0] += 1
    cost += end.cost ?? 0
    if seen.bodies != [""] { turnsWithTools += 1 }
    if seen.bodies.count > 1 { complain(id, "sent other results of tools") }
    if let body = seen.bodies.first, !body.isEmpty,
      body != "call call-\(id.value)result call-\(id.value): noon \(id.value)"
    {
      complain(id, "sent \(body)")
    }
    // Three counted attempts and two that were never sent; six in all that were.
    if seen.asked.values.contains(where: { $0 > 5 }) { complain(id, "asked one too often") }
    let sent = seen.records.count { $0.failure?.kind != .connect }
    if sent > 6 { complain(id, "made \(sent) attempts") }
    if end.ending.attempts != seen.records { complain(id, "lost an attempt") }
    let costs = seen.records.compactMap(\.cost)
    if end.cost != (costs.isEmpty ? nil : costs.reduce(0, +)) {
      complain(id, "cost something else than its attempts")
    }
    if !seen.open.isEmpty { complain(id, "kept a place") }
    if seen.hasReserved, abs(seen.settled - costs.reduce(0, +)) > 1e-9 {
      complain(id, "settled something else than its attempts")
    }
  }
}
