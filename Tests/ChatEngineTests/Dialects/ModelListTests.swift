import Testing

@testable import ChatEngine

@Suite struct `A list of models` {
  private func models(_ body: String, _ dialect: Dialect = .openAIChat) throws -> [Model] {
    try dialect.codec.models(in: Array(body.utf8))
  }

  @Test(arguments: [
    #"{"object":"list","data":[{"id":"a"},{"id":"b","created":null},{"id":"a"}]}"#,
    #"[{"id":"a"},{"id":"b"}]"#, #"{"models":[{"name":"a"},{"name":"b"}]}"#,
  ])
  func `may have any of three shapes`(body: String) throws {
    #expect(try models(body).map(\.id) == ["a", "b"])
  }

  @Test func `of OpenRouter has prices per million tokens`() throws {
    let body = #"""
      {"data":[{"id":"x/y","context_length":200000,"pricing":{"prompt":"0.000003",
      "completion":"0.000015","input_cache_read":"0.0000003"},"supported_parameters":["tools",
      "temperature","reasoning"],"architecture":{"input_modalities":["text","image"]},
      "top_provider":{"max_completion_tokens":64000}}]}
      """#
    var wanted = Model(
      id: "x/y", context: 200_000, maxOutput: 64000,
      price: Price(input: 3, output: 15, cachedInput: 0.3), vision: true, tools: true,
      jsonSchema: false, reasoning: true, sampling: .yes)
    wanted.abilities = Abilities(lacks: [.seed, .stop, .forcedTools, .audio])
    #expect(try models(body) == [wanted])
  }

  @Test(arguments: [
    #"{"id":"a","context_window":8,"active":true}"#, #"{"id":"a","max_model_len":8}"#,
    #"{"id":"a","meta":{"n_ctx_train":8}}"#, #"{"id":"a","max_context_length":8}"#,
  ])
  func `tells the context in each server's spelling`(entry: String) throws {
    #expect(try models(#"{"data":[\#(entry)]}"#) == [Model(id: "a", context: 8)])
  }

  @Test func `of Anthropic has capabilities`() throws {
    let body = #"""
      {"data":[{"id":"claude-opus-5-5","max_input_tokens":500,"max_tokens":60,
      "lifecycle":"active","retires_at":"2027-01-02T00:00:00Z","capabilities":{
      "image_input":{"supported":true},"structured_outputs":{"supported":false},
      "thinking":{"types":{"adaptive":{"supported":true},"disabled":{"supported":true}}}}},
      {"id":"old","lifecycle":"retired"}],"has_more":false}
      """#
    var wanted = Model(
      id: "claude-opus-5-5", context: 500, maxInput: 500, maxOutput: 60, vision: true,
      jsonSchema: false, reasoning: true, retires: "2027-01-02")
    wanted.thinking = [.adaptive, .disabled]
    #expect(try models(body, .anthropic) == [wanted])
  }

  @Test func `of Gemini has limits and only what can chat`() throws {
    let body = #"""
      {"models":[{"name":"models/gemini-x","inputTokenLimit":1000,"outputTokenLimit":"10",
      "supportedGenerationMethods":["generateContent"],"thinking":true},
      {"name":"models/embed","supportedGenerationMethods":["embedContent"]}]}
      """#
    let wanted = Model(id: "gemini-x", maxInput: 1000, reasoning: true)
    #expect(try models(body, .gemini) == [wanted])
  }

  @Test(arguments: ["<html>", "{}", "7", #"{"error":{"message":"no","code":"x"}}"#])
  func `that is none throws`(body: String) {
    for dialect in Dialect.allCases {
      #expect(throws: Failure.self) { try models(body, dialect) }
    }
  }

  @Test func `is asked for at the dialect's path`() {
    func url(_ dialect: Dialect, _ base: String) -> String {
      let provider = Provider(name: "p", dialect: dialect, baseURL: base)
      return dialect.codec.modelsRequest(at: provider).url
    }
    #expect(url(.openAIChat, "https://h/v1") == "https://h/v1/models")
    #expect(url(.anthropic, "https://h") == "https://h/v1/models?limit=1000")
    #expect(url(.gemini, "https://h") == "https://h/v1beta/models?pageSize=1000")
  }
}
