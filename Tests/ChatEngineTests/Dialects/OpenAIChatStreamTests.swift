import Testing

@testable import ChatEngine

@Suite struct `A stream of Chat Completions` {
  private func parts(_ events: [String], _ quirks: Quirks = Quirks()) -> [StreamPart] {
    Decoding.parts(ofEvents: events, .openAIChat, quirks: quirks)
  }

  private func deltas(_ deltas: [String], _ quirks: Quirks = Quirks()) -> [StreamPart] {
    parts(
      deltas.map { Decoding.chunk($0) } + [Decoding.chunk("{}", finish: "stop"), "[DONE]"], quirks)
  }

  private let stop = StreamPart.finish(.stop, raw: "stop")

  @Test func `joins a surrogate pair that is split over two deltas`() {
    let answer = deltas([#"{"content":"a\ud83d"}"#, #"{"content":"\ude00b"}"#])
    #expect(answer == [Decoding.started, .text("a😀b"), stop])
  }

  @Test(arguments: [
    ["<think>why</think>so"], ["<th", "ink>wh", "y</thi", "nk>", "so"],
    ["\n<think>\nwhy</think>\nso"],
  ])
  func `takes think tags out of the content`(pieces: [String]) {
    let answer = deltas(pieces.map { #"{"content":\#(JSON.string($0).text())}"# })
    #expect(answer == [Decoding.started, .reasoning("why"), .text("so"), stop])
  }

  @Test func `takes what precedes a lone closing tag for reasoning where the template opens it`() {
    var quirks = Quirks()
    quirks.contentStartsInReasoning = true
    let answer = deltas([#"{"content":"why</th"}"#, #"{"content":"ink>so"}"#], quirks)
    #expect(answer == [Decoding.started, .reasoning("why"), .text("so"), stop])
  }

  @Test func `notes a lone closing tag that it did not expect`() {
    let answer = deltas([#"{"content":"why\n"}"#, #"{"content":"</think>\n\nso"}"#])
    let note = "what the answer says before </think> was its reasoning"
    #expect(answer == [Decoding.started, .text("why\n"), .note(note), .text("so"), stop])
  }

  @Test func `leaves a closing tag within a line alone`() {
    let answer = deltas([#"{"content":"write `</think>` here"}"#])
    #expect(answer == [Decoding.started, .text("write `</think>` here"), stop])
  }

  @Test func `reads Mistral's content of text and thinking`() {
    let answer = deltas([
      #"{"content":[{"type":"thinking","thinking":[{"type":"text","text":"why"}]}]}"#,
      #"{"content":[{"type":"text","text":"so"}]}"#,
    ])
    #expect(answer == [Decoding.started, .reasoning("why"), .text("so"), stop])
  }

  @Test func `shows a refusal and ends with one`() {
    let answer = deltas([#"{"refusal":"I can't."}"#])
    #expect(answer == [Decoding.started, .text("I can't."), .finish(.refused, raw: "stop")])
  }

  @Test(arguments: [
    ("length", FinishReason.length), ("model_length", .length), ("content_filter", .filtered),
    ("function_call", .toolCalls), ("abort", .other), ("repetition", .other), ("eos", .stop),
  ])
  func `keeps the provider's word for the end`(word: String, reason: FinishReason) {
    let answer = parts([Decoding.chunk(#"{"content":"a"}"#, finish: word), "[DONE]"])
    #expect(answer == [Decoding.started, .text("a"), .finish(reason, raw: word)])
  }

  @Test func `begins a call for each new id where there is no index`() {
    let answer = deltas([
      #"{"tool_calls":[{"id":"a","function":{"name":"f","arguments":"{"}}]}"#,
      #"{"tool_calls":[{"function":{"arguments":"}"}}]}"#,
      #"{"tool_calls":[{"id":"b","function":{"name":"g","arguments":"{}"}}]}"#,
    ])
    #expect(
      answer == [
        Decoding.started, .toolCallBegan(index: 0, id: "a", name: "f"),
        .toolCallArguments(index: 0, "{}"), .toolCallBegan(index: 1, id: "b", name: "g"),
        .toolCallArguments(index: 1, "{}"), .toolCallEnded(index: 0, signature: nil),
        .toolCallEnded(index: 1, signature: nil), .finish(.toolCalls, raw: "stop"),
      ])
  }

  @Test func `begins a call where one index comes with another id`() {
    let answer = deltas([
      #"{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}}]}"#,
      #"{"tool_calls":[{"index":0,"id":"b","function":{"name":"g","arguments":"{}"}}]}"#,
    ])
    #expect(answer.contains(.toolCallBegan(index: 1, id: "b", name: "g")))
  }

  @Test func `keeps arguments that come before the name`() {
    let answer = deltas([
      #"{"tool_calls":[{"index":0,"id":"a","function":{"arguments":"{\"x\""}}]}"#,
      #"{"tool_calls":[{"index":0,"function":{"name":"f","arguments":":1}"}}]}"#,
    ])
    #expect(answer[1] == .toolCallBegan(index: 0, id: "a", name: "f"))
    #expect(answer[2] == .toolCallArguments(index: 0, #"{"x":1}"#))
  }

  @Test func `keeps the signature of Gemini's calls and takes arguments that are an object`() {
    let answer = deltas([
      #"{"tool_calls":[{"extra_content":{"google":{"thought_signature":"s"}},"#
        + #""function":{"name":"f","arguments":{"a":1}}}]}"#
    ])
    #expect(answer[1] == .toolCallBegan(index: 0, id: "call-local-0", name: "f"))
    #expect(answer[2] == .toolCallArguments(index: 0, #"{"a":1}"#))
    #expect(answer[3] == .toolCallEnded(index: 0, signature: "s"))
  }

  @Test(arguments: [
    (#"{"prompt_tokens":5,"completion_tokens":2,"prompt_cache_hit_tokens":3}"#, 5, 2, 3),
    (#"{"prompt_tokens":5,"completion_tokens":2,"num_cached_tokens":3}"#, 5, 2, 3),
    (#"{"prompt_tokens":5,"completion_tokens":2,"cached_tokens":9}"#, 14, 2, 9),
  ])
  func `counts tokens as each server spells it`(json: String, input: Int, output: Int, cached: Int)
  {
    let chunk = #"{"id":"c","choices":[],"usage":\#(json)}"#
    let answer = parts([Decoding.chunk(#"{"content":"a"}"#, finish: "stop"), chunk])
    let usage = Usage(inputTokens: input, outputTokens: output, cachedInputTokens: cached)
    #expect(answer.last == .usage(usage))
  }

  @Test func `adds reasoning to the output where a provider leaves it out`() {
    var quirks = Quirks()
    quirks.usageLeavesOutReasoning = true
    let chunk =
      #"{"id":"c","choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":"#
      + #"{"prompt_tokens":1,"completion_tokens":2,"completion_tokens_details":{"reasoning_tokens":7}}}"#
    let answer = parts([chunk], quirks)
    #expect(answer.contains(.usage(Usage(inputTokens: 1, outputTokens: 9, reasoningTokens: 7))))
  }

  @Test func `reads Groq's counts and llama.cpp's timings`() {
    let last = Decoding.chunk(#"{"content":"a"}"#, finish: "stop")
    let groq = parts([last, #"{"x_groq":{"usage":{"prompt_tokens":4,"completion_tokens":1}}}"#])
    #expect(groq.last == .usage(Usage(inputTokens: 4, outputTokens: 1)))
    let llama = parts([last, #"{"timings":{"prompt_n":3,"cache_n":2,"predicted_n":1}}"#])
    #expect(
      llama.last == .usage(Usage(inputTokens: 5, outputTokens: 1, cachedInputTokens: 2)))
  }

  @Test func `ends with its mark where no reason was given`() {
    let answer = parts([Decoding.chunk(#"{"content":"a"}"#), "[DONE]"])
    #expect(answer == [Decoding.started, .text("a"), .finish(.stop, raw: nil)])
  }
}
