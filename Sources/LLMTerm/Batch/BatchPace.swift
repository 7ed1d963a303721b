import ChatEngine

/// How many of a batch are asked at once, so that a provider's limit is met seldom.
///
/// As TCP does: half as many after a refusal, one more after as many answers as are asked at once.
/// Whoever asks fifty at a time under a limit of two thousand a minute would be refused nearly each
/// time; so one or two are asked at a time, and fifty again once the limit is lifted.
struct BatchPace {
  /// What `-j` allows.
  let most: Int
  private var window: Double
  /// Requests that were out together are refused together: that is one refusal.
  private var nextCut = Instant.zero

  private static let cutGap: Duration = .milliseconds(250)

  init(most: Int) {
    self.most = max(1, most)
    window = Double(self.most)
  }

  /// How many may be asked now, from 1.
  var room: Int { Int(window) }

  /// Takes what a turn says.
  ///
  /// A refusal counts where nobody else could be asked instead.
  mutating func take(_ update: TurnUpdate, at now: @autoclosure () -> Instant) {
    switch update {
    case .waiting(_, _, let failure): refused(failure, now())
    case .ended(let end) where end.outcome == .answered:
      window = min(Double(most), window + 1 / window)
    case .ended(let end): if let failure = end.ending.failure { refused(failure, now()) }
    default: break
    }
  }

  private mutating func refused(_ failure: Failure, _ now: Instant) {
    guard failure.kind == .rateLimited || failure.kind == .overloaded, now >= nextCut else {
      return
    }
    window = max(1, window / 2)
    nextCut = now + Self.cutGap
  }
}
