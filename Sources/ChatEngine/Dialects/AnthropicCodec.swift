/// The Messages API of Anthropic and of the servers that imitate it.
struct AnthropicCodec: DialectCodec {
  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    AnthropicRequest(request, model: model, provider: provider).encoded()
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    AnswerDecoder(reader: AnthropicReader())
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    ProviderError(body: body).failure(httpStatus: status, headers: headers, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    RateLimitHeaders.report(headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    RequestDraft.http(
      "GET", AnthropicCodec.url("/models", query: "limit=1000", at: provider), at: provider,
      headers: [
        HTTPHeader("Accept", "application/json"),
        HTTPHeader("anthropic-version", provider.quirks.anthropicVersion),
      ])
  }

  func models(in body: [UInt8]) throws(Failure) -> [Model] {
    let json = try ModelList.parse(body)
    guard let entries = json["data"]?.arrayValue ?? json.arrayValue else {
      throw ModelList.unreadable
    }
    return ModelList.unique(entries.compactMap(AnthropicCodec.model))
  }

  /// The base with `/v1` put in where it has no version of its own.
  static func url(_ path: String, query: String? = nil, at provider: Provider) -> String {
    let version = RequestURL.endsInVersion(provider.baseURL) ? "" : "/v1"
    return RequestURL.join(provider.baseURL, version + path, query: query)
  }

  private static func model(_ entry: JSON) -> Model? {
    guard let id = entry["id"]?.stringValue, !id.isEmpty,
      entry["lifecycle"]?.stringValue != "retired"
    else { return nil }
    var model = Model(id: id, maxOutput: ModelList.limit(entry["max_tokens"]))
    model.context = ModelList.limit(entry["max_input_tokens"])
    model.maxInput = model.context
    model.retires = entry["retires_at"]?.stringValue.map { String($0.prefix(10)) }
    if let capabilities = entry["capabilities"] { read(capabilities, into: &model) }
    return model
  }

  /// Every leaf is `{"supported": true}` or missing (anthropic.md, section 9).
  private static func read(_ capabilities: JSON, into model: inout Model) {
    func supports(_ leaf: JSON?) -> Bool? { leaf?["supported"]?.boolValue }
    model.vision = supports(capabilities["image_input"])
    model.jsonSchema = supports(capabilities["structured_outputs"])
    model.abilities[.pdf] = supports(capabilities["pdf_input"])
    let thinking = capabilities["thinking"]
    model.reasoning = supports(thinking)
    if let types = thinking?["types"] {
      model.thinking = ThinkingForms(
        ThinkingForms.names.filter { supports(types[$0.name]) == true }.map(\.form))
      model.reasoning = model.thinking?.isSubset(of: .disabled) == false
    }
    guard let effort = capabilities["effort"], effort.objectValue != nil else { return }
    var efforts = ReasoningEffort.allCases.filter { supports(effort[$0.rawValue]) == true }
    let canRest = model.thinking?.isDisjoint(with: [.disabled, .betweenTools]) == false
    if canRest, !efforts.isEmpty { efforts.append(.none) }
    model.efforts = efforts.isEmpty && supports(effort) == true ? nil : Efforts(efforts)
  }
}
