import Testing

@testable import ChatEngine

@Suite struct `A broken answer` {
  private let text = Decoding.chunk(#"{"content":"a"}"#)
  private let end = Decoding.chunk("{}", finish: "stop")

  private func failure(_ parts: [StreamPart]) -> Failure? {
    guard case .failed(let failure)? = parts.last else { return nil }
    return failure
  }

  private func failure(ofEvents events: [String], _ dialect: Dialect = .openAIChat) -> Failure? {
    failure(Decoding.parts(ofEvents: events, dialect))
  }

  // gRPC's answers are no text; theirs are in GeminiGRPCTests and GRPCPeerTests.
  private static let textDialects = Dialect.allCases.filter { $0 != .geminiGRPC }

  @Test(arguments: textDialects)
  func `that is empty was cut`(dialect: Dialect) {
    #expect(failure(Decoding.parts(of: "", dialect))?.kind == .cut)
    #expect(failure(Decoding.parts(of: "\r\n\r\n", dialect))?.kind == .cut)
  }

  @Test(arguments: textDialects)
  func `that is a web page is no answer`(dialect: Dialect) {
    let parts = Decoding.parts(of: "\u{FEFF}\n<!DOCTYPE html><title>Login</title>", dialect)
    #expect(parts == [.failed(Failure(.malformed, code: Failure.webPageCode))])
  }

  @Test func `skips an unreadable event and says so`() {
    let parts = Decoding.parts(ofEvents: [text, "{oops", end], .openAIChat)
    #expect(
      parts == [
        Decoding.started, .text("a"),
        .note("an unreadable event was skipped: a name in double quotes was expected"),
        .finish(.stop, raw: "stop"),
      ])
  }

  @Test func `keeps nothing of an event that turns out unreadable behind its text`() {
    let lost = Decoding.chunk(#"{"content":"lost"}"#)
    for broken in [String(lost.dropLast()), lost + "}"] {
      let parts = Decoding.parts(ofEvents: [broken, text, broken, end], .openAIChat)
      let kept = parts.filter { if case .note = $0 { false } else { true } }
      #expect(kept == [Decoding.started, .text("a"), .finish(.stop, raw: "stop")])
    }
  }

  @Test(arguments: Dialect.allCases)
  func `fails at three unreadable events in a row`(dialect: Dialect) {
    #expect(failure(ofEvents: ["{", "[1", "nope"], dialect)?.kind == .malformed)
  }

  @Test func `goes on where readable events stand between unreadable ones`() {
    let parts = Decoding.parts(ofEvents: ["{", "{", text, "{", "{", end], .openAIChat)
    #expect(parts.last == .finish(.stop, raw: "stop"))
  }

  @Test func `that repeats itself a hundred times is stopped`() {
    let failed = failure(ofEvents: Array(repeating: text, count: 100))
    #expect(
      failed == Failure(.malformed, "the model is repeating itself", code: Failure.repeatingCode))
    let parts = Decoding.parts(ofEvents: Array(repeating: text, count: 99) + [end], .openAIChat)
    #expect(parts.last == .finish(.stop, raw: "stop"))
  }

  @Test func `may draw a long rule`() {
    let rule = Decoding.chunk(#"{"content":"--"}"#)
    let parts = Decoding.parts(ofEvents: Array(repeating: rule, count: 500) + [end], .openAIChat)
    #expect(parts.last == .finish(.stop, raw: "stop"))
  }

  @Test func `with more than 64 tool calls is stopped`() {
    let calls = (0..<65).map { index in
      let call = #"{"index":\#(index),"id":"c\#(index)","function":{"name":"f","arguments":""}}"#
      return Decoding.chunk(#"{"tool_calls":[\#(call)]}"#)
    }
    #expect(failure(ofEvents: calls)?.message == "the answer holds more than 64 tool calls")
  }

  @Test(arguments: [-1, 1_000_000_000])
  func `with a tool call of absurd index is stopped`(index: Int) {
    let call = #"{"tool_calls":[{"index":\#(index),"function":{"name":"f"}}]}"#
    #expect(failure(ofEvents: [Decoding.chunk(call)])?.kind == .malformed)
  }

  @Test func `with arguments of more than 1 MiB is stopped`() {
    let piece = String(repeating: "x", count: 600_000)
    let event = Decoding.chunk(
      #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"\#(piece)"}}]}"#)
    let failed = failure(ofEvents: [event, event])
    #expect(failed?.message == "a tool call's arguments are larger than 1 MiB")
  }

  @Test func `with an event of more than 8 MiB is stopped`() {
    let parts = Decoding.parts(
      of: [Array("data: ".utf8), Array(repeating: 0x78, count: 9 << 20)], .openAIChat)
    #expect(failure(parts)?.message == "an event is larger than 8 MiB")
  }

  @Test func `that ends without words is no answer`() {
    let failed = failure(ofEvents: [Decoding.chunk("{}", finish: "stop"), "[DONE]"])
    #expect(failed == Failure(.malformed, "the model returned no answer", code: "stop"))
  }

  @Test func `that ended at the limit without words says so`() {
    let parts = Decoding.parts(ofEvents: [Decoding.chunk("{}", finish: "length")], .openAIChat)
    #expect(parts == [Decoding.started, .finish(.length, raw: "length")])
  }

  @Test(arguments: [
    #"{"error":"busy now"}"#, #"{"code":"x","error":"busy now"}"#,
    #"{"object":"error","message":"busy now","code":40}"#,
    #"{"error":{"message":"busy now"},"choices":[]}"#,
  ])
  func `takes errors of every shape, in an event and as the whole body`(error: String) {
    #expect(failure(ofEvents: [text, error, "[DONE]"])?.message == "busy now")
    #expect(failure(Decoding.parts(of: error, .openAIChat))?.message == "busy now")
  }

  @Test func `reads the error line of old llama.cpp`() {
    let body = "data: \(text)\n\nerror: {\"code\":500,\"message\":\"slot gone\"}\n\n"
    let parts = Decoding.parts(of: body, .openAIChat)
    #expect(failure(parts) == Failure(.serverError, "slot gone", status: 500))
  }

  @Test func `after a failure brings nothing more`() {
    let parts = Decoding.parts(ofEvents: [#"{"error":"x"}"#, text, end, "[DONE]"], .openAIChat)
    #expect(parts.count == 1)
  }

  @Test func `in Gemini's array form is unwrapped`() {
    let parts = Decoding.parts(
      of: #"[{"error":{"code":429,"message":"slow","status":"RESOURCE_EXHAUSTED"}}]"#, .gemini)
    #expect(failure(parts)?.kind == .rateLimited)
  }

  @Test func `that is one JSON text without its end was cut`() {
    let parts = Decoding.parts(of: #"{"choices":[{"message":{"content":"par"#, .openAIChat)
    #expect(failure(parts)?.kind == .cut)
  }

  @Test func `holds a piece as long as an event may be`() {
    let long = String(repeating: "x", count: 5 << 20)
    let parts = Decoding.parts(
      ofEvents: [Decoding.chunk(#"{"content":"\#(long)"}"#), end], .openAIChat)
    #expect(parts.contains(.text(long)))
  }

  @Test(arguments: ["d", "dat", "data", "event", "i", "retr"])
  func `that ends in the name of its first field was cut`(rest: String) {
    #expect(failure(Decoding.parts(of: rest, .openAIChat))?.kind == .cut)
  }

  @Test func `of another choice is left out, wherever that says whose it is`() {
    let other = #"{"choices":[{"delta":{"content":"NO"},"index":1,"finish_reason":null}]}"#
    let ours = #"{"choices":[{"delta":{"content":"yes"},"index":0,"finish_reason":null}]}"#
    let parts = Decoding.parts(ofEvents: [other, ours, end], .openAIChat)
    #expect(parts.filter { $0 == .text("NO") }.isEmpty)
    #expect(parts.contains(.text("yes")))

    let candidate = { (text: String, index: Int) in
      #"{"candidates":[{"content":{"parts":[{"text":"\#(text)"}]},"index":\#(index)}]}"#
    }
    let gemini = Decoding.parts(ofEvents: [candidate("NO", 1), candidate("yes", 0)], .gemini)
    #expect(!gemini.contains(.text("NO")))
    #expect(gemini.contains(.text("yes")))
  }

  @Test func `that repeats itself is stopped, and nobody else is paid for another`() {
    let again = Decoding.chunk(#"{"content":"ha "}"#)
    let failure = failure(ofEvents: Array(repeating: again, count: 200))
    #expect(failure == Failure(.malformed, "the model is repeating itself", code: "repeating"))
    #expect(Remedy(for: failure ?? Failure(.cut), in: .shown) == .stop)
  }

  @Test func `has its refusal quoted, although there is no blank in it`() {
    let words = String(repeating: "長", count: 700)
    #expect(ProviderError.clean(words) == String(repeating: "長", count: 599) + "…")
    #expect(ProviderError.clean("a sk-" + words) == "a …")
  }
}
