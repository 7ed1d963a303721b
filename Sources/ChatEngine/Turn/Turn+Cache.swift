/// Answers that were given before (engine.md, "Cache").
extension Turn {
  private var keepsAnswers: Bool {
    switch settings.cache {
    case .never: false
    case .always, .refresh: true
    case .automatic: request.parameters.temperature == 0 || request.parameters.seed != nil
    }
  }

  /// Looks for a kept answer before anybody is asked; false where none may stand for a new one.
  mutating func lookUp(_ step: inout Step) -> Bool {
    guard keepsAnswers, settings.cache != .refresh else { return false }
    var keys: [CacheKey] = []
    for place in failover.choices.indices {
      let plan = plan(place, reason: "", ticket: transferID(0), step)
      let provider = plan.candidate.provider
      if let key = key(of: encode(plan).http, provider) { keys.append(key) }
    }
    guard !keys.isEmpty else { return false }
    stage = .lookingUp
    step.effects.append(.lookUp(keys))
    return true
  }

  /// Shows what was found, or asks.
  mutating func take(_ answer: CachedAnswer?, _ step: inout Step) {
    guard stage == .lookingUp else { return }
    let answer = answer.flatMap { hasForm($0.parts) ? $0 : nil }
    step.publish(.looked(hit: answer))
    guard let answer else { return proceed(&step) }
    for part in answer.parts { step.publish(.part(part)) }
    let ending = Ending(
      finish: answer.finish, rawFinish: answer.rawFinish, usage: answer.usage, cost: 0,
      requestID: answer.requestID, fingerprint: answer.fingerprint,
      seed: request.parameters.seed, cached: answer.time)
    end(.answered, ending, &step)
  }

  /// Under which the answer to a request is kept; a continued answer is none to its request.
  func keyToKeep(_ request: HTTPRequest, at candidate: Candidate) -> CacheKey? {
    keepsAnswers && continuation.isEmpty ? key(of: request, candidate.provider) : nil
  }

  private func key(of request: HTTPRequest, _ provider: Provider) -> CacheKey? {
    settings.cacheKey(request, provider, self.request.parameters.seed)
  }

  /// Hands a whole answer with a normal finish on to be kept.
  mutating func keep(_ attempt: Attempt, _ ending: Ending, _ step: inout Step) {
    guard let key = attempt.key, attempt.finish == .stop, !attempt.hasToolCall,
      hasForm(attempt.kept)
    else { return }
    let answer = CachedAnswer(
      target: attempt.candidate.target, parts: attempt.kept, usage: ending.usage,
      rawFinish: ending.rawFinish, cost: ending.cost, requestID: ending.requestID,
      fingerprint: ending.fingerprint, time: wallClock(step))
    step.effects.append(.keep(answer, key))
  }
}

extension Turn {
  /// Whether the answer is of the form that is wanted, if one is: else it would be given, and refused,
  /// until it is too old.
  private func hasForm(_ parts: [StreamPart]) -> Bool {
    guard let shape = settings.shape else { return true }
    let text = parts.reduce(into: "") { text, part in
      if case .text(let delta) = part { text += delta }
    }
    return (try? shape.read(text).get()) != nil
  }
}

extension Attempt {
  /// Keeps a part for others who ask the same; neighbouring pieces of text are joined.
  func keep(_ part: StreamPart) {
    switch (kept.last, part) {
    case (.text(var text)?, .text(let more)):
      // Taken out first: a string with one owner grows in place.
      kept.removeLast()
      text += more
      kept.append(.text(text))
    case (.reasoning(var text)?, .reasoning(let more)):
      kept.removeLast()
      text += more
      kept.append(.reasoning(text))
    case (_, .limits), (_, .note), (_, .failed): break
    default: kept.append(part)
    }
  }
}
