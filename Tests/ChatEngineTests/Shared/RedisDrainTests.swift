import TestSupport
import Testing

@testable import ChatEngine

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `The last words to a Redis` {
  private static let script = RedisScript("return redis.call('SET', KEYS[1], ARGV[1])")

  @Test(arguments: [false, true])
  func `arrive before the client is closed`(isConnected: Bool) throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    if isConnected { user.ask("PING") }

    // A script that is new to the server is sent twice: by its name, and by its text.
    user.client.run(Self.script, keys: ["a"], arguments: ["1"], patience: .seconds(10)) { _ in }
    user.client.drain(within: .seconds(10))
    user.client.close()

    #expect(server.cli("GET", "a") == "1")
  }

  @Test func `are not waited for longer than that where it hangs`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("PING")
    server.pause()
    defer { server.resume() }
    user.client.send(["PING"], key: "", patience: .seconds(10)) { _ in }

    let start = user.loop.now()
    user.client.drain(within: .milliseconds(50))

    #expect(user.loop.now() - start >= .milliseconds(50))
    #expect(user.loop.now() - start < .seconds(5))
  }

  @Test func `are not waited for where there is nothing to say, or nobody`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("PING")
    let start = user.loop.now()
    user.client.drain(within: .seconds(20))
    server.kill()
    user.run { !user.client.isAvailable }
    user.client.send(["PING"], key: "", patience: .seconds(20)) { _ in }

    user.client.drain(within: .seconds(20))

    #expect(user.loop.now() - start < .seconds(15))
  }
}
