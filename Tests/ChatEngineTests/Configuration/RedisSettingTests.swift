import Testing

@testable import ChatEngine

@Suite struct `The setting of a Redis server` {
  private func read(_ section: String) throws -> ConfigurationFile {
    try ConfigurationFile.parse(Array("{\"redis\": \(section)}".utf8), path: "/c/config.jsonc")
  }

  @Test(arguments: [
    "redis://h", "rediss://u:p@h:1/2", "unix:///run/redis.sock?db=1", "redis+unix:///s",
    "redis-socket:///s",
  ])
  func `may be any form of URL`(url: String) throws {
    let file = try read("{\"url\": \"\(url)\"}")
    #expect(file.configuration.redis?.url == Secret(url))
    #expect(file.problems.allSatisfy { $0.severity == .note })
  }

  @Test func `may name certificates`() throws {
    let redis = try read(
      """
      {"url": "rediss://h", "tls": {"ca": "/a", "client_cert": "/b", "client_key": "/c"}}
      """
    ).configuration.redis
    #expect(
      redis?.certificates
        == Configuration.Certificates(ca: "/a", clientCertificate: "/b", clientKey: "/c"))
  }

  @Test(arguments: ["redis://u:hunter2@", "redis://u:hunter2@h/x", "unix://u:hunter2@s", "hunter2"])
  func `is refused without a word of it`(url: String) throws {
    let sentences = errors(in: "{\"redis\": {\"url\": \"\(url)\"}}")
    #expect(sentences.count == 1)
    #expect(sentences.first?.hasPrefix("config.jsonc:1:19: redis.url is no Redis URL: ") == true)
    #expect(sentences.first?.contains("hunter2") == false)
  }
}
