/// Asking providers for what their lists do not say of a model.
extension TurnRunner {
  /// Models that are asked for after one list; whoever has more chooses among the first.
  private static let mostModels = 40
  /// Requests under way at once.
  private static let atOnce = 4

  /// Asks for the models of which something is not known, where the dialect has a way to.
  ///
  /// Tells each that was answered, and at the end how many were.
  package func complete(
    _ targets: [Target], of catalog: Catalog, limit: Duration = .seconds(10),
    each: @escaping (Target, Model) -> Void, done: @escaping (Int) -> Void
  ) {
    var requests: [DetailRequest] = targets.compactMap { target in
      guard let provider = catalog.provider(named: target.provider),
        catalog.obstacles[provider.name] == nil
      else { return nil }
      let model = catalog.model(of: target)
      guard model.context == nil || model.tools == nil,
        var request = provider.dialect.codec.detailRequest(for: model, at: provider)
      else { return nil }
      request.timeouts = Timeouts(connect: provider.timeouts.connect, total: limit)
      return DetailRequest(target: target, provider: provider, model: model, http: request)
    }
    requests = Array(requests.prefix(TurnRunner.mostModels))
    guard !requests.isEmpty else { return done(0) }
    let round = DetailRound(waiting: requests[...], each: each, done: done)
    for _ in 0..<min(TurnRunner.atOnce, requests.count) { askNext(round) }
  }

  private func askNext(_ round: DetailRound) {
    guard let next = round.waiting.popFirst() else {
      guard round.underWay == 0, !round.isDone else { return }
      round.isDone = true
      return round.done(round.answered)
    }
    round.underWay += 1
    fetch(next.http, from: next.provider) { [weak self] answer in
      round.underWay -= 1
      if let answer, answer.status == 200 {
        round.answered += 1
        // Only what the provider says itself: the rest is known elsewhere.
        let bare = Model(id: next.target.model)
        round.each(
          next.target, next.provider.dialect.codec.model(bare, completedBy: answer.body))
      }
      self?.askNext(round)
    }
  }
}

private struct DetailRequest {
  let target: Target
  let provider: Provider
  let model: Model
  let http: HTTPRequest
}

/// Requests that belong together; the runner's closures call back into it.
private final class DetailRound {
  var waiting: ArraySlice<DetailRequest>
  var underWay = 0
  var answered = 0
  var isDone = false
  let each: (Target, Model) -> Void
  let done: (Int) -> Void

  init(
    waiting: ArraySlice<DetailRequest>, each: @escaping (Target, Model) -> Void,
    done: @escaping (Int) -> Void
  ) {
    self.waiting = waiting
    self.each = each
    self.done = done
  }
}
