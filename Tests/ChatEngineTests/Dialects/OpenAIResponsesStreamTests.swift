import Testing

@testable import ChatEngine

@Suite struct `A stream of Responses` {
  private let opened = StreamPart.started(id: "r", model: "m", fingerprint: nil)
  private let begun = #"{"type":"response.created","response":{"id":"r","model":"m"}}"#
  private let completed =
    #"{"type":"response.completed","response":{"id":"r","model":"m","status":"completed"}}"#
  private let end = StreamPart.finish(.stop, raw: "completed")

  /// What comes of events between the first and the last.
  private func parts(_ events: [String], end: String? = nil) -> [StreamPart] {
    let parts = Decoding.parts(ofEvents: [begun] + events + [end ?? completed], .openAIResponses)
    return Array(parts.dropFirst())
  }

  private func added(_ index: Int, _ item: String) -> String {
    #"{"type":"response.output_item.added","output_index":\#(index),"item":{\#(item)}}"#
  }

  private func done(_ index: Int, _ item: String) -> String {
    #"{"type":"response.output_item.done","output_index":\#(index),"item":{\#(item)}}"#
  }

  private func text(_ index: Int, _ delta: String) -> String {
    #"{"type":"response.output_text.delta","output_index":\#(index),"delta":"\#(delta)"}"#
  }

  private func call(_ index: Int, _ id: String, _ arguments: String = "") -> String {
    let text = JSON.string(arguments).text()
    return #""type":"function_call","id":"fc_\#(index)","call_id":"\#(id)","name":"f","#
      + #""arguments":\#(text)"#
  }

  private func arguments(_ index: Int, _ delta: String) -> String {
    let text = JSON.string(delta).text()
    return #"{"type":"response.function_call_arguments.delta","output_index":\#(index),"#
      + #""delta":\#(text)}"#
  }

  @Test func `reads calls whose arguments come in turns`() {
    let answer = parts([
      added(0, call(0, "a")), added(1, call(1, "b")), arguments(0, #"{"x":"#),
      arguments(1, #"{"y":"#), arguments(0, "1}"), arguments(1, "2}"), done(1, call(1, "b")),
      done(0, call(0, "a")),
    ])
    #expect(
      answer == [
        .toolCallBegan(index: 0, id: "a", name: "f"), .toolCallBegan(index: 1, id: "b", name: "f"),
        .toolCallArguments(index: 0, #"{"x":"#), .toolCallArguments(index: 1, #"{"y":"#),
        .toolCallArguments(index: 0, "1}"), .toolCallArguments(index: 1, "2}"),
        .toolCallEnded(index: 1, signature: nil), .toolCallEnded(index: 0, signature: nil),
        .finish(.toolCalls, raw: "completed"),
      ])
  }

  @Test func `takes from an item's end what no delta brought`() {
    let answer = parts([
      done(0, #""type":"message","content":[{"type":"output_text","text":"hi"}]"#),
      arguments(1, "early"), done(1, call(1, "a", "{}")),
    ])
    #expect(
      answer == [
        .text("hi"), .toolCallBegan(index: 0, id: "a", name: "f"),
        .toolCallArguments(index: 0, "{}"), .toolCallEnded(index: 0, signature: nil),
        .finish(.toolCalls, raw: "completed"),
      ])
  }

  @Test func `takes from the end what no event brought, and nothing twice`() {
    let output = #"[{"type":"message","content":[{"type":"output_text","text":"hi"}]}]"#
    let end =
      #"{"type":"response.completed","response":{"status":"completed","output":\#(output)}}"#
    #expect(parts([], end: end) == [.text("hi"), self.end])
    #expect(parts([text(0, "h")], end: end) == [.text("h"), self.end])
  }

  @Test func `does without indexes, as llama.cpp sends it`() {
    let answer = parts([
      #"{"type":"response.output_item.added","item":{"type":"reasoning","id":"rs_1"}}"#,
      #"{"type":"response.reasoning_text.delta","item_id":"rs_1","delta":"why"}"#,
      #"{"type":"response.output_item.done","item":{"type":"reasoning","id":"rs_1","#
        + #""content":[{"type":"reasoning_text","text":"why"}],"encrypted_content":""}}"#,
      #"{"type":"response.output_item.added","item":{"type":"message","id":"msg_1"}}"#,
      #"{"type":"response.output_text.delta","item_id":"msg_1","delta":"so"}"#,
      #"{"type":"response.output_item.added","item":{"type":"function_call","call_id":"fc_x","#
        + #""name":"f"}}"#,
      #"{"type":"response.function_call_arguments.delta","delta":"{}"}"#,
      #"{"type":"response.output_item.done","item":{"type":"function_call","call_id":"fc_x","#
        + #""name":"f","arguments":"{}"}}"#,
    ])
    #expect(
      answer == [
        .reasoning("why"), .text("so"), .toolCallBegan(index: 0, id: "fc_x", name: "f"),
        .toolCallArguments(index: 0, "{}"), .toolCallEnded(index: 0, signature: nil),
        .finish(.toolCalls, raw: "completed"),
      ])
  }

  @Test func `sets the parts of a summary apart, and one message from the next`() {
    func summary(_ part: Int, _ text: String) -> String {
      #"{"type":"response.reasoning_summary_text.delta","output_index":0,"#
        + #""summary_index":\#(part),"delta":"\#(text)"}"#
    }
    let answer = parts([
      added(0, #""type":"reasoning","id":"rs_1""#), summary(0, "a"), summary(0, "b"),
      summary(1, "c"), added(1, #""type":"message""#), text(1, "x"),
      done(1, #""type":"message","phase":"commentary""#), added(2, #""type":"message""#),
      text(2, "y"), done(2, #""type":"message","phase":"final_answer""#),
    ])
    #expect(
      answer == [
        .reasoning("ab\n\nc"), .text("x"), .textSignature("commentary"), .text("\n\ny"),
        .textSignature("final_answer"), end,
      ])
  }

  @Test func `shows a refusal and ends with one`() {
    let refusal = #"{"type":"response.refusal.delta","output_index":0,"delta":"No."}"#
    let answer = parts([added(0, #""type":"message""#), refusal])
    #expect(answer == [.text("No."), .finish(.refused, raw: "completed")])
  }

  @Test func `passes over what it does not know, and takes an end mark`() {
    let answer = parts([
      #"{"type":"response.something.new","delta":"x"}"#, text(0, "hi"),
      added(1, #""type":"custom_tool_call","name":"f","call_id":"c""#),
      #"{"type":"response.custom_tool_call_input.delta","output_index":1,"delta":"x"}"#,
      #"{"type":"keepalive"}"#,
    ])
    let note = StreamPart.note("an item of type custom_tool_call is not shown")
    #expect(answer == [.text("hi"), note, end])
    let marked = Decoding.parts(
      ofEvents: [begun, text(0, "hi"), completed, "[DONE]"], .openAIResponses)
    #expect(marked == [opened, .text("hi"), end])
    let early = Decoding.parts(ofEvents: [begun, text(0, "hi"), "[DONE]"], .openAIResponses)
    #expect(
      early.last == .failed(Failure(.cut, "the answer ended without its end mark")))
  }

  @Test(arguments: [
    (#""status":"incomplete","incomplete_details":{"reason":"content_filter"}"#, "content_filter"),
    (#""status":"incomplete","incomplete_details":null"#, "incomplete"),
    (#""status":"cancelled""#, "cancelled"),
  ])
  func `ends as the response says`(members: String, raw: String) {
    let type = members.contains("incomplete") ? "incomplete" : "completed"
    let end = #"{"type":"response.\#(type)","response":{\#(members)}}"#
    let reason: FinishReason = raw == "content_filter" ? .filtered : .other
    #expect(parts([text(0, "hi")], end: end) == [.text("hi"), .finish(reason, raw: raw)])
  }

  @Test func `finds the wait in the headers of a nested error`() {
    let error =
      #"{"type":"error","error":{"type":"tokens","code":"rate_limit_exceeded","#
      + #""message":"Slow down","headers":{"retry-after-ms":"1500"}}}"#
    guard case .failed(let failure)? = parts([error]).last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.kind == .rateLimited)
    #expect(failure.retryAfter == .milliseconds(1500))
  }

  @Test func `keeps a reasoning item only with its seal`() {
    let sealed = #""type":"reasoning","id":"rs_1","encrypted_content":"abc""#
    let answer = parts([
      added(0, #""type":"reasoning","id":"rs_1","encrypted_content":"part""#), done(0, sealed),
      done(1, #""type":"reasoning","id":"rs_2","encrypted_content":"""#), text(2, "so"),
    ])
    let details: JSON = [
      ["type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "abc"]
    ]
    #expect(
      answer == [
        .reasoningSeal(signature: nil, redacted: nil, details: details), .text("so"), end,
      ])
  }

  @Test func `joins a surrogate pair that is split over two deltas`() {
    #expect(parts([text(0, #"a\ud83d"#), text(0, #"\ude00b"#)]) == [.text("a😀b"), end])
  }

  @Test func `reads a whole response, too`() {
    let body = #"""
      {"id":"r","object":"response","model":"m","status":"completed","error":null,"output":[
      {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"why"}]},
      {"type":"message","phase":"final_answer","content":[{"type":"output_text","text":"so"}]}],
      "usage":{"input_tokens":3,"output_tokens":4}}
      """#
    #expect(
      Decoding.parts(of: body, .openAIResponses) == [
        opened, .reasoning("why"), .text("so"), .textSignature("final_answer"),
        .usage(Usage(inputTokens: 3, outputTokens: 4)), end,
      ])
    let failed = #"{"object":"response","status":"failed","error":{"code":"server_error"}}"#
    let last = Decoding.parts(of: failed, .openAIResponses).last
    guard case .failed(let failure)? = last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.kind == .serverError)
  }

  @Test func `survives items without end and indexes without sense`() {
    let many = (0..<300).map { added($0, #""type":"message""#) }
    guard case .failed(let failure)? = parts(many).last else {
      Issue.record("no failure")
      return
    }
    #expect(failure.message == "the answer has too many items")
    let odd = parts([
      arguments(-5, "x"), arguments(9_000_000, "x"), text(-1, "hi"),
      #"{"type":"response.output_item.done","output_index":1e99,"item":7}"#,
    ])
    #expect(odd == [.text("hi"), end])
  }

  @Test func `has the arguments of a call whole, although deltas left some out`() {
    let item = #""type":"function_call","id":"f","call_id":"c","name":"add""#
    let parts = parts([
      added(0, item), arguments(0, #"{"expres"#),
      #"{"type":"response.output_item.done","output_index":0,"item":{\#(item),"arguments":"{\"expression\":\"1+1\"}"}}"#,
    ])
    let text = parts.reduce(into: "") { text, part in
      if case .toolCallArguments(_, let delta) = part { text += delta }
    }
    #expect(text == #"{"expression":"1+1"}"#)
  }
}
