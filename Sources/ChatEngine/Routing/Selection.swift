/// Puts a route's candidates in the order of asking, and says of each why it stands there.
///
/// Lower tiers go first under every policy, drained targets (weight 0) are left out, and the
/// health of a target is mixed in: one that half of the requests fail at stands behind the others
/// under `failover`, has its weight multiplied by its health under `weighted`, and its cost or time
/// divided by it under `cheapest` and `fastest`.
struct Selection: Sendable {
  /// A candidate and the reason for its place.
  struct Choice: Sendable, Equatable {
    var candidate: Candidate
    var reason: String
  }

  /// A target below it stands behind the healthy ones of its tier under `failover`.
  static let soundHealth = 0.5
  /// What is left to the sickest target: without any request its recovery would not be noticed.
  static let leastHealth = 0.05
  /// Tokens of the answer whose time is compared under `fastest`.
  static let typicalAnswer = 500.0
  /// Where only the time to the first token is known: a usual speed of hosted models.
  static let usualSpeed = 50.0
  /// The share of turns in which a target that was never measured goes first under `fastest`.
  static let exploration = 0.1

  let policy: RoutePolicy
  let health: HealthTable
  let now: Instant
  /// What the request is expected to take where no model's own maximum is in the way.
  let expected: Usage

  /// A candidate and its health, 0.05 to 1.
  private struct Member {
    let candidate: Candidate
    let health: Double
  }

  /// The order; `draw` gives U(0,1).
  func order(_ candidates: [Candidate], draw: () -> Double) -> [Choice] {
    let asked = candidates.filter { $0.routeTarget.weight > 0 }
    // Health moves nobody who is alone.
    if policy == .failover, asked.count == 1 {
      return [Choice(candidate: asked[0], reason: "first in the route")]
    }
    let tiers = Set(asked.map(\.routeTarget.tier)).sorted()
    var choices: [Choice] = []
    for tier in tiers {
      let members = asked.filter { $0.routeTarget.tier == tier }.map(member)
      let isFirst = choices.isEmpty
      let ordered =
        switch policy {
        case .failover: inOrder(members, isFirst: isFirst)
        case .weighted: drawn(members, draw)
        case .cheapest: byCost(members, isFirst: isFirst)
        case .fastest: byTime(members, isFirst: isFirst, draw)
        }
      choices += ordered
    }
    return choices
  }

  private func member(_ candidate: Candidate) -> Member {
    let score = health.score(of: candidate.target, at: now)
    return Member(
      candidate: candidate, health: score.isFinite ? min(max(score, Self.leastHealth), 1) : 1)
  }

  // MARK: Policies

  private func inOrder(_ members: [Member], isFirst: Bool) -> [Choice] {
    let sound = members.indices.filter { members[$0].health >= Self.soundHealth }
    let sick = members.indices.filter { members[$0].health < Self.soundHealth }
    let isMoved = !sound.isEmpty && sound + sick != Array(members.indices)
    return (sound + sick).enumerated().map { rank, place in
      let member = members[place]
      let isLeader = isFirst && rank == 0
      let reason =
        if isMoved, rank >= sound.count {
          "behind the others" + healthNote(member)
        } else if isLeader {
          isMoved ? "first in the route in good health" : "first in the route"
        } else {
          "next in the route"
        }
      return Choice(candidate: member.candidate, reason: reason)
    }
  }

  /// A draw without replacement: who is drawn first goes first.
  private func drawn(_ members: [Member], _ draw: () -> Double) -> [Choice] {
    let sum = members.reduce(0) { $0 + $1.candidate.routeTarget.weight }
    var left = members
    var choices: [Choice] = []
    while !left.isEmpty {
      let weights = left.map { $0.candidate.routeTarget.weight * $0.health }
      var point = draw() * weights.reduce(0, +)
      let place = weights.firstIndex { weight in
        point -= weight
        return point < 0
      }
      let member = left.remove(at: place ?? left.count - 1)
      let weight = Figure.text(member.candidate.routeTarget.weight)
      choices.append(
        Choice(
          candidate: member.candidate,
          reason: "weighted \(weight) of \(Figure.text(sum))" + healthNote(member)))
    }
    return choices
  }

  private func byCost(_ members: [Member], isFirst: Bool) -> [Choice] {
    let costs = members.map { member in
      let model = member.candidate.model
      return model.price?.cost(of: expected.limited(to: model))
    }
    return sorted(members, by: costs).enumerated().map { rank, place in
      let member = members[place]
      guard let cost = costs[place], cost.isFinite else {
        return Choice(candidate: member.candidate, reason: "its price is not known")
      }
      let word = isFirst && rank == 0 ? "cheapest" : "next"
      return Choice(
        candidate: member.candidate,
        reason: "\(word): about $\(Figure.text(cost))" + healthNote(member))
    }
  }

  private func byTime(_ members: [Member], isFirst: Bool, _ draw: () -> Double) -> [Choice] {
    let firsts = members.map { health.firstToken(of: $0.candidate.target, quantile: 0.5) }
    let times = zip(members, firsts).map { member, first in
      first.map { time(for: member.candidate.target, first: $0) }
    }
    var order = sorted(members, by: times)
    let fastest = order.first
    // Who is never asked is never measured: one turn in ten begins with such a target.
    let unmeasured = order.filter {
      times[$0] == nil && members[$0].health >= Self.soundHealth
    }
    let (chance, pick) = (draw(), draw())
    if chance < Self.exploration, !unmeasured.isEmpty, unmeasured.count < members.count {
      let chosen = unmeasured[Int(pick * Double(unmeasured.count)) % unmeasured.count]
      order.removeAll { $0 == chosen }
      order.insert(chosen, at: 0)
    }
    return order.map { place in
      let member = members[place]
      guard let first = firsts[place] else {
        return Choice(candidate: member.candidate, reason: "not measured yet")
      }
      let word = isFirst && place == fastest ? "fastest" : "next"
      let seconds = Figure.text(Double(first.milliseconds) / 1_000)
      return Choice(
        candidate: member.candidate,
        reason: "\(word): \(seconds) s to the first token" + healthNote(member))
    }
  }

  /// Seconds for a typical answer: first token + 500 tokens / speed.
  ///
  /// Worked: 0.4 s and 100 tokens/s take 0.4 + 5 = 5.4 s; 0.2 s and 40 tokens/s take 12.7 s.
  private func time(for target: Target, first: Duration) -> Double {
    let speed = health.tokensPerSecond(of: target).flatMap { $0 > 0 ? $0 : nil }
    return Double(first.milliseconds) / 1_000 + Self.typicalAnswer / (speed ?? Self.usualSpeed)
  }

  /// Places by rising figure, each divided by the target's health; unknown figures last.
  ///
  /// Equal ones by their health, which divides neither nothing nor the unknown; and then as the route
  /// lists them.
  private func sorted(_ members: [Member], by figures: [Double?]) -> [Int] {
    let weighed = zip(members, figures).map { member, figure in
      // No order can be made of what is no number.
      figure.flatMap { $0.isFinite ? max($0, 0) / member.health : nil } ?? .infinity
    }
    return members.indices.sorted { left, right in
      if weighed[left] != weighed[right] { return weighed[left] < weighed[right] }
      let (one, other) = (members[left].health, members[right].health)
      return one == other ? left < right : one > other
    }
  }

  /// `, health 0.9`; empty for one in full health.
  private func healthNote(_ member: Member) -> String {
    let tenths = Int((member.health * 10).rounded())
    return tenths == 10 ? "" : ", health 0.\(tenths)"
  }
}
