import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `A request over gRPC` {
  private static let provider: Provider = {
    var provider = Provider(
      name: "g", dialect: .geminiGRPC, baseURL: "https://generativelanguage.googleapis.com/v1beta",
      authentication: .header("x-goog-api-key"))
    provider.timeouts.total = .seconds(90)
    return provider
  }()

  private static func encoded(
    _ request: ChatRequest, model: String = "gemini-2.5-flash", at provider: Provider = provider
  ) throws -> (EncodedRequest, JSON) {
    let encoded = Dialect.geminiGRPC.codec.encode(request, to: Model(id: model), at: provider)
    return (
      encoded,
      try GeminiMessages.decode(encoded.http.body.dropFirst(5), as: .generateContentRequest)
    )
  }

  private static var rich: ChatRequest {
    var request = ChatRequest(messages: Requests.rich(), parameters: Requests.parameters)
    request.system = "Be terse."
    request.tools = [Requests.tool]
    return request
  }

  @Test func `says what REST says`() throws {
    var provider = Self.provider
    provider.extraBody["generationConfig"] = ["topK": 40]
    var (encoded, message) = try Self.encoded(Self.rich, at: provider)
    provider.dialect = .gemini
    let rest = Dialect.gemini.codec.encode(
      Self.rich, to: Model(id: "gemini-2.5-flash"), at: provider)

    #expect(message["model"] == "models/gemini-2.5-flash")
    message = .object(try #require(message.objectValue).without("model"))

    #expect(
      message.text(JSON.Style(sortsKeys: true))
        == Requests.body(rest)?.text(JSON.Style(sortsKeys: true)))
    #expect(encoded.notes == rest.notes)
    encoded.http.body = []
    #expect(message["generationConfig"]?["topK"] == 40)
  }

  @Test func `has gRPC's address, headers and prefix`() throws {
    let (encoded, _) = try Self.encoded(Self.rich)
    let http = encoded.http

    #expect(http.needsHTTP2)
    #expect(
      http.url == "https://generativelanguage.googleapis.com/google.ai.generativelanguage.v1beta."
        + "GenerativeService/StreamGenerateContent")
    #expect(http.headers["content-type"] == "application/grpc+proto")
    #expect(http.headers["te"] == "trailers")
    #expect(http.headers["grpc-timeout"] == "90000m")
    #expect(http.headers["grpc-accept-encoding"] == "identity,gzip")
    #expect(http.headers["x-goog-request-params"] == "model=models/gemini-2.5-flash")
    #expect(http.body.prefix(1) == [0])
    var frames = GRPCFrames()
    frames.append(http.body)
    #expect(try frames.next() != nil)
    #expect(frames.isEmpty)
  }

  @Test func `leaves a level of thinking out and says so`() throws {
    var request = ChatRequest(messages: Requests.rich(), parameters: Parameters())
    request.parameters.reasoningEffort = .low
    let (encoded, message) = try Self.encoded(request, model: "gemini-3.8-flash")
    #expect(message["generationConfig"]?["thinkingConfig"] == ["includeThoughts": true])
    #expect(
      encoded.notes == [
        "gRPC takes no generationConfig.thinkingConfig.thinkingLevel from us, so it was left out"
      ])

    let (budget, older) = try Self.encoded(request)
    #expect(older["generationConfig"]?["thinkingConfig"]?["thinkingBudget"] == 1024)
    #expect(budget.notes.isEmpty)
  }

  @Test func `returns a call's unknown fields with it, which REST is not shown`() throws {
    // A function call "f", a signature of one byte, and field 99.
    let part: [UInt8] = [0x22, 3, 0x0A, 1, 0x66, 0x6A, 1, 0x73, 0x9A, 0x06, 2, 0x68, 0x69]
    let candidate = [0x0A, UInt8(part.count + 2), 0x0A, UInt8(part.count)] + part + [0x10, 1]
    var decoder = GeminiGRPCDecoder()
    var parts: [StreamPart] = []
    decoder.feed(GRPCFrames.framed([0x0A, UInt8(candidate.count)] + candidate), into: &parts)
    let signature = parts.lazy.compactMap { part -> String? in
      if case .toolCallEnded(_, let signature) = part { signature } else { nil }
    }.first
    var call = ToolCall(id: "call-local-0", name: "f", arguments: "{}")
    call.signature = signature
    #expect(signature != nil)
    let request = ChatRequest(messages: [Requests.message(.assistant, [.toolCall(call)])])

    let (encoded, message) = try Self.encoded(request)
    var rest = Self.provider
    rest.dialect = .gemini
    let plain = Dialect.gemini.codec.encode(request, to: Model(id: "gemini-2.5-flash"), at: rest)

    let returned = message["contents"]?[0]?["parts"]?[0]
    #expect(returned?["thoughtSignature"] == "cw==")
    #expect(returned?[GeminiMessages.unknownFields] == "mgYCaGk=")
    #expect(encoded.notes.isEmpty)
    let shown = Requests.body(plain)?["contents"]?[0]?["parts"]?[0]
    #expect(shown?["thoughtSignature"] == "cw==")
    #expect(shown?[GeminiMessages.unknownFields] == nil)
  }

  @Test func `has a cache key of its own body`() throws {
    let (first, _) = try Self.encoded(Self.rich)
    var other = Self.rich
    other.system = "Be kind."
    let (second, _) = try Self.encoded(other)
    let key = CacheKey(of: first.http, at: Self.provider)

    #expect(key != nil)
    #expect(key == CacheKey(of: first.http, at: Self.provider))
    #expect(key != CacheKey(of: second.http, at: Self.provider))
  }

  @Test(arguments: ["\"preset\": \"gemini\", ", ""])
  func `is what the preset's servers are asked by under this dialect`(preset: String) throws {
    let name = preset.isEmpty ? "gemini" : "fast"
    let text = "{\"providers\": {\"\(name)\": {\(preset)\"dialect\": \"gemini-grpc\"}}}"

    let file = try ConfigurationFile.parse(Array(text.utf8), path: "c")

    let provider = try #require(file.configuration.providers.first)
    #expect(provider.dialect == .geminiGRPC)
    #expect(provider.baseURL == "https://generativelanguage.googleapis.com")
    #expect(provider.key == .environment(["GEMINI_API_KEY", "GOOGLE_API_KEY"]))
    #expect(provider.authentication == .header("x-goog-api-key"))
    #expect(!provider.models.isEmpty)
  }
}

extension JSONObject {
  fileprivate func without(_ name: String) -> JSONObject {
    var copy = self
    copy[name] = nil
    return copy
  }
}

/// How the recorded gRPC answers are read.
struct GRPCSample: CustomTestStringConvertible, Sendable {
  var name: String
  var trailers = [HTTPHeader("grpc-status", "0")]
  var parts: [StreamPart]

  var testDescription: String { name }
  var bytes: [UInt8] { HexSample.bytes("gemini-grpc.\(name).hex") }

  private static let started = StreamPart.started(
    id: "LTresp1", model: "gemini-4-hydrogen", fingerprint: nil)

  private static func usage(_ output: Int, _ reasoning: Int?) -> StreamPart {
    var usage = Usage()
    usage.inputTokens = 24
    usage.outputTokens = output
    usage.reasoningTokens = reasoning
    return .usage(usage)
  }

  private static var prompt: StreamPart {
    var usage = Usage()
    usage.inputTokens = 24
    return .usage(usage)
  }

  static let all = [
    GRPCSample(
      name: "text",
      parts: [
        started, .text("Grüße"), prompt, .text(", 世界 🧪"), .textSignature("c2ln"), usage(9, nil),
        .finish(.stop, raw: "STOP"),
      ]),
    GRPCSample(
      name: "tool",
      parts: [
        started, .toolCallBegan(index: 0, id: "fc-1", name: "get_weather"),
        .toolCallArguments(index: 0, #"{"city":"Köln"}"#),
        .toolCallEnded(index: 0, signature: "c2lnMQ=="), prompt, usage(21, 12),
        .finish(.toolCalls, raw: "STOP"),
      ]),
    GRPCSample(
      name: "thinking",
      parts: [
        started, .reasoning("17*23 = 391."), prompt, .text("391."), .textSignature("c2lnMg=="),
        usage(35, 26), .finish(.stop, raw: "STOP"),
      ]),
    GRPCSample(
      name: "error",
      trailers: [
        HTTPHeader("grpc-status", "8"), HTTPHeader("grpc-message", "Quota%20exceeded."),
        HTTPHeader(
          "grpc-status-details-bin",
          Base64.text(HexSample.bytes("gemini-grpc.error-details.hex"))),
      ],
      parts: [
        started, .text("Partial ans"), prompt,
        .failed(
          Failure(
            .rateLimited, "Quota exceeded.", status: 429, code: "RESOURCE_EXHAUSTED",
            retryAfter: .milliseconds(37_400))),
      ]),
  ]
}

@Suite(.enabled(if: Shared.samples != nil, "wire samples not found"))
struct `A recorded answer over gRPC` {
  private static let head = [HTTPHeader("content-type", "application/grpc")]

  private static func parts(_ pieces: [[UInt8]], _ trailers: [HTTPHeader]?) -> [StreamPart] {
    var decoder = Dialect.geminiGRPC.codec.makeDecoder(
      for: Decoding.provider(.geminiGRPC), streaming: true)
    var parts: [StreamPart] = []
    decoder.begin(headers: head)
    for piece in pieces { decoder.feed(piece, into: &parts) }
    if let trailers { decoder.take(trailers: trailers, into: &parts) }
    decoder.finish(into: &parts)
    return Decoding.joined(parts)
  }

  @Test(arguments: GRPCSample.all)
  func `becomes the parts it stands for`(sample: GRPCSample) {
    #expect(Self.parts([sample.bytes], sample.trailers) == sample.parts)
  }

  @Test(arguments: GRPCSample.all)
  func `comes out the same byte by byte`(sample: GRPCSample) {
    #expect(Self.parts(sample.bytes.map { [$0] }, sample.trailers) == sample.parts)
  }

  @Test(arguments: GRPCSample.all)
  func `comes out the same wherever it is cut in two`(sample: GRPCSample) {
    let bytes = sample.bytes
    let bad = (0...bytes.count).filter { cut in
      Self.parts([Array(bytes[..<cut]), Array(bytes[cut...])], sample.trailers) != sample.parts
    }
    #expect(bad.isEmpty)
  }

  @Test(arguments: GRPCSample.all)
  func `that ends anywhere, with a good status or none, has failed`(sample: GRPCSample) {
    let bytes = sample.bytes
    for count in 0...bytes.count {
      for trailers in [nil, [], [HTTPHeader("grpc-status", "0")]] {
        if count == bytes.count, trailers?.isEmpty == false, sample.name != "error" { continue }
        let parts = Self.parts([Array(bytes[..<count])], trailers)
        guard case .failed(let failure)? = parts.last else {
          Issue.record("\(count) bytes are taken for an answer")
          continue
        }
        #expect(failure.kind == .cut)
        #expect(!parts.contains { if case .finish = $0 { true } else { false } })
      }
    }
  }

  @Test(arguments: GRPCSample.all)
  func `never traps once it is damaged`(sample: GRPCSample) {
    var random = SeededRandom(seed: 21)
    for _ in 0..<1500 {
      var bytes = sample.bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      let parts = Self.parts([bytes], sample.trailers)
      let ends = parts.count { part in
        switch part {
        case .finish, .failed: true
        default: false
        }
      }
      #expect(ends == 1)
    }
  }
}
