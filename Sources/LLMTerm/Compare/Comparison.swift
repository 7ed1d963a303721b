import ChatEngine
import ChatUI

/// Several who are asked the same at once, and a judge after them.
///
/// Each has a turn of its own: one that fails touches no other.
final class Comparison {
  let contestants: [Contestant]
  private(set) var judgement: Judgement?
  private let settings: TurnSettings
  private let system: String?
  private let parameters: Parameters
  private let runner: TurnRunner
  private var turns: [TurnID: Contestant] = [:]
  private var lastTurn: UInt64 = 0
  private var isCancelled = false
  /// Told that something came of one of them.
  var onChange: () -> Void = {}

  init(
    _ contestants: [Contestant], settings: TurnSettings, system: String?, parameters: Parameters,
    runner: TurnRunner
  ) {
    self.contestants = contestants
    self.settings = settings
    self.system = system
    self.parameters = parameters
    self.runner = runner
  }

  /// Whether nobody is being asked any more.
  var isDone: Bool { turns.isEmpty }

  /// Asks all of them.
  func start() { for contestant in contestants { ask(contestant, system, parameters) } }

  /// Has a judge say which of the answers is best; without two of them there is nothing to judge.
  func judge(_ judgement: Judgement) {
    guard !isCancelled else { return }
    self.judgement = judgement
    if judgement.isPossible {
      ask(judgement.judge, nil, judgement.parameters)
    }
  }

  func cancel() {
    isCancelled = true
    for turn in turns.keys { runner.send(.cancel, to: turn) }
  }

  private func ask(_ contestant: Contestant, _ system: String?, _ parameters: Parameters) {
    lastTurn += 1
    let id = TurnID(lastTurn)
    turns[id] = contestant
    let request = ChatRequest(
      system: system.flatMap { $0.isEmpty ? nil : $0 }, messages: contestant.messages,
      parameters: parameters)
    let turn = Turn(
      id: id, route: contestant.route, candidates: contestant.candidates, request: request,
      settings: settings, startedAt: SystemClock.timestamp(),
      random: SystemRandomNumberGenerator())
    runner.start(turn) { [unowned self] update in
      let asksAgain = contestant.take(update)
      if case .ended = update {
        turns[id] = nil
        if asksAgain, !isCancelled { ask(contestant, system, parameters) }
      }
      onChange()
    }
  }

  // MARK: What comes of it

  /// 0 where anybody answered; what all have in common where nobody did, or 1.
  var status: Int32 {
    if isCancelled { return Program.Exit.interrupted }
    let all = contestants.map(\.status)
    if all.contains(Program.Exit.answered) { return Program.Exit.answered }
    return Set(all).count == 1 ? all[0] : Program.Exit.failed
  }

  /// One object: the answers in their order, and the judge's word.
  func write(into output: inout JSONOutput, _ sentences: ErrorSentence) {
    output.object { output in
      output.member("answers") { output in
        output.array { output in
          for contestant in contestants {
            if let report = contestant.report(sentences) {
              report.write(into: &output)
            } else {
              output.null()
            }
          }
        }
      }
      output.member("judge") { output in
        guard let judgement else { return output.null() }
        judgement.write(into: &output, sentences)
      }
    }
  }
}
