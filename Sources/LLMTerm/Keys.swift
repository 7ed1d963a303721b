import ChatEngine

/// Gets keys for requests, on the worker's thread where that may take time, and remembers them.
final class Keys {
  /// Who waits for a source that is being read.
  private struct Waiting {
    let source: KeySource
    let answer: (Result<Secret, KeyError>) -> Void
  }

  /// How a provider is asked; without the rest of it, which would be copied with each request.
  private struct Access {
    let key: KeySource?
    let authentication: Provider.Authentication
    /// What else decides how it answers: its address and dialect.
    let origin: String
  }

  private var ring: KeyRing
  /// What a command gets that prints a key.
  private let childEnvironment: [String: String]
  private let worker: Worker
  private var accesses: [String: Access] = [:]
  /// Nobody is asked twice for one password.
  private var waiting: [Waiting] = []

  /// The worker runs commands that print keys.
  init(_ setup: Setup, worker: Worker) {
    ring = KeyRing(environment: setup.surroundings.environment)
    childEnvironment = setup.childEnvironment
    self.worker = worker
  }

  /// Goes on with these providers.
  func use(_ providers: [Provider]) {
    accesses = providers.reduce(into: [:]) { accesses, provider in
      accesses[provider.name] = Access(
        key: provider.key, authentication: provider.authentication,
        origin: "\(provider.dialect.rawValue) \(provider.baseURL)")
    }
  }

  /// Has a provider's key read again: it was refused, or there is a new one.
  func forget(_ name: String) {
    if let source = accesses[name]?.key { ring.forget(source) }
  }

  /// The account in force at a provider; nil where its key has to be read first.
  func account(of name: String) -> AccountTag? {
    guard let access = accesses[name] else { return nil }
    switch ring.lookUp(access.key) {
    case .notNeeded: return AccountTag(of: nil)
    case .known(let secret): return AccountTag(of: access.authentication.header(for: secret))
    case .missing, .unread: return nil
    }
  }

  /// Names the account in force at a provider and how it is asked: a failure that is remembered for one
  /// says nothing of another key or address; nil where its key has to be read first.
  func standing(at name: String) -> String? {
    guard let account = account(of: name), let origin = accesses[name]?.origin else { return nil }
    return account.text + "-" + StableHash.digits(origin, count: 8)
  }

  /// Gives the header that carries a provider's key, or says why there is none.
  func lookUp(_ name: String, _ done: @escaping (Result<HTTPHeader?, Failure>) -> Void) {
    guard let access = accesses[name] else { return done(.success(nil)) }
    switch ring.lookUp(access.key) {
    case .notNeeded: done(.success(nil))
    case .known(let secret): done(.success(access.authentication.header(for: secret)))
    case .missing(let error): done(.failure(error.failure(for: name)))
    case .unread(let source):
      read(source) { result in
        done(
          result.map { access.authentication.header(for: $0) }
            .mapError { $0.failure(for: name) })
      }
    }
  }

  private func read(
    _ source: KeySource, _ answer: @escaping (Result<Secret, KeyError>) -> Void
  ) {
    let isAsked = waiting.contains { $0.source == source }
    waiting.append(Waiting(source: source, answer: answer))
    if isAsked { return }
    worker.run({ [childEnvironment] in Keys.read(source, childEnvironment) }) {
      [weak self] result in
      guard let self else { return }
      if case .success(let secret) = result { ring.remember(secret, from: source) }
      let readers = waiting.filter { $0.source == source }
      waiting.removeAll { $0.source == source }
      for reader in readers { reader.answer(result) }
    }
  }

  private static func read(
    _ source: KeySource, _ environment: [String: String]
  ) -> Result<Secret, KeyError> {
    do throws(KeyError) {
      return .success(try source.read(environment: environment))
    } catch {
      return .failure(error)
    }
  }
}
