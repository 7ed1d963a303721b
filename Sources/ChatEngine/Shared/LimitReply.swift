/// What `LimitScript.reserve` answers.
struct LimitReply: Sendable, Equatable {
  enum Verdict: Int, Sendable {
    /// Nothing is taken: the place would come after the longest wait.
    case refused
    case granted
    /// Nothing is taken: all streams run; `wait` is when the first of them is given up for dead.
    case noStream
  }

  var verdict: Verdict
  var wait: Duration
  /// Until the requests' bucket is full.
  var requestsFull: Duration
  /// Until the tokens' bucket is full.
  var tokensFull: Duration
  /// Requests that are under way on all machines.
  var running: Int
  /// Requests that the provider left; nil where it said nothing.
  var heldRequests: Int?
  /// Tokens that the provider left.
  var heldTokens: Int?
  /// Names the place among all that were given, for giving it back.
  var requestMark: Int
  var tokenMark: Int

  /// Reads the script's nine numbers; nil where it is anything else, or a wait that it never grants.
  init?(_ value: RedisValue) {
    guard case .array(let values) = value, values.count == 9 else { return nil }
    let numbers = values.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    guard numbers.count == 9, let verdict = Verdict(rawValue: numbers[0]) else { return nil }
    if verdict == .granted, numbers[1] > LimitScript.longestWait.nanoseconds / 1000 { return nil }
    self.verdict = verdict
    wait = .microseconds(max(0, numbers[1]))
    requestsFull = .microseconds(max(0, numbers[2]))
    tokensFull = .microseconds(max(0, numbers[3]))
    running = max(0, numbers[4])
    heldRequests = numbers[5] < 0 ? nil : numbers[5]
    heldTokens = numbers[6] < 0 ? nil : numbers[6]
    requestMark = numbers[7]
    tokenMark = numbers[8]
  }
}
