/// The commands with which a connection begins, and what their replies mean.
///
/// HELLO 3 does all at once from Redis 6 on; where it is unknown or refused for its version, AUTH
/// follows and the replies stay those of RESP2.
struct RedisHandshake {
  enum Verdict: Equatable {
    case send([RedisText])
    case done
    case failed(RedisFailure)
  }

  private enum Step {
    case hello, login, name, database
  }

  private static let name: RedisText = "llmterm"

  private let login: RedisLogin
  private var step = Step.hello

  init(login: RedisLogin) { self.login = login }

  /// The first command.
  var opening: [RedisText] {
    var command: [RedisText] = ["HELLO", "3"]
    if login.isNeeded { command += ["AUTH"] + credentials(withUser: true) }
    return command + ["SETNAME", Self.name]
  }

  /// Takes the reply to the command before.
  mutating func take(_ reply: RedisValue) -> Verdict {
    guard case .error(let text) = reply else { return takeSuccess(reply) }
    switch step {
    case .hello where RedisErrorText.isUnknownCommand(text) || text.hasPrefix("NOPROTO"):
      return begin(login.isNeeded ? .login : .name)
    // A name is a courtesy.
    case .name: return afterName()
    case .hello, .login, .database: return .failed(.refused(RedisErrorText.safe(text)))
    }
  }

  private mutating func takeSuccess(_ reply: RedisValue) -> Verdict {
    switch step {
    case .hello:
      guard case .map(let facts) = reply else {
        return .failed(.unavailable("what answers is not a Redis server"))
      }
      let isSentinel = facts.contains { key, value in
        key == .string(Array("mode".utf8)) && value == .string(Array("sentinel".utf8))
      }
      guard !isSentinel else {
        return .failed(.unavailable("a sentinel answers; name the Redis server itself"))
      }
      return afterName()
    case .login: return begin(.name)
    case .name: return afterName()
    case .database: return .done
    }
  }

  private mutating func afterName() -> Verdict {
    login.database == 0 ? .done : begin(.database)
  }

  private mutating func begin(_ next: Step) -> Verdict {
    step = next
    switch next {
    case .hello: return .send(opening)
    case .login: return .send(["AUTH"] + credentials(withUser: login.user != nil))
    case .name: return .send(["CLIENT", "SETNAME", Self.name])
    case .database: return .send(["SELECT", RedisText(login.database)])
    }
  }

  private func credentials(withUser: Bool) -> [RedisText] {
    let password = RedisText(login.password?.exposed ?? "")
    return withUser ? [RedisText(login.user ?? "default"), password] : [password]
  }
}
