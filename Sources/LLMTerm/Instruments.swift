import ChatEngine
import Glibc

/// What is written about the program's own work: metrics, log and trace.
///
/// Made before the first request, attached to the runner of all, and finished before the worker is.
final class Instruments {
  private let meter: Meter
  private let log: Log?
  private let trace: TraceFile?
  private let loop: EventLoop
  private let files: any LogQueue
  private let metrics: Configuration.Metrics
  private var listener: MetricsListener?
  private var textfile: MetricsTextfile?

  /// Throws where the trace cannot be begun: it was asked for, and what it was for would be lost.
  init(
    _ options: Options.Diagnostics, _ configuration: Configuration, in folders: Folders?,
    loop: EventLoop, files: any LogQueue
  ) throws(SetupError) {
    self.loop = loop
    self.files = files
    let level = options.logLevel ?? configuration.logLevel
    metrics = Configuration.Metrics(
      listen: options.metricsListen ?? configuration.metrics.listen,
      textfile: configuration.metrics.textfile)
    meter = Meter(version: Program.version, now: { [loop] in loop.now() })
    let clock = LogClock(now: { [loop] in loop.now() }, time: SystemClock.timestamp)
    log = folders.map {
      Log(path: $0.log, level: level, queue: files, clock: clock, processID: getpid())
    }
    do throws(TraceError) {
      trace =
        if let path = options.trace {
          try TraceFile(path: path, queue: files, now: { [loop] in loop.now() })
        } else { nil }
    } catch {
      throw SetupError(error.sentence)
    }
  }

  /// Has a runner tell everything; what a trace could not keep is told.
  func attach(
    to runner: TurnRunner, limits: (any RequestLimits)? = nil, spending: (any Spending)? = nil,
    redis: @escaping () -> Gauges.Redis? = { nil }, _ tell: @escaping (Notice) -> Void
  ) {
    trace?.onProblem = { tell(Notice(.warning, $0)) }
    meter.gauges = { [weak runner, loop] targets in
      Gauges(
        of: targets, routing: runner?.routing ?? RoutingState(), limits: limits,
        budget: spending?.left ?? BudgetLeft(), redis: redis(), at: loop.now())
    }
    if metrics.listen != nil || metrics.textfile != nil {
      runner.observers.append(meter.observe)
    }
    if let log {
      log.breaker = { [weak runner] in runner?.routing.breakers.state(of: $0) ?? .closed }
      runner.observers.append(log.observe)
      runner.onKeySent = log.learn
    }
    runner.trace = trace
  }

  /// Serves the metrics where that was asked for; what stands in the way is told, and nothing stops.
  func serve(_ tell: @escaping (Notice) -> Void) {
    if let path = metrics.textfile {
      textfile = MetricsTextfile(
        path: path, loop: loop, queue: files, processID: getpid(), page: meter.page,
        onProblem: { tell(Notice(.warning, $0)) })
    }
    guard let address = metrics.listen else { return }
    do throws(ListenError) {
      let listener = try MetricsListener(on: address, loop: loop, page: meter.page)
      self.listener = listener
      if address.port == 0 {
        tell(Notice(.info, "Metrics are served at http://\(listener.address)/metrics."))
      }
    } catch {
      tell(Notice(.warning, error.sentence))
    }
  }

  /// Hands over what is left to write.
  func finish() {
    listener?.stop()
    textfile?.finish()
    log?.finish()
  }
}
