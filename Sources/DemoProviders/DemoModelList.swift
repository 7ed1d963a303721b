import ChatEngine

/// The answer to `GET …/models`, as each dialect lists models.
enum DemoModelList {
  static func body(at destination: DemoDestination, _ script: DemoScript) -> JSON {
    let models =
      script.catalog?.provider(at: destination.base)?.models ?? [.fast, .thinker, .long]
    switch destination.dialect {
    case .ollama: return ["models": .array(models.map(ollama))]
    case .openAIChat, .openAIResponses:
      return ["object": "list", "data": .array(models.map(openAI))]
    case .anthropic:
      return [
        "data": .array(models.map(anthropic)), "has_more": false,
        "first_id": models.first.map { .string($0.id) } ?? .null,
        "last_id": models.last.map { .string($0.id) } ?? .null,
      ]
    case .gemini, .geminiGRPC: return ["models": .array(models.map(gemini))]
    }
  }

  /// Ollama's list says little: what a model can do is asked for each.
  static func details(
    of id: String, at destination: DemoDestination, _ script: DemoScript
  ) -> JSON {
    let models = script.catalog?.provider(at: destination.base)?.models ?? []
    let model = models.first { $0.id == id } ?? .fast
    let capabilities: [JSON] =
      ["completion", "tools", "vision"] + (model.reasons ? ["thinking"] : [])
    return [
      "parameters": "", "template": "{{ .Prompt }}", "details": ollamaDetails,
      "model_info": [
        "general.architecture": "demo", "demo.context_length": .int(model.contextWindow),
      ],
      "capabilities": .array(capabilities),
    ]
  }

  private static func ollama(_ model: DemoModel) -> JSON {
    [
      "name": .string(model.id), "model": .string(model.id),
      "modified_at": "2026-11-23T08:00:00Z", "size": 5_225_388_164, "digest": "demo",
      "details": ollamaDetails,
    ]
  }

  private static let ollamaDetails: JSON = [
    "parent_model": "", "format": "gguf", "family": "demo", "families": ["demo"],
    "parameter_size": "8.2B", "quantization_level": "Q4_K_M",
  ]

  private static func openAI(_ model: DemoModel) -> JSON {
    [
      "id": .string(model.id), "object": "model", "created": 1_795_420_800, "owned_by": "demo",
      "context_length": .int(model.contextWindow),
      "max_completion_tokens": .int(model.maxOutput),
    ]
  }

  private static func anthropic(_ model: DemoModel) -> JSON {
    let thinks: JSON = ["supported": .bool(model.reasons)]
    return [
      "type": "model", "id": .string(model.id), "display_name": .string(model.id),
      "created_at": "2026-11-23T08:00:00Z", "lifecycle": "active",
      "max_input_tokens": .int(model.contextWindow), "max_tokens": .int(model.maxOutput),
      "capabilities": [
        "image_input": ["supported": true],
        "thinking": ["supported": .bool(model.reasons), "types": ["adaptive": thinks]],
      ],
    ]
  }

  private static func gemini(_ model: DemoModel) -> JSON {
    [
      "name": .string("models/" + model.id), "version": "1", "displayName": .string(model.id),
      "description": "A model of the demo, with canned answers.",
      "inputTokenLimit": .int(model.contextWindow), "outputTokenLimit": .int(model.maxOutput),
      "supportedGenerationMethods": ["generateContent", "countTokens"],
      "thinking": .bool(model.reasons),
    ]
  }
}
