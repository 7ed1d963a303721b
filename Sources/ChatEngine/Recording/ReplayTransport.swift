/// Plays a recording: each request gets what it got then, and nothing goes to a network.
///
/// Of requests that are the same the first gets what came first. One that is not in the recording
/// fails with `TransportError.Kind.notRecorded`.
package final class ReplayTransport: Transport {
  private final class Playing {
    let exchange: RecordedExchange
    let start: Instant
    /// What comes next: head, pieces of the body, trailers, end.
    var next = 0
    var isPaused = false
    var timer: TimerID?

    init(_ exchange: RecordedExchange, start: Instant) {
      self.exchange = exchange
      self.start = start
    }
  }

  private let loop: EventLoop
  private let deliver: (TransferID, TransferEvent) -> Void
  private let path: String
  /// Times as much as then; nil for as fast as can be.
  private let speed: Double?
  private var waiting: [RequestDigest: [RecordedExchange]]
  private var playing: [TransferID: Playing] = [:]

  /// `speed` is 1 for the time that it took, 2 for half of it; nil waits for nothing.
  package init(
    _ recording: Recording, speed: Double?, loop: EventLoop,
    deliver: @escaping (TransferID, TransferEvent) -> Void
  ) {
    self.loop = loop
    self.deliver = deliver
    self.speed = speed
    path = recording.path
    waiting = Dictionary(grouping: recording.exchanges, by: \.digest)
  }

  package func start(_ id: TransferID, _ request: HTTPRequest) {
    let digest = RequestDigest(of: request)
    guard let exchange = waiting[digest]?.first else {
      let error = TransportError(.notRecorded, message: path)
      let timer = loop.schedule(at: loop.now()) { [weak self] in
        guard let self, playing.removeValue(forKey: id) != nil else { return }
        deliver(id, .failed(error, TransferTimings()))
      }
      let nothing = Playing(RecordedExchange(request, start: .zero), start: loop.now())
      nothing.timer = timer
      playing[id] = nothing
      return
    }
    waiting[digest]?.removeFirst()
    playing[id] = Playing(exchange, start: loop.now())
    schedule(id)
  }

  package func cancel(_ id: TransferID) {
    if let timer = playing.removeValue(forKey: id)?.timer { loop.cancel(timer) }
  }

  package func pause(_ id: TransferID) {
    guard let playing = playing[id] else { return }
    playing.isPaused = true
    if let timer = playing.timer { loop.cancel(timer) }
    playing.timer = nil
  }

  package func resume(_ id: TransferID) {
    guard let playing = playing[id], playing.isPaused else { return }
    playing.isPaused = false
    schedule(id)
  }

  private func schedule(_ id: TransferID) {
    guard let playing = playing[id], let time = playing.exchange.time(of: playing.next) else {
      return
    }
    var due = loop.now()
    if let speed {
      let nanoseconds = Double(time.nanoseconds) / speed
      due = max(due, playing.start + .nanoseconds(Int64(min(nanoseconds, 1e17))))
    }
    playing.timer = loop.schedule(at: due) { [weak self] in self?.play(id) }
  }

  private func play(_ id: TransferID) {
    guard let playing = playing[id], let event = playing.exchange.event(playing.next) else {
      return
    }
    playing.timer = nil
    playing.next += 1
    switch event {
    case .ended, .failed: self.playing[id] = nil
    case .responded, .body, .trailers: schedule(id)
    }
    deliver(id, event)
  }
}

extension RecordedExchange {
  private enum Step {
    case head, piece(Int), trailers, end
  }

  /// What comes as that many; nil after the end.
  private func step(_ number: Int) -> Step? {
    var number = number
    if status != nil {
      if number == 0 { return .head }
      number -= 1
    }
    if body.indices.contains(number) { return .piece(number) }
    number -= body.count
    if !trailers.isEmpty {
      if number == 0 { return .trailers }
      number -= 1
    }
    return number == 0 ? .end : nil
  }

  fileprivate func time(of number: Int) -> Duration? {
    switch step(number) {
    case .head: headTime
    case .piece(let place): body[place].time
    case .trailers, .end: endTime
    case nil: nil
    }
  }

  fileprivate func event(_ number: Int) -> TransferEvent? {
    switch step(number) {
    case .head: .responded(status: status ?? 0, headers: headers, httpVersion: version)
    case .piece(let place): .body(body[place].bytes)
    case .trailers: .trailers(trailers)
    case .end: last
    case nil: nil
    }
  }

  private var last: TransferEvent {
    switch end {
    case .whole(let timings): .ended(timings)
    case .failed(let error, let timings): .failed(error, timings)
    case .cancelled:
      .failed(
        TransportError(
          .reset, status == nil ? .sent : .answered,
          message: "the answer was stopped when this was recorded"),
        TransferTimings())
    }
  }
}
