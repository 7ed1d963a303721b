import CSystem
import ChatEngine
import ChatUI
import Glibc

/// `llmterm batch`: many prompts from a file, answered to another one.
struct BatchCommand {
  private let options: Options.Batch
  private let setup: Setup
  private let selection: Destination?
  private let diagnostics: Options.Diagnostics
  private let wire: Wire
  private let shape: AnswerShape?

  init(
    _ options: Options.Batch, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) throws {
    self.options = options
    self.diagnostics = diagnostics
    shape = try options.shape.map { try Setup.shape($0) }
    wire = try Wire(options.wire)
    var setup = try Setup(configurationPath: configurationPath, replaying: wire.surroundings)
    if let role = options.role { try setup.use(role: role) }
    selection = try (options.selection ?? setup.role?.selection).map { try setup.check($0) }
    setup.system = options.system
    self.setup = setup
  }

  func run() throws -> Int32 {
    let input = try input()
    if options.isDryRun { return try plan(input) }
    var index = BatchIndex()
    let file = try file(besides: input, &index)
    if let file { try compare(input, with: index, file) }
    let rules = rulesWithinLimits
    // What is recorded must go over the wire.
    let occasion = Configuration.Cache.Occasion.question(
      wish: wire.isKept ? false : options.usesCache)
    defer { wire.end() }
    let engine = try CommandEngine(
      setup, wire, diagnostics, usesCache: setup.configuration.cache.use(for: occasion) != .never,
      keptHandles: rules.jobs)
    let (catalog, destination, _) = try engine.use(chosen: selection)
    let destinations = try destinations(catalog, destination)
    var common = common(catalog)
    common.settings.cache = engine.services.cacheUse(for: occasion)
    let sink: any BatchSink
    if let file { sink = file } else { sink = try BatchStream(stream(), loop: engine.loop) }
    let run = BatchRun(
      input, to: sink, index, rules: rules, destinations, common, runner: engine.runner,
      loop: engine.loop)
    (sink as? BatchStream)?.onChange = { [unowned run] in run.pump() }
    let summary = carryOut(run, file, engine)
    engine.finish()
    for sentence in summary.sentences { Program.complain(SafeText(sentence).string) }
    return summary.status
  }

  // MARK: Running

  /// Files, and what else is open beside a socket for each line.
  private static let otherDescriptors = 64

  /// As many lines at a time as there can be sockets: the others would fail as if nobody answered.
  private var rulesWithinLimits: BatchRun.Rules {
    var rules = options.rules
    // The look-up of a host's name takes two more.
    let most = Surroundings.allowDescriptors(3 * rules.jobs + Self.otherDescriptors)
    let room = max(1, most - Self.otherDescriptors)
    guard room < rules.jobs else { return rules }
    rules.jobs = room
    Program.complain(
      "This process may open \(most) files, so \(room) line\(room == 1 ? " is" : "s are") asked at "
        + "a time. Raise that with ulimit -n, or give a smaller -j.")
    return rules
  }

  private func carryOut(
    _ run: BatchRun, _ file: BatchFile?, _ engine: CommandEngine
  ) -> BatchSummary {
    let (loop, services, signals) = (engine.loop, engine.services, engine.signals)
    let screen = BatchScreen(
      loop: loop, environment: setup.surroundings.environment,
      hasOutput: options.output == nil && isatty(STDOUT_FILENO) == 1)
    screen.state = { [unowned run] in (run.tally, run.share, run.pausedUntil) }
    run.tell = { screen.tell($0) }
    services.onNotice = { if $0.level != .info { screen.say($0.text) } }
    services.serveMetrics()
    screen.onSecond = { file?.sync(on: engine.worker) }
    loop.watch(signals.descriptor, readable: true, writable: false) { _ in
      let taken = signals.take()
      if !taken.isDisjoint(with: [.terminate, .hangUp, .quit]) {
        run.cancelAll()
      } else if taken.contains(.interrupt) {
        run.interrupt()
      }
    }
    run.pump()
    run.flush()
    while !run.isOver {
      loop.runOnce(until: nil)
      run.flush()
    }
    loop.unwatch(signals.descriptor)
    run.flush()
    run.sink.finish()
    let figures = screen.finish()
    var summary = BatchSummary(
      tally: run.tally, stop: run.stop ?? .inputEnded, wasInterrupted: run.wasInterrupted,
      output: options.output, input: inputName, rate: figures.rate, time: figures.time)
    summary.lastFailure = run.lastFailure
    if let trouble = run.sink.trouble, summary.stop == .inputEnded {
      summary.stop = .output(trouble)
    }
    if let file {
      summary.lost = file.unwritten.count { $0 == 0x0A }
      if summary.lost == 0 { summary.isUncompacted = !file.compact(&run.index) }
    }
    return summary
  }

  private func common(_ catalog: Catalog) -> BatchRun.Common {
    var common = BatchRun.Common()
    common.system = options.system ?? setup.role?.system ?? catalog.system
    common.shape = shape
    common.parameters = catalog.parameters.overridden(by: options.parameters)
    common.settings.priority = .batch
    return common
  }

  /// Whom lines are for that name nobody, and all that they can name.
  private func destinations(
    _ catalog: Catalog, _ destination: Destination
  ) throws(SetupError) -> BatchDestinations {
    guard
      let destinations = BatchDestinations(
        catalog, usual: destination, isChosen: selection != nil)
    else { throw SetupError("The route \(destination.text) has no target that can be asked.") }
    if options.rules.maxCost != nil,
      let unknown = destinations.usual.candidates.first(where: { $0.model.price == nil })
    {
      throw SetupError(
        "--max-cost cannot be kept: the price of \(unknown.target) is not known. Say it in the "
          + "configuration, as \"price\": {\"in\": 1, \"out\": 2} at the model.")
    }
    return destinations
  }

  /// Counts what there is to be asked, and what it would cost.
  private func plan(_ input: BatchInput) throws -> Int32 {
    setup.protectKeys()
    let loop = try EventLoop()
    let worker = try Worker(name: "programs", answers: loop.mailbox)
    var index = BatchIndex()
    if let output = options.output, !isStream {
      _ = try refusing { () throws(BatchFile.Refusal) in try BatchFile.look(output, &index) }
    }
    let keys = Keys(setup, worker: worker)
    let runner = TurnRunner(loop: loop) { name, done in keys.lookUp(name, done) }
    var catalog = setup.catalog(asking: runner, loop, isChosen: selection != nil)
    let (destination, route) = try catalog.destination(chosen: selection)
    keys.use(catalog.providers)
    runner.complete(&catalog, for: route, loop)
    worker.finish()
    var destinations = try destinations(catalog, destination)
    let plan = BatchPlan(
      of: input, index, &destinations, common(catalog),
      retriesFailed: options.rules.retriesFailed)
    Output.say(options.isJSON ? plan.json.text(.init(isPretty: true)) + "\n" : plan.text)
    if let trouble = plan.trouble {
      Program.complain(
        SafeText(
          "\(inputName) could not be read to its end: \(String(cString: strerror(trouble))). What "
            + "was counted is what comes before."
        ).string)
      return Program.Exit.failed
    }
    return plan.broken > 0 ? Program.Exit.usage : Program.Exit.answered
  }

  // MARK: Files

  private var inputName: String { options.input == "-" ? "Standard input" : options.input }

  private func input() throws(SetupError) -> BatchInput {
    guard options.input != "-" else { return BatchInput(descriptor: STDIN_FILENO) }
    let descriptor = csys_open(options.input, O_RDONLY | O_CLOEXEC, 0)
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      throw SetupError(
        "\(options.input) cannot be read: \(String(cString: strerror(errno))). Name a file of "
          + "JSON lines, or - for standard input.")
    }
    if status.st_mode & S_IFMT == S_IFDIR {
      throw SetupError("\(options.input) is a folder. Name a file of JSON lines.")
    }
    return BatchInput(descriptor: descriptor)
  }

  /// Whether answers go where nothing can be read again: standard output, a pipe, a device.
  private var isStream: Bool {
    guard let path = options.output else { return true }
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
  }

  /// The descriptor of such an output.
  private func stream() throws(SetupError) -> Int32 {
    guard let path = options.output else { return STDOUT_FILENO }
    let descriptor = csys_open(path, O_WRONLY | O_CLOEXEC, 0)
    guard descriptor >= 0 else {
      throw SetupError(
        SafeText(
          "\(path) cannot be written: \(String(cString: strerror(errno))). Name another file with "
            + "-o."
        ).string)
    }
    return descriptor
  }

  /// The output file, locked and looked through; nil where it is none.
  private func file(
    besides input: BatchInput, _ index: inout BatchIndex
  ) throws(SetupError) -> BatchFile? {
    guard let path = options.output, !isStream else { return nil }
    var ours = stat()
    var theirs = stat()
    if fstat(input.descriptor, &ours) == 0, stat(path, &theirs) == 0,
      ours.st_dev == theirs.st_dev, ours.st_ino == theirs.st_ino, input.size != nil
    {
      throw SetupError("\(path) is the input as well. Name another file with -o.")
    }
    let margin = max(1 << 20, options.jobs * 16_384)
    return try refusing { () throws(BatchFile.Refusal) in
      try BatchFile(path, margin: margin, into: &index)
    }
  }

  private func refusing<Value>(
    _ body: () throws(BatchFile.Refusal) -> Value
  ) throws(SetupError) -> Value {
    do throws(BatchFile.Refusal) {
      return try body()
    } catch {
      throw SetupError(SafeText(error.sentence).string)
    }
  }

  /// Where a file is gone on with, looks through the whole input before anybody is asked.
  private func compare(
    _ input: BatchInput, with index: BatchIndex, _ file: BatchFile
  ) throws(SetupError) {
    guard index.count > 0, input.size != nil else { return }
    var index = index
    loop: while true {
      switch input.next() {
      case .line(let number, let bytes):
        guard let identity = BatchIdentity(line: bytes, number: number) else { continue }
        guard index.foresee(identity.text, hash: BatchIndex.hash(bytes)) else {
          throw SetupError(
            "\(file.path) has an answer to another prompt with the id "
              + "\(SafeQuote.quoted(identity.text)), that of line \(number). Nobody was asked. Name "
              + "another file with -o, or move that one away.")
        }
      case .tooLong: continue
      case .later, .end, .failed: break loop
      }
    }
    input.rewind()
    guard index.unforeseen == 0 else {
      throw SetupError(
        "\(file.path) has answers to \(BatchProgress.grouped(index.unforeseen)) ids that "
          + "\(options.input) does not have. Nobody was asked. Name another file with -o, or move "
          + "that one away.")
    }
  }
}
