import DemoProviders
import Testing

@testable import ChatEngine

@Suite struct `Whether a kept answer will do` {
  typealias Cache = Configuration.Cache

  /// engine.md, "Cache": on by default for `ask` where the answer is repeatable, the chat only where
  /// the configuration says so, and a regeneration never.
  @Test(arguments: [
    (Cache.Occasion.question(wish: nil), TurnSettings.CacheUse.automatic),
    (.question(wish: true), .always), (.question(wish: false), .never), (.chat, .never),
    (.regeneration, .never),
  ])
  func `is decided by what it is for`(occasion: Cache.Occasion, use: TurnSettings.CacheUse) {
    #expect(Cache().use(for: occasion) == use)
  }

  @Test(arguments: [
    (Cache.Use.always, TurnSettings.CacheUse.always, TurnSettings.CacheUse.refresh),
    (.never, .never, .never), (.automatic, .automatic, .refresh),
  ])
  func `is what the configuration says`(
    configured: Cache.Use, use: TurnSettings.CacheUse, regenerated: TurnSettings.CacheUse
  ) {
    var cache = Cache()
    cache.ask = configured
    cache.chat = configured

    #expect(cache.use(for: .question(wish: nil)) == use)
    #expect(cache.use(for: .question(wish: true)) == .always)
    #expect(cache.use(for: .question(wish: false)) == .never)
    #expect(cache.use(for: .chat) == use)
    #expect(cache.use(for: .regeneration) == regenerated)
  }
}

@Suite struct `A turn's cache` {
  /// Keeps nothing, and knows who has ended.
  private final class Recorder: AnswerCache {
    var released: [TurnID] = []

    func find(_ keys: [CacheKey], reply: @escaping (CacheKey?, CachedAnswer?) -> Void) {
      reply(nil, nil)
    }

    func keep(_ answer: CachedAnswer, for key: CacheKey) {}
    func release(_ turn: TurnID) { released.append(turn) }
  }

  @Test func `hears of its end, whatever it is`() throws {
    let server = try DemoServer(.always(DemoReply(text: "Hello.")))
    let loop = try EventLoop()
    let runner = TurnRunner(loop: loop) { _, done in done(.success(nil)) }
    let cache = Recorder()
    runner.cache = cache
    let catalog = EngineStage.catalog(port: server.port)
    let route = Route(name: "a", targets: [RouteTarget(Target(provider: "a", model: "m"))])
    for id: UInt64 in 1...2 {
      let turn = Turn(
        id: TurnID(id), route: route, candidates: catalog.candidates(of: route),
        request: TurnStage.prompt("Hi"), settings: .standard,
        startedAt: Timestamp(milliseconds: 0), random: ConstantRandom())
      runner.start(turn) { _ in }
    }
    #expect(cache.released == [])

    runner.send(.cancel, to: TurnID(2))
    #expect(cache.released == [TurnID(2)])
    let deadline = loop.now() + .seconds(10)
    while !runner.isIdle, loop.now() < deadline { loop.runOnce(until: deadline) }

    #expect(cache.released == [TurnID(2), TurnID(1)])
  }
}
