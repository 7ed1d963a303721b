/// The page that is scraped.
extension Metrics {
  /// All that was counted, and how things stand.
  package mutating func page(_ gauges: Gauges, version: String) -> [UInt8] {
    let standing = places(of: gauges.targets)
    let labels = labels.all.map {
      Exposition.labels([("provider", $0.provider), ("model", $0.model)])
    }
    // Four histograms of some 15 lines of 100 bytes and a dozen lines more.
    var page = Exposition(capacity: 4096 + 8192 * labels.count)
    writeRequests(labels, into: &page)
    writeHistogram(.duration, labels, \.duration, into: &page)
    writeHistogram(.firstToken, labels, \.firstToken, into: &page)
    writeHistogram(.speed, labels, \.speed, into: &page)
    writeCounts(labels, into: &page)
    writeHistogram(.wait, labels, \.wait, into: &page)
    writeStanding(standing, labels, into: &page)
    writeStreams(into: &page)
    gauges.budget.write(into: &page)
    gauges.redis?.write(into: &page)
    page.begin(.build)
    page.sample(Exposition.labels([("version", version)]), 1)
    return page.bytes
  }

  /// The gauges with their places; of two in one place the first counts.
  private mutating func places(of gauges: [Gauges.OfTarget]) -> [(Int, Gauges.OfTarget)] {
    var seen: Set<Int> = []
    return gauges.compactMap { gauge in
      let place = place(of: gauge.target)
      return seen.insert(place).inserted ? (place, gauge) : nil
    }
  }

  private func writeRequests(_ labels: [String], into page: inout Exposition) {
    page.begin(.requests)
    for (labels, figures) in zip(labels, figures) {
      page.sample(labels + ",outcome=\"answered\"", figures.answered)
      page.sample(labels + ",outcome=\"failed\"", figures.failed)
      page.sample(labels + ",outcome=\"cancelled\"", figures.cancelled)
    }
  }

  private func writeHistogram(
    _ family: MetricFamily, _ labels: [String], _ histogram: KeyPath<Figures, Histogram>,
    into page: inout Exposition
  ) {
    page.begin(family)
    let marks = Exposition.marks(of: Figures()[keyPath: histogram])
    for (labels, figures) in zip(labels, figures) where !figures[keyPath: histogram].isEmpty {
      page.samples(labels, figures[keyPath: histogram], marks: marks)
    }
  }

  private func writeCounts(_ labels: [String], into page: inout Exposition) {
    page.begin(.tokens)
    for (labels, figures) in zip(labels, figures) {
      page.sample(labels + ",direction=\"input\"", figures.inputTokens)
      page.sample(labels + ",direction=\"output\"", figures.outputTokens)
    }
    page.begin(.cost)
    for (labels, figures) in zip(labels, figures) { page.sample(labels, figures.cost) }
    page.begin(.errors)
    for (name, count) in errors.sorted(by: { $0.key.sortText < $1.key.sortText }) {
      page.sample(
        Exposition.labels([("provider", name.provider), ("error_type", name.kind.rawValue)]), count)
    }
    page.begin(.retries)
    for (labels, figures) in zip(labels, figures) { page.sample(labels, figures.retries) }
    page.begin(.failovers)
    for (name, count) in failovers.sorted(by: { $0.key.sortText < $1.key.sortText }) {
      page.sample(Exposition.labels([("from", name.from), ("to", name.to)]), count)
    }
    page.begin(.cache)
    page.sample("result=\"hit\"", cacheHits)
    page.sample("result=\"miss\"", cacheMisses)
  }

  private func writeStanding(
    _ standing: [(place: Int, gauge: Gauges.OfTarget)], _ labels: [String],
    into page: inout Exposition
  ) {
    page.begin(.remaining)
    for (place, gauge) in standing {
      let kinds = [
        ("requests", gauge.left?.requests), ("tokens", gauge.left?.tokens),
        ("streams", gauge.left?.streams),
      ]
      for (kind, left) in kinds {
        if let left { page.sample(labels[place] + ",kind=\"\(kind)\"", left) }
      }
    }
    page.begin(.health)
    for (place, gauge) in standing { page.sample(labels[place], gauge.health) }
    page.begin(.breaker)
    for (place, gauge) in standing { page.sample(labels[place], gauge.breaker.gaugeValue) }
  }

  private func writeStreams(into page: inout Exposition) {
    var streams: [String: Int] = [:]
    for (labels, figures) in zip(labels.all, figures) {
      streams[labels.provider, default: 0] += figures.inFlight
    }
    page.begin(.streams)
    for (provider, count) in streams.sorted(by: { $0.key < $1.key }) {
      page.sample(Exposition.labels([("provider", provider)]), count)
    }
  }
}

extension Metrics.ErrorName {
  fileprivate var sortText: String { provider + "\n" + kind.rawValue }
}

extension Metrics.Failover {
  fileprivate var sortText: String { from + "\n" + to }
}

extension BudgetLeft {
  fileprivate func write(into page: inout Exposition) {
    page.begin(.budget)
    for (period, left) in [("session", session), ("day", day), ("month", month)] {
      if let left { page.sample("period=\"\(period)\"", left) }
    }
  }
}

extension Gauges.Redis {
  fileprivate func write(into page: inout Exposition) {
    page.begin(.redisUp)
    page.sample("", isUp ? 1 : 0)
    page.begin(.redisFallbacks)
    page.sample("", fallbacks)
  }
}
