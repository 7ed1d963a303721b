extension Provider.Authentication {
  /// The header with which a key is sent; nil where none is.
  package func header(for secret: Secret) -> HTTPHeader? {
    switch self {
    case .bearer: HTTPHeader("Authorization", "Bearer " + secret.exposed)
    case .header(let name): HTTPHeader(name, secret.exposed)
    case .none: nil
    }
  }
}
