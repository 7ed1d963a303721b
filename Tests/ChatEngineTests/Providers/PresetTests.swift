import Testing

@testable import ChatEngine

@Suite struct `The presets` {
  @Test func `know the usual names`() {
    let names = Set(Preset.all.map(\.name))

    #expect(
      names.isSuperset(of: [
        "openai", "anthropic", "gemini", "openrouter", "groq", "mistral", "deepseek", "xai",
        "together", "fireworks", "cerebras", "azure", "ollama", "llamacpp", "lmstudio", "vllm",
      ]))
    #expect(names.count == Preset.all.count)
  }

  @Test(arguments: Preset.all)
  func `have a base URL that the configuration would take`(preset: Preset) throws {
    guard let base = preset.baseURL else {
      #expect(preset.baseURLVariable != nil)
      return
    }
    let url = try #require(URLText(base))
    #expect(url.scheme == "https" || url.isLoopback)
    #expect(!base.hasSuffix("/"))
    #expect(url.isLoopback == preset.isLocal)
    #expect(preset.keyVariables.isEmpty == preset.isLocal)
  }

  @Test func `listen where they do as installed`() {
    #expect(Discovery.localPorts == [11434, 8080, 1234, 8000])
  }

  @Test(arguments: [
    ("anthropic", Provider.Authentication.header("x-api-key")),
    ("gemini", .header("x-goog-api-key")), ("azure", .header("api-key")), ("openai", .bearer),
    ("ollama", .none),
  ])
  func `put the key where it belongs`(name: String, place: Provider.Authentication) {
    #expect(Preset.named(name)?.authentication == place)
  }

  @Test(arguments: [
    ("sk-ant-api03-x", "anthropic"), ("sk-or-v1-x", "openrouter"), ("sk-proj-x", "openai"),
    ("AIzaSyx", "gemini"), ("gsk_x", "groq"), ("xai-x", "xai"), ("csk-x", "cerebras"),
  ])
  func `are recognized by a key`(key: String, name: String) {
    #expect(Preset.recognized(byKey: key)?.name == name)
  }

  @Test func `leave unknown keys alone`() {
    #expect(Preset.recognized(byKey: "hello") == nil)
  }

  @Test func `spell what the vendors spell otherwise`() throws {
    let mistral = try #require(Preset.named("mistral")).quirks
    #expect(mistral.seedField == "random_seed")
    #expect(mistral.shortToolCallIDs && mistral.saysAnyForRequired && !mistral.takesStreamOptions)
    let openAI = try #require(Preset.named("openai")).quirks
    #expect(openAI.usesMaxCompletionTokens && openAI.takesStreamOptions)
    let anthropic = try #require(Preset.named("anthropic")).quirks
    #expect(anthropic.anthropicVersion == "2026-10-21" && anthropic.checksSignatures)
    #expect(Preset.named("deepseek")?.quirks.reasoningReturn == .reasoningContent)
    #expect(Preset.named("vllm")?.quirks.reasoningReturn == .reasoning)
    #expect(Preset.named("openrouter")?.quirks.reasoningReturn == .details)
    #expect(Preset.named("xai")?.quirks.usageLeavesOutReasoning == true)
    #expect(Preset.named("ollama")?.quirks.usesMaxCompletionTokens == false)
  }

  @Test(arguments: ["anthropic", "openai", "gemini", "mistral", "deepseek", "xai", "groq"])
  func `ask a model that the table knows`(name: String) throws {
    let model = try #require(Preset.named(name)?.provider()?.models.first)

    #expect(model.context != nil)
    #expect(model.price != nil)
  }
}
