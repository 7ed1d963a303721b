import Testing

@testable import ChatEngine

@Suite struct `A suggestion` {
  @Test(arguments: [
    ("timeout", "timeouts"), ("timeoust", "timeouts"), ("Theme", "theme"), ("keysz", "keys"),
    ("mosue", "mouse"),
  ])
  func `is the nearest word`(typed: String, meant: String) {
    let known = ["theme", "keys", "mouse", "frame_ms", "timeouts"]

    #expect(Suggestion.nearest(to: typed, among: known) == meant)
  }

  @Test(arguments: ["", "x", "colour", "key_bindings"])
  func `is not made where nothing is near`(typed: String) {
    #expect(Suggestion.nearest(to: typed, among: ["theme", "keys", "mouse"]) == nil)
  }

  @Test func `takes no time for a word without end`() {
    let endless = String(repeating: "a", count: 1_000_000)

    #expect(Suggestion.nearest(to: endless, among: ["theme"]) == nil)
  }
}

@Suite struct `A duration's text` {
  @Test(arguments: [
    ("500ms", Duration.milliseconds(500)), ("5s", .seconds(5)), ("90s", .seconds(90)),
    ("1.5h", .seconds(5400)), ("2m", .seconds(120)), ("7d", .seconds(7 * 86_400)),
  ])
  func `is read`(text: String, duration: Duration) {
    #expect(Duration(text: text) == duration)
  }

  @Test(arguments: ["", "5", "s", "-5s", "5 s", "1e9s", "1.2.3s", "9999999h", "٣s"])
  func `is refused where it is none`(text: String) {
    #expect(Duration(text: text) == nil)
  }

  @Test(arguments: [("90s", "90s"), ("3600s", "1h"), ("1500ms", "1500ms"), ("48h", "2d")])
  func `is written in the largest whole unit`(read: String, written: String) {
    #expect(Duration(text: read)?.text == written)
  }
}

@Suite struct `A URL` {
  @Test(arguments: [
    "http://127.0.0.1:8080/v1", "http://localhost", "http://LOCALHOST:1/", "http://[::1]:5/v1",
    "http://127.9.9.9", "http://api.localhost/v1",
  ])
  func `leads to this machine`(text: String) throws {
    #expect(try #require(URLText(text)).isLoopback)
  }

  @Test(arguments: [
    "http://127.0.0.1.evil.com", "http://localhost.evil.com", "http://127.0.0.1@evil.com",
    "http://0.0.0.0", "http://127.1", "http://notlocalhost", "http://[::2]", "http://128.0.0.1",
    "http://127.0.0.1\\@evil.com",
  ])
  func `leads elsewhere, or may`(text: String) {
    #expect(URLText(text)?.isLoopback != true || URLText(text)?.rest.hasPrefix("\\") == true)
  }

  @Test(arguments: [
    "", "host", "https:/host", "://host", "https://", "https://host:0", "https://host:65536",
    "https://host:x", "https://ho st", "https://hôst", "https://[::1", "https://[::1]x",
  ])
  func `is refused where it is none`(text: String) {
    #expect(URLText(text) == nil)
  }
}
