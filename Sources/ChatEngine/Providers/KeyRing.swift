/// The keys that are known so far, and the way to get the others.
///
/// Getting a key may take seconds (a command that asks for a password): `lookUp` says so, and the
/// caller has `KeySource.read` done by a worker and remembers what comes of it.
package struct KeyRing: Sendable {
  package enum LookUp: Sendable, Equatable {
    /// The provider needs no key.
    case notNeeded
    case known(Secret)
    /// To be read by a worker.
    case unread(KeySource)
    case missing(KeyError)
  }

  private let environment: [String: String]
  private var known: [KeySource: Secret] = [:]

  package init(environment: [String: String]) { self.environment = environment }

  /// What is known of a provider's key; reads nothing but the environment.
  package mutating func lookUp(_ source: KeySource?) -> LookUp {
    guard let source else { return .notNeeded }
    if let secret = known[source] { return .known(secret) }
    guard case .environment(let names) = source else { return .unread(source) }
    do throws(KeyError) {
      let secret = try KeySource.read(names, from: environment)
      known[source] = secret
      return .known(secret)
    } catch {
      return .missing(error)
    }
  }

  package mutating func remember(_ secret: Secret, from source: KeySource) {
    known[source] = secret
  }

  /// Forgets a key that was refused, so that its source is read again.
  package mutating func forget(_ source: KeySource) { known[source] = nil }

  /// Every key there is, for the redactor: those looked up, and all that the environment holds.
  package var secrets: [Secret] {
    let names = Set(Preset.all.flatMap(\.keyVariables))
    return known.values + environment.filter { names.contains($0.key) }.map { Secret($0.value) }
  }
}

extension KeySource {
  /// Reads the key; blocks, up to the limit where a command is run.
  package func read(
    environment: [String: String], limit: Duration = .seconds(10)
  ) throws(KeyError) -> Secret {
    switch self {
    case .environment(let names): try Self.read(names, from: environment)
    case .command(let arguments):
      try Self.checked(
        KeyCommand(arguments: arguments, environment: environment, limit: limit).run(), of: self)
    case .file(let path): try Self.checked(KeyFile.read(path), of: self)
    case .keyring(let name): try Self.readKeyring(name, environment, limit)
    }
  }

  /// The first of the variables that is not empty.
  static func read(
    _ names: [String], from environment: [String: String]
  ) throws(KeyError) -> Secret {
    for name in names {
      guard let value = environment[name], !value.utf8.allSatisfy(\.isSpace) else { continue }
      return try checked(value.utf8.trimmed, of: .environment([name]))
    }
    throw .notSet(names)
  }

  private static func readKeyring(
    _ name: String, _ environment: [String: String], _ limit: Duration
  ) throws(KeyError) -> Secret {
    let arguments = ["secret-tool", "lookup", "service", "llmterm", "key", name]
    let command = KeyCommand(arguments: arguments, environment: environment, limit: limit)
    do throws(KeyError) {
      return try checked(command.run(), of: .keyring(name))
    } catch .commandFailed {
      // secret-tool says 1 where it finds nothing.
      throw .notInKeyring(name)
    }
  }

  /// The first line, if it can be sent as a key: printable ASCII, at most 8 KiB.
  private static func checked(
    _ bytes: [UInt8], of source: KeySource
  ) throws(KeyError) -> Secret {
    guard !bytes.isEmpty else { throw .empty(source) }
    guard bytes.count <= 8192, bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw .unusable(source)
    }
    return Secret(String(decoding: bytes, as: UTF8.self))
  }
}

extension UInt8 {
  var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension BidirectionalCollection where Element == UInt8 {
  /// The bytes without white space at both ends.
  var trimmed: [UInt8] {
    guard let first = firstIndex(where: { !$0.isSpace }),
      let last = lastIndex(where: { !$0.isSpace })
    else { return [] }
    return Array(self[first...last])
  }

  /// The first line of a text, without white space at both ends.
  var firstLine: [UInt8] { prefix { $0 != 0x0A }.trimmed }
}
