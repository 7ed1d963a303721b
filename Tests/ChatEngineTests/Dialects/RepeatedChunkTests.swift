import Testing

@testable import ChatEngine

/// Chunks that repeat the one before are not read whole: what they say must not depend on that.
@Suite struct `A chunk that is like the one before` {
  /// Deltas of one stream, as JSON.
  private static let streams: [[String]] = [
    ["a", "b", "c \u{1F9EA}", "é", ">", "<", "]", "}", ",", " ", "x"].map(text),
    ["a", "b", "with \"quotes\"", "c", "line\nbreak", "d", "back\\slash", "e", "\u{1}", "f"].map(
      text),
    ["a", "b", "</think>", "c"].map(text), ["a\n", "b\n", "</th", "ink>", "c", "d"].map(text),
    ["<th", "ink>", "why", " so", "</think>", "it", " is"].map(text),
    [text("a"), text("b"), #"{"content":"c\ud83d"}"#, #"{"content":"\ude00d"}"#, text("e")],
    [text("a"), text("b"), text(""), "{}", #"{"content":null}"#, text("c")],
    [
      #"{"content":"a","reasoning":null}"#, #"{"content":"b","reasoning":null}"#,
      #"{"content":"c","reasoning":"why"}"#, #"{"content":"d","reasoning":"why"}"#,
    ],
    [
      #"{"reasoning_content":"\ud83d","content":"a"}"#,
      #"{"reasoning_content":"\ud83d","content":"b"}"#,
      #"{"reasoning_content":"\ude00","content":"c"}"#,
    ],
    [#"{"content":"a","refusal":"no"}"#, #"{"content":"b","refusal":"no"}"#],
    [#"{"content":"a","content":"b"}"#, #"{"content":"c","content":"b"}"#],
    [
      #"{"content":"a","reasoning_details":[{"type":"reasoning.text","text":"x","index":0}]}"#,
      #"{"content":"b","reasoning_details":[{"type":"reasoning.text","text":"x","index":0}]}"#,
    ],
    [
      #"{"content":"a","tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":"1"}}]}"#,
      #"{"content":"b","tool_calls":[{"index":0,"id":"1","function":{"name":"f","arguments":"1"}}]}"#,
    ],
    (0..<60).map { text("word\($0 / 7)") },
  ]

  private static func text(_ text: String) -> String {
    #"{"content":\#(JSON.string(text).text())}"#
  }

  /// With a member that no other chunk has, so that none repeats.
  private func distinct(_ chunk: String, _ number: Int) -> String {
    chunk.dropLast() + ",\"n\":\(number)}"
  }

  @Test(arguments: streams)
  func `brings the same parts as if it were not`(deltas: [String]) {
    let end = [Decoding.chunk("{}", finish: "stop"), "[DONE]"]
    let chunks = deltas.map { Decoding.chunk($0) }
    let repeated = Decoding.parts(ofEvents: chunks + end, .openAIChat)
    let single = chunks.enumerated().map { distinct($0.element, $0.offset) }
    #expect(repeated == Decoding.parts(ofEvents: single + end, .openAIChat))
  }

  @Test func `is told from one that only begins and ends like it`() {
    let head = #"{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":""#
    let tail = #""},"finish_reason":null}]}"#
    let chunks = [
      head + "a" + tail, head + "b" + tail,
      // Two members in place of one text, a text that is cut off, and one that is no JSON.
      head + #"c","refusal":"no"# + tail, head + #"d\"# + tail, head + "e\n" + tail, head + tail,
      head + "f" + tail,
    ]
    let parts = Decoding.parts(
      ofEvents: chunks + [Decoding.chunk("{}", finish: "stop"), "[DONE]"], .openAIChat)
    let texts = parts.compactMap { if case .text(let text) = $0 { text } else { nil } }
    #expect(texts.joined() == "abcnof")
    #expect(parts.contains { if case .note = $0 { true } else { false } })
  }

  @Test func `is read by comparing it`() {
    var repeated = RepeatedChunk()
    func take(_ chunk: String, learning text: String? = nil) -> String? {
      var chunk = chunk
      return chunk.withUTF8 { bytes in
        let found = repeated.text(in: bytes)
        if found == nil, let text { repeated.learn(bytes, text: 2..<2 + text.utf8.count) }
        return found
      }
    }
    #expect(take(#"["one"]"#, learning: "one") == nil)
    #expect(take(#"["two é"]"#) == "two é")
    #expect(take(#"["two", 3]"#) == nil)
    #expect(take(#"['two"]"#) == nil)
    #expect(take(#"["a\n"]"#) == nil)
    #expect(take(#"[""]"#) == nil)
    // What is new in each is not learned for ever.
    for number in 0..<10 { #expect(take(#"["x"\#(number)]"#, learning: "x") == nil) }
    #expect(take(#"["y"9]"#) == nil)
  }
}
