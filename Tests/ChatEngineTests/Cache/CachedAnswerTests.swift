import Testing

@testable import ChatEngine

@Suite struct `A kept answer` {
  private static let key = CacheKey.named("a")

  @Test(arguments: [
    CachedAnswer.sample(), .sample("\u{1B}[31m\"\\\u{2028} 👩‍👩‍👧"),
    .sample(String(repeating: "x", count: 5 << 20)),
    CachedAnswer(
      target: Target(provider: "a/b", model: "c"), parts: [.text("t")],
      time: Timestamp(milliseconds: 0)),
  ])
  func `is read as it was written`(answer: CachedAnswer) throws {
    let bytes = try #require(answer.bytes(for: Self.key))

    #expect(CachedAnswer(bytes, of: Self.key) == answer)
  }

  @Test func `is one JSON object with its version`() throws {
    let answer = CachedAnswer.sample(at: Timestamp(milliseconds: 1_795_442_520_000))

    let bytes = try #require(answer.bytes(for: Self.key))
    let entry = try JSON.parse(bytes)

    #expect(entry["v"] == 1)
    #expect(entry["key"]?.stringValue == Self.key.text)
    #expect(entry["t"] == "2026-11-23T14:02:00.000Z")
    #expect(entry["target"] == "openai/gpt-6/mini")
    #expect(entry["finish_reason"] == "stop")
    #expect(entry["usage"]?["input_tokens"] == 9)
    #expect(!bytes.contains(0x0A))
  }

  @Test func `holds the pieces of the answer and no reports`() {
    let answer = CachedAnswer(
      target: Target(provider: "a", model: "b"),
      parts: [
        .limits(RateLimitReport()), .text("t"), .note("n"), .usage(Usage(inputTokens: 1)),
        .finish(.stop, raw: nil),
      ], time: Timestamp(milliseconds: 0))

    #expect(answer.parts == [.text("t")])
  }

  /// faults.md, "Cache": partial, error, filtered or tool-bearing replies are never kept.
  @Test(arguments: [FinishReason.length, .toolCalls, .filtered, .refused, .other])
  func `has a normal end`(finish: FinishReason) {
    var answer = CachedAnswer.sample()
    answer.finish = finish

    #expect(!answer.isKeepable)
    #expect(answer.bytes(for: Self.key) == nil)
  }

  @Test(arguments: [
    StreamPart.toolCallBegan(index: 0, id: "c", name: "n"), .toolCallArguments(index: 0, "{}"),
    .toolCallEnded(index: 0, signature: nil), .failed(Failure(.overloaded)),
  ])
  func `holds no tool calls and no failure`(part: StreamPart) {
    var answer = CachedAnswer.sample()
    answer.parts.append(part)

    #expect(!answer.isKeepable)
    #expect(answer.bytes(for: Self.key) == nil)
  }

  @Test(arguments: [[], [StreamPart.reasoning("Hm.")]])
  func `says something`(parts: [StreamPart]) {
    var answer = CachedAnswer.sample()
    answer.parts = parts

    #expect(!answer.isKeepable)
  }

  @Test func `is not longer than 16 MiB`() {
    let answer = CachedAnswer.sample(String(repeating: "x", count: CachedAnswer.maxBytes))

    #expect(answer.bytes(for: Self.key) == nil)
    #expect(
      CachedAnswer([UInt8](repeating: 0x20, count: CachedAnswer.maxBytes + 1), of: Self.key) == nil)
  }

  @Test func `is not read in another one's place`() throws {
    let bytes = try #require(CachedAnswer.sample().bytes(for: Self.key))

    #expect(CachedAnswer(bytes, of: .named("b")) == nil)
  }

  @Test func `is not read where a byte of it is missing`() throws {
    let bytes = try #require(CachedAnswer.sample().bytes(for: Self.key))

    for count in 0..<bytes.count {
      #expect(CachedAnswer(Array(bytes[..<count]), of: Self.key) == nil)
    }
  }

  @Test func `is not read where a bit of it is wrong`() throws {
    let bytes = try #require(CachedAnswer.sample().bytes(for: Self.key))

    for place in bytes.indices {
      var broken = bytes
      broken[place] ^= 1 << UInt8(place % 8)
      #expect(CachedAnswer(broken, of: Self.key) == nil, "byte \(place)")
    }
  }

  /// Each is whole by its checksum: somebody may write what he likes into a shared cache.
  @Test(arguments: [
    "", #""v":2"#, #""v":"1""#, #""key":"other""#, #""key":null"#, #""t":"yesterday""#,
    #""t":12"#, #""target":"x""#, #""target":["a"]"#, #""parts":{}"#, #""parts":[]"#,
    #""parts":[1,null,[],{"type":"text"}"#, #""parts":[{"type":"unknown","text":"t"}]"#,
    #""parts":[{"type":"tool_call","index":-9223372036854775808,"id":"c","name":"n"}]"#,
    #""finish_reason":"filtered""#, #""finish_reason":"length""#, #""finish_reason":null"#,
    "\"parts\":" + String(repeating: "[", count: 5000),
  ])
  func `is not read from hostile bytes`(member: String) {
    #expect(CachedAnswer(Self.entry(with: member), of: Self.key) == nil)
  }

  @Test(arguments: [
    #""usage":{"input_tokens":1e400,"output_tokens":-9223372036854775809}"#, #""cost_usd":"free""#,
    #""usage":[]"#, #""request_id":{}"#, #""extra":{"a":[1]}"#,
  ])
  func `is read without the figures that are none`(member: String) {
    let answer = CachedAnswer(Self.entry(with: member), of: Self.key)

    #expect(answer?.parts == [.text("t")])
    #expect(answer?.usage?.inputTokens == nil)
    #expect(answer?.cost == nil)
  }

  @Test func `is read from no text that is only nearly one, and never worse`() throws {
    let whole = try #require(CachedAnswer.sample().bytes(for: Self.key))
    let open = Array(whole.dropLast(18))
    var random = SeededRandom(seed: 3)
    for _ in 0..<2000 {
      var bytes = open
      for _ in 0...Int.random(in: 0..<4, using: &random) {
        let place = Int.random(in: bytes.indices, using: &random)
        bytes[place] = UInt8.random(in: 0x20...0x7E, using: &random)
      }
      LineChecksum.close(&bytes, from: 0)
      let answer = CachedAnswer(bytes, of: Self.key)
      #expect(answer?.isKeepable != false)
    }
  }

  /// An entry in which the last member of a name counts, closed by the right checksum.
  private static func entry(with member: String) -> [UInt8] {
    let good =
      #"{"v":1,"key":""# + key.text + #"","t":"2026-11-23T14:02:00.000Z","target":"a/b","#
      + #""parts":[{"type":"text","text":"t"}],"finish_reason":"stop""#
    var bytes = Array((member.isEmpty ? #"{"v":1"# : good + "," + member).utf8)
    LineChecksum.close(&bytes, from: 0)
    return bytes
  }
}
