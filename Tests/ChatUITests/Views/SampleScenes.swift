import ChatEngine

@testable import ChatUI

/// Scenes that several tests look at.
extension Sample {
  static let codeAnswer = """
    Three places do it:

    1. `Token.text` is a `String` ...
    ```swift
    struct Token { var text: Substring }
    ```
    """

  /// An answer of which a little has come, after eight seconds of reasoning.
  static func thinking(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let id = sample.begin(1, "Is 97 a prime number?")
    sample.engine(.turn(.thinking(target, since: sample.now)))
    sample.engine(
      .part(id, .reasoning("Let me try the small primes.\n\n2, 3, 5 and 7 do not divide it.")))
    sample.wait(.seconds(8))
    sample.engine(.turn(.streaming(target, since: sample.now)))
    for word in ["Yes: ", "no ", "prime ", "up to ", "its root ", "divides ", "it."] {
      sample.engine(.part(id, .text(word)))
      sample.wait(.milliseconds(250))
    }
    return sample
  }

  /// A turn in which three attempts at two targets failed.
  static func failed(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    let prompt = Sample.prompt(1, "Hello?")
    sample.engine(.messageAdded(PathMessage(prompt)))
    let limited = Failure(.rateLimited, "Too many requests", status: 429)
    let denied = Failure(.auth, status: 401)
    let attempts = [
      AttemptRecord(
        target: target, outcome: .failed, status: 429, failure: limited,
        total: .milliseconds(120), timings: timings, reason: "first in route"),
      AttemptRecord(
        target: target, outcome: .failed, status: 429, failure: limited, wait: .seconds(2),
        total: .milliseconds(90), timings: TransferTimings(reused: true),
        reason: "again after 429"),
      AttemptRecord(
        target: other, outcome: .failed, status: 401, failure: denied, total: .milliseconds(210),
        timings: timings, reason: "after anthropic failed"),
    ]
    let answer = Message(
      id: MessageID("a1"), parent: prompt.id, role: .assistant, parts: [], time: morning,
      origin: Origin(target: target, dialect: .anthropic), state: .partial,
      ending: Ending(attempts: attempts, failure: denied))
    let sentence = """
      anthropic answered 429 (rate limited). Tried 2 times over 2 s, then openai, which answered \
      401. Set OPENAI_API_KEY, or press ^P to choose another provider.
      """
    sample.engine(.messageAdded(PathMessage(answer, failure: sentence)))
    return sample
  }

  /// An answer that was cut, and the one that followed it elsewhere.
  static func cut(columns: Int, rows: Int) -> Sample {
    var sample = Sample(columns: columns, rows: rows)
    sample.exchange(1, "Count to ten.", "One, two, three, fo")
    guard var message = sample.state.transcript.entries.last?.message else { return sample }
    message.state = .partial
    sample.engine(
      .messageEnded(
        PathMessage(
          message, position: 1, siblings: 2,
          failure: "anthropic cut the answer short after 46 tokens. Press Alt-R to ask again.")))
    return sample
  }

  private static var timings: TransferTimings {
    TransferTimings(
      dns: .milliseconds(4), connect: .milliseconds(11), tls: .milliseconds(22),
      firstByte: .milliseconds(80), total: .milliseconds(120))
  }
}
