import Testing

@testable import ChatEngine

@Suite struct `The host of a URL` {
  @Test(arguments: [
    ("https://api.x.com/v1?q", "api.x.com"), ("http://user:pw@host:80", "host"),
    ("http://[::1]:8080/v1", "[::1]"), ("https://h#f", "h"), ("/relative", nil), ("https://", nil),
    ("", nil), ("http://[", nil),
  ])
  func `is read without user, port and path`(url: String, host: String?) {
    #expect(URLParts.host(of: url) == host)
  }
}
