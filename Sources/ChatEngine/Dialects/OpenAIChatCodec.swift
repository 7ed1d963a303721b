/// Chat Completions: OpenAI's own form and that of the many servers that imitate it.
struct OpenAIChatCodec: DialectCodec {
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    OpenAIChatRequest(request, model: model, provider: provider).encoded(at: provider)
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    AnswerDecoder(reader: OpenAIChatReader(quirks: provider.quirks))
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    ProviderError(body: body).failure(httpStatus: status, headers: headers, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    RateLimitHeaders.report(headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    let url: String
    if let version = provider.quirks.azureAPIVersion {
      let base = OpenAIChatCodec.azureRoot(provider.baseURL)
      url = RequestURL.join(base, "/models", query: "api-version=" + version)
    } else {
      url = RequestURL.join(provider.baseURL, "/models")
    }
    return RequestDraft.http(
      "GET", url, at: provider, headers: [HTTPHeader("Accept", "application/json")])
  }

  func models(in body: [UInt8]) throws(Failure) -> [Model] { try OpenAIModels.read(body) }

  /// Where answers are asked for; Azure's classic form names the model in the path.
  static func url(for model: Model, at provider: Provider) -> String {
    guard let version = provider.quirks.azureAPIVersion else {
      return RequestURL.join(provider.baseURL, "/chat/completions")
    }
    let root = azureRoot(provider.baseURL)
    let path =
      root.contains(ascii: "/openai/deployments/") ? "" : "/deployments/" + escaped(model.id)
    return RequestURL.join(root, path + "/chat/completions", query: "api-version=" + version)
  }

  /// A deployment's name holds no slash, so one is escaped too.
  private static func escaped(_ name: String) -> String {
    RequestURL.escape(name).split(separator: "/", omittingEmptySubsequences: false)
      .joined(separator: "%2F")
  }

  /// `https://NAME.openai.azure.com/openai`, however much of it is configured.
  static func azureRoot(_ base: String) -> String {
    base.contains(ascii: "/openai") ? base : RequestURL.join(base, "/openai")
  }
}

extension Dialect {
  /// The mappers of this dialect.
  package var codec: any DialectCodec {
    switch self {
    case .openAIChat: OpenAIChatCodec()
    case .openAIResponses: OpenAIResponsesCodec()
    case .anthropic: AnthropicCodec()
    case .gemini: GeminiCodec()
    case .geminiGRPC: GeminiGRPCCodec()
    case .ollama: OllamaCodec()
    }
  }
}
