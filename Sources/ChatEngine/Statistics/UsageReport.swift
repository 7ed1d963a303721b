/// What was asked, grouped: requests, tokens, cost, errors and times.
package struct UsageReport: Sendable, Equatable {
  /// By what requests are put together.
  package enum Grouping: String, CaseIterable, Sendable {
    case day, provider, model
  }

  /// A group, or all of them.
  package struct Figures: Sendable, Equatable {
    /// Requests that went out; kept answers are not among them.
    package var requests = 0
    package var failed = 0
    package var cancelled = 0
    /// Answers that were given from the cache.
    package var cacheHits = 0
    package var inputTokens = 0
    package var outputTokens = 0
    package var cachedInputTokens = 0
    /// In US dollars, of the requests whose cost is known.
    package var cost = 0.0
    /// Requests that were answered and whose cost is not known.
    package var withoutCost = 0
    package var firstToken = Samples()
    package var total = Samples()

    mutating func take(_ record: UsageRecord) {
      guard record.outcome != .cached else {
        cacheHits += 1
        return
      }
      requests += 1
      inputTokens += record.usage?.inputTokens ?? 0
      outputTokens += record.usage?.outputTokens ?? 0
      cachedInputTokens += record.usage?.cachedInputTokens ?? 0
      cost += record.cost ?? 0
      switch record.outcome {
      case .failed: failed += 1
      case .cancelled: cancelled += 1
      case .answered, .cached:
        if record.cost == nil { withoutCost += 1 }
        // A failure's time says how fast a server refuses.
        record.firstToken.map { firstToken.take($0) }
        record.total.map { total.take($0) }
      }
    }
  }

  /// Durations, for their quantiles.
  package struct Samples: Sendable, Equatable {
    private var milliseconds: [UInt32] = []

    mutating func take(_ duration: Duration) {
      milliseconds.append(UInt32(clamping: duration.milliseconds))
    }

    mutating func settle() { milliseconds.sort() }

    /// The least duration that so great a share does not exceed; nil where there is none.
    package func quantile(_ share: Double) -> Duration? {
      guard !milliseconds.isEmpty else { return nil }
      let rank = Int((share * Double(milliseconds.count)).rounded(.up)) - 1
      return .milliseconds(Int(milliseconds[min(max(rank, 0), milliseconds.count - 1)]))
    }
  }

  package let grouping: Grouping
  /// By name: a day as `2026-11-23` in order; others by cost, then by requests, the most first.
  package private(set) var groups: [(name: String, figures: Figures)] = []
  package private(set) var all = Figures()
  private var byName: [String: Figures] = [:]
  /// Seconds east of UTC, for days as they are where the person is.
  private let utcOffset: Int

  package init(by grouping: Grouping, utcOffset: Int = 0) {
    self.grouping = grouping
    self.utcOffset = utcOffset
  }

  package mutating func take(_ record: UsageRecord) {
    let name =
      switch grouping {
      case .day: day(of: record.time)
      case .provider: record.target.provider
      case .model: record.target.description
      }
    byName[name, default: Figures()].take(record)
    all.take(record)
  }

  /// Sorts what was taken; to be called once, after the last record.
  package mutating func settle() {
    groups = byName.map { name, figures in
      var figures = figures
      figures.firstToken.settle()
      figures.total.settle()
      return (name, figures)
    }
    byName = [:]
    all.firstToken.settle()
    all.total.settle()
    let isByDay = grouping == .day
    groups.sort { left, right in
      if !isByDay, left.figures.cost != right.figures.cost {
        return left.figures.cost > right.figures.cost
      }
      if !isByDay, left.figures.requests != right.figures.requests {
        return left.figures.requests > right.figures.requests
      }
      return left.name < right.name
    }
  }

  private func day(of time: Timestamp) -> String {
    let local = Timestamp(milliseconds: time.milliseconds + Int64(utcOffset) * 1000)
    return String(local.text.prefix(10))
  }

  package static func == (left: UsageReport, right: UsageReport) -> Bool {
    left.grouping == right.grouping && left.all == right.all
      && left.groups.map(\.name) == right.groups.map(\.name)
      && left.groups.map(\.figures) == right.groups.map(\.figures)
  }
}
