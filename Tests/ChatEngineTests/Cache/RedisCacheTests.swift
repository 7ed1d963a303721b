import Testing

@testable import ChatEngine

@Suite struct `A cache in Redis` {
  private let redis = FakeRedis()
  private let clock = TestClock()
  private let key = CacheKey.named("a")

  private func cache(lifetime: Duration = .seconds(3600)) -> RedisCache {
    clock.time = CacheStage.start
    return RedisCache(redis, prefix: "llm:", lifetime: lifetime, clock: { [clock] in clock.time })
  }

  private func find(_ keys: [CacheKey], in cache: RedisCache) -> [CachedAnswer?] {
    var replies: [CachedAnswer?] = []
    cache.find(keys) { replies.append($1) }
    return replies
  }

  @Test func `gives an answer that another program kept`() {
    cache().keep(.sample(), for: key)
    let other = cache()

    #expect(find([key], in: other) == [.sample()])
    #expect(find([.named("b")], in: other) == [nil])
    #expect(other.counts == CacheCounts(hits: 1, misses: 1))
  }

  @Test func `keeps it for the time to live`() {
    let cache = cache()
    cache.keep(.sample(), for: key)

    #expect(redis.entries["llm:cache:" + key.text]?.lifetime == 3600)
    #expect(redis.commands == ["SET llm:cache:\(key.text) … EX 3600"])
    #expect(cache.counts == CacheCounts(stores: 1))
  }

  @Test(arguments: [(Duration.milliseconds(500), 1), (.milliseconds(1500), 2), (.seconds(1), 1)])
  func `keeps it for whole seconds, none of them missing`(lifetime: Duration, seconds: Int) {
    cache(lifetime: lifetime).keep(.sample(), for: key)

    #expect(redis.entries["llm:cache:" + key.text]?.lifetime == seconds)
  }

  @Test func `keeps nothing that lives for no time, or is not to be kept`() {
    cache(lifetime: .zero).keep(.sample(), for: key)
    var cut = CachedAnswer.sample()
    cut.finish = .length
    cache().keep(cut, for: key)
    cache().keep(.sample(String(repeating: "x", count: CachedAnswer.maxBytes)), for: key)

    #expect(redis.commands == [])
  }

  @Test func `counts hits and misses for all programs, for thirty days`() {
    let cache = cache()
    cache.keep(.sample(), for: key)
    for _ in 0..<2 { _ = find([key], in: cache) }
    _ = find([.named("b")], in: cache)

    #expect(redis.entries["llm:cache:hits"] == .init(bytes: Array("2".utf8), lifetime: 2_592_000))
    #expect(redis.entries["llm:cache:misses"] == .init(bytes: Array("1".utf8), lifetime: 2_592_000))
  }

  @Test func `is given 50 ms, and names the key of each command`() {
    let cache = cache()
    cache.keep(.sample(), for: key)
    _ = find([key], in: cache)

    #expect(redis.patience == [.milliseconds(50)])
    #expect(redis.strayKeys == [])
  }

  // MARK: Several keys

  @Test func `asks for all keys at once, each by itself`() {
    let cache = cache()
    redis.isHeld = true
    #expect(find([key, .named("b")], in: cache) == [])

    #expect(
      redis.commands == [
        "GET llm:cache:\(key.text)", "GET llm:cache:\(CacheKey.named("b").text)",
      ])
  }

  @Test func `gives the first key's answer, whichever comes first`() {
    let cache = cache()
    cache.keep(.sample("a"), for: key)
    cache.keep(.sample("b"), for: .named("b"))
    redis.isHeld = true
    var replies: [CachedAnswer?] = []
    cache.find([.named("c"), key, .named("b")]) { replies.append($1) }

    redis.isHeld = false
    redis.waiting[2]()
    #expect(replies == [])
    redis.waiting[1]()
    #expect(replies == [])
    redis.waiting[0]()

    #expect(replies == [.sample("a")])
    #expect(cache.counts == CacheCounts(hits: 1, stores: 2))
  }

  @Test func `does not wait for later keys once an earlier one has an answer`() {
    let cache = cache()
    cache.keep(.sample("a"), for: key)
    redis.isHeld = true
    var replies: [CachedAnswer?] = []
    cache.find([key, .named("b")]) { replies.append($1) }

    redis.isHeld = false
    redis.waiting[0]()
    #expect(replies == [.sample("a")])
    redis.waiting[1]()

    #expect(replies == [.sample("a")])
  }

  @Test func `answers at once where there is nothing to look for`() {
    redis.isHeld = true

    #expect(find([], in: cache()) == [nil])
  }

  // MARK: Trouble

  @Test(arguments: [
    Result<RedisValue, RedisFailure>.failure(.unavailable("not connected")),
    .failure(.refused("WRONGTYPE Operation against a key holding the wrong kind of value")),
    .failure(.refused("OOM command not allowed when used memory > 'maxmemory'.")),
    .success(.error("READONLY You can't write against a read only replica.")), .success(.null),
    .success(.integer(7)), .success(.array([.string([1])])), .success(.map([])),
    .success(.bool(true)), .success(.double(.nan)),
  ])
  func `is a miss, and nothing worse, where the server is in trouble`(
    trouble: Result<RedisValue, RedisFailure>
  ) {
    let cache = cache()
    redis.trouble = trouble

    cache.keep(.sample(), for: key)

    #expect(find([key], in: cache) == [nil])
    #expect(cache.counts == CacheCounts(misses: 1))
    #expect(!redis.commands.contains { $0.hasPrefix("DEL") })
  }

  @Test(arguments: ["", "{}", "garbage", "{\"v\":1,\"crc\":\"00000000\"}"])
  func `removes an entry that is garbage`(text: String) {
    let name = "llm:cache:" + key.text
    redis.entries[name] = .init(bytes: Array(text.utf8), lifetime: nil)

    #expect(find([key], in: cache()) == [nil])
    #expect(redis.entries[name] == nil)
  }

  @Test func `takes no answer that another program would keep for longer`() {
    let cache = cache(lifetime: .seconds(60))
    cache.keep(.sample(), for: key)

    clock.advance(.seconds(60))
    #expect(find([key], in: cache) == [.sample()])
    clock.advance(.seconds(1))
    #expect(find([key], in: cache) == [nil])
  }

  @Test func `takes an answer of a machine whose clock is ahead`() {
    let cache = cache()
    cache.keep(.sample(), for: key)

    clock.time.milliseconds -= 5000

    #expect(find([key], in: cache) == [.sample()])
  }

  @Test func `names no part of the request or the answer in a key`() {
    let cache = cache()
    cache.keep(.sample("secret"), for: key)
    _ = find([key], in: cache)

    #expect(
      Set(redis.entries.keys) == ["llm:cache:" + key.text, "llm:cache:hits"])
  }
}
