extension CacheKey {
  /// The key of the answer to a request; nil where its body is no JSON object, except
  /// gRPC's.
  ///
  /// It is the SHA-256 of everything that shapes the answer in one canonical form: names sorted, no
  /// white space, numbers as they are spelled. Neither the headers, with the provider's key among
  /// them, nor whether the answer is streamed are part of it (engine.md, "Cache").
  ///
  /// The seed is, also where the provider takes none and the body does not show it: who asks with
  /// two seeds wants two answers.
  package init?(of request: HTTPRequest, at provider: Provider, seed: Int? = nil) {
    guard let body = Self.body(of: request, dialect: provider.dialect) else { return nil }
    var shape = JSONObject()
    shape["body"] = body
    shape["provider"] = .string(provider.name)
    shape["seed"] = seed.map { .int($0) }
    shape["url"] = .string(Self.place(of: request.url, dialect: provider.dialect))
    // What another version kept is never found, and so neither misread nor removed.
    shape["v"] = .int(CachedAnswer.version)
    self.init(text: SHA256(JSON.object(shape).bytes(JSON.Style(sortsKeys: true))).text)
  }

  /// The body without what asks for a stream.
  private static func body(of request: HTTPRequest, dialect: Dialect) -> JSON? {
    // Protobuf's one spelling of a request, fields in the order of their numbers; always streamed.
    if dialect == .geminiGRPC { return .string(SHA256(request.body).text) }
    var options = JSONScanner.Options()
    options.maxDepth = JSONScanner.deepest
    options.maxStringBytes = CachedAnswer.maxBytes
    let body = try? JSON.parse(request.body, options: options, maxBytes: CachedAnswer.maxBytes)
    guard var object = body?.objectValue else { return nil }
    object["stream"] = nil
    object["stream_options"] = nil
    return .object(object)
  }

  /// The address without a password in it, and without what asks for a stream.
  private static func place(of url: String, dialect: Dialect) -> String {
    guard let parts = URLText(url) else { return url }
    var rest = parts.rest
    switch dialect {
    case .gemini: rest = unstreamed(rest)
    case .openAIChat, .openAIResponses, .anthropic, .geminiGRPC, .ollama: break
    }
    return "\(parts.scheme)://\(parts.host):\(parts.port.map(String.init) ?? "")\(rest)"
  }

  /// Gemini asks for a stream by the method's name in the path: `…:streamGenerateContent?alt=sse`.
  private static func unstreamed(_ rest: String) -> String {
    let halves = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    var path = halves.first.map(String.init) ?? ""
    let method = ":streamGenerateContent"
    if path.hasSuffix(method) { path = path.dropLast(method.count) + ":generateContent" }
    let query = halves.dropFirst().flatMap { $0.split(separator: "&") }.filter { $0 != "alt=sse" }
    return query.isEmpty ? path : path + "?" + query.joined(separator: "&")
  }
}
