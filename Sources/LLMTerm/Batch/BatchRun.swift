import ChatEngine

/// A batch on its way: takes lines, has as many asked at once as it may, and writes what comes.
///
/// Belongs to the loop's thread. What it holds are the questions on their way and a window of
/// answers; the input and the output may be of any length.
final class BatchRun {
  struct Rules: Equatable {
    /// How many are asked at a time.
    var jobs = 16
    var isOrdered = false
    var retriesFailed = false
    /// US dollars.
    var maxCost: Double?
  }

  /// Why no more lines are taken.
  enum Stop: Equatable {
    case inputEnded
    case interrupted
    case maxCost
    case output(BatchTrouble)
    case inputFailed(errorNumber: Int32)
    /// The line has an id that was answered for another one.
    case foreign(id: String, line: Int)
    /// One question after the other fails in the same way.
    case hopeless(sentence: String)
  }

  /// Without a pause for what else is to be done.
  private static let mostLinesAtOnce = 512
  /// Bytes of answers in one write.
  private static let mostHeld = 4096

  let input: BatchInput
  let sink: any BatchSink
  let rules: Rules
  let runner: TurnRunner
  let loop: EventLoop
  var common: Common
  var destinations: BatchDestinations
  var index: BatchIndex
  /// Whether ids have to be looked at before whole lines are read: most are done.
  let goesOn: Bool
  /// Takes a sentence for the person.
  var tell: (String) -> Void = { _ in }

  private(set) var tally = BatchTally()
  var stop: Stop?
  var wasInterrupted = false
  var open: [TurnID: BatchQuestion] = [:]
  /// Those that wait to be asked again.
  var waiting: [Int: (question: BatchQuestion, timer: TimerID)] = [:]
  /// Those that have waited long enough, for the next that is free.
  var rested: [BatchQuestion] = []
  /// By provider: until when it has been said that its lines wait.
  var toldUntil: [String: Instant] = [:]
  /// Those that ask for a wait of days, and for how long.
  var shut: [Target: Duration] = [:]
  /// Those that are to be asked now.
  private var fresh: [BatchQuestion] = []
  private(set) lazy var pace = BatchPace(most: rules.jobs)
  private var turns: UInt64 = 0
  private var window: BatchWindow
  /// Lines for the sink, written once a turn of the loop.
  private var outgoing: [UInt8] = []
  /// The last line that was written: each finds the memory of the one before.
  private var line = JSONOutput(capacity: 1024)
  /// What is likely to be paid for those on their way.
  private var committed = 0.0
  /// One that is too dear while others are on their way.
  private var held: BatchQuestion?
  private var shapes = BatchShapes()
  private var hope = BatchHope()
  /// Why one question after the other failed when all had been taken.
  private(set) var lastFailure: String?
  private var isPumping = false
  private var isWatching = false
  private var continuation: TimerID?
  private(set) lazy var sentences = ErrorSentence(
    providers: destinations.providers, at: .commandLine)

  init(
    _ input: BatchInput, to sink: any BatchSink, _ index: BatchIndex, rules: Rules,
    _ destinations: BatchDestinations, _ common: Common, runner: TurnRunner, loop: EventLoop
  ) {
    self.input = input
    self.sink = sink
    self.index = index
    self.rules = rules
    self.destinations = destinations
    self.common = common
    self.runner = runner
    self.loop = loop
    goesOn = index.count > 0
    window = BatchWindow(isOrdered: rules.isOrdered, most: max(4 * rules.jobs, 256))
  }

  /// Nothing is on its way and nothing more comes.
  var isOver: Bool { stop != nil && inFlight == 0 }

  var inFlight: Int { open.count + waiting.count + rested.count + fresh.count }

  /// How much of the input has ended, 0 to 1; nil where its length is unknown.
  var share: Double? {
    guard let size = input.size, size > 0 else { return nil }
    return min(1, Double(input.taken) / Double(size))
  }

  // MARK: Taking

  /// Takes as many lines as there is room for.
  func pump() {
    guard !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    takeLines()
    let questions = fresh
    fresh.removeAll(keepingCapacity: true)
    runner.inRows { for question in questions { start(question) } }
  }

  private func takeLines() {
    while !rested.isEmpty, isFree { fresh.append(rested.removeFirst()) }
    var lines = 0
    while canTake {
      if let question = held {
        guard canAfford(question) else { return }
        held = nil
        ask(question)
        continue
      }
      lines += 1
      // Hundreds of lines that are done must not hold up those that are on their way.
      guard lines <= Self.mostLinesAtOnce else { return goOn(at: loop.now()) }
      switch input.next() {
      case .line(let number, let bytes): take(bytes, number)
      case .tooLong(let number):
        let megabytes = BatchLine.longest >> 20
        reject(BatchMistake("it is longer than \(megabytes) MB"), number, hash: 0)
      case .later: return watchInput()
      case .end: end(.inputEnded)
      case .failed(let errorNumber): end(.inputFailed(errorNumber: errorNumber))
      }
    }
  }

  private var canTake: Bool {
    if stop == nil, let trouble = sink.trouble { end(.output(trouble)) }
    return stop == nil && inFlight < rules.jobs && isFree && !window.isFull && !sink.isFull
  }

  /// Whether the provider may be asked one more at once.
  private var isFree: Bool { open.count + fresh.count < pace.room }

  func end(_ reason: Stop) {
    if stop == nil || stop == .inputEnded { stop = reason }
    held = nil
    if isWatching { loop.unwatch(input.descriptor) }
    isWatching = false
  }

  private func goOn(at due: Instant) {
    guard continuation == nil else { return }
    continuation = loop.schedule(at: due) { [unowned self] in
      continuation = nil
      pump()
    }
  }

  private func watchInput() {
    guard !isWatching else { return }
    isWatching = true
    loop.watch(input.descriptor, readable: true, writable: false) { [unowned self] _ in
      loop.unwatch(input.descriptor)
      isWatching = false
      pump()
    }
  }

  private func take(_ bytes: [UInt8], _ number: Int) {
    let hash = BatchIndex.hash(bytes)
    if goesOn, let identity = BatchIdentity(line: bytes, number: number) {
      guard isWanted(identity, number, hash) else { return }
      return understand(bytes, number, hash, isClaimed: true)
    }
    understand(bytes, number, hash, isClaimed: false)
  }

  private func understand(
    _ bytes: [UInt8], _ number: Int, _ hash: UInt64, isClaimed: Bool
  ) {
    var isClaimed = isClaimed
    do throws(BatchMistake) {
      let line = try BatchLine(bytes, number: number, time: SystemClock.timestamp())
      let identity = line.identity
      if !isClaimed {
        guard isWanted(identity, number, hash) else { return }
        isClaimed = true
      }
      do throws(BatchMistake) {
        try prepare(line, number, hash)
      } catch {
        var mistake = error
        mistake.id = identity
        throw mistake
      }
    } catch {
      if !isClaimed, let identity = error.id {
        guard isWanted(identity, number, hash) else { return }
      }
      reject(error, number, hash: hash)
    }
  }

  /// Whether a line is to be asked now; each id is taken once.
  private func isWanted(_ identity: BatchIdentity, _ number: Int, _ hash: UInt64) -> Bool {
    switch index.claim(identity.text, hash: hash) {
    case .new: return true
    case .failed:
      if rules.retriesFailed { return true }
      tally.skippedFailed += 1
    case .answered: tally.skipped += 1
    case .duplicate:
      tally.broken += 1
      tell(
        "Line \(number) was left out: a line before it has the id "
          + "\(SafeQuote.quoted(identity.text)) too.")
    case .foreign: end(.foreign(id: identity.text, line: number))
    }
    return false
  }

  private func prepare(
    _ line: BatchLine, _ number: Int, _ hash: UInt64
  ) throws(BatchMistake) {
    let destination = try destinations.find(line.wish)
    let shape = try shapes.shape(for: line) ?? common.shape
    let request = common.request(for: line, shape)
    var expected = 0.0
    if rules.maxCost != nil {
      guard let cost = destination.expectedCost(of: request) else {
        throw BatchMistake("its price is not known, so that --max-cost cannot be kept")
      }
      expected = cost
    }
    let question = BatchQuestion(
      line, number: number, place: window.take(), hash: hash, request: request,
      shape: shape, destination: destination, expectedCost: expected)
    if canAfford(question) { ask(question) } else { held = question }
  }

  /// Whether the question's likely cost is within what may be spent; ends the run where it cannot be
  /// any more.
  private func canAfford(_ question: BatchQuestion) -> Bool {
    guard let most = rules.maxCost else { return true }
    if tally.cost + committed + question.expectedCost <= most { return true }
    // Estimates are high: those on their way may turn out cheaper.
    if inFlight == 0 { end(.maxCost) }
    return false
  }

  // MARK: Asking

  private func ask(_ question: BatchQuestion) {
    committed += question.expectedCost
    fresh.append(question)
  }

  func start(_ question: BatchQuestion) {
    if let end = endWithoutAsking(question) {
      close(question, end)
      return goOn(at: .zero)
    }
    turns += 1
    let id = TurnID(turns)
    question.turn = id
    open[id] = question
    var settings = common.settings
    settings.shape = question.shape
    let turn = Turn(
      id: id, route: question.destination.route, candidates: question.destination.candidates,
      request: question.request, settings: settings,
      startedAt: SystemClock.timestamp(), random: SimulationRandom(seed: turns))
    runner.start(turn) { [unowned self] update in
      question.take(update)
      pace.take(update, at: loop.now())
      if case .ended(let end) = update { finish(question, end) }
    }
  }

  private func finish(_ question: BatchQuestion, _ end: TurnEnd) {
    if let turn = question.turn { open[turn] = nil }
    if question.isForDays(end) { shutTarget(of: end) }
    if let end = question.checked(end) {
      settle(question, end)
    } else {
      start(question)
    }
    // Not at once: what is alike is done in a row, first all ends and then all beginnings.
    goOn(at: .zero)
  }

  private func settle(_ question: BatchQuestion, _ end: TurnEnd) {
    guard question.waitsOn(end) else { return close(question, end) }
    guard stop != .interrupted else {
      // As one that waits is dropped: the next run asks it.
      let dropped = TurnEnd(outcome: .cancelled, ending: end.ending, cost: end.cost)
      return close(question, dropped)
    }
    tally.retries += 1
    wait(question, end)
  }

  private func close(_ question: BatchQuestion, _ end: TurnEnd) {
    committed -= question.expectedCost
    if let cost = question.cost(end) {
      tally.cost += cost
      tally.hasCost = true
    }
    // One that was stopped is as if it had never been asked: the next run does.
    guard end.outcome != .cancelled else { return put(question.place, []) }
    tally.outputTokens += end.ending.usage?.outputTokens ?? 0
    if end.ending.cached != nil { tally.cached += 1 }
    let report = question.report(end, sentences)
    // What is written with an error has failed, though its turn came to a normal end.
    let lack = report.lack
    let kind = end.outcome == .answered ? lack?.kind : end.ending.failure?.kind
    let isAnswered = end.outcome == .answered && kind == nil
    tally.count(isAnswered: isAnswered, kind)
    // For days nobody is asked, as with an account that is used up.
    hope.note(question.isForDays(end) ? .quota : kind)
    if hope.isGone, stop == nil || stop == .inputEnded {
      let failure = end.ending.failure.map { sentences.full($0, attempts: end.ending.attempts) }
      let sentence = lack?.text ?? failure ?? ""
      // Where all were taken, there is nothing to stop, but why they failed is to be told.
      if stop == nil { self.end(.hopeless(sentence: sentence)) } else { lastFailure = sentence }
    }
    index.note(question.line.identity.text, isAnswered: isAnswered, hash: question.hash)
    put(question.place, report)
  }

  /// A line that cannot be asked: told, and written where it has an id.
  private func reject(_ mistake: BatchMistake, _ number: Int, hash: UInt64) {
    tell("Line \(number) cannot be asked: \(mistake.sentence)")
    tally.broken += 1
    guard let identity = mistake.id else { return }
    index.note(identity.text, isAnswered: false, hash: hash)
    put(window.take(), .unasked(mistake, identity, hash: hash))
  }

  private func put(_ place: Int, _ report: AnswerReport) {
    line.removeAll()
    report.write(into: &line)
    line.endLine()
    guard !rules.isOrdered else { return put(place, line.bytes) }
    line.withBytes { outgoing.append(contentsOf: $0) }
    flushMuch()
  }

  func put(_ place: Int, _ line: [UInt8]) {
    outgoing += window.end(place, line)
    flushMuch()
  }

  private func flushMuch() {
    // What a kill takes is asked for again: a few answers at a time, not a whole turn's.
    if outgoing.count >= Self.mostHeld { flush() }
  }

  /// Hands what has come to the sink; to be called once a turn of the loop.
  func flush() {
    if isOver { outgoing += window.drain() }
    if !outgoing.isEmpty {
      sink.write(outgoing)
      outgoing.removeAll(keepingCapacity: true)
    }
    guard let trouble = sink.trouble else { return }
    end(.output(trouble))
    // Nobody would ever see what comes.
    if trouble == .noReader { cancelAll() }
  }
}
