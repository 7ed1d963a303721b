import ChatEngine
import ChatUI
import Glibc

/// `llmterm compare`: one question to several at once, their answers, and a table of what they took.
struct CompareCommand {
  private let options: Options.Compare
  private let setup: Setup
  private let diagnostics: Options.Diagnostics
  private let wire: Wire
  private let shape: AnswerShape?

  init(
    _ options: Options.Compare, _ configurationPath: String?, _ diagnostics: Options.Diagnostics
  ) throws {
    self.options = options
    self.diagnostics = diagnostics
    shape = try options.shape.map { try Setup.shape($0) }
    wire = try Wire(options.wire)
    var setup = try Setup(
      configurationPath: configurationPath, replaying: wire.surroundings)
    // Who cannot be asked at all is a mistake of the command line, before anybody is.
    for selection in options.selections { _ = try setup.check(selection) }
    if let judge = options.judge { _ = try setup.check(.target(judge)) }
    setup.system = options.system
    self.setup = setup
  }

  func run() throws -> Int32 {
    let prompt = try StandardInput.prompt(after: options.prompt)
    defer { wire.end() }
    // Times are compared: a kept answer has none.
    let engine = try CommandEngine(setup, wire, diagnostics, usesCache: false)
    let catalog = setup.catalog
    engine.use(catalog)
    let output = ComparisonOutput(
      ComparisonOutput.form(options), providers: catalog.providers, page: TerminalMarkdown(setup))
    let comparison = comparison(prompt, catalog, engine.runner)
    run(comparison, prompt, catalog, output, engine.loop, engine.signals)
    output.finish(comparison)
    engine.finish()
    return output.status(of: comparison)
  }

  private func comparison(
    _ prompt: String, _ catalog: Catalog, _ runner: TurnRunner
  ) -> Comparison {
    let contestants = options.selections.compactMap { selection -> Contestant? in
      guard let route = catalog.route(to: selection) else { return nil }
      return Contestant(
        selection, route, catalog.candidates(of: route), prompt: prompt,
        check: shape.map(ShapeCheck.init),
        style: JSON.Style(isPretty: isatty(STDOUT_FILENO) == 1))
    }
    var parameters = catalog.parameters.overridden(by: options.parameters)
    if let shape { parameters.responseFormat = shape.format }
    var settings = TurnSettings.standard
    settings.shape = shape
    return Comparison(
      contestants, settings: settings, system: catalog.system, parameters: parameters,
      runner: runner)
  }

  private func run(
    _ comparison: Comparison, _ prompt: String, _ catalog: Catalog, _ output: ComparisonOutput,
    _ loop: EventLoop, _ signals: Signals
  ) {
    loop.watch(signals.descriptor, readable: true, writable: false) { _ in
      if !signals.take().isDisjoint(with: [.interrupt, .terminate, .hangUp, .quit]) {
        comparison.cancel()
      }
    }
    defer { loop.unwatch(signals.descriptor) }
    comparison.start()
    while true {
      if !output.update(comparison) { comparison.cancel() }
      if comparison.isDone {
        guard comparison.judgement == nil, let judge = options.judge,
          let judgement = judgement(by: judge, prompt, catalog, comparison)
        else { return }
        comparison.judge(judgement)
        if comparison.isDone { return }
      }
      loop.runOnce(until: nil)
    }
  }

  /// The same seed shuffles the answers in the same way.
  private func judgement(
    by judge: Target, _ prompt: String, _ catalog: Catalog, _ comparison: Comparison
  ) -> Judgement? {
    guard let route = catalog.route(to: .target(judge)) else { return nil }
    let candidates = catalog.candidates(of: route)
    // What is asked of the answers by the command line is not asked of the judge, but for the seed.
    var parameters = catalog.parameters
    parameters.seed = options.parameters.seed ?? parameters.seed
    if let seed = options.parameters.seed {
      var random = SimulationRandom(seed: UInt64(bitPattern: Int64(seed)))
      return Judgement(
        .target(judge), route, candidates, of: prompt, comparison.contestants,
        parameters: parameters, using: &random)
    }
    var random = SystemRandomNumberGenerator()
    return Judgement(
      .target(judge), route, candidates, of: prompt, comparison.contestants,
      parameters: parameters, using: &random)
  }
}
