import ChatEngine
import ChatUI

/// How far a batch is, in numbers.
struct BatchTally: Equatable {
  var answered = 0
  var failed = 0
  /// Of those: the schema was not met.
  var unmet = 0
  /// And of those: refused, or stopped by a filter.
  var turnedDown = 0
  /// Broken lines of the input, and ids that stood there before.
  var broken = 0
  /// Answered, or failed, in a run before.
  var skipped = 0
  var skippedFailed = 0
  var cached = 0
  var outputTokens = 0
  /// US dollars; what is unknown is not in it.
  var cost = 0.0
  var hasCost = false
  var retries = 0

  var done: Int { answered + failed }

  /// Counts one that has ended, by what it failed for.
  mutating func count(isAnswered: Bool, _ kind: Failure.Kind?) {
    if isAnswered { answered += 1 } else { failed += 1 }
    switch kind {
    case .schema: unmet += 1
    case .refused, .filtered: turnedDown += 1
    default: break
    }
  }
}

/// The line that says how far a batch is.
struct BatchProgress {
  private struct Sample {
    var time: Instant
    var done: Int
    var tokens: Int
  }

  /// Speeds are those of the last seconds.
  private static let span: Duration = .seconds(10)

  private let began: Instant
  private var samples: [Sample]
  /// Of the input, 0 to 1, when this run began to ask and now; nil where its length is unknown.
  private var share: (first: Double, now: Double)?
  /// Whether nothing will happen for so long that it is worth a word.
  private var isPaused = false
  /// How long that is; nil where it is not known.
  private var pause: Duration?

  init(at now: Instant) {
    began = now
    samples = [Sample(time: now, done: 0, tokens: 0)]
  }

  /// Takes how far the run is; at most some times a second.
  mutating func note(
    _ tally: BatchTally, share: Double?, pausedUntil: Instant? = nil, at now: Instant
  ) {
    isPaused = pausedUntil.map { $0 >= now + .seconds(2) } ?? false
    pause = pausedUntil == .distantFuture ? nil : pausedUntil.map { $0 - now }
    samples.append(Sample(time: now, done: tally.done, tokens: tally.outputTokens))
    let old = samples.lastIndex { now - $0.time >= Self.span } ?? 0
    samples.removeFirst(old)
    guard let share else { return self.share = nil }
    self.share = (tally.done == 0 ? share : self.share?.first ?? share, share)
  }

  /// The pieces in the order of their worth, which is that in which they stand.
  func pieces(_ tally: BatchTally) -> [String] {
    var pieces = [
      "\(Self.grouped(tally.done + tally.skipped)) done", "\(Self.grouped(tally.failed)) failed",
    ]
    if isPaused {
      let time = pause.map { "\(Figures.seconds($0).string) " } ?? ""
      pieces.append("waiting \(time)for a limit")
    }
    if let rate = rate(\.done) { pieces.append("\(Self.rate(rate)) requests/s") }
    if let speed = rate(\.tokens) { pieces.append("\(Self.rate(speed)) tok/s") }
    if tally.hasCost { pieces.append(Figures.money(tally.cost).string) }
    if let left { pieces.append("\(Figures.seconds(left).string) left") }
    return pieces
  }

  /// A bar before the pieces, as many of them as fit.
  func bar(_ tally: BatchTally, columns: Int, isPlain: Bool) -> String {
    var text = ""
    if let share = share?.now, columns >= 40 {
      let width = min(24, columns / 4)
      let full = Int((share * Double(width)).rounded(.down))
      let (on, off) = isPlain ? ("#", "-") : ("█", "░")
      text =
        String(repeating: on, count: full) + String(repeating: off, count: width - full)
        + " \(Int(share * 100))%"
    }
    for piece in pieces(tally) {
      let longer = text.isEmpty ? piece : text + "  " + piece
      // The last column stays free: some terminals break the line behind it.
      guard longer.count < columns else { break }
      text = longer
    }
    return text
  }

  /// What the whole run did in a second.
  func average(_ tally: BatchTally, at now: Instant) -> Double {
    Double(tally.done) / max(Double((now - began).nanoseconds) / 1e9, 0.001)
  }

  func elapsed(at now: Instant) -> Duration { now - began }

  private func rate(_ figure: KeyPath<Sample, Int>) -> Double? {
    guard let first = samples.first, let last = samples.last, last.time > first.time else {
      return nil
    }
    let seconds = Double((last.time - first.time).nanoseconds) / 1e9
    return Double(last[keyPath: figure] - first[keyPath: figure]) / seconds
  }

  /// As the share of the input goes that this run has asked.
  private var left: Duration? {
    guard let share, let now = samples.last?.time, share.now > share.first else { return nil }
    let passed = Double((now - began).nanoseconds) / 1e9
    let seconds = passed * (1 - share.now) / (share.now - share.first)
    return seconds < 1e8 ? .milliseconds(Int64(seconds * 1000)) : nil
  }

  /// `1,204`, `35.2k`, `0.4`.
  static func rate(_ value: Double) -> String {
    if value < 10 { return String((value * 10).rounded() / 10) }
    return value < 10_000 ? grouped(Int(value.rounded())) : Figures.tokens(Int(value)).string
  }

  /// `1,234,567`.
  static func grouped(_ count: Int) -> String {
    let digits = Array(String(count))
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
