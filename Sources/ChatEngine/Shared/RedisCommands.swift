/// A Redis server as its users see it: commands go in, replies come out, never later than asked.
///
/// Belongs to the loop's thread.
package protocol RedisCommands: AnyObject {
  /// Sends a command about `key`, whose node in a cluster gets it.
  ///
  /// The reply comes within `patience`, or is `unavailable`; a reply that comes after is dropped.
  func send(
    _ command: [RedisText], key: String, patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void)

  /// Runs a script over keys of one hash slot: by its SHA-1, and by its text where it is not known.
  func run(
    _ script: RedisScript, keys: [String], arguments: [RedisText], patience: Duration,
    reply: @escaping (Result<RedisValue, RedisFailure>) -> Void)

  /// Whether the last that was heard of it was good.
  var isAvailable: Bool { get }
}

/// A word of a command: bytes, of which most are text.
package struct RedisText: Sendable, Equatable, ExpressibleByStringLiteral,
  ExpressibleByStringInterpolation
{
  package var bytes: [UInt8]

  package init(_ text: String) { bytes = Array(text.utf8) }
  package init(_ bytes: [UInt8]) { self.bytes = bytes }
  package init(_ number: Int) { self.init(String(number)) }
  package init(stringLiteral text: String) { self.init(text) }
}

/// A reply (RESP3).
package enum RedisValue: Sendable, Equatable {
  case null
  case integer(Int)
  case double(Double)
  case bool(Bool)
  /// A bulk, simple or verbatim string.
  case string([UInt8])
  case error(String)
  /// An array, set or push.
  indirect case array([RedisValue])
  indirect case map([(key: RedisValue, value: RedisValue)])

  package static func == (left: RedisValue, right: RedisValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.integer(let left), .integer(let right)): left == right
    case (.double(let left), .double(let right)): left == right
    case (.bool(let left), .bool(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.error(let left), .error(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.map(let left), .map(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0 == $1 }
    case (.null, _), (.integer, _), (.double, _), (.bool, _), (.string, _), (.error, _),
      (.array, _), (.map, _):
      false
    }
  }
}

/// Why there is no reply.
package enum RedisFailure: Error, Sendable, Equatable {
  /// Not connected, too slow, or gone; the text says which, without a password.
  case unavailable(String)
  /// The server's own error ("READONLY …", "OOM …", "WRONGTYPE …").
  case refused(String)
}

package enum RedisPatience {
  /// The longest that anybody waits for Redis before going on without it (engine.md, "Rate limits").
  package static let usual: Duration = .milliseconds(50)
}
