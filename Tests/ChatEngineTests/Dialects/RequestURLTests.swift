import Testing

@testable import ChatEngine

@Suite struct `A request's URL` {
  @Test(
    arguments: [
      ("https://a.test/v1", "https://a.test/v1/chat"),
      ("https://a.test/v1/", "https://a.test/v1/chat"),
      ("https://a.test/v1//", "https://a.test/v1/chat"),
      ("https://a.test/v1/chat", "https://a.test/v1/chat"),
      ("https://a.test/v1?", "https://a.test/v1/chat"),
      ("https://a.test/v1?team=a?b", "https://a.test/v1/chat?team=a?b"),
      ("https://a.test/é/?x=1", "https://a.test/é/chat?x=1"),
      ("", "/chat"), ("/", "/chat"),
    ])
  func `is the base with the path, and the base's query at the end`(base: String, url: String) {
    #expect(RequestURL.join(base, "/chat") == url)
  }

  @Test func `has both queries, the base's first`() {
    #expect(
      RequestURL.join("https://a.test?x=1", "/chat", query: "y=2") == "https://a.test/chat?x=1&y=2")
    #expect(RequestURL.join("https://a.test", "/chat", query: "y=2") == "https://a.test/chat?y=2")
    #expect(RequestURL.join("https://a.test?", "/chat", query: "") == "https://a.test/chat")
  }
}
