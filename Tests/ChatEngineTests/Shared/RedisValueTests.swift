import TestSupport
import Testing

@testable import ChatEngine

@Suite struct `SHA-1` {
  /// FIPS 180-4's own examples, and lengths around a block's end.
  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
    ),
    (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
  ])
  func `gives the known digests`(text: String, digest: String) {
    #expect(SHA1.hexadecimal(Array(text.utf8)) == digest)
  }

  @Test(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
  func `names scripts as Redis does`() throws {
    let server = try RedisServer()
    for count in [0, 1, 46, 47, 48, 54, 55, 56, 110, 111, 119, 120, 500] {
      let script = "return \"" + String(repeating: "ä", count: count) + "\""
      #expect(server.cli("SCRIPT", "LOAD", script) == SHA1.hexadecimal(Array(script.utf8)))
    }
  }
}

@Suite struct `The hash slot of a key` {
  @Test func `comes from the specification's CRC16`() {
    #expect(RedisSlot.crc16("123456789".utf8) == 0x31C3)
    #expect(RedisSlot.crc16("".utf8) == 0)
    // Redis cluster specification, "Hash tags".
    #expect(RedisSlot.of("{user1000}.following") == RedisSlot.of("{user1000}.followers"))
    #expect(RedisSlot.of("foo{}{bar}") == Int(RedisSlot.crc16("foo{}{bar}".utf8)) % 16_384)
    #expect(RedisSlot.of("foo{{bar}}zap") == Int(RedisSlot.crc16("{bar".utf8)) % 16_384)
    #expect(RedisSlot.of("foo{bar}{zap}") == RedisSlot.of("bar"))
    #expect(RedisSlot.of("foo{bar") == Int(RedisSlot.crc16("foo{bar".utf8)) % 16_384)
  }

  @Test(.enabled(if: RedisServer.isInstalled, "\(RedisServer.hint)"))
  func `is the one that Redis names`() throws {
    var options = RedisServer.Options()
    options.isCluster = true
    let server = try RedisServer(options)
    for key in ["", "a", "foo{}{bar}", "foo{{bar}}zap", "{a}b", "{ä}", "}{", "llmterm:{x:y}:tat"] {
      #expect(server.cli("CLUSTER", "KEYSLOT", key) == "\(RedisSlot.of(key))")
    }
  }
}

@Suite struct `A redirection` {
  private let from = ChannelAddress.Place.host("seed", port: 7000)

  @Test(arguments: [
    ("MOVED 3999 127.0.0.1:6381", false, "127.0.0.1", 6381),
    ("ASK 3999 node-2.example:6381", true, "node-2.example", 6381),
    ("MOVED 3999 :6381", false, "seed", 6381),
    ("MOVED 3999 ::1:6381", false, "::1", 6381),
    ("MOVED 16383 h:1 more", false, "h", 1),
  ])
  func `names slot and node`(text: String, isOnce: Bool, host: String, port: UInt16) throws {
    let redirection = try #require(RedisRedirection(text, from: from))
    #expect(redirection.isOnce == isOnce)
    #expect(redirection.place == .host(host, port: port))
  }

  @Test(arguments: [
    "ERR no", "MOVED", "MOVED 1", "MOVED x h:1", "MOVED 16384 h:1", "MOVED -1 h:1", "MOVED 1 h",
    "MOVED 1 h:0", "MOVED 1 h:65536", "MOVED 1 ?:1", "MOVED 1 u@h:1", "MOVED 1 h/x:1",
  ])
  func `is none where it cannot be followed`(text: String) {
    #expect(RedisRedirection(text, from: from) == nil)
  }

  @Test func `without a host leads nowhere from a socket`() {
    #expect(RedisRedirection("MOVED 1 :1", from: .socket("/s")) == nil)
  }
}

@Suite struct `A Redis URL` {
  @Test(arguments: [
    ("redis://host", "redis://host:6379"),
    ("redis://HOST/", "redis://host:6379"),
    ("redis://127.0.0.1:6390/2", "redis://127.0.0.1:6390/2"),
    ("rediss://[2001:db8::1]:1/0", "rediss://[2001:db8::1]:1"),
    ("rediss://[::1]", "rediss://[::1]:6379"),
    ("unix:///run/redis.sock", "unix:///run/redis.sock"),
    ("redis+unix:///run/a%20b.sock?db=3", "unix:///run/a b.sock?db=3"),
    ("redis-socket://u:p@/run/x?database=4", "unix:///run/x?db=4"),
    ("redis://u:hunter2@host", "redis://host:6379"),
  ])
  func `is read, and shown without the login`(text: String, shown: String) throws {
    #expect(try RedisURL(text).description == shown)
  }

  @Test(arguments: [
    ("redis://h", nil, nil),
    ("redis://:hunter2@h", nil, "hunter2"),
    ("redis://llm:hunter2@h", "llm", "hunter2"),
    ("redis://llm@h", "llm", nil),
    ("redis://l%C3%A4m:a%3Ab%40c%2f%25@h", "läm", "a:b@c/%"),
    ("redis://a:b:c@h", "a", "b:c"),
    ("unix://u:p@/run/x", "u", "p"),
  ])
  func `holds a login`(text: String, user: String?, password: String?) throws {
    let login = try RedisURL(text).login
    #expect(login.user == user)
    #expect(login.password?.exposed == password)
    let url = try RedisURL(text)
    #expect(!"\(url)\(String(reflecting: url.login))\(url.login)".contains("hunter2"))
  }

  @Test(arguments: [
    ("", "it must have the form redis://host:6379/0, rediss://… or unix:///path"),
    ("http://h", "it must have the form redis://host:6379/0, rediss://… or unix:///path"),
    ("host:6379", "it must have the form redis://host:6379/0, rediss://… or unix:///path"),
    ("redis://a b", "it must have the form redis://host:6379/0, rediss://… or unix:///path"),
    ("redis://", "its host or port (1 to 65535) cannot be read"),
    ("redis://h:0", "its host or port (1 to 65535) cannot be read"),
    ("redis://h:65536", "its host or port (1 to 65535) cannot be read"),
    ("redis://[::1", "its host or port (1 to 65535) cannot be read"),
    ("redis://h%41", "its host is no name and no address"),
    ("redis://h/x", "the database must be a number, such as 0"),
    ("redis://h/-1", "the database must be a number, such as 0"),
    ("redis://h/99999", "the database must be a number, such as 0"),
    ("redis://h/0?x=1", "nothing may follow the number of the database"),
    ("unix://run/x", "a socket is named by its whole path, as in unix:///run/redis.sock"),
    ("unix:///", "a socket is named by its whole path, as in unix:///run/redis.sock"),
    ("unix:///x?password=p", "only ?db=NUMBER may follow the path"),
    ("redis://a%4:b@h", "a % must be followed by two hexadecimal digits"),
    ("redis://a:%zz@h", "a % must be followed by two hexadecimal digits"),
    ("redis://a:%FF@h", "its % forms are no UTF-8"),
  ])
  func `is refused with a reason`(text: String, sentence: String) {
    #expect(throws: RedisURL.Problem(sentence: sentence)) { try RedisURL(text) }
  }
}

@Suite struct `An error of Redis` {
  @Test func `is shown without the words of the command`() {
    let text = "ERR unknown command 'HELLO', with args beginning with: '3' 'AUTH' 'u' 'hunter2' "
    #expect(RedisErrorText.safe(text) == "ERR unknown command 'HELLO'")
    #expect(RedisErrorText.safe("OOM a\r\n\u{1B}[2J") == "OOM a   [2J")
  }
}
