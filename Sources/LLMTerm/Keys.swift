import ChatEngine

/// Gets keys for requests, on the worker's thread where that may take time, and remembers them.
final class Keys {
  private typealias Waiting = (Result<Secret, KeyError>) -> Void

  private var ring: KeyRing
  /// What a command gets that prints a key.
  private let childEnvironment: [String: String]
  private let worker: Worker
  private var providers: [String: Provider] = [:]
  /// Who waits for a source that is being read: nobody is asked twice for one password.
  private var waiting: [KeySource: [Waiting]] = [:]

  /// The worker runs commands that print keys.
  init(_ setup: Setup, worker: Worker) {
    ring = KeyRing(environment: setup.surroundings.environment)
    childEnvironment = setup.childEnvironment
    self.worker = worker
  }

  /// Goes on with these providers.
  func use(_ providers: [Provider]) {
    self.providers = Dictionary(providers.map { ($0.name, $0) }) { _, last in last }
  }

  /// Has a provider's key read again: it was refused, or there is a new one.
  func forget(_ name: String) {
    if let source = providers[name]?.key { ring.forget(source) }
  }

  /// The account in force at a provider; nil where its key has to be read first.
  func account(of name: String) -> AccountTag? {
    guard let provider = providers[name] else { return nil }
    switch ring.lookUp(provider.key) {
    case .notNeeded: return AccountTag(of: nil)
    case .known(let secret): return AccountTag(of: provider.authentication.header(for: secret))
    case .missing, .unread: return nil
    }
  }

  /// Gives the header that carries a provider's key, or says why there is none.
  func lookUp(_ name: String, _ done: @escaping (Result<HTTPHeader?, Failure>) -> Void) {
    guard let provider = providers[name] else { return done(.success(nil)) }
    let answer = { (result: Result<Secret, KeyError>) in
      done(
        result.map { provider.authentication.header(for: $0) }
          .mapError { $0.failure(for: name) })
    }
    switch ring.lookUp(provider.key) {
    case .notNeeded: done(.success(nil))
    case .known(let secret): answer(.success(secret))
    case .missing(let error): answer(.failure(error))
    case .unread(let source): read(source, answer)
    }
  }

  private func read(_ source: KeySource, _ answer: @escaping Waiting) {
    waiting[source, default: []].append(answer)
    guard waiting[source]?.count == 1 else { return }
    worker.run({ [childEnvironment] in Keys.read(source, childEnvironment) }) {
      [weak self] result in
      guard let self else { return }
      if case .success(let secret) = result { ring.remember(secret, from: source) }
      for answer in waiting.removeValue(forKey: source) ?? [] { answer(result) }
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
