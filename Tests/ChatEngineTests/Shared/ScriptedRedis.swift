@testable import ChatEngine

/// A Redis whose replies the test gives, one by one.
final class ScriptedRedis: RedisCommands {
  struct Call {
    let script: RedisScript
    let keys: [String]
    let arguments: [String]
    let reply: (Result<RedisValue, RedisFailure>) -> Void
  }

  var isAvailable = true
  /// Those without a reply.
  private(set) var calls: [Call] = []

  func send(
    _ command: [RedisText], key: String, patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {}

  func run(
    _ script: RedisScript, keys: [String], arguments: [RedisText], patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {
    let texts = arguments.map { String(decoding: $0.bytes, as: UTF8.self) }
    calls.append(Call(script: script, keys: keys, arguments: texts, reply: reply))
  }

  /// How many calls of a script wait for a reply.
  func count(_ script: RedisScript) -> Int { calls.count { $0.script == script } }

  /// Replies to the first call of a script and gives its arguments; nil where there is none.
  @discardableResult
  func answer(_ script: RedisScript, _ result: Result<RedisValue, RedisFailure>) -> [String]? {
    guard let index = calls.firstIndex(where: { $0.script == script }) else { return nil }
    let call = calls.remove(at: index)
    call.reply(result)
    return call.arguments
  }
}

extension Result<RedisValue, RedisFailure> {
  /// A place so many milliseconds from now.
  static func granted(in wait: Int = 0) -> Self { reserved(1, wait: wait) }
  static func refused(for wait: Int) -> Self { reserved(0, wait: wait) }
  static func noStream(for wait: Int = 600_000) -> Self { reserved(2, wait: wait) }

  private static func reserved(_ verdict: Int, wait: Int) -> Self {
    .success(
      .array([verdict, wait * 1000, 0, 0, 1, -1, -1, 700, 800].map { RedisValue.integer($0) }))
  }

  static var done: Self { .success(.integer(1)) }
  static var away: Self { .failure(.unavailable("it hangs")) }
}
