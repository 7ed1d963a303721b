import Testing

@testable import ChatEngine

@Suite struct `A stream of Ollama's` {
  private let begun = StreamPart.started(id: nil, model: "m", fingerprint: nil)
  private let done = #"{"model":"m","message":{"content":""},"done":true,"done_reason":"stop"}"#
  private let end = StreamPart.finish(.stop, raw: "stop")

  private func parts(_ lines: [String]) -> [StreamPart] {
    let text = lines.map { $0 + "\n" }.joined()
    return Array(Decoding.parts(of: text, .ollama).drop { $0 == begun })
  }

  private func line(_ message: String) -> String {
    #"{"model":"m","message":{\#(message)},"done":false}"#
  }

  @Test func `shows the thinking first that stands behind the content`() {
    let answer = parts([line(#""content":"so","thinking":"why""#), done])
    #expect(answer == [.reasoning("why"), .text("so"), end])
  }

  @Test func `takes content in its last line, which may lack its newline`() {
    let last = #"{"model":"m","message":{"content":"!"},"done":true,"done_reason":"length"}"#
    let text = line(#""content":"hi""#) + "\r\n\n" + last
    #expect(
      Decoding.parts(of: text, .ollama) == [begun, .text("hi!"), .finish(.length, raw: "length")])
  }

  @Test func `is cut where its last line is`() {
    let text = line(#""content":"hi""#) + "\n" + done.dropLast(3)
    #expect(
      Decoding.parts(of: text, .ollama).last
        == .failed(Failure(.cut, "the answer ended without its end mark")))
  }

  @Test func `numbers the calls of old servers, which give no ids`() {
    let calls =
      #""tool_calls":[{"function":{"name":"f","arguments":{"a":1}}},"#
      + #"{"function":{"name":"g","arguments":"{}"}},{"function":{"arguments":{}}}]"#
    #expect(
      parts([line(calls), done]) == [
        .toolCallBegan(index: 0, id: ToolCallID.made(0), name: "f"),
        .toolCallArguments(index: 0, #"{"a":1}"#), .toolCallEnded(index: 0, signature: nil),
        .toolCallBegan(index: 1, id: ToolCallID.made(1), name: "g"),
        .toolCallArguments(index: 1, "{}"), .toolCallEnded(index: 1, signature: nil),
        .note("a tool call without a name was left out"), .finish(.toolCalls, raw: "stop"),
      ])
  }

  @Test func `takes think tags out of the content`() {
    let answer = parts([line(#""content":"<thi""#), line(#""content":"nk>a</think>b""#), done])
    #expect(answer == [.reasoning("a"), .text("b"), end])
  }

  @Test func `skips an unreadable line, but not three in a row`() {
    let hi = line(#""content":"hi""#)
    let note = "an unreadable line was skipped"
    let answer = parts(["{oops", hi, done])
    guard case .note(let text)? = answer.first else {
      Issue.record("no note")
      return
    }
    #expect(text.hasPrefix(note))
    #expect(answer.dropFirst() == [begun, .text("hi"), end])
    guard case .failed(let failure)? = parts([hi, "{", "}", "[", done]).last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.kind == .malformed)
    #expect(failure.message.hasPrefix("3 lines in a row could not be read"))
  }

  @Test func `keeps a line separator within its line`() {
    let answer = parts([line(#""content":"a\#u{2028}b\#u{85}c""#), done])
    #expect(answer == [.text("a\u{2028}b\u{85}c"), end])
  }

  @Test func `takes a line of eight MiB, and none beyond`() {
    let long = String(repeating: "x y ", count: (4 << 20) / 4 - 100)
    #expect(parts([line(#""content":"\#(long)""#), done]) == [.text(long), end])
    let pieces = [Array(#"{"message":{"content":""#.utf8), Array(repeating: 0x78, count: 9 << 20)]
    guard case .failed(let failure)? = Decoding.parts(of: pieces, .ollama).last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.message == "a line is larger than 8 MiB")
  }

  @Test func `fails with the error that a line tells, whatever follows`() {
    let answer = parts([#"{"error":"model runner has unexpectedly stopped"}"#, done])
    #expect(
      answer == [.failed(Failure(.serverError, "model runner has unexpectedly stopped"))])
  }

  @Test func `of a model that was only loaded is no answer`() {
    let load = #"{"model":"m","message":{"content":""},"done":true,"done_reason":"load"}"#
    guard case .failed(let failure)? = parts([load]).last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.message == "the model returned no answer")
  }

  @Test(
    arguments: [
      (400, #"{"error":"\"m\" does not support thinking"}"#, .invalidRequest, "thinking"),
      (404, #"{"error":"model \"m\" not found, try pulling it first"}"#, .notFound, nil),
      (401, #"{"error":"unauthorized","signin_url":"https://x"}"#, .auth, nil),
      (503, #"{"error":"server busy, please try again."}"#, .overloaded, nil),
      (500, #"{"error":"llama runner process has terminated"}"#, .serverError, nil),
      (400, #"{"error":"the input length exceeds the context length"}"#, .contextOverflow, nil),
    ] as [(Int, String, Failure.Kind, String?)])
  func `has errors that are nothing but words`(
    status: Int, body: String, kind: Failure.Kind, field: String?
  ) {
    let failure = Dialect.ollama.codec.failure(
      status: status, headers: [], body: Array(body.utf8), now: Timestamp(milliseconds: 0))
    #expect(failure.kind == kind)
    #expect(failure.rejectedField == field)
  }

  @Test func `may be one whole answer where none was asked for`() {
    let body = """
      {"model":"m",
       "message":{"role":"assistant","content":"so","thinking":"why"},
       "done":true,"done_reason":"stop","prompt_eval_count":3,"eval_count":4}
      """
    var decoder = Dialect.ollama.codec.makeDecoder(
      for: Decoding.provider(.ollama), streaming: false)
    var parts: [StreamPart] = []
    decoder.feed(Array(body.utf8), into: &parts)
    decoder.finish(into: &parts)
    #expect(
      parts == [
        begun, .reasoning("why"), .text("so"), .usage(Usage(inputTokens: 3, outputTokens: 4)), end,
      ])
  }
}
