/// Gemini's GenerativeService over gRPC: the messages of REST in protobuf, always streamed.
struct GeminiGRPCCodec: DialectCodec {
  private let base = GeminiCodec()

  func encode(_ request: ChatRequest, to model: Model, at provider: Provider) -> EncodedRequest {
    let draft = GeminiRequest(request, model: model, provider: provider).drafted()
    let name = "models/" + GeminiCodec.bare(model.id)
    var body = draft.merged(for: provider)
    body["model"] = .string(name)
    var leftOut: [String] = []
    let message = GeminiMessages.encode(
      .object(body), as: .generateContentRequest, leftOut: &leftOut)
    var http = call("GenerativeService/StreamGenerateContent", message, at: provider)
    http.headers.append(HTTPHeader("x-goog-request-params", "model=" + RequestURL.escape(name)))
    let notes = leftOut.map { "gRPC takes no \($0) from us, so it was left out" }
    return EncodedRequest(http: http, notes: draft.notes + notes)
  }

  func makeDecoder(for provider: Provider, streaming: Bool) -> any StreamDecoder {
    GeminiGRPCDecoder()
  }

  func failure(status: Int, headers: [HTTPHeader], body: [UInt8], now: Timestamp) -> Failure {
    GRPCStatus(headers)?.failure(headers: headers)
      ?? base.failure(status: status, headers: headers, body: body, now: now)
  }

  func limits(in headers: [HTTPHeader], now: Timestamp) -> RateLimitReport? {
    base.limits(in: headers, now: now)
  }

  func modelsRequest(at provider: Provider) -> HTTPRequest {
    let message = GeminiMessages.encode(["pageSize": 1000], as: .listModelsRequest)
    return call("ModelService/ListModels", message, at: provider)
  }

  /// An error comes with the status 200 and an empty body, which is no list.
  func models(in body: [UInt8]) throws(Failure) -> [Model] {
    var frames = GRPCFrames()
    frames.append(body)
    guard let message = try? frames.next(),
      let list = try? GeminiMessages.decode(message.unpacked("gzip"), as: .listModelsResponse)
    else { throw ModelList.unreadable }
    return try base.models(in: list["models"] == nil ? Array("{\"models\":[]}".utf8) : list.bytes())
  }

  /// A call of a method with its one message.
  private func call(_ method: String, _ message: [UInt8], at provider: Provider) -> HTTPRequest {
    var host = provider.baseURL
    // The base of REST may end in its version; gRPC's stands in the method's name.
    if RequestURL.endsInVersion(host), let slash = host.lastIndex(of: "/") {
      host = String(host[..<slash])
    }
    let package = "google.ai.generativelanguage." + provider.quirks.geminiVersion
    var http = RequestDraft.http(
      "POST", RequestURL.join(host, "/\(package).\(method)"), at: provider,
      headers: [
        HTTPHeader("Content-Type", "application/grpc+proto"), HTTPHeader("TE", "trailers"),
        HTTPHeader("grpc-timeout", Self.timeout(provider.timeouts.total)),
        HTTPHeader("grpc-accept-encoding", "identity,gzip"),
      ], body: GRPCFrames.framed(message))
    http.needsHTTP2 = true
    return http
  }

  /// As gRPC spells it, in at most eight digits.
  private static func timeout(_ duration: Duration) -> String {
    let milliseconds = max(1, duration / .milliseconds(1))
    guard milliseconds > 99_999_999 else { return "\(Int(milliseconds))m" }
    return "\(Int(min(milliseconds / 1000, 99_999_999)))S"
  }
}
