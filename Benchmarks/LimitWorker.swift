import ChatEngine
import Glibc

/// One of several processes that use up a limit together.
///
/// It says that it is ready, begins when its input ends, and asks for one place after another through
/// the Redis at `url`, as a batch does. At its end it prints the wall clock's microseconds of each.
struct LimitWorker {
  let url: String
  let seconds: Int
  let limits: Provider.RateLimits

  /// Reads `URL SECONDS REQUESTS_PER_MINUTE BURST`; nil where it is anything else.
  init?(_ words: [String]) {
    guard words.count == 4, let seconds = Int(words[1]), let rate = Int(words[2]),
      let burst = Int(words[3])
    else { return nil }
    url = words[0]
    self.seconds = seconds
    limits = Provider.RateLimits(requestsPerMinute: rate, burst: burst)
  }

  /// Gives the exit status: 0 where all places came from Redis.
  func run() -> Int32 {
    do {
      let loop = try EventLoop()
      let client = RedisClient(loop: loop, url: try RedisURL(url))
      defer { client.close() }
      let shared = SharedLimits(
        redis: client, local: LocalLimits(loop: loop), loop: loop, prefix: "llmterm:",
        process: UInt64.random(in: 0...UInt64.max), accounts: { _ in "a" },
        // Eight of them and a Redis on few cores: whose turn it is to compute is not measured here.
        patience: .seconds(1))
      guard connect(client, loop) else { return 1 }
      print("ready")
      fflush(nil)
      while getchar() != EOF {}
      let times = use(shared, loop)
      for time in times { print(time) }
      fflush(nil)
      return shared.counts.fallbacks == 0 ? 0 : 1
    } catch {
      print("llmterm-bench: \(error)")
      return 1
    }
  }

  private func connect(_ client: RedisClient, _ loop: EventLoop) -> Bool {
    var isThere: Bool?
    client.send(["PING"], key: "", patience: .seconds(5)) { result in
      if case .success = result { isThere = true } else { isThere = false }
    }
    loop.run { isThere == nil }
    return isThere == true
  }

  private func use(_ limits: SharedLimits, _ loop: EventLoop) -> [Int64] {
    var times: [Int64] = []
    var isOver = false
    var number: UInt64 = 0
    func next() {
      number += 1
      let ticket = TransferID(value: number)
      let reservation = Reservation(
        ticket: ticket, target: Target(provider: "p", model: "m"), limits: self.limits,
        priority: .batch)
      limits.reserve(reservation) { admission in
        guard case .granted(let slot) = admission else { return }
        loop.schedule(at: slot) {
          guard !isOver else { return }
          times.append(Self.wallClock())
          limits.settle(ticket, tokens: nil)
          next()
        }
      }
    }
    loop.schedule(at: loop.now() + .seconds(seconds)) { isOver = true }
    next()
    loop.run { !isOver }
    return times
  }

  private static func wallClock() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
