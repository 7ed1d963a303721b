/// Names a request for the replay of a recording: the SHA-256 of what is sent, in one canonical form.
///
/// Neither headers, with keys among them, nor what is different in each run are part of it: the name
/// under which a provider caches prompts is made of the conversation's.
package struct RequestDigest: Sendable, Hashable {
  package let text: String

  package init(text: String) { self.text = text }

  package init(of request: HTTPRequest) {
    var shape = JSONObject()
    shape["body"] = Self.body(of: request)
    shape["method"] = .string(request.method)
    shape["url"] = .string(Redactor().redacted(request.url))
    text = SHA256(JSON.object(shape).bytes(JSON.Style(sortsKeys: true))).text
  }

  /// The body's JSON, or the digest of what is none.
  private static func body(of request: HTTPRequest) -> JSON {
    var options = JSONScanner.Options()
    options.maxDepth = JSONScanner.deepest
    options.maxStringBytes = 64 << 20
    let body = try? JSON.parse(request.body, options: options, maxBytes: 256 << 20)
    guard var object = body?.objectValue else { return .string(SHA256(request.body).text) }
    object["prompt_cache_key"] = nil
    return .object(object)
  }
}
