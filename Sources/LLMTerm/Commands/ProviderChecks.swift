import ChatEngine

/// Providers and services that are really asked, all at once, each step by step.
final class ProviderChecks {
  /// The list of models and the answer may take so long, each.
  private static let limit: Duration = .seconds(20)
  /// A clock that is off by more makes certificates and limits wrong.
  private static let mostSkew: Int64 = 120_000

  private let catalog: Catalog
  private let origins: [String: String]
  private let loop: EventLoop
  private let runner: TurnRunner
  private let probe: ProviderProbe
  private let sentences: ErrorSentence
  private var lastTurn: UInt64 = 0
  private var findings: [String: [DoctorFinding]] = [:]
  /// Milliseconds by which a server's clock is before ours.
  private var skews: [Int64] = []

  /// `origins` say where each provider's key comes from.
  init(
    _ catalog: Catalog, origins: [String: String], keys: @escaping TurnRunner.KeyLookup,
    runner: TurnRunner, loop: EventLoop
  ) {
    self.catalog = catalog
    self.origins = origins
    self.loop = loop
    self.runner = runner
    probe = ProviderProbe(loop: loop, keys: keys, time: SystemClock.timestamp)
    sentences = ErrorSentence(providers: catalog.providers, at: .commandLine)
  }

  /// Tries them all and gives what was found, in their order, and the clock's at the end.
  func run(_ names: [String]) -> [DoctorFinding] {
    var waiting = names.count
    for name in names {
      guard let provider = catalog.provider(named: name) else {
        waiting -= 1
        continue
      }
      start(provider) { waiting -= 1 }
    }
    loop.run { waiting > 0 }
    return names.flatMap { findings[$0] ?? [] } + [clock].compactMap(\.self)
  }

  private func add(_ mark: DoctorFinding.Mark, _ name: String, _ step: String, _ text: String) {
    findings[name, default: []].append(DoctorFinding(mark, "\(name) \(step)", text))
  }

  private func start(_ provider: Provider, done: @escaping () -> Void) {
    let name = provider.name
    if let obstacle = catalog.obstacles[name] {
      add(.wrong, name, "key", "There is \(obstacle).")
      return done()
    }
    var provider = provider
    // Who waits for less in the chat does so here.
    let limit = min(Self.limit, provider.timeouts.total)
    provider.timeouts = Timeouts(
      connect: provider.timeouts.connect, firstPart: min(limit, provider.timeouts.firstPart),
      idle: min(limit, provider.timeouts.idle), total: limit)
    probe.listModels(of: provider, limit: limit) { [unowned self] report in
      take(report, of: provider)
      guard report.hasAnswered, !isRefused(report) else { return done() }
      guard let model = provider.models.first ?? report.models?.first else {
        add(.skipped, name, "answer", "No model is known to be asked.")
        return done()
      }
      ask(provider, model, done)
    }
  }

  /// Whether a request for an answer would meet the same refusal.
  private func isRefused(_ report: ProviderProbe.Report) -> Bool {
    switch report.attempt.failure?.kind {
    case .auth: true
    default: false
    }
  }

  // MARK: Steps

  private func take(_ report: ProviderProbe.Report, of provider: Provider) {
    let name = provider.name
    let sentence = report.attempt.failure.map { sentences.full($0, attempts: [report.attempt]) }
    if report.attempt.failure?.code == Failure.noKeyCode {
      return add(.wrong, name, "key", sentence ?? "")
    }
    guard report.hasAnswered else { return add(.wrong, name, "connection", sentence ?? "") }
    add(.ok, name, "connection", connection(report.timings, provider))
    if let date = report.date {
      skews.append(date.milliseconds - SystemClock.timestamp().milliseconds)
    }
    if report.attempt.failure?.kind == .auth {
      return add(.wrong, name, "key", sentence ?? "")
    }
    add(.ok, name, "key", "\(origins[name] ?? "None is needed").")
    guard let models = report.models else {
      return add(.warning, name, "models", sentence ?? "There is no list.")
    }
    if models.isEmpty {
      let fix = "Name them in the configuration: \"models\": [\"ID\"]."
      return add(.warning, name, "models", "The list is empty. \(fix)")
    }
    add(.ok, name, "models", models.count == 1 ? "1 model." : "\(models.count) models.")
  }

  private func connection(_ timings: TransferTimings?, _ provider: Provider) -> String {
    let steps = [("name", timings?.dns), ("connection", timings?.connect), ("TLS", timings?.tls)]
    let times = steps.compactMap { step, time in time.map { "\(step) \(Self.milliseconds($0))" } }
    let proxy = provider.security.proxy.flatMap { URLText($0) }.map {
      ", through the proxy \($0.host)"
    }
    return (times.isEmpty ? "It answers" : times.joined(separator: ", ")) + (proxy ?? "") + "."
  }

  private func ask(_ provider: Provider, _ model: Model, _ done: @escaping () -> Void) {
    let target = Target(provider: provider.name, model: model.id)
    var route = Route(name: target.description, targets: [RouteTarget(target)])
    route.attempts = 1
    route.attemptsPerTarget = 1
    // The least that every vendor takes.
    var parameters = Parameters()
    parameters.maxOutputTokens = 16
    let prompt = Message(
      id: MessageID("1"), parent: nil, role: .user, parts: [.text("Say: ok")],
      time: SystemClock.timestamp())
    lastTurn += 1
    let turn = Turn(
      id: TurnID(lastTurn), route: route,
      candidates: [
        Candidate(RouteTarget(target), provider: provider, model: catalog.model(of: target))
      ],
      request: ChatRequest(messages: [prompt], parameters: parameters),
      settings: .standard, startedAt: SystemClock.timestamp(),
      random: SystemRandomNumberGenerator())
    var first: AttemptRecord?
    runner.start(turn) { [unowned self] update in
      switch update {
      case .attemptEnded(let record): first = record
      case .ended(let end):
        take(end, first, of: target)
        done()
      default: break
      }
    }
  }

  private func take(_ end: TurnEnd, _ record: AttemptRecord?, of target: Target) {
    if let failure = end.ending.failure {
      let sentence = sentences.full(failure, attempts: end.ending.attempts)
      return add(.wrong, target.provider, "answer", sentence)
    }
    let times = [("first token", record?.firstToken), ("end", record?.total)]
    let spelled = times.compactMap { name, time in time.map { "\(name) \(Self.milliseconds($0))" } }
    add(
      .ok, target.provider, "answer",
      "\(target.model): \(spelled.joined(separator: ", ")).")
  }

  private static func milliseconds(_ duration: Duration) -> String { "\(duration.milliseconds) ms" }

  /// Our clock by the servers': the nearest to ours, as one of theirs may be wrong.
  private var clock: DoctorFinding? {
    guard let skew = skews.min(by: { abs($0) < abs($1) }) else { return nil }
    guard abs(skew) > Self.mostSkew else {
      return DoctorFinding(.ok, "clock", "As the servers' clocks.")
    }
    let way = skew > 0 ? "behind" : "before"
    return DoctorFinding(
      .wrong, "clock", "This machine's clock is \(abs(skew) / 60_000) min \(way) the servers'.",
      fix: "Set it: certificates and limits are judged by it.")
  }
}
