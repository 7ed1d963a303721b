/// The presets, in the order in which an implicit route asks them. Facts: wire/*.md, 2026-11-23.
extension Preset {
  package static let all: [Preset] = vendors + hosts + locals

  /// Those who serve their own models.
  private static let vendors: [Preset] = [
    Preset(
      "anthropic", "Anthropic", dialect: .anthropic, baseURL: "https://api.anthropic.com",
      keys: ["ANTHROPIC_API_KEY"], model: "claude-sonnet-5-5"
    ) {
      $0.anthropicVersion = "2026-10-21"
      $0.checksSignatures = true
      $0.takesCacheControl = true
    },
    Preset(
      "openai", "OpenAI", baseURL: "https://api.openai.com/v1", keys: ["OPENAI_API_KEY"],
      model: "gpt-6.1-sol", quirks: takeAllOfOpenAI),
    Preset(
      "gemini", "Google Gemini", dialect: .gemini,
      baseURL: "https://generativelanguage.googleapis.com",
      keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY"], model: "gemini-3.8-flash"),
    Preset(
      "mistral", "Mistral", baseURL: "https://api.mistral.ai/v1", keys: ["MISTRAL_API_KEY"],
      model: "mistral-medium-3-5"
    ) {
      // Unknown fields are refused with 422, stream_options among them.
      $0.seedField = "random_seed"
      $0.shortToolCallIDs = true
      $0.saysAnyForRequired = true
      $0.reasoningReturn = .content
      $0.wantsAnswerAfterResults = true
      // Images of 10 MB, and PDFs only by another interface.
      $0.fileLimits = FileLimits(image: 7 << 20, document: 0, total: 36 << 20)
    },
    Preset(
      "deepseek", "DeepSeek", baseURL: "https://api.deepseek.com", keys: ["DEEPSEEK_API_KEY"],
      model: "deepseek-v4-flash"
    ) {
      $0.takesStreamOptions = true
      $0.takesReasoningEffort = true
      // Only some of its models take a schema.
      $0.takesJSONSchema = false
      $0.reasoningReturn = .reasoningContent
      $0.takesThinkingSwitch = true
    },
    Preset(
      "xai", "xAI", baseURL: "https://api.x.ai/v1", keys: ["XAI_API_KEY"], model: "grok-4.7"
    ) {
      takeSeedAndUsage(&$0)
      $0.takesReasoningEffort = true
      $0.usageLeavesOutReasoning = true
      $0.reasoningModelsRefuseStop = true
      $0.fileLimits = FileLimits(
        image: 15 << 20, document: 0, total: 36 << 20, images: ["png", "jpeg"])
    },
    Preset(
      "moonshot", "Moonshot", baseURL: "https://api.moonshot.ai/v1", keys: ["MOONSHOT_API_KEY"],
      model: "kimi-k3.1-pro"
    ) {
      $0.takesStreamOptions = true
      $0.reasoningReturn = .reasoningContent
    },
    Preset(
      "zai", "Z.ai", baseURL: "https://api.z.ai/api/paas/v4", keys: ["ZAI_API_KEY"],
      model: "glm-5.3"),
    Preset(
      "dashscope", "DashScope",
      baseURL: "https://dashscope-intl.aliyuncs.com/compatible-mode/v1",
      keys: ["DASHSCOPE_API_KEY"], model: "qwen3.8-flash", quirks: takeSeedAndUsage),
    Preset(
      "perplexity", "Perplexity", baseURL: "https://api.perplexity.ai",
      keys: ["PERPLEXITY_API_KEY"], model: "sonar"),
  ]

  /// Those who serve the models of others.
  private static let hosts: [Preset] = [
    Preset(
      "openrouter", "OpenRouter", baseURL: "https://openrouter.ai/api/v1",
      keys: ["OPENROUTER_API_KEY"], model: "openrouter/auto"
    ) {
      takeSeedAndUsage(&$0)
      $0.takesReasoningEffort = true
      $0.takesParallelToolCalls = true
      $0.reasoningReturn = .details
      $0.takesFiles = true
      $0.takesCacheControl = true
    },
    Preset(
      "groq", "Groq", baseURL: "https://api.groq.com/openai/v1", keys: ["GROQ_API_KEY"],
      model: "openai/gpt-oss-120b"
    ) {
      takeSeedAndUsage(&$0)
      $0.takesReasoningEffort = true
      $0.takesParallelToolCalls = true
      // 4 MB a request with inline images.
      $0.fileLimits = FileLimits(image: 3 << 20, document: 0, total: 3 << 20)
    },
    Preset(
      "cerebras", "Cerebras", baseURL: "https://api.cerebras.ai/v1", keys: ["CEREBRAS_API_KEY"],
      model: "gpt-oss-120b", quirks: takeSeedAndUsage),
    Preset(
      "together", "Together", baseURL: "https://api.together.xyz/v1", keys: ["TOGETHER_API_KEY"],
      model: "openai/gpt-oss-120b", quirks: takeSeedAndUsage),
    Preset(
      "fireworks", "Fireworks", baseURL: "https://api.fireworks.ai/inference/v1",
      keys: ["FIREWORKS_API_KEY"], model: "accounts/fireworks/models/gpt-oss-120b",
      quirks: takeSeedAndUsage),
    azure,
  ]

  /// Everyone has a host of his own there, and names his deployments himself.
  private static let azure: Preset = {
    var preset = Preset(
      "azure", "Azure OpenAI", baseURL: nil, keys: ["AZURE_OPENAI_API_KEY"],
      authentication: .header("api-key"), quirks: takeAllOfOpenAI)
    preset.baseURLVariable = "AZURE_OPENAI_ENDPOINT"
    return preset
  }()

  private static let locals: [Preset] = [
    Preset(local: "ollama", "Ollama", dialect: .ollama, port: 11434) {
      takeSeedAndUsage(&$0)
      $0.takesReasoningEffort = true
      $0.takesNamedToolChoice = false
      $0.wantsDataURLImages = true
    },
    Preset(local: "llamacpp", "llama.cpp", port: 8080) {
      takeSeedAndUsage(&$0)
      $0.takesNamedToolChoice = false
    },
    Preset(local: "lmstudio", "LM Studio", port: 1234, quirks: takeSeedAndUsage),
    Preset(local: "vllm", "vLLM", port: 8000) {
      takeSeedAndUsage(&$0)
      $0.takesParallelToolCalls = true
      $0.reasoningReturn = .reasoning
    },
  ]

  private static func takeSeedAndUsage(_ quirks: inout Quirks) {
    quirks.takesStreamOptions = true
    quirks.seedField = "seed"
  }

  private static func takeAllOfOpenAI(_ quirks: inout Quirks) {
    takeSeedAndUsage(&quirks)
    quirks.usesMaxCompletionTokens = true
    quirks.takesReasoningEffort = true
    quirks.takesParallelToolCalls = true
    quirks.takesFiles = true
    quirks.takesCacheKey = true
  }
}
