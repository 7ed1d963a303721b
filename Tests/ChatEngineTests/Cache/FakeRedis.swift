@testable import ChatEngine

/// A Redis server in memory, with what may be wrong with one.
final class FakeRedis: RedisCommands {
  struct Entry: Equatable {
    var bytes: [UInt8]
    /// Seconds; nil for ever.
    var lifetime: Int?
  }

  /// The reply to everything, where something is wrong.
  var trouble: Result<RedisValue, RedisFailure>?
  /// Replies are kept back, in `waiting`.
  var isHeld = false
  var waiting: [() -> Void] = []
  var entries: [String: Entry] = [:]
  private(set) var commands: [String] = []
  private(set) var patience: Set<Duration> = []
  /// Keys that a command was about, and was not sent for.
  private(set) var strayKeys: [String] = []

  var isAvailable: Bool { trouble == nil }

  func send(
    _ command: [RedisText], key: String, patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {
    let words = command.map { String(decoding: $0.bytes, as: UTF8.self) }
    commands.append(
      ([words[0]] + words[1...].map { $0.count < 100 ? $0 : "…" }).joined(separator: " "))
    self.patience.insert(patience)
    if words[1] != key { strayKeys.append(key) }
    let result = trouble ?? .success(run(words, command))
    if isHeld { waiting.append { reply(result) } } else { reply(result) }
  }

  func run(
    _ script: RedisScript, keys: [String], arguments: [RedisText], patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void
  ) {
    reply(.failure(.unavailable("no scripts here")))
  }

  private func run(_ words: [String], _ command: [RedisText]) -> RedisValue {
    switch words[0] {
    case "GET": return entries[words[1]].map { .string($0.bytes) } ?? .null
    case "SET":
      entries[words[1]] = Entry(
        bytes: command[2].bytes,
        lifetime: words.count == 5 && words[3] == "EX" ? Int(words[4]) : nil)
      return .string(Array("OK".utf8))
    case "DEL": return .integer(entries.removeValue(forKey: words[1]) == nil ? 0 : 1)
    case "INCR":
      let text = entries[words[1]].map { String(decoding: $0.bytes, as: UTF8.self) } ?? "0"
      let count = (Int(text) ?? 0) + 1
      entries[words[1]] = Entry(
        bytes: Array(String(count).utf8), lifetime: entries[words[1]]?.lifetime)
      return .integer(count)
    case "EXPIRE":
      entries[words[1]]?.lifetime = Int(words[2])
      return .integer(entries[words[1]] == nil ? 0 : 1)
    default: return .error("ERR unknown command")
    }
  }
}
