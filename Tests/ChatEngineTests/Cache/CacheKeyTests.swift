import Testing

@testable import ChatEngine

@Suite struct `A cache key` {
  private static let openAI = Provider(
    name: "openai", dialect: .openAIChat, baseURL: "https://api.openai.com/v1")

  private static func key(
    _ body: String, url: String = "https://api.openai.com/v1/chat/completions",
    at provider: Provider = openAI, headers: [HTTPHeader] = [], pool: String = "openai"
  ) -> CacheKey? {
    CacheKey(
      of: HTTPRequest(url: url, headers: headers, body: Array(body.utf8), pool: pool), at: provider)
  }

  private static let request =
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0}"#

  /// Worked out with `printf '%s' '…' | sha256sum`: whoever shares a Redis server has the same.
  @Test func `is the SHA-256 of the canonical form`() {
    let canonical =
      #"{"body":{"messages":[{"content":"Hi","role":"user"}],"model":"m","temperature":0},"#
      + #""provider":"openai","url":"https://api.openai.com:/v1/chat/completions","v":1}"#

    #expect(Self.key(Self.request)?.text == SHA256(Array(canonical.utf8)).text)
    #expect(Self.key(Self.request)?.text == Self.digest)
  }

  private static let digest = "3c930b68212c9b93694f6ce62a1572db21470ea81f7ac7d7cf6a4fee29af99c0"

  @Test(arguments: [
    #"{"temperature":0,"messages":[{"content":"Hi","role":"user"}],"model":"m"}"#,
    #" { "model" : "m" , "messages" : [ { "role":"user","content":"H\u0069" } ],"temperature":0}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0,"stream":true}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0,"stream":false}"#,
    #"{"stream_options":{"include_usage":true},"stream":true,"model":"m","temperature":0,"#
      + #""messages":[{"role":"user","content":"Hi"}]}"#,
  ])
  func `is the same for the same request in another spelling`(body: String) {
    #expect(Self.key(body) == Self.key(Self.request))
  }

  @Test(arguments: [
    #"{"model":"n","messages":[{"role":"user","content":"Hi"}],"temperature":0}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi "}],"temperature":0}"#,
    #"{"model":"m","messages":[{"role":"system","content":"Hi"}],"temperature":0}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.0}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":"0"}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}]}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0,"seed":7}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0,"tools":[]}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"user","content":"Hi"}],"#
      + #""temperature":0}"#,
    #"{"model":"m","messages":[{"role":"user","content":"Hi","stream":true}],"temperature":0}"#,
  ])
  func `is another one for any other request`(body: String) {
    #expect(Self.key(body) != nil)
    #expect(Self.key(body) != Self.key(Self.request))
  }

  @Test func `is another one for another seed, also where the provider takes none`() throws {
    let anthropic = Provider(
      name: "anthropic", dialect: .anthropic, baseURL: "https://api.anthropic.com")
    let keys = [nil, 1, 2].map { seed -> CacheKey? in
      var request = ChatRequest(messages: [])
      request.parameters.seed = seed
      let http = Dialect.anthropic.codec.encode(
        request, to: Model(id: "m"), at: anthropic
      ).http
      return TurnSettings.standard.cacheKey(http, anthropic, seed)
    }
    #expect(!keys.contains(nil))
    #expect(Set(keys).count == 3)
  }

  @Test func `keeps the order of lists`() {
    #expect(Self.key(#"{"stop":["a","b"]}"#) != Self.key(#"{"stop":["b","a"]}"#))
  }

  @Test func `tells two spellings of é apart, as models do`() {
    #expect(Self.key("{\"a\":\"\u{E9}\"}") != Self.key("{\"a\":\"e\u{301}\"}"))
  }

  @Test func `depends on the provider and the address`() {
    let keys = [
      Self.key(Self.request),
      Self.key(Self.request, url: "https://api.openai.com/v2/chat/completions"),
      Self.key(Self.request, url: "https://api.openai.com:444/v1/chat/completions"),
      Self.key(Self.request, url: "http://api.openai.com/v1/chat/completions"),
      Self.key(
        Self.request,
        at: Provider(name: "other", dialect: .openAIChat, baseURL: "https://api.openai.com/v1")),
    ]

    #expect(Set(keys).count == keys.count)
  }

  @Test func `depends on no secret, header or pool`() {
    var provider = Self.openAI
    provider.key = .environment(["OTHER_KEY"])
    provider.authentication = .header("x-key")

    let key = Self.key(
      Self.request, url: "https://user:secret@api.openai.com/v1/chat/completions", at: provider,
      headers: [HTTPHeader("Authorization", "Bearer secret"), HTTPHeader("X-Mine", "1")],
      pool: "p")

    #expect(key == Self.key(Self.request))
  }

  @Test(arguments: [true, false])
  func `is the same for an answer at once and one piece by piece, in each dialect`(
    hasSystem: Bool
  ) {
    for dialect in Dialect.allCases {
      let provider = Provider(
        name: "p", dialect: dialect, baseURL: "https://p.test/v1?team=a",
        quirks: Quirks.taking(streamOptions: dialect == .openAIChat))
      let keys = [true, false].map { streams in
        var request = TurnStage.prompt("Hi")
        request.system = hasSystem ? "Be brief." : nil
        request.streams = streams
        let encoded = dialect.codec.encode(request, to: Model(id: "m"), at: provider)
        return CacheKey(of: encoded.http, at: provider)
      }
      #expect(keys[0] != nil && keys[0] == keys[1], "\(dialect)")
    }
  }

  @Test func `is another one for another model in Gemini's path`() {
    let provider = Provider(name: "g", dialect: .gemini, baseURL: "https://g.test/v1beta")
    let keys = ["m", "n"].map { model in
      CacheKey(
        of: provider.dialect.codec.encode(
          TurnStage.prompt("Hi"), to: Model(id: model), at: provider
        ).http, at: provider)
    }

    #expect(keys[0] != keys[1])
  }

  @Test(arguments: ["", "[]", "\"x\"", "{", "{}x", "multipart"])
  func `is none where the body is no JSON object`(body: String) {
    #expect(Self.key(body) == nil)
  }
}

extension Quirks {
  fileprivate static func taking(streamOptions: Bool) -> Quirks {
    var quirks = Quirks()
    quirks.takesStreamOptions = streamOptions
    return quirks
  }
}
