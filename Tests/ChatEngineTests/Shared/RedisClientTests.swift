import TestSupport
import Testing

@testable import ChatEngine

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `A client of a real Redis` {
  @Test func `sets and gets`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    #expect(user.ask("SET", "a", "1") == .success(.text("OK")))
    #expect(user.ask("GET", "a") == .success(.text("1")))
    #expect(user.ask("GET", "b") == .success(.null))
    #expect(server.cli("GET", "a") == "1")
  }

  @Test(arguments: ["plain", "name", "socket", "password", "user", "TLS", "client certificate"])
  func `gets in by every door`(door: String) throws {
    var options = RedisServer.Options()
    if door == "password" { options.password = "s3:cr@t/" }
    if door == "user" { options.user = ("llm", "p") }
    options.isEncrypted = ["TLS", "client certificate"].contains(door)
    options.asksForCertificate = door == "client certificate"
    let server = try RedisServer(options)
    var certificates = Configuration.Certificates(ca: server.ca)
    if options.asksForCertificate {
      certificates.clientCertificate = server.clientCertificate
      certificates.clientKey = server.clientKey
    }
    let url: String =
      switch door {
      case "name": "redis://localhost:\(server.port)/3"
      case "socket": "unix://\(server.socket)?db=3"
      case "password": "redis://:s3%3Acr%40t%2F@127.0.0.1:\(server.port)/3"
      default: server.url + "/3"
      }
    let user = try RedisUser(url, certificates: options.isEncrypted ? certificates : nil)
    #expect(user.ask("PING") == .success(.text("PONG")))
    guard case .success(.string(let info)) = user.ask("CLIENT", "INFO") else {
      Issue.record("no information")
      return
    }
    let words = String(decoding: info, as: UTF8.self).split { " \n".contains($0) }
    #expect(words.contains("name=llmterm"))
    #expect(words.contains("db=3"))
    #expect(words.contains("resp=3"))
    #expect(words.contains(door == "user" ? "user=llm" : "user=default"))
  }

  @Test func `runs a script by its name, and by its text where it is new`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    let script = RedisScript("return {KEYS[1], ARGV[1], redis.call('INCR', KEYS[1])}")
    for (count, evaluations) in [(1, 1), (2, 1), (3, 2)] {
      if count == 3 { server.cli("SCRIPT", "FLUSH") }
      let answer = user.run(script, keys: ["n"], arguments: "x")
      #expect(answer == .success(.array([.text("n"), .text("x"), .integer(count)])))
      let calls = "cmdstat_eval:calls=\(evaluations),"
      #expect(server.cli("INFO", "commandstats").contains(calls))
    }
  }

  @Test(arguments: [false, true])
  func `keeps the order of thousands of commands, of all sizes`(isEncrypted: Bool) throws {
    var options = RedisServer.Options()
    options.isEncrypted = isEncrypted
    let server = try RedisServer(options)
    let user = try RedisUser(
      server.url, certificates: isEncrypted ? Configuration.Certificates(ca: server.ca) : nil)
    user.ask("PING")
    let sizes = (0..<3000).map { $0 % 500 == 499 ? 300_000 : $0 % 700 }
    var received: [Int] = []
    for (index, size) in sizes.enumerated() {
      let text = [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: size)
      user.client.send(["ECHO", RedisText(text)], key: "", patience: .seconds(20)) { answer in
        if answer == .success(.string(text)) { received.append(index) }
      }
    }
    user.run { received.count == sizes.count }
    #expect(received == Array(sizes.indices))
  }

  @Test(arguments: [false, true])
  func `takes large values, and none beyond its bound`(isEncrypted: Bool) throws {
    var options = RedisServer.Options()
    options.isEncrypted = isEncrypted
    let server = try RedisServer(options)
    let user = try RedisUser(
      server.url, certificates: isEncrypted ? Configuration.Certificates(ca: server.ca) : nil)
    server.cli("SETRANGE", "fits", "16000000", "x")
    server.cli("SETRANGE", "huge", "17000000", "x")
    guard case .success(.string(let text)) = user.ask("GET", "fits") else {
      Issue.record("no text")
      return
    }
    #expect(text.count == 16_000_001)
    let words = "sent a reply of more than 16777216 bytes"
    #expect(user.ask("GET", "huge").unavailability?.hasSuffix(words) == true)
    user.run { user.client.isAvailable }
    #expect(user.ask("GET", "none") == .success(.null))
  }
}

@Suite(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
struct `A client that Redis refuses` {
  @Test func `hears it for a value of another type`() throws {
    let server = try RedisServer()
    let user = try RedisUser(server.url)
    user.ask("RPUSH", "list", "1")
    #expect(user.ask("GET", "list").refusal?.hasPrefix("WRONGTYPE ") == true)
  }

  @Test(arguments: [
    ("redis://:wrong@", "WRONGPASS"), ("redis://", "NOAUTH"), ("redis://nobody:x@", "WRONGPASS"),
  ])
  func `hears it for a wrong password`(prefix: String, code: String) throws {
    var options = RedisServer.Options()
    options.password = "right"
    let server = try RedisServer(options)
    let user = try RedisUser("\(prefix)127.0.0.1:\(server.port)")
    #expect(user.ask("PING").refusal?.hasPrefix(code) == true)
    #expect(!user.client.isAvailable)
  }

  @Test func `hears it for a key that is not its own`() throws {
    var options = RedisServer.Options()
    options.words = ["--user", "limited", "on", ">p", "~llmterm:*", "+@all", "-@dangerous"]
    let server = try RedisServer(options)
    let user = try RedisUser("redis://limited:p@127.0.0.1:\(server.port)")
    #expect(user.ask("SET", "llmterm:a", "1") == .success(.text("OK")))
    #expect(user.ask("SET", "other", "1").refusal?.hasPrefix("NOPERM") == true)
    #expect(user.ask("FLUSHALL").refusal?.hasPrefix("NOPERM") == true)
  }

  @Test func `hears it where no memory is left`() throws {
    var options = RedisServer.Options()
    options.words = ["--maxmemory", "1", "--maxmemory-policy", "noeviction"]
    let server = try RedisServer(options)
    let user = try RedisUser(server.url)
    #expect(user.ask("SET", "a", "1").refusal?.hasPrefix("OOM ") == true)
    #expect(user.client.isAvailable)
  }

  @Test func `hears it from a replica`() throws {
    var options = RedisServer.Options()
    options.words = ["--replicaof", "127.0.0.1", "1"]
    let server = try RedisServer(options)
    let user = try RedisUser(server.url)
    #expect(user.ask("SET", "a", "1").refusal?.hasPrefix("READONLY ") == true)
  }

  @Test func `does not trust a certificate of an unknown authority`() throws {
    var options = RedisServer.Options()
    options.isEncrypted = true
    options.password = "right"
    let server = try RedisServer(options)
    let user = try RedisUser(server.url)
    let text = try #require(user.ask("PING").unavailability)
    #expect(text.contains("certificate"))
    #expect(!server.cli("ACL", "LOG").contains("reason"))
  }

  @Test func `does not trust a certificate for another name`() throws {
    var options = RedisServer.Options()
    options.isEncrypted = true
    let server = try RedisServer(options)
    let user = try RedisUser(
      "rediss://localhost:\(server.port)", certificates: Configuration.Certificates(ca: server.ca))
    #expect(user.ask("PING").unavailability?.contains("localhost") == true)
  }

  @Test func `is not let in without a certificate of its own`() throws {
    var options = RedisServer.Options()
    options.isEncrypted = true
    options.asksForCertificate = true
    let server = try RedisServer(options)
    let user = try RedisUser(server.url, certificates: Configuration.Certificates(ca: server.ca))
    #expect(user.ask("PING").unavailability != nil)
    #expect(!user.client.isAvailable)
  }

  @Test(arguments: ["ca", "clientCertificate"])
  func `says that it cannot read its own files`(file: String) throws {
    var options = RedisServer.Options()
    options.isEncrypted = true
    let server = try RedisServer(options)
    let missing = "/nonexistent/\(file).pem"
    let certificates =
      file == "ca"
      ? Configuration.Certificates(ca: missing)
      : Configuration.Certificates(ca: server.ca, clientCertificate: missing)
    let user = try RedisUser(server.url, certificates: certificates)
    #expect(user.ask("PING").unavailability?.contains("\(missing)") == true)
  }
}
