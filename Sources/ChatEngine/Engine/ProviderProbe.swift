/// Asks a provider for its models and tells what came of each step, for a person who looks for a
/// fault.
///
/// Belongs to the loop's thread.
package final class ProviderProbe {
  /// What came of it.
  package struct Report: Sendable {
    /// As the provider lists them; nil where the list did not come.
    package var models: [Model]?
    /// How long name lookup, connection and TLS took, as far as they came.
    package var timings: TransferTimings?
    /// The server's clock by its own word.
    package var date: Timestamp?
    /// Why there is no list; its target's model is empty.
    package var attempt: AttemptRecord

    /// Whether the server answered at all, whatever it said.
    package var hasAnswered: Bool { attempt.status != nil }
  }

  private static let longestAnswer = 16 << 20

  private let loop: EventLoop
  private let keys: TurnRunner.KeyLookup
  private let time: () -> Timestamp
  private lazy var transport = CurlTransport(loop: loop) { [unowned self] id, event in
    take(event, of: id)
  }
  private var lastID: UInt64 = 0
  private var running: [TransferID: Running] = [:]

  private struct Running {
    let provider: Provider
    let startedAt: Instant
    var status: Int?
    var headers: [HTTPHeader] = []
    var body: [UInt8] = []
    let done: (Report) -> Void
  }

  package init(
    loop: EventLoop, keys: @escaping TurnRunner.KeyLookup, time: @escaping () -> Timestamp
  ) {
    self.loop = loop
    self.keys = keys
    self.time = time
  }

  /// Asks for the models, with the provider's key, within that time.
  package func listModels(
    of provider: Provider, limit: Duration, done: @escaping (Report) -> Void
  ) {
    keys(provider.name) { [weak self] result in
      guard let self else { return }
      switch result {
      case .failure(let failure):
        done(Report(attempt: failed(failure, at: provider, status: nil, after: .zero)))
      case .success(let header):
        var request = provider.dialect.codec.modelsRequest(at: provider)
        if let header { request.headers.append(header) }
        request.security = provider.security
        request.maxDecodedBytes = Self.longestAnswer
        request.timeouts = Timeouts(connect: provider.timeouts.connect, total: limit)
        // A connection of its own, so that each step is seen.
        lastID += 1
        request.pool = "probe \(lastID)"
        let id = TransferID(value: lastID)
        running[id] = Running(provider: provider, startedAt: loop.now(), done: done)
        transport.start(id, request)
      }
    }
  }

  private func take(_ event: TransferEvent, of id: TransferID) {
    switch event {
    case .responded(let status, let headers, _):
      running[id]?.status = status
      running[id]?.headers = headers
    case .body(let bytes): running[id]?.body += bytes
    case .trailers: break
    case .ended(let timings):
      if let run = running.removeValue(forKey: id) { run.done(report(of: run, timings)) }
    case .failed(let error, let timings):
      guard let run = running.removeValue(forKey: id) else { return }
      var report = Report(
        timings: timings,
        attempt: failed(
          Failure(error), at: run.provider, status: run.status, after: loop.now() - run.startedAt))
      report.date = date(of: run)
      run.done(report)
    }
  }

  private func report(of run: Running, _ timings: TransferTimings) -> Report {
    let codec = run.provider.dialect.codec
    let status = run.status ?? 0
    let time = loop.now() - run.startedAt
    var models: [Model]?
    var failure: Failure?
    if (300..<400).contains(status) {
      let location = run.headers.first { $0.isNamed("location") }?.value
      failure = Failure(redirect: status, to: location)
    } else if !(200..<300).contains(status) {
      failure = codec.failure(
        status: status, headers: run.headers, body: run.body, now: self.time())
    } else {
      do throws(Failure) {
        models = try codec.models(in: run.body)
      } catch {
        failure = error
      }
    }
    let attempt =
      failure.map { failed($0, at: run.provider, status: status, after: time) }
      ?? AttemptRecord(
        target: Target(provider: run.provider.name, model: ""), outcome: .answered, status: status,
        total: time)
    return Report(models: models, timings: timings, date: date(of: run), attempt: attempt)
  }

  private func date(of run: Running) -> Timestamp? {
    run.headers.first { $0.isNamed("date") }.flatMap { WireDate.http($0.value) }
  }

  private func failed(
    _ failure: Failure, at provider: Provider, status: Int?, after time: Duration
  ) -> AttemptRecord {
    AttemptRecord(
      target: Target(provider: provider.name, model: ""), outcome: .failed, status: status,
      failure: failure, total: time)
  }
}
