import Testing

@testable import ChatEngine

@Suite struct `What a model can do` {
  @Test func `is known, unknown or known to be lacking`() {
    var abilities = Abilities(.pdf, lacks: [.seed])
    #expect(abilities[.pdf] == true)
    #expect(abilities[.seed] == false)
    #expect(abilities[.audio] == nil)
    abilities = abilities.completed(from: Abilities(.seed, .audio, lacks: [.pdf]))
    #expect(abilities[.pdf] == true)
    #expect(abilities[.seed] == false)
    #expect(abilities[.audio] == true)
    abilities[.pdf] = nil
    #expect(abilities == Abilities(.audio, lacks: [.seed]))
  }

  @Test(arguments: [
    ("gpt-4o", Model.Sampling.yes, [ReasoningEffort]?.none),
    ("gpt-5", .no, [.minimal, .low, .medium, .high]),
    ("gpt-5.1", .effortNoneOnly, [.none, .low, .medium, .high]),
    ("gpt-5.4-mini", .effortNoneOnly, [.none, .low, .medium, .high, .xhigh]),
    ("gpt-6.1-sol", .effortNoneOnly, [.none, .low, .medium, .high, .xhigh, .max]),
    ("gpt-6.2-astra", .no, [.low, .medium, .high, .xhigh, .max]),
    ("gpt-7-sol", .no, [.low, .medium, .high, .xhigh, .max]),
    ("openai/gpt-oss-20b", .yes, [.low, .medium, .high]),
    ("o4-mini-2025-04-16", .no, [.low, .medium, .high]),
    ("deepseek-v5-pro", .ignoredWhileThinking, [.none, .low, .high, .max]),
  ])
  func `is read from the names of OpenAI's dialect`(
    id: String, sampling: Model.Sampling, efforts: [ReasoningEffort]?
  ) {
    let model = ModelFamily.model(id, in: .openAIChat)
    #expect(model.sampling == sampling)
    #expect(model.efforts == efforts.map { Efforts($0) })
    #expect((model.abilities[.stop] == false) == id.hasPrefix("o4"))
  }

  @Test(arguments: ["gpt", "gpt-x", "gemma-3", "o", "omni-9", "", "/", "gpt-99999999999999999999"])
  func `is not guessed from other names`(id: String) {
    #expect(ModelFamily.model(id, in: .openAIChat) == Model(id: id))
  }

  @Test(arguments: [
    ("claude-opus-5-5", [ReasoningEffort.low, .medium, .high, .xhigh, .max], false, 4096),
    ("claude-sonnet-5-5", [.none, .low, .medium, .high, .xhigh, .max], false, 1024),
    ("claude-opus-4-6", [.none, .low, .medium, .high, .max], nil, 4096),
  ])
  func `is read from Claude's names`(
    id: String, efforts: [ReasoningEffort], forced: Bool?, minimum: Int
  ) {
    let model = ModelFamily.model(id, in: .anthropic)
    #expect(model.efforts == Efforts(efforts))
    #expect(model.abilities[.forcedTools] == forced)
    #expect(model.cacheMinimum == minimum)
    #expect(model.abilities[.pdf] == true)
  }

  @Test func `is the configuration's word first, then the list's, the table's and the name's`() {
    let target = Target(provider: "openai", model: "gpt-6.2-sol")
    var configured = Model(id: target.model, context: 5)
    configured.efforts = Efforts([.high])
    var listed = Model(id: target.model, context: 6, maxOutput: 7)
    listed.abilities[.pdf] = false
    let provider = Provider(
      name: "openai", dialect: .openAIChat, baseURL: "", models: [configured], preset: "openai")
    var catalog = Catalog(providers: [provider], knowledge: .table)
    catalog.list([listed], of: "openai")
    let model = catalog.model(of: target)
    #expect(model.context == 5)
    #expect(model.maxOutput == 7)
    #expect(model.price?.input == 2)
    #expect(model.efforts == Efforts([.high]))
    #expect(model.abilities[.pdf] == false)
    #expect(model.abilities[.forcedTools] == true)
  }

  @Test func `is asked of Anthropic's list rather than of the name`() throws {
    let body = #"""
      {"data":[{"id":"claude-opus-9","capabilities":{"pdf_input":{"supported":false},
      "effort":{"supported":true,"low":{"supported":true},"max":{"supported":false}},
      "thinking":{"types":{"adaptive":{"supported":true},"between_tools":{"supported":true},
      "disabled":{"supported":false}}}}}]}
      """#
    let model = try #require(try Dialect.anthropic.codec.models(in: Array(body.utf8)).first)
    #expect(model.abilities[.pdf] == false)
    #expect(model.efforts == Efforts([.none, .low]))
    #expect(model.thinking == [.adaptive, .betweenTools])
    #expect(AnthropicFamily(model).thinking == .betweenTools)
  }

  @Test func `is asked of llama.cpp's and Mistral's lists`() throws {
    let llama = #"""
      {"models":[{"name":"g","model":"g","capabilities":["completion","multimodal"]}],
      "data":[{"id":"g","meta":{"n_ctx":4096}}]}
      """#
    let mistral = #"""
      {"data":[{"id":"embed","capabilities":{"completion_chat":false}},
      {"id":"m","capabilities":{"completion_chat":true,"vision":true,"function_calling":false}}]}
      """#
    let models = try [llama, mistral].map {
      try Dialect.openAIChat.codec.models(in: Array($0.utf8))
    }
    #expect(models[0].map(\.vision) == [true])
    #expect(models[1].map(\.id) == ["m"])
    #expect(models[1].first?.tools == false)
  }
}
