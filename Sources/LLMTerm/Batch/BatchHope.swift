import ChatEngine

/// Whether anything is won by asking on, where one question after the other fails.
struct BatchHope {
  /// What is wrong with the keys or the account is so for every line.
  private static let mostRefusals = 10
  /// A model's name or a parameter that is wrong fails every line, too, but so may a bad hour.
  private static let mostFailures = 100

  private var refusals = 0
  private var failures = 0

  /// Whether so many have failed in a row that no more are to be asked.
  var isGone: Bool { refusals >= Self.mostRefusals || failures >= Self.mostFailures }

  /// Takes how a question ended; nil for one that was answered.
  mutating func note(_ kind: Failure.Kind?) {
    switch kind {
    // A model that declines is there, and may answer the next one.
    case nil, .refused, .filtered: (refusals, failures) = (0, 0)
    case .auth, .forbidden, .quota, .budget, .config: refusals += 1
    case .dns, .connect, .tls, .timeout, .cut, .idle, .serverError, .overloaded, .rateLimited,
      .notFound, .invalidRequest, .contextOverflow, .malformed, .tooLarge, .schema, .tool:
      failures += 1
    case .cancelled: break
    }
  }
}
