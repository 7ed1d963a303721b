import Testing

@testable import ChatEngine

@Suite struct `A redactor` {
  private static let key = "canary/+\"key\\0123~"

  @Test(arguments: [
    key,
    // URL-encoded, with digits in both cases
    "canary%2F%2B%22key%5C0123~", "canary%2f%2b%22key%5c0123~",
    // in a JSON string, with and without escaped slashes
    "canary/+\\\"key\\\\0123~", "canary\\/+\\\"key\\\\0123~",
  ])
  func `takes out a known key in each form`(form: String) {
    let redactor = Redactor([Secret(Self.key)])

    #expect(redactor.redacted("a \(form) b") == "a [redacted] b")
  }

  @Test(arguments: [
    // python3 -c 'import base64; print(base64.b64encode(b"user:" + key))', 0 to 2 bytes before it
    "a25vd24tY2FuYXJ5LTAxMjM0NQ==", "dTprbm93bi1jYW5hcnktMDEyMzQ1",
    "dXM6a25vd24tY2FuYXJ5LTAxMjM0NTp4",
    "OTprbm93bi1jYW5hcnktMDEyMzQ1IQ==",
  ])
  func `takes out a key within base64`(text: String) {
    let redactor = Redactor([Secret("known-canary-012345")])

    let result = redactor.redacted(text)

    #expect(result.contains("[redacted]"))
    // At most the digits at the edges are left, which the bytes beside the key have a part in.
    #expect(result.count - "[redacted]".count <= 9)
  }

  @Test func `takes out every key, the longer where one begins another`() {
    let redactor = Redactor([Secret("canary-one"), Secret("canary-one-and-more")])

    #expect(
      redactor.redacted("canary-one,canary-one-and-more,canary-on")
        == "[redacted],[redacted],canary-on")
  }

  @Test func `leaves words alone that someone has for a key`() {
    #expect(Redactor([Secret("ollama")]).redacted("ollama answers") == "ollama answers")
  }

  @Test(arguments: [
    ("sk-proj-0123456789abcdefghij", "[redacted]"),
    ("key=sk-ant-api03-0123456789abcdef_-X.", "key=[redacted]."),
    ("AIzaSyA0123456789abcdefghijklmnopqrstuvw", "[redacted]"),
    ("ghp_0123456789abcdefghijABCDEFGHIJ012345", "[redacted]"),
    ("xoxb-123456789012-abcdef", "[redacted]"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!", "[redacted]!"),
    ("Authorization: Bearer abcdefgh.ijklmnop/q", "Authorization: Bearer [redacted]"),
    ("rediss://llm:hunter2@host:6379/0", "rediss://[redacted]@host:6379/0"),
    ("socks5h://me:p@ss:w@127.0.0.1", "socks5h://[redacted]@127.0.0.1"),
    (
      "a\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nb",
      "a\n[redacted]\nb"
    ),
    ("-----BEGIN PRIVATE KEY-----\nMIIE", "[redacted]"),
  ])
  func `takes out what looks like a key`(text: String, result: String) {
    #expect(Redactor().redacted(text) == result)
  }

  @Test(arguments: [
    "task-0123456789abcdefghij", "sk-short", "https://host/a@b", "https://host:8080/v1",
    "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", "eyJ.a", "bearer of news",
    "日本語 😀", "-", ":", "",
  ])
  func `leaves the rest alone`(text: String) {
    #expect(Redactor().redacted(text) == text)
  }

  @Test func `is not slowed down by a long text`() {
    let text = String(repeating: "-----BEGIN ", count: 5_000)

    #expect(Redactor().redacted(text) == text)
  }
}
