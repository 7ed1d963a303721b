import TestSupport
import Testing

@testable import ChatEngine

/// A bucket in a real Redis, asked as `SharedLimits` asks.
private final class Bucket {
  let server: RedisServer
  let user: RedisUser
  let keys = LimitBucket(Target(provider: "p", model: "m"), account: "a", prefix: "t:").keys

  init() throws {
    server = try RedisServer()
    user = try RedisUser(server.url)
  }

  func run(_ script: RedisScript, _ words: [RedisText]) -> Result<RedisValue, RedisFailure> {
    var result: Result<RedisValue, RedisFailure>?
    user.client.run(script, keys: keys, arguments: words, patience: .seconds(5)) { result = $0 }
    user.run { result != nil }
    return result ?? .away
  }

  /// A place: 10 s for each request, 1 ms for each token, unless said otherwise.
  func reserve(
    _ member: String, request: Int = 10_000_000, burst: Int = 1, tokens: Int = 0, streams: Int = 0,
    maxWait: Int = 600_000_000
  ) throws -> LimitReply {
    let numbers = [
      request, burst * request, tokens * 1000, 60_000_000, streams, tokens, maxWait,
    ]
    let result = run(
      LimitScript.reserve, [RedisText(member)] + numbers.map { RedisText($0) })
    return try #require(LimitReply(try result.get()), "\(result)")
  }

  @discardableResult
  func settle(_ member: String, _ numbers: Int...) -> Result<RedisValue, RedisFailure> {
    run(LimitScript.settle, [RedisText(member)] + numbers.map { RedisText($0) })
  }

  func hold(_ numbers: Int...) {
    _ = run(LimitScript.tighten, numbers.map { RedisText($0) })
  }

  func send(_ words: [String]) {
    var isDone = false
    user.client.send(words.map { RedisText($0) }, key: "", patience: .seconds(5)) { _ in
      isDone = true
    }
    user.run { isDone }
  }

  /// Whole seconds, as all commands here take less than one together.
  func wait(_ reply: LimitReply) -> Int64 { (reply.wait.milliseconds + 500) / 1000 }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `The scripts of limits` {
  private let bucket: Bucket

  init() throws { bucket = try Bucket() }

  @Test func `tell each request its place at once`() throws {
    let waits = try (1...4).map { bucket.wait(try bucket.reserve("m\($0)", burst: 2)) }
    #expect(waits == [0, 0, 10, 20])
  }

  @Test func `take a place in all buckets or in none`() throws {
    #expect(try bucket.reserve("a", tokens: 50_000).verdict == .granted)
    // 60 s of tokens are left after 50 s of waiting, and no request before 10 s.
    let refused = try bucket.reserve("b", tokens: 60_000, maxWait: 20_000_000)
    #expect(refused.verdict == .refused)
    #expect(bucket.wait(refused) == 50)
    #expect(bucket.wait(try bucket.reserve("c")) == 10)
    #expect(bucket.server.cli("ZCARD", bucket.keys[2]) == "2")
  }

  @Test func `count a wait for tokens as a wait of the request too`() throws {
    _ = try bucket.reserve("a", request: 1_000_000, tokens: 60_000)
    #expect(bucket.wait(try bucket.reserve("b", request: 1_000_000, tokens: 30_000)) == 30)
    // Else those behind could go out together with it.
    #expect(bucket.wait(try bucket.reserve("c", request: 1_000_000)) == 31)
  }

  @Test func `let through what is more than the bucket holds when it is full`() throws {
    #expect(try bucket.reserve("a", tokens: 90_000).wait == .zero)
    #expect(bucket.wait(try bucket.reserve("b", request: 0, tokens: 1000)) == 31)
  }

  @Test func `give out no more streams than there are`() throws {
    #expect(try bucket.reserve("a", request: 0, streams: 2).verdict == .granted)
    #expect(try bucket.reserve("b", request: 0, streams: 2).running == 2)
    let third = try bucket.reserve("c", request: 0, streams: 2)
    #expect(third.verdict == .noStream)
    #expect(bucket.wait(third) == 660)
    bucket.settle("a", 0, 0, 0, 0)
    #expect(try bucket.reserve("c", request: 0, streams: 2).verdict == .granted)
  }

  @Test func `free the streams of a process that died when their time is up`() throws {
    _ = try bucket.reserve("a", request: 0, streams: 1)
    bucket.server.cli("ZADD", bucket.keys[2], "1", "a")
    #expect(try bucket.reserve("b", request: 0, streams: 1).verdict == .granted)
  }

  @Test func `give a place back where nobody stands behind it`() throws {
    _ = try bucket.reserve("a")
    let last = try bucket.reserve("b")
    bucket.settle("b", 10_000_000, last.requestMark, 0, 0)
    #expect(bucket.wait(try bucket.reserve("c")) == 10)
  }

  @Test func `give no place out twice`() throws {
    _ = try bucket.reserve("a")
    let middle = try bucket.reserve("b")
    _ = try bucket.reserve("c")
    bucket.settle("b", 10_000_000, middle.requestMark, 0, 0)
    #expect(bucket.wait(try bucket.reserve("d")) == 30)
  }

  @Test func `settle once, however often they are told to`() throws {
    let first = try bucket.reserve("a", request: 0, tokens: 60_000)
    let words = (0, 0, -30_000_000, first.tokenMark)
    #expect(bucket.settle("a", words.0, words.1, words.2, words.3) == .done)
    let again = bucket.settle("a", words.0, words.1, words.2, words.3)
    #expect(again == .success(.integer(0)))
    #expect(bucket.wait(try bucket.reserve("b", request: 0, tokens: 60_000)) == 30)
  }

  @Test func `take what was used beyond the estimate`() throws {
    let first = try bucket.reserve("a", request: 0, tokens: 1000)
    bucket.settle("a", 0, 0, 9_000_000, first.tokenMark)
    #expect(bucket.wait(try bucket.reserve("b", request: 0, tokens: 60_000)) == 10)
  }

  @Test func `keep the same state under differing limits`() throws {
    _ = try bucket.reserve("a", request: 10_000_000, burst: 1)
    // Another machine, configured with ten times the rate: it waits for the first one's time.
    #expect(bucket.wait(try bucket.reserve("b", request: 1_000_000, burst: 1)) == 10)
    #expect(bucket.wait(try bucket.reserve("c", request: 10_000_000, burst: 1)) == 11)
  }

  @Test func `hold to a provider's word until its time has come`() throws {
    bucket.hold(2, 30_000_000, 500, 40_000_000)
    // Answers come out of order: a looser word loosens nothing.
    bucket.hold(9, 60_000_000, -1, -1)
    let waits = try (1...3).map { bucket.wait(try bucket.reserve("m\($0)", request: 0)) }
    #expect(waits == [0, 0, 30])
    #expect(bucket.wait(try bucket.reserve("x", request: 0, tokens: 501)) == 40)
  }

  @Test func `leave nothing behind for ever`() throws {
    _ = try bucket.reserve("a", tokens: 9)
    bucket.hold(2, 30_000_000, 500, 40_000_000)
    for key in bucket.keys {
      let left = try #require(Int(bucket.server.cli("PTTL", key)))
      #expect(left > 0 && left <= 3_610_000, "\(key)")
    }
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `Garbage in the keys of limits (faults row 83)` {
  /// What somebody has put there; `KEY` stands for the key.
  private static let garbage = [
    "LPUSH KEY x", "SADD KEY x", "HSET KEY x y", "SET KEY nonsense", "SET KEY nan", "SET KEY inf",
    "SET KEY -5", "SET KEY 0x10", "SET KEY 99999999999999999999", "ZADD KEY 1 x", "ZADD KEY inf x",
    "HSET KEY requests nan requestsReset nan",
    "HSET KEY requests 0 requestsReset 99999999999999999",
    "HSET KEY tokens 0 tokensReset 9999999999999999 requests 1",
    "SETRANGE KEY 100000 x",
  ]

  @Test(arguments: garbage)
  func `is an empty bucket`(command: String) throws {
    let bucket = try Bucket()
    for key in bucket.keys {
      bucket.send(command.split(separator: " ").map { $0 == "KEY" ? key : String($0) })
    }
    let first = try bucket.reserve("a", tokens: 60_000, streams: 1)
    #expect(first.verdict == .granted)
    #expect(first.wait == .zero)
    let second = try bucket.reserve("b", tokens: 60_000, streams: 2)
    #expect(bucket.wait(second) == 60)
    #expect(bucket.settle("b", 10_000_000, second.requestMark, 0, 0) == .done)
  }

  @Test func `is a time that no wait reaches`() throws {
    let bucket = try Bucket()
    let clock = bucket.server.cli("TIME").split(separator: "\n")
    let seconds = try #require(clock.first.flatMap { Int($0) })
    let far = "\((seconds + 1400) * 1_000_000)"
    bucket.send(["SET", bucket.keys[0], "\(far) \(far) \(far)"])
    #expect(try bucket.reserve("a").wait == .zero)
  }
}
