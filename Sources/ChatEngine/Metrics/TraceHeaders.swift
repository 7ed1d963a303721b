/// Headers as a trace shows them.
enum TraceHeaders {
  private static let secret: Set<String> = [
    "authorization", "proxy-authorization", "x-api-key", "x-goog-api-key", "api-key", "cookie",
    "set-cookie",
  ]

  /// Pairs in their order, because names may be there twice.
  static func json(_ headers: [HTTPHeader], key: HTTPHeader?, _ redactor: Redactor) -> JSON {
    .array(
      headers.map { header in
        let isSecret =
          secret.contains(header.name.lowercased()) || key.map { header.isNamed($0.name) } == true
        let value = isSecret ? Redactor.mark : redactor.redacted(header.value)
        return .array([.string(header.name), .string(value)])
      })
  }
}

extension HTTPHeader {
  /// The key in an authentication header, without the scheme before it.
  package var secret: Secret? {
    value.split(separator: " ").last.map { Secret(String($0)) }
  }
}
