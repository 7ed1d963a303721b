import Synchronization

/// The requests that came, for whoever wants to look while the server runs.
final class DemoLog: Sendable {
  private struct State {
    var requests: [DemoRequest] = []
    var dropped = 0
    var visits: [String: Int] = [:]
  }

  private let state = Mutex(State())
  private let limit: Int

  /// Keeps that many; older ones are forgotten.
  init(limit: Int) { self.limit = max(limit, 1) }

  var requests: [DemoRequest] { state.withLock { $0.requests } }

  /// Adds a request and gives it its numbers.
  func add(_ request: DemoRequest) -> DemoRequest {
    state.withLock { state in
      var request = request
      request.number = state.dropped + state.requests.count + 1
      if let destination = request.destination, destination.operation == .answer {
        request.visit = state.visits[destination.base, default: 0]
        state.visits[destination.base] = request.visit + 1
      }
      state.requests.append(request)
      if state.requests.count > limit {
        state.requests.removeFirst()
        state.dropped += 1
      }
      return request
    }
  }

  /// Changes a request that is still kept.
  func update(_ number: Int, _ change: (inout DemoRequest) -> Void) {
    state.withLock { state in
      let place = number - state.dropped - 1
      if state.requests.indices.contains(place) { change(&state.requests[place]) }
    }
  }
}
