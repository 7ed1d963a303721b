/// Ollama's own interface.
struct OllamaCodec: DialectCodec {
  private let base = OpenAIChatCodec()

  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    base.encode(request, to: model, at: provider)
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    base.makeDecoder(for: provider, streaming: streaming)
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    base.failure(status: status, headers: headers, body: body, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    base.limits(in: headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest { base.modelsRequest(at: provider) }

  func models(in body: [UInt8]) throws(Failure) -> [Model] { try base.models(in: body) }
}
