/// Gemini's generateContent over REST.
struct GeminiCodec: DialectCodec {
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    GeminiRequest(request, model: model, provider: provider).encoded()
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    AnswerDecoder(reader: GeminiReader())
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    ProviderError(body: body).failure(httpStatus: status, headers: headers, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    RateLimitHeaders.report(headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    RequestDraft.http(
      "GET", GeminiCodec.url("/models", query: "pageSize=1000", at: provider), at: provider,
      headers: [HTTPHeader("Accept", "application/json")])
  }

  func models(in body: [UInt8]) throws(Failure) -> [Model] {
    let json = try ModelList.parse(body)
    guard let entries = json["models"]?.arrayValue else { throw ModelList.unreadable }
    return ModelList.unique(entries.compactMap(GeminiCodec.model))
  }

  /// The base with the version put in where it has none of its own.
  static func url(_ path: String, query: String?, at provider: Provider) -> String {
    let isVersioned = RequestURL.endsInVersion(provider.baseURL)
    let version = isVersioned ? "" : "/" + provider.quirks.geminiVersion
    return RequestURL.join(provider.baseURL, version + path, query: query)
  }

  private static func model(_ entry: JSON) -> Model? {
    let methods = entry["supportedGenerationMethods"]?.arrayValue?.compactMap(\.stringValue)
    guard let name = entry["name"]?.stringValue, methods?.contains("generateContent") ?? true else {
      return nil
    }
    let id = bare(name)
    guard !id.isEmpty else { return nil }
    return Model(
      id: id, maxInput: ModelList.limit(entry["inputTokenLimit"]),
      maxOutput: ModelList.limit(entry["outputTokenLimit"]),
      reasoning: entry["thinking"]?.boolValue)
  }

  /// The name without `models/`.
  static func bare(_ name: String) -> String {
    name.hasPrefix("models/") ? String(name.dropFirst("models/".count)) : name
  }
}
