import Testing

@testable import ChatEngine

@Suite struct `A prompt for the provider's cache` {
  private let long = String(repeating: "rule ", count: 4000)

  /// The first, and after an answer, the second prompt of one conversation.
  private func turns(_ origin: Origin?) -> (ChatRequest, ChatRequest) {
    var first = ChatRequest(
      system: long, messages: [Requests.message(.user, [.text("one"), .attachment(Requests.png)])],
      tools: [Requests.tool])
    first.cacheScope = "scope"
    var second = first
    second.messages += [
      Requests.message(
        .assistant, [.reasoning(ReasoningPart("r", signature: "s")), .text("two")], origin: origin),
      Requests.message(.user, [.text("three")]),
    ]
    return (first, second)
  }

  private func encode(_ request: ChatRequest, _ candidate: Candidate) -> EncodedRequest {
    let fitted = Fitting.fit(request, for: candidate)
    return candidate.provider.dialect.codec.encode(
      fitted.request, to: candidate.model, at: candidate.provider)
  }

  private func openRouter(_ model: String) -> Candidate {
    var candidate = FullConversation.candidate(.openAIChat)
    candidate.provider.quirks = Preset.named("openrouter")?.quirks ?? Quirks()
    candidate.model = Model(id: model)
    return candidate
  }

  // MARK: The same beginning

  /// The bytes up to the end of the last message.
  private func beginning(_ encoded: EncodedRequest, _ end: String) -> Substring {
    let text = String(decoding: encoded.http.body, as: UTF8.self)
    let marked = text.split(separator: #","cache_control":{"type":"ephemeral"}"#).joined()
    let pieces = marked.split(separator: end, maxSplits: 1)
    return (pieces.first ?? "") + end
  }

  @Test(arguments: Dialect.allCases.filter { $0 != .geminiGRPC })
  func `begins as the one before it ended, byte by byte`(dialect: Dialect) {
    let candidate = FullConversation.candidate(dialect)
    let (first, second) = turns(Origin(target: candidate.target, dialect: dialect))
    // The picture is the first prompt's last part.
    let start = beginning(encode(first, candidate), Base64.text(Requests.png.data))
    let next = beginning(encode(second, candidate), Base64.text(Requests.png.data))
    #expect(start == next)
    #expect(start.utf8.count > long.utf8.count)
  }

  @Test func `begins the same at OpenRouter, whose marks move on`() {
    let candidate = openRouter("anthropic/claude-opus-5.5")
    let (first, second) = turns(nil)
    let start = beginning(encode(first, candidate), Base64.text(Requests.png.data))
    #expect(start == beginning(encode(second, candidate), Base64.text(Requests.png.data)))
  }

  @Test func `begins the same over gRPC`() {
    let candidate = FullConversation.candidate(.geminiGRPC)
    let (first, second) = turns(nil)
    let one = WireRules.body(encode(first, candidate), .geminiGRPC)
    let two = WireRules.body(encode(second, candidate), .geminiGRPC)
    #expect(one?["contents"]?[0] == two?["contents"]?[0])
    #expect(one?["systemInstruction"] == two?["systemInstruction"])
    #expect(one?["tools"] == two?["tools"])
  }

  // MARK: Marks and keys

  @Test func `is marked at Anthropic where tools, system text and conversation end`() {
    let candidate = FullConversation.candidate(.anthropic)
    var request = turns(nil).0
    let ephemeral: JSON = ["type": "ephemeral"]
    var body = Requests.body(encode(request, candidate))
    #expect(body?["cache_control"] == ephemeral)
    #expect(body?["system"]?[0]?["cache_control"] == ephemeral)
    #expect(body?["tools"]?[0]?["cache_control"] == nil)
    request.tools[0].description = long
    body = Requests.body(encode(request, candidate))
    #expect(body?["tools"]?[0]?["cache_control"] == ephemeral)
  }

  @Test(arguments: [4095, 4096])
  func `is marked from the model's minimum on`(tokens: Int) {
    let candidate = FullConversation.candidate(.anthropic)
    let empty = ChatRequest(messages: [Requests.message(.user, [.text("")])])
    let words = String(repeating: "x", count: tokens * 4 - TokenEstimate.tokens(in: empty) * 4)
    let request = ChatRequest(messages: [Requests.message(.user, [.text(words)])])
    #expect(TokenEstimate.tokens(in: request) == tokens)
    let body = Requests.body(encode(request, candidate))
    #expect((body?["cache_control"] != nil) == (tokens >= 4096))
  }

  @Test func `is not marked for those who imitate Anthropic`() {
    var candidate = FullConversation.candidate(.anthropic)
    candidate.provider.quirks = Quirks()
    let body = Requests.body(encode(turns(nil).0, candidate))
    #expect(body?.text().split(separator: "ephemeral").count == 1)
  }

  @Test(arguments: [
    ("anthropic/claude-opus-5.5", true), ("google/gemini-3.8-flash", true),
    ("openai/gpt-6-sol", false),
  ])
  func `is marked at OpenRouter for models that want it`(model: String, isMarked: Bool) {
    let body = Requests.body(encode(turns(nil).1, openRouter(model)))
    let messages = body?["messages"]?.arrayValue ?? []
    let marks = messages.map { $0["content"]?.arrayValue?.last?["cache_control"] != nil }
    #expect(marks == (isMarked ? [true, false, false, true] : [false, false, false, false]))
  }

  @Test(arguments: [Dialect.openAIChat, .openAIResponses])
  func `names its conversation to OpenAI`(dialect: Dialect) {
    var candidate = FullConversation.candidate(dialect)
    #expect(Requests.body(encode(turns(nil).0, candidate))?["prompt_cache_key"] == "scope")
    candidate.provider.quirks.takesCacheKey = false
    #expect(Requests.body(encode(turns(nil).0, candidate))?["prompt_cache_key"] == nil)
  }

  @Test func `does not keep an answer from being found by another conversation`() {
    let candidate = FullConversation.candidate(.openAIChat)
    var request = turns(nil).0
    let one = CacheKey(of: encode(request, candidate).http, at: candidate.provider)
    request.cacheScope = "another"
    #expect(CacheKey(of: encode(request, candidate).http, at: candidate.provider) == one)
  }

  // MARK: What it costs

  @Test func `is priced by what was read and written, in the tier of the whole`() {
    let price = Price(
      input: 2, output: 10, cachedInput: 0.2, cacheWrite: 2.5,
      tiers: [.init(above: 1000, input: 4, output: 15, cachedInput: 0.4)])
    let usage = Usage(
      inputTokens: 1000, outputTokens: 0, cachedInputTokens: 500, cacheWriteTokens: 300)
    // 200 fresh, 500 read, 300 written.
    #expect(price.cost(of: usage) == 0.00125)
    var longer = usage
    longer.inputTokens = 1001
    #expect(price.cost(of: longer) == 0.002504)
  }
}
