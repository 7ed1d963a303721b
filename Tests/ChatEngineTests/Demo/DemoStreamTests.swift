import ChatEngine
import DemoProviders
import Testing

/// One server, one request, one response.
private func ask(
  _ reply: DemoReply, _ path: String, _ body: String, headers: String = ""
) throws -> DemoClient.Response {
  let server = try DemoServer(.always(reply))
  defer { server.stop() }
  let client = DemoClient(port: server.port)
  client.post(path, body, headers: headers)
  return client.response()
}

private let anthropicVersion = "anthropic-version: 2023-06-01\r\n"
private let hi = DemoReply(
  text: "Hi there", reasoning: "Hm.", usage: DemoUsage(input: 9, cached: 4, output: 2, reasoning: 1)
)

@Suite struct `A stream of the demo in the dialect openai-chat` {
  private let body = """
    {"model":"m","messages":[{"role":"user","content":"x"}],"stream":true,
    "stream_options":{"include_usage":true}}
    """
  private let head = """
    data: {"id":"chatcmpl-demo1","object":"chat.completion.chunk","created":1795420800,\
    "model":"m","system_fingerprint":"fp_demo","choices":[
    """

  private func chunk(_ delta: String, finish: String = "null") -> String {
    "\(head){\"index\":0,\"delta\":\(delta),\"logprobs\":null,\"finish_reason\":\(finish)}],"
      + "\"usage\":null}\n\n"
  }

  @Test func `has a role, deltas, a finish, usage and an end mark`() throws {
    let response = try ask(hi, "/v1/chat/completions", body)

    #expect(response.status == 200)
    #expect(response.isWhole)
    let usage =
      #"],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12,"#
      + #""prompt_tokens_details":{"cached_tokens":4},"#
      + #""completion_tokens_details":{"reasoning_tokens":1}}}"#
    let expected =
      chunk(#"{"role":"assistant","content":"","refusal":null}"#)
      + chunk(#"{"reasoning_content":"Hm."}"#) + chunk(#"{"content":"Hi"}"#)
      + chunk(#"{"content":" there"}"#) + chunk("{}", finish: "\"stop\"")
      + head + usage + "\n\ndata: [DONE]\n\n"
    #expect(response.body == expected)
  }

  @Test func `brings a tool call in fragments`() throws {
    let call = DemoToolCall(id: "call_1", name: "f", arguments: ["city": "Old Town"])
    let response = try ask(DemoReply([.toolCall(call)]), "/v1/chat/completions", body)

    let start =
      #"{"tool_calls":[{"index":0,"id":"call_1","type":"function","#
      + #""function":{"name":"f","arguments":""}}]}"#
    #expect(response.body.contains(chunk(start)))
    #expect(
      response.body.contains(
        chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":\"Old"}}]}"#)
          + chunk(#"{"tool_calls":[{"index":0,"function":{"arguments":" Town\"}"}}]}"#)
          + chunk("{}", finish: "\"tool_calls\"")))
  }

  @Test func `is one body where no stream is asked for`() throws {
    let plain = #"{"model":"m","messages":[{"role":"user","content":"x"}]}"#
    let response = try ask(hi, "/openai/v1/chat/completions", plain)

    let json = try JSON.parse(response.body)
    #expect(json["choices"]?[0]?["message"]?["content"] == "Hi there")
    #expect(json["choices"]?[0]?["message"]?["reasoning_content"] == "Hm.")
    #expect(json["usage"]?["total_tokens"] == 12)
    #expect(response.head.contains("x-ratelimit-remaining-requests: 499"))
  }

  @Test func `stops at the request's token limit`() throws {
    let limited = body.replacing("\"stream\":true", with: "\"stream\":true,\"max_tokens\":2")
    let response = try ask(hi, "/v1/chat/completions", limited)

    #expect(response.body.contains(#"{"content":"Hi"}"#))
    #expect(!response.body.contains("there"))
    #expect(response.body.contains(#""finish_reason":"length""#))
  }
}

@Suite struct `A stream of the demo in the dialect anthropic` {
  private let body = """
    {"model":"m","max_tokens":99,"messages":[{"role":"user","content":"x"}],"stream":true}
    """

  private func event(_ name: String, _ rest: String) -> String {
    "event: \(name)\ndata: {\"type\":\"\(name)\"\(rest)}\n\n"
  }

  @Test func `starts, opens and closes blocks, and stops`() throws {
    let response = try ask(hi, "/v1/messages", body, headers: anthropicVersion)

    let start =
      #","message":{"id":"msg_demo1","type":"message","role":"assistant","model":"m","#
      + #""content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"#
      + #""usage":{"input_tokens":5,"cache_creation_input_tokens":0,"#
      + #""cache_read_input_tokens":4,"output_tokens":1,"service_tier":"standard"}}"#
    let thinking = #","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}"#
    let end =
      #","delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null},"#
      + #""usage":{"input_tokens":5,"cache_creation_input_tokens":0,"#
      + #""cache_read_input_tokens":4,"output_tokens":3,"#
      + #""output_tokens_details":{"thinking_tokens":1}}"#
    let parts = [
      event("message_start", start), event("content_block_start", thinking), event("ping", ""),
      delta(0, #""type":"thinking_delta","thinking":"Hm.""#),
      delta(0, #""type":"signature_delta","signature":"SIGNATURE""#),
      event("content_block_stop", #","index":0"#),
      event("content_block_start", #","index":1,"content_block":{"type":"text","text":""}"#),
      delta(1, #""type":"text_delta","text":"Hi""#),
      delta(1, #""type":"text_delta","text":" there""#),
      event("content_block_stop", #","index":1"#), event("message_delta", end),
      event("message_stop", ""),
    ]
    #expect(unsigned(response.body) == parts.joined())
    #expect(response.head.contains("request-id: req_demo1"))
  }

  private func delta(_ index: Int, _ delta: String) -> String {
    event("content_block_delta", ",\"index\":\(index),\"delta\":{\(delta)}")
  }

  /// The signature is the server's business.
  private func unsigned(_ body: String) -> String {
    guard let start = body.firstRange(of: #""signature":"ZGVtby"#)?.lowerBound,
      let end = body[start...].firstRange(of: "\"}}")?.lowerBound
    else { return body }
    return body.replacingCharacters(start..<end, with: #""signature":"SIGNATURE"#)
  }

  @Test func `brings each tool call in a block of its own`() throws {
    let calls = [
      DemoToolCall(id: "toolu_1", name: "f", arguments: ["n": 1]),
      DemoToolCall(id: "toolu_2", name: "g"),
    ]
    let reply = DemoReply(text: "", toolCalls: calls)
    let response = try ask(reply, "/v1/messages", body, headers: anthropicVersion)

    let first =
      #","index":0,"content_block":{"type":"tool_use","id":"toolu_1","name":"f","input":{}}"#
    let second =
      #","index":1,"content_block":{"type":"tool_use","id":"toolu_2","name":"g","input":{}}"#
    #expect(
      response.body.contains(
        event("content_block_start", first) + event("ping", "")
          + delta(0, #""type":"input_json_delta","partial_json":"{\"n\":1}""#)
          + event("content_block_stop", #","index":0"#) + event("content_block_start", second)))
    #expect(response.body.contains(#""stop_reason":"tool_use""#))
  }
}

@Suite struct `A stream of the demo in the dialect gemini` {
  private let body = #"{"contents":[{"role":"user","parts":[{"text":"x"}]}]}"#
  private let path = "/v1beta/models/m:streamGenerateContent?alt=sse"

  private func chunk(_ part: String) -> String {
    "data: {\"candidates\":[{\"index\":0,\"content\":{\"parts\":[\(part)],\"role\":\"model\"}}],"
      + #""usageMetadata":{"promptTokenCount":9,"totalTokenCount":9},"modelVersion":"m","#
      + "\"responseId\":\"demo1\"}\r\n\r\n"
  }

  @Test func `has parts and ends with a finish reason`() throws {
    let response = try ask(hi, path, body)

    let end =
      #"data: {"candidates":[{"index":0,"content":{"parts":[{"text":"","#
      + #""thoughtSignature":"ZGVtby1zaWduYXR1cmU="}],"role":"model"},"finishReason":"STOP"}],"#
      + #""usageMetadata":{"promptTokenCount":9,"cachedContentTokenCount":4,"#
      + #""candidatesTokenCount":2,"totalTokenCount":12,"#
      + #""promptTokensDetails":[{"modality":"TEXT","tokenCount":9}],"thoughtsTokenCount":1},"#
      + "\"modelVersion\":\"m\",\"responseId\":\"demo1\"}\r\n\r\n"
    #expect(
      response.body == chunk(#"{"text":"Hm.","thought":true}"#) + chunk(#"{"text":"Hi"}"#)
        + chunk(#"{"text":" there"}"#) + end)
  }

  @Test func `brings a tool call whole and signed`() throws {
    let call = DemoToolCall(id: "fc-1", name: "f", arguments: ["n": 1])
    let reply = DemoReply(
      text: "", toolCalls: [call], usage: DemoUsage(input: 9, output: 2))
    let response = try ask(reply, path, body)

    let part =
      #"{"functionCall":{"id":"fc-1","name":"f","args":{"n":1}},"#
      + #""thoughtSignature":"ZGVtby1zaWduYXR1cmU="}"#
    #expect(response.body.hasPrefix(chunk(part)))
    #expect(response.body.contains(#""finishReason":"STOP""#))
  }

  @Test func `is one body where no stream is asked for`() throws {
    let response = try ask(hi, "/gemini/v1beta/models/m:generateContent", body)

    let json = try JSON.parse(response.body)
    let parts = json["candidates"]?[0]?["content"]?["parts"]
    #expect(parts == [["text": "Hm.", "thought": true], ["text": "Hi there"]])
  }
}

extension String {
  fileprivate func replacingCharacters(_ range: Range<Index>, with text: String) -> String {
    String(self[..<range.lowerBound]) + text + self[range.upperBound...]
  }
}
