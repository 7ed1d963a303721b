import Testing

@testable import ChatEngine

@Suite struct `Commands on their way` {
  private final class Log {
    var answers: [String] = []
  }

  private let log = Log()
  private var pipeline = RedisPipeline()

  /// Adds a command by a name, at a time in milliseconds, with 50 ms of patience.
  private mutating func send(_ name: String, at time: Int64, replies: Int = 1) {
    let now = Instant.zero + .milliseconds(time)
    pipeline.add(
      { [log] in
        switch $0 {
        case .success: log.answers.append(name)
        case .failure: log.answers.append("no " + name)
        }
      }, deadline: now + .milliseconds(50), replies: replies, at: now)
  }

  private mutating func receive() -> Bool {
    guard let reply = pipeline.takeFirst() else { return false }
    reply?(.success(.null))
    return true
  }

  private mutating func expire(at time: Int64) {
    for reply in pipeline.expire(at: Instant.zero + .milliseconds(time)) {
      reply(.failure(.unavailable("late")))
    }
  }

  private func isSilent(at time: Int64) -> Bool {
    pipeline.isSilent(at: Instant.zero + .milliseconds(time))
  }

  @Test mutating func `are answered in their order`() {
    for name in ["a", "b", "c"] { send(name, at: 0) }
    for _ in 0..<3 { #expect(receive()) }
    #expect(log.answers == ["a", "b", "c"])
    #expect(!receive())
  }

  @Test mutating func `keep their place when their time is up`() {
    send("a", at: 0)
    send("b", at: 30)
    expire(at: 49)
    #expect(log.answers == [])
    expire(at: 50)
    #expect(receive())
    #expect(receive())
    #expect(log.answers == ["no a", "b"])
  }

  @Test mutating func `may bring a reply before the one that counts`() {
    send("a", at: 0, replies: 2)
    send("b", at: 0)
    #expect(receive())
    #expect(log.answers == [])
    for _ in 0..<2 { #expect(receive()) }
    #expect(log.answers == ["a", "b"])
  }

  @Test mutating func `are all let go at once when the connection is gone`() {
    for name in ["a", "b", "c"] { send(name, at: 0) }
    #expect(receive())
    for reply in pipeline.takeAll() { reply(.failure(.unavailable("gone"))) }
    #expect(log.answers == ["a", "no b", "no c"])
    #expect(pipeline.count == 0)
  }

  @Test mutating func `tell that nobody answers after three in a row`() {
    for time in [Int64(0), 60, 120] {
      #expect(!isSilent(at: time))
      send("a", at: time)
      expire(at: time + 50)
    }
    #expect(isSilent(at: 170))
  }

  @Test mutating func `count as one where they went out together`() {
    for name in ["a", "b", "c", "d"] { send(name, at: 0) }
    expire(at: 50)
    #expect(log.answers.count == 4)
    #expect(!isSilent(at: 50))
  }

  @Test mutating func `count anew when something was heard`() {
    for time in [Int64(0), 60] {
      send("a", at: time)
      expire(at: time + 50)
    }
    pipeline.hear(at: .zero + .milliseconds(115))
    send("a", at: 120)
    expire(at: 170)
    #expect(!isSilent(at: 170))
  }

  @Test mutating func `tell that nobody answers after two seconds, be it one`() {
    send("a", at: 100)
    expire(at: 150)
    #expect(!isSilent(at: 2099))
    #expect(isSilent(at: 2100))
    pipeline.hear(at: .zero + .milliseconds(1000))
    #expect(!isSilent(at: 2999))
  }

  @Test mutating func `say when to look again`() {
    #expect(pipeline.nextDue == nil)
    send("a", at: 0)
    send("b", at: 10)
    #expect(pipeline.nextDue == .zero + .milliseconds(50))
    expire(at: 50)
    #expect(pipeline.nextDue == .zero + .milliseconds(60))
    expire(at: 60)
    #expect(pipeline.nextDue == .zero + .milliseconds(2000))
  }

  @Test mutating func `keep their order over many thousands`() {
    for number in 0..<5000 {
      send("\(number)", at: 0)
      if number % 3 > 0 { #expect(receive()) }
    }
    while receive() {}
    #expect(log.answers == (0..<5000).map { "\($0)" })
  }

  @Test(arguments: [
    (0, 125, 250), (1, 250, 500), (2, 500, 1000), (5, 4000, 8000), (6, 5000, 10_000),
    (1000, 5000, 10_000),
  ])
  func `wait longer for each connection in vain`(attempts: Int, least: Int, most: Int) {
    let delays = [0, 1].map { RedisConnection.delay(afterAttempts: attempts, draw: $0) }
    #expect(delays == [.milliseconds(least), .milliseconds(most)])
  }
}
