/// What one program tells the others of a target.
enum HealthEvent: Sendable, Equatable {
  case answered(firstToken: Duration?, tokensPerSecond: Double?)
  case failed(Failure.Kind)
  /// Its breaker has opened for so long.
  case opened(Duration)

  /// A day: the longest hint of a server that is believed.
  private static let longest: Int64 = 86_400_000
  private static let most: Int64 = 1_000_000_000

  /// Nil for an attempt that says nothing: it was cancelled.
  init?(_ attempt: AttemptRecord) {
    switch attempt.outcome {
    case .answered:
      let speed = attempt.tokensPerSecond.flatMap { $0.isFinite ? $0 : nil }
      self = .answered(firstToken: attempt.firstToken, tokensPerSecond: speed)
    case .failed:
      guard let kind = attempt.failure?.kind else { return nil }
      self = .failed(kind)
    case .cancelled: return nil
    }
  }

  /// What the attempt was like, as far as health is concerned; nil where it was none.
  func attempt(at target: Target) -> AttemptRecord? {
    switch self {
    case .answered(let firstToken, let speed):
      // In one second after the first token as many as there were in each.
      let usage = speed.map { speed in
        Usage(outputTokens: 1 + Int(min(max(speed, 0), Double(Self.most)).rounded()))
      }
      return AttemptRecord(
        target: target, outcome: .answered, firstToken: firstToken,
        total: (firstToken ?? .zero) + .seconds(1), usage: usage)
    case .failed(let kind):
      return AttemptRecord(target: target, outcome: .failed, failure: Failure(kind))
    case .opened: return nil
    }
  }

  // MARK: Words

  /// `answered 350 52`: milliseconds to the first token and tokens a second, `-` where they are not
  /// known; `failed overloaded`; `opened 5000`: for so many milliseconds.
  var text: String {
    switch self {
    case .answered(let firstToken, let speed):
      let time = firstToken.map { String(min(max($0.milliseconds, 0), Self.longest)) } ?? "-"
      let held = speed.map { Int64(min(max($0, 0), Double(Self.most)).rounded()) }
      return "answered \(time) \(held.map { String($0) } ?? "-")"
    case .failed(let kind): return "failed \(kind.rawValue)"
    case .opened(let duration):
      return "opened \(min(max(duration.milliseconds, 0), Self.longest))"
    }
  }

  /// Nil where it is nothing that a program says.
  init?(text: String) {
    guard text.utf8.count <= 64 else { return nil }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    switch (words.first, words.count) {
    case ("answered", 3):
      let speed = Self.number(words[2], upTo: Self.most).map(Double.init)
      self = .answered(
        firstToken: Self.number(words[1], upTo: Self.longest).map { .milliseconds($0) },
        tokensPerSecond: speed)
    case ("failed", 2):
      guard let kind = Failure.Kind(rawValue: String(words[1])) else { return nil }
      self = .failed(kind)
    case ("opened", 2):
      guard let time = Self.number(words[1], upTo: Self.longest) else { return nil }
      self = .opened(.milliseconds(time))
    default: return nil
    }
  }

  private static func number(_ word: Substring, upTo most: Int64) -> Int64? {
    Int64(word).flatMap { (0...most).contains($0) ? $0 : nil }
  }
}
