import Testing

@testable import ChatEngine

@Suite struct `Kept answers` {
  private func stage(
    _ use: TurnSettings.CacheUse = .always, onCut: Route.OnCut = .restart,
    _ edit: (inout ChatRequest) -> Void = { _ in }
  ) -> TurnStage {
    var settings = TurnSettings(codec: { _ in StubCodec() })
    settings.cache = use
    settings.cacheKey = { request, provider, _ in
      provider.name == "x" ? nil : CacheKey(text: request.url)
    }
    var request = TurnStage.prompt("Hello")
    edit(&request)
    return TurnStage("a/m", "b/m", "x/m", onCut: onCut, request: request, settings: settings)
  }

  private let kept = CachedAnswer(
    target: Target(provider: "b", model: "m"),
    parts: [
      .started(id: "r", model: nil, fingerprint: nil), .text("Hi"), .finish(.stop, raw: "end"),
    ],
    usage: Usage(inputTokens: 1, outputTokens: 2), rawFinish: "end", cost: 0.5, requestID: "q",
    fingerprint: "fp", time: Timestamp(milliseconds: 77))

  /// The answer that a turn keeps from what the transfer of that number gets.
  private func keeps(_ stage: TurnStage, _ number: UInt64, _ body: String) -> CachedAnswer? {
    _ = stage.status(number, 200)
    _ = stage.body(number, body)
    for effect in stage.effects(
      of: .transfer(TransferID(value: number), .ended(TransferTimings())))
    {
      if case .keep(let answer, let key) = effect {
        return key.text.hasSuffix("/m") ? answer : nil
      }
    }
    return nil
  }

  @Test func `are looked for under the keys of all targets that have one`() {
    let stage = stage()
    #expect(stage.begin() == ["look up 2"])
  }

  @Test func `stand for a new one`() throws {
    let stage = stage()
    _ = stage.begin()
    #expect(
      stage.handle(.found(kept)) == [
        "hit", "started r", "text Hi", "end answered: stop 1+2",
      ])
  }

  @Test func `cost nothing and say when they were given`() throws {
    let stage = stage()
    _ = stage.begin()
    let ended = stage.end(.found(kept))
    let end = try #require(ended)
    #expect(end.cost == 0)
    #expect(
      end.ending
        == Ending(
          finish: .stop, rawFinish: "end", usage: kept.usage, cost: 0, requestID: "q",
          fingerprint: "fp", cached: Timestamp(milliseconds: 77)))
  }

  @Test func `are asked for where none is found`() {
    let stage = stage()
    _ = stage.begin()
    #expect(stage.handle(.found(nil)).prefix(2) == ["miss", "try 1 a/m: first in the route"])
  }

  @Test func `are not waited for when the turn is stopped`() {
    let stage = stage()
    _ = stage.begin()
    #expect(stage.handle(.cancel) == ["end cancelled: cancelled"])
    #expect(stage.handle(.found(kept)) == [])
  }

  @Test(arguments: [
    (TurnSettings.CacheUse.automatic, nil, nil, false), (.automatic, 0.0, nil, true),
    (.automatic, 0.5, nil, false), (.automatic, nil, 7, true), (.never, 0, 7, false),
    (.always, nil, nil, true), (.refresh, 0, 7, false),
  ])
  func `are looked for where the settings say so`(
    use: TurnSettings.CacheUse, temperature: Double?, seed: Int?, isLookedFor: Bool
  ) {
    let stage = stage(use) {
      $0.parameters.temperature = temperature
      $0.parameters.seed = seed
    }
    #expect(stage.begin().contains("look up 2") == isLookedFor)
  }

  @Test(arguments: [TurnSettings.CacheUse.always, .refresh])
  func `are whole answers with a normal finish`(use: TurnSettings.CacheUse) throws {
    let stage = stage(use)
    _ = stage.begin()
    _ = stage.handle(.found(nil))
    stage.now += .seconds(2)
    let answer = keeps(stage, 1, "S r1\nR hm\nR  so\nT Hi\nT  there\nN odd\nU 10 20\nF stop")
    #expect(
      answer
        == CachedAnswer(
          target: Target(provider: "a", model: "m"),
          parts: [
            .started(id: "r1", model: nil, fingerprint: "fp"), .reasoning("hm so"),
            .text("Hi there"), .usage(Usage(inputTokens: 10, outputTokens: 20)),
            .finish(.stop, raw: "stop"),
          ], usage: Usage(inputTokens: 10, outputTokens: 20), rawFinish: "stop", cost: 0.00021,
          requestID: "r1", fingerprint: "fp", time: Timestamp(milliseconds: 3_000)))
  }

  @Test(arguments: [
    "T Hi\nF length", "T Hi\nF filtered", "T Hi\nF refused", "T Hi\nC tool\nF stop",
    "C tool\nF tool_calls", "T Hi", "T Hi\nE overloaded",
  ])
  func `are no partial, filtered or cut ones and none with tool calls`(body: String) {
    let stage = stage()
    _ = stage.begin()
    _ = stage.handle(.found(nil))
    #expect(keeps(stage, 1, body) == nil)
  }

  @Test func `are none that were continued after a cut`() {
    let stage = stage(onCut: .continue)
    _ = stage.begin()
    _ = stage.handle(.found(nil))
    #expect(keeps(stage, 1, "T Once") == nil)
    #expect(keeps(stage, 2, "T upon\nU 1 2\nF stop") == nil)
    #expect(stage.hasEnded)
  }

  @Test func `are none of a target without a key`() {
    let stage = stage()
    _ = stage.begin()
    _ = stage.handle(.found(nil))
    _ = stage.refuses(1, 401, "auth")
    _ = stage.refuses(2, 401, "auth")
    #expect(keeps(stage, 3, "T Hi\nU 1 2\nF stop") == nil)
    #expect(stage.hasEnded)
  }

  @Test func `are collected only where they are kept`() {
    let stage = stage(.never)
    _ = stage.begin()
    _ = stage.status(1, 200)
    _ = stage.body(1, "T Hi")
    #expect(stage.turn.attempt?.kept == [])
  }

  @Test func `have the form that is wanted, or are not kept and not given`() throws {
    var settings = TurnSettings(codec: { _ in StubCodec() })
    settings.cache = .always
    settings.cacheKey = { request, _, _ in CacheKey(text: request.url) }
    settings.shape = try AnswerShape(schema: ["type": "object", "required": ["a"]])
    for (text, isGood) in [(#"{"b":1}"#, false), (#"{"a":1}"#, true)] {
      let stage = TurnStage("a/m", settings: settings)
      _ = stage.begin()
      _ = stage.handle(.found(nil))
      #expect((keeps(stage, 1, "T \(text)\nF stop") != nil) == isGood)

      let other = TurnStage("a/m", settings: settings)
      _ = other.begin()
      var old = kept
      old.parts = [.text(text), .finish(.stop, raw: "end")]
      #expect(other.handle(.found(old)).first == (isGood ? "hit" : "miss"))
    }
  }
}
