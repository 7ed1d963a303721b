import Testing

@testable import ChatEngine

/// A client with its loop, and all that came back.
final class RedisUser {
  typealias Answer = Result<RedisValue, RedisFailure>

  let loop: EventLoop
  let client: RedisClient
  /// What has to live as long.
  var companion: AnyObject?
  private(set) var changes: [Bool] = []

  init(
    _ url: String, loop: EventLoop? = nil, certificates: Configuration.Certificates? = nil
  ) throws {
    self.loop = try loop ?? EventLoop()
    client = RedisClient(loop: self.loop, url: try RedisURL(url), certificates: certificates)
    client.onChange = { [weak self] in self?.changes.append($0) }
  }

  deinit { client.close() }

  /// Turns the loop until the condition holds; a test that waits for twenty seconds has failed.
  func run(until condition: () -> Bool) {
    let deadline = loop.now() + .seconds(20)
    while !condition() {
      guard loop.now() < deadline else {
        Issue.record("nothing happened within twenty seconds")
        return
      }
      loop.runOnce(until: loop.now() + .milliseconds(20))
    }
  }

  /// Turns the loop until what takes seconds has come; meanwhile other tests have the thread.
  func wait(until condition: () -> Bool) async throws {
    let deadline = loop.now() + .seconds(20)
    while !condition(), loop.now() < deadline {
      try await Task.sleep(for: .milliseconds(20))
      loop.runOnce(until: loop.now())
    }
    #expect(condition())
  }

  /// Sends a command and turns the loop until its result is there.
  ///
  /// Patient, as other tests keep the machine busy.
  @discardableResult
  func ask(_ command: RedisText..., key: String = "", patience: Duration = .seconds(10)) -> Answer {
    var answer: Answer?
    client.send(command, key: key, patience: patience) { answer = $0 }
    run { answer != nil }
    return answer ?? .failure(.unavailable("nothing came"))
  }

  /// Runs a script and turns the loop until its result is there.
  @discardableResult
  func run(_ script: RedisScript, keys: [String], arguments: RedisText...) -> Answer {
    var answer: Answer?
    client.run(script, keys: keys, arguments: arguments, patience: .seconds(10)) { answer = $0 }
    run { answer != nil }
    return answer ?? .failure(.unavailable("nothing came"))
  }
}

extension RedisValue {
  static func text(_ text: String) -> RedisValue { .string(Array(text.utf8)) }
}

extension Result where Success == RedisValue, Failure == RedisFailure {
  /// The server's error.
  var refusal: String? {
    if case .failure(.refused(let text)) = self { text } else { nil }
  }

  /// Why the server could not be asked.
  var unavailability: String? {
    if case .failure(.unavailable(let text)) = self { text } else { nil }
  }
}
