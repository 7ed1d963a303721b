/// Headers as a trace shows them.
enum TraceHeaders {
  private static let secret: Set<String> = [
    "authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie",
    "set-cookie",
  ]

  static func json(_ headers: [HTTPHeader], key: HTTPHeader?, _ redactor: Redactor) -> JSON {
    pairs(redacted(headers, key: key, redactor))
  }

  /// The same headers without keys.
  static func redacted(
    _ headers: [HTTPHeader], key: HTTPHeader?, _ redactor: Redactor
  ) -> [HTTPHeader] {
    headers.map { header in
      let isSecret =
        secret.contains(header.name.lowercased()) || key.map { header.isNamed($0.name) } == true
      return HTTPHeader(
        header.name, isSecret ? Redactor.mark : redactor.redacted(header.value))
    }
  }

  /// Pairs in their order, because names may be there twice.
  static func pairs(_ headers: [HTTPHeader]) -> JSON {
    .array(headers.map { .array([.string($0.name), .string($0.value)]) })
  }

  /// The headers of such pairs.
  static func headers(_ pairs: JSON?) -> [HTTPHeader] {
    (pairs?.arrayValue ?? []).compactMap { pair in
      guard let name = pair[0]?.stringValue, let value = pair[1]?.stringValue else { return nil }
      return HTTPHeader(name, value)
    }
  }
}

extension HTTPHeader {
  /// The key in an authentication header, without the scheme before it.
  package var secret: Secret? {
    value.split(separator: " ").last.map { Secret(String($0)) }
  }
}
