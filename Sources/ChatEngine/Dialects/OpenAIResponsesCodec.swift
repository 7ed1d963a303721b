/// The Responses API of OpenAI and of the servers that imitate it.
struct OpenAIResponsesCodec: DialectCodec {
  private let chat = OpenAIChatCodec()

  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    OpenAIResponsesRequest(request, model: model, provider: provider).encoded()
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    AnswerDecoder(reader: OpenAIResponsesReader())
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    chat.failure(status: status, headers: headers, body: body, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    chat.limits(in: headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest { chat.modelsRequest(at: provider) }

  func models(in body: [UInt8]) throws(Failure) -> [Model] { try chat.models(in: body) }

  /// Where answers are asked for; unlike chat's, Azure's classic form has no model in its path.
  static func url(at provider: Provider) -> String {
    guard let version = provider.quirks.azureAPIVersion else {
      return RequestURL.join(provider.baseURL, "/responses")
    }
    let root = OpenAIChatCodec.azureRoot(provider.baseURL)
    return RequestURL.join(root, "/responses", query: "api-version=" + version)
  }
}
