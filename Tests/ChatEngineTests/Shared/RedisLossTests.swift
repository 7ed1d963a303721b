import TestSupport
import Testing

@testable import ChatEngine

/// faults.md, rows 81 and 82.
@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `A Redis that is lost` {
  @Test func `is said to be so at once, and found again`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("SET", "a", "1")
    server.kill()
    user.run { !user.client.isAvailable }
    let began = user.loop.now()
    #expect(user.ask("GET", "a", patience: .seconds(60)).unavailability != nil)
    #expect(user.loop.now() - began < .seconds(10))
    try server.start()
    user.run { user.client.isAvailable }
    #expect(user.ask("GET", "a") == .success(.null))
    #expect(user.changes == [false, true])
  }

  @Test func `is said to be so where it never was`() throws {
    let server = try RedisServer()
    server.kill()
    let user = try RedisUser(server.url)
    let text = try #require(user.ask("GET", "a", patience: .seconds(60)).unavailability)
    #expect(text.hasPrefix("Redis at 127.0.0.1:\(server.port): "))
    #expect(!user.client.isAvailable)
  }

  @Test func `is said to be so where the socket never was`() throws {
    let user = try RedisUser("unix:///nonexistent/redis.sock")
    let text = try #require(user.ask("GET", "a", patience: .seconds(60)).unavailability)
    #expect(text.hasPrefix("Redis at /nonexistent/redis.sock: "))
  }

  @Test func `is given up when it hangs, and had again when it goes on`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    #expect(user.ask("SET", "a", "1") == .success(.text("OK")))
    server.pause()
    for _ in 0..<4 {
      #expect(user.ask("GET", "a", patience: .milliseconds(50)).unavailability != nil)
    }
    #expect(!user.client.isAvailable)
    server.resume()
    user.run { user.client.isAvailable }
    #expect(user.ask("GET", "a") == .success(.text("1")))
    #expect(user.changes == [false, true])
  }

  @Test func `is given up when it hangs on a single command`() async throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("PING")
    server.pause()
    #expect(user.ask("GET", "a", patience: .milliseconds(50)).unavailability != nil)
    #expect(user.client.isAvailable)
    try await user.wait { !user.client.isAvailable }
    server.resume()
    user.run { user.client.isAvailable }
  }

  @Test func `drops the reply that comes too late, and keeps the others apart`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("MSET", "a", "1", "b", "2")
    var answers: [RedisUser.Answer] = []
    user.client.send(["DEBUG", "SLEEP", "0.3"], key: "", patience: .milliseconds(50)) {
      answers.append($0)
    }
    user.client.send(["GET", "a"], key: "a", patience: .milliseconds(50)) { answers.append($0) }
    user.client.send(["GET", "b"], key: "b", patience: .seconds(10)) { answers.append($0) }
    user.run { answers.count == 3 }
    let late = RedisFailure.unavailable("Redis at 127.0.0.1:\(server.port) took too long")
    #expect(answers == [.failure(late), .failure(late), .success(.text("2"))])
    #expect(user.changes == [])
  }

  @Test func `takes no more than some megabytes in advance`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("PING")
    server.pause()
    let text = RedisText([UInt8](repeating: 0, count: 1 << 20))
    var refusals: [String] = []
    // More than a kernel holds for two sockets, and our eight.
    for _ in 0..<64 {
      user.client.send(["ECHO", text], key: "", patience: .seconds(60)) {
        if let words = $0.unavailability { refusals.append(words) }
      }
      user.loop.runOnce(until: user.loop.now())
    }
    user.run { !refusals.isEmpty }
    #expect(refusals.first?.hasSuffix("takes commands too slowly") == true)
  }

  @Test func `leaves nothing unanswered when the client is closed`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("PING")
    server.pause()
    var answers: [RedisUser.Answer] = []
    for _ in 0..<3 {
      user.client.send(["PING"], key: "", patience: .seconds(60)) { answers.append($0) }
    }
    user.client.close()
    #expect(answers.map { $0.unavailability?.hasSuffix("was let go") } == [true, true, true])
    #expect(user.ask("PING", patience: .seconds(60)).unavailability != nil)
  }
}
