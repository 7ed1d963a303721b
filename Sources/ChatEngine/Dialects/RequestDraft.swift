/// A request's body as it is put together, with the notes on what had to stay away.
struct RequestDraft {
  /// Most have not more members than there is room for.
  var body = JSONObject(capacity: 8)
  private(set) var notes: [String] = []

  mutating func note(_ note: String) {
    if !notes.contains(note) { notes.append(note) }
  }

  /// Sets an optional member; nil leaves it out.
  mutating func set(_ field: String, _ value: JSON?) {
    if let value { body[field] = value }
  }

  /// The finished request: the user's own members and headers go in last.
  func request(
    to url: String, at provider: Provider, streams: Bool,
    streamType: String = "text/event-stream"
  ) -> EncodedRequest {
    let http = RequestDraft.http(
      "POST", url, at: provider,
      headers: [
        HTTPHeader("Content-Type", "application/json"),
        HTTPHeader("Accept", streams ? streamType : "application/json"),
      ], body: JSON.object(merged(for: provider)).bytes())
    return EncodedRequest(http: http, notes: notes)
  }

  /// The body with the user's own members.
  func merged(for provider: Provider) -> JSONObject {
    var merged = body
    if !provider.extraBody.isEmpty { RequestDraft.merge(provider.extraBody, into: &merged) }
    return merged
  }

  /// A request with the provider's settings and the user's headers, which replace ours but never the
  /// one that carries the key.
  static func http(
    _ method: String, _ url: String, at provider: Provider, headers: [HTTPHeader],
    body: [UInt8] = []
  ) -> HTTPRequest {
    HTTPRequest(
      method: method, url: url,
      headers: provider.headers.isEmpty ? headers : replaced(headers, at: provider), body: body,
      timeouts: provider.timeouts, security: provider.security, pool: provider.name)
  }

  private static func replaced(_ headers: [HTTPHeader], at provider: Provider) -> [HTTPHeader] {
    let secret = provider.authentication.headerName
    let own = provider.headers.filter { $0.name.lowercased() != secret }
    return headers.filter { header in !own.contains { $0.isNamed(header.name) } } + own
  }

  /// Objects are merged, so that `generationConfig: {"topK": 40}` adds to ours; all else replaces.
  private static func merge(_ extra: JSONObject, into body: inout JSONObject) {
    for member in extra.members {
      if case .object(let inner) = member.value, case .object(var ours)? = body[member.key] {
        merge(inner, into: &ours)
        body[member.key] = .object(ours)
      } else {
        body[member.key] = member.value
      }
    }
  }
}

extension Provider.Authentication {
  /// The header that carries the key, in lower case.
  fileprivate var headerName: String? {
    switch self {
    case .bearer: "authorization"
    case .header(let name): name.lowercased()
    case .none: nil
    }
  }
}
