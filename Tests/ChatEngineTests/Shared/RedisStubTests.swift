import Testing

@testable import ChatEngine

@Suite struct `A client of a strange Redis` {
  private let loop: EventLoop

  init() throws { loop = try EventLoop() }

  private func stub(
    _ answers: [String: String] = [:], login: String = ""
  ) throws -> (RedisStub, RedisUser) {
    let stub = try RedisStub(loop) { answers[$0.first ?? ""] }
    let user = try RedisUser("redis://\(login)127.0.0.1:\(stub.port)/2", loop: loop)
    user.companion = stub
    return (stub, user)
  }

  @Test func `greets with name, version and database`() throws {
    let (stub, user) = try stub(login: "llm:p@")
    #expect(user.ask("PING") == .success(.text("OK")))
    let greeting = ["HELLO", "3", "AUTH", "llm", "p", "SETNAME", "llmterm"]
    #expect(stub.commands == [greeting, ["SELECT", "2"], ["PING"]])
  }

  @Test(arguments: [
    "-ERR unknown command `HELLO`, with args beginning with: `3`, `AUTH`, `default`, `hunter2`, \r\n",
    "-NOPROTO unsupported protocol version\r\n",
  ])
  func `falls back to what old servers know`(error: String) throws {
    let (stub, user) = try stub(["HELLO": error], login: ":hunter2@")
    #expect(user.ask("PING") == .success(.text("OK")))
    #expect(
      stub.work == [
        ["AUTH", "hunter2"], ["CLIENT", "SETNAME", "llmterm"], ["SELECT", "2"], ["PING"],
      ])
  }

  @Test(arguments: [
    ("HELLO", "-WRONGPASS invalid username-password pair or user is disabled.\r\n"),
    ("SELECT", "-ERR DB index is out of range\r\n"),
    ("HELLO", "-ERR max number of clients reached\r\n"),
    ("HELLO", "-NOPERM this user has no permissions to run the 'hello' command\r\n"),
  ])
  func `is refused when the greeting is`(command: String, error: String) throws {
    let (_, user) = try stub([command: error], login: ":hunter2@")
    let first = user.ask("PING")
    #expect(first.refusal == String(error.dropFirst().dropLast()))
    #expect(!user.client.isAvailable)
    #expect(user.ask("PING") == first)
    #expect(user.client.failure == .refused(first.refusal ?? ""))
    #expect(user.changes == [false])
  }

  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\n\r\n", "sent a reply of no known type"),
    ("+OK\r\n", "what answers is not a Redis server"),
    ("%1\r\n+mode\r\n$8\r\nsentinel\r\n", "a sentinel answers; name the Redis server itself"),
    ("%1000001\r\n", "sent a reply of more than 1000000 elements"),
  ])
  func `tells what else answers there`(answer: String, words: String) throws {
    let (stub, user) = try stub(["HELLO": answer])
    let text = try #require(user.ask("PING").unavailability)
    #expect(text.hasPrefix("Redis at 127.0.0.1:\(stub.port)"))
    #expect(text.hasSuffix(words))
  }

  @Test(arguments: [
    ("GET", "$99999999\r\n", "sent a reply of more than 16777216 bytes"),
    ("GET", "?\r\n", "sent a reply of no known type"),
  ])
  func `closes where replies make no sense, and comes back`(
    command: String, answer: String, words: String
  ) throws {
    let (stub, user) = try stub([command: answer])
    var answers: [RedisUser.Answer] = []
    for command in [["GET", "a"], ["PING"]] as [[RedisText]] {
      user.client.send(command, key: "", patience: .seconds(10)) { answers.append($0) }
    }
    user.run { answers.count == 2 && user.changes == [false] }
    #expect(answers.last?.unavailability?.hasSuffix(words) == true)
    user.run { user.client.isAvailable }
    #expect(stub.connectionCount == 2)
    #expect(user.ask("PING") == .success(.text("OK")))
    #expect(user.changes == [false, true])
  }

  @Test func `closes where there are more replies than commands`() throws {
    let (stub, user) = try stub(["GET": "+1\r\n+2\r\n"])
    #expect(user.ask("GET", "a") == .success(.text("1")))
    user.run { user.changes == [false] }
    let text = "Redis at 127.0.0.1:\(stub.port) sent a reply to no command"
    #expect(user.client.failure == .unavailable(text))
  }

  @Test func `passes over what is pushed`() throws {
    let (_, user) = try stub(["GET": ">1\r\n+news\r\n|1\r\n+ttl\r\n:1\r\n+value\r\n>0\r\n"])
    #expect(user.ask("GET", "a") == .success(.text("value")))
    #expect(user.ask("PING") == .success(.text("OK")))
  }

  @Test(arguments: ["LOADING Redis is loading", "OOM no", "READONLY no", "NOAUTH no"])
  func `hands errors on as refusals`(error: String) throws {
    let (_, user) = try stub(["GET": "-\(error)\r\n"])
    #expect(user.ask("GET", "a") == .failure(.refused(error)))
    #expect(user.client.isAvailable)
  }

  @Test func `tells at once that the connection was closed`() throws {
    let (stub, user) = try stub(["GET": ""])
    #expect(user.ask("PING") == .success(.text("OK")))
    var answer: RedisUser.Answer?
    user.client.send(["GET", "a"], key: "", patience: .seconds(60)) { answer = $0 }
    user.run { stub.work.last == ["GET", "a"] }
    stub.closeConnections()
    user.run { answer != nil }
    let text = "Redis at 127.0.0.1:\(stub.port): the server closed the connection"
    #expect(answer == .failure(.unavailable(text)))
  }

  @Test func `gives no reply before it returns`() throws {
    let (_, user) = try stub()
    user.ask("PING")
    user.client.close()
    var isAnswered = false
    user.client.send(["PING"], key: "", patience: .seconds(1)) { _ in isAnswered = true }
    #expect(!isAnswered)
    user.run { isAnswered }
  }

  @Test func `hangs up when it is closed, and when it is let go`() throws {
    let stub = try RedisStub(loop) { _ in nil }
    let user = try RedisUser(stub.url, loop: loop)
    user.ask("PING")
    #expect(stub.openCount == 1)
    user.client.close()
    user.run { stub.openCount == 0 }
    var client: RedisClient? = RedisClient(loop: loop, url: try RedisURL(stub.url))
    client?.connect()
    user.run { stub.openCount == 1 }
    client = nil
    user.run { stub.openCount == 0 }
    #expect(client == nil)
  }

  @Test func `may be let go in a reply`() throws {
    let stub = try RedisStub(loop) { _ in nil }
    var client: RedisClient? = RedisClient(loop: loop, url: try RedisURL(stub.url))
    client?.send(["PING"], key: "", patience: .seconds(10)) { _ in client = nil }
    client?.send(["PING"], key: "", patience: .seconds(10)) { _ in }
    while client != nil { loop.runOnce(until: nil) }
    for _ in 0..<10 { loop.runOnce(until: loop.now()) }
  }

  @Test func `is not waited for twice when it cannot be reached`() throws {
    // A server that takes connections and says nothing.
    let stub = try RedisStub(loop) { _ in "" }
    let user = try RedisUser(stub.url, loop: loop)
    #expect(user.ask("PING", patience: .milliseconds(50)).unavailability != nil)
    #expect(!user.client.isAvailable)
    let began = loop.now()
    #expect(user.ask("PING", patience: .seconds(60)).unavailability != nil)
    #expect(loop.now() - began < .seconds(10))
  }
}

@Suite struct `A client of a strange cluster` {
  private let loop: EventLoop

  init() throws { loop = try EventLoop() }

  @Test func `follows a moved slot, and knows it from then on`() throws {
    let second = try RedisStub(loop) { $0[0] == "GET" ? "+here\r\n" : nil }
    let slot = RedisSlot.of("a")
    let first = try RedisStub(loop) { $0[0] == "GET" ? "-MOVED \(slot) :\(second.port)\r\n" : nil }
    let user = try RedisUser(first.url, loop: loop)
    #expect(user.ask("GET", "a", key: "a") == .success(.text("here")))
    #expect(user.ask("GET", "a", key: "a") == .success(.text("here")))
    #expect(first.work.count == 1)
    #expect(second.work.count == 2)
    #expect(second.connectionCount == 1)
  }

  @Test func `asks once where a slot is on its way`() throws {
    let second = try RedisStub(loop) { $0[0] == "GET" ? "+here\r\n" : nil }
    let slot = RedisSlot.of("a")
    let first = try RedisStub(loop) {
      $0[0] == "GET" ? "-ASK \(slot) 127.0.0.1:\(second.port)\r\n" : nil
    }
    let user = try RedisUser(first.url, loop: loop)
    for _ in 0..<2 { #expect(user.ask("GET", "a", key: "a") == .success(.text("here"))) }
    #expect(first.work.count == 2)
    #expect(second.work == [["ASKING"], ["GET", "a"], ["ASKING"], ["GET", "a"]])
  }

  @Test func `gives up after five nodes`() throws {
    var port: UInt16 = 0
    let stub = try RedisStub(loop) { $0[0] == "GET" ? "-MOVED 1 :\(port)\r\n" : nil }
    port = stub.port
    let user = try RedisUser(stub.url, loop: loop)
    let text = "the cluster sends commands from node to node without end"
    #expect(user.ask("GET", "a", key: "a") == .failure(.unavailable(text)))
    #expect(stub.work.count == 6)
  }

  @Test func `asks another node when one is gone`() throws {
    var isFailedOver = false
    let slot = RedisSlot.of("a")
    var second: RedisStub? = try RedisStub(loop) { $0[0] == "GET" ? "+second\r\n" : nil }
    let port = second?.port ?? 0
    let first = try RedisStub(loop) {
      guard $0[0] == "GET" else { return nil }
      return isFailedOver ? "+first\r\n" : "-MOVED \(slot) :\(port)\r\n"
    }
    let user = try RedisUser(first.url, loop: loop)
    #expect(user.ask("GET", "a", key: "a") == .success(.text("second")))
    second = nil
    isFailedOver = true
    user.run { user.ask("GET", "a", key: "a") == .success(.text("first")) }
    #expect(user.client.isAvailable)
    #expect(user.changes == [])
  }

  @Test func `opens no more than some nodes for a server that names ever new ones`() throws {
    var port: UInt16 = 1
    let stub = try RedisStub(loop) { command in
      guard command[0] == "GET" else { return nil }
      port += 1
      return "-MOVED 1 127.0.0.1:\(port)\r\n"
    }
    let user = try RedisUser(stub.url, loop: loop)
    for _ in 0..<200 { _ = user.ask("GET", "a", key: "") }
    #expect(user.client.nodeCount <= 64)
  }
}
