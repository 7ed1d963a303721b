/// Ollama's own interface: lines of JSON, and a context whose length each request asks for.
struct OllamaCodec: DialectCodec {
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    OllamaRequest(request, model: model, provider: provider).encoded()
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    AnswerDecoder(reader: OllamaReader(quirks: provider.quirks), takesLines: streaming)
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    ProviderError(body: body).failure(httpStatus: status, headers: headers, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    RateLimitHeaders.report(headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    RequestDraft.http(
      "GET", OllamaCodec.url("/api/tags", at: provider), at: provider,
      headers: [HTTPHeader("Accept", "application/json")])
  }

  func models(in body: [UInt8]) throws(Failure) -> [Model] {
    let json = try ModelList.parse(body)
    guard let entries = json["models"]?.arrayValue else { throw ModelList.unreadable }
    return ModelList.unique(entries.compactMap(OllamaCodec.model))
  }

  func detailRequest(for model: Model, at provider: Provider) -> HTTPRequest? {
    RequestDraft.http(
      "POST", OllamaCodec.url("/api/show", at: provider), at: provider,
      headers: [
        HTTPHeader("Content-Type", "application/json"), HTTPHeader("Accept", "application/json"),
      ], body: JSON.object(JSONObject([JSONMember(key: "model", value: .string(model.id))])).bytes()
    )
  }

  func model(_ model: Model, completedBy body: [UInt8]) -> Model {
    guard let json = try? JSON.parse(body, options: .wire) else { return model }
    let info = json["model_info"]
    var model = model
    let window = info?["general.architecture"]?.stringValue.flatMap {
      info?["\($0).context_length"]
    }
    model.context = ModelList.limit(window) ?? model.context
    OllamaCodec.take(json["capabilities"], into: &model)
    return model
  }

  /// The server's root; what is configured may be that of its layer for OpenAI's clients.
  static func url(_ path: String, at provider: Provider) -> String {
    var base = provider.baseURL[...]
    for suffix in ["/", "/v1", "/api"] where base.hasSuffix(suffix) {
      base = base.dropLast(suffix.count)
    }
    return RequestURL.join(String(base), path)
  }

  private static func model(_ entry: JSON) -> Model? {
    guard let id = entry["name"]?.stringValue ?? entry["model"]?.stringValue, !id.isEmpty else {
      return nil
    }
    var model = Model(id: id)
    model.context = ModelList.limit(entry["details"]?["context_length"])
    take(entry["capabilities"], into: &model)
    // Models that only make vectors answer nothing.
    let words = entry["capabilities"]?.arrayValue?.compactMap(\.stringValue) ?? []
    return words.contains("embedding") && !words.contains("completion") ? nil : model
  }

  private static func take(_ capabilities: JSON?, into model: inout Model) {
    guard let words = capabilities?.arrayValue?.compactMap(\.stringValue), !words.isEmpty else {
      return
    }
    model.vision = words.contains("vision")
    model.tools = words.contains("tools")
    model.reasoning = words.contains("thinking")
  }
}
