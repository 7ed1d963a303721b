/// Lists of models as OpenAI and its imitators send them.
enum OpenAIModels {
  /// Reads `{"data": […]}`, a bare array, or `{"models": […]}`.
  static func read(_ body: [UInt8]) throws(Failure) -> [Model] {
    let json = try ModelList.parse(body)
    var entries = json.arrayValue ?? json["data"]?.arrayValue
    // llama.cpp has a second list of the same models, others only that one.
    entries = entries ?? json["models"]?.arrayValue
    guard let entries else { throw ModelList.unreadable }
    // In llama.cpp's second list stands what a model can do.
    let others = json["models"]?.arrayValue ?? []
    return ModelList.unique(
      entries.compactMap { entry in
        guard var model = model(entry) else { return nil }
        let other = others.first { $0["model"]?.stringValue == model.id }
        if let words = other?["capabilities"]?.arrayValue {
          model.vision = model.vision ?? words.contains("multimodal")
        }
        return model
      })
  }

  private static func model(_ entry: JSON) -> Model? {
    guard let id = entry["id"]?.stringValue ?? entry["name"]?.stringValue, !id.isEmpty,
      entry["active"]?.boolValue != false
    else { return nil }
    let capabilities = entry["capabilities"]
    // Mistral lists what only embeds or transcribes, too.
    if capabilities?["completion_chat"]?.boolValue == false { return nil }
    let supported = entry["supported_parameters"]?.arrayValue?.compactMap(\.stringValue)
    let inputs = entry["architecture"]?["input_modalities"]?.arrayValue?.compactMap(\.stringValue)
    var model = Model(id: id, context: context(entry), maxOutput: maxOutput(entry))
    model.price = price(entry["pricing"])
    model.vision = inputs?.contains("image") ?? capabilities?["vision"]?.boolValue
    model.tools = supported?.contains("tools") ?? capabilities?["function_calling"]?.boolValue
    model.jsonSchema = supported.map { $0.contains("structured_outputs") }
    model.reasoning = supported?.contains("reasoning") ?? capabilities?["reasoning"]?.boolValue
    if let supported { read(supported, into: &model) }
    if let inputs {
      // Where a model takes none, OpenRouter reads a PDF for it.
      model.abilities[.pdf] = inputs.contains("file") ? true : nil
      model.abilities[.audio] = inputs.contains("audio")
    }
    model.retires = entry["shutdown_date"]?.stringValue ?? entry["deprecation"]?.stringValue
    return model
  }

  /// OpenRouter's `supported_parameters`.
  private static func read(_ supported: [String], into model: inout Model) {
    model.sampling = supported.contains("temperature") ? .yes : .no
    model.abilities[.seed] = supported.contains("seed")
    model.abilities[.stop] = supported.contains("stop")
    if model.tools == true { model.abilities[.forcedTools] = supported.contains("tool_choice") }
  }

  private static func context(_ entry: JSON) -> Int? {
    ModelList.limit(
      entry["context_length"], entry["context_window"], entry["max_context_length"],
      entry["max_model_len"], entry["meta"]?["n_ctx"], entry["meta"]?["n_ctx_train"])
  }

  private static func maxOutput(_ entry: JSON) -> Int? {
    ModelList.limit(entry["max_completion_tokens"], entry["top_provider"]?["max_completion_tokens"])
  }

  /// OpenRouter's prices are strings, in dollars per token.
  private static func price(_ pricing: JSON?) -> Price? {
    guard let input = perMillion(pricing?["prompt"]),
      let output = perMillion(pricing?["completion"])
    else { return nil }
    return Price(
      input: input, output: output, cachedInput: perMillion(pricing?["input_cache_read"]),
      cacheWrite: perMillion(pricing?["input_cache_write"]))
  }

  private static func perMillion(_ value: JSON?) -> Double? {
    let perToken = value?.stringValue.flatMap { Double($0.trimmed) } ?? value?.doubleValue
    // Negative prices mean "it depends" (OpenRouter's auto router).
    guard let perToken, perToken.isFinite, (0...1).contains(perToken) else { return nil }
    return (perToken * 1e12).rounded() / 1e6
  }
}

/// What all lists of models have in common.
enum ModelList {
  private static let maxModels = 5000

  static let unreadable = Failure(.malformed, "the list of models could not be read")

  static func parse(_ body: [UInt8]) throws(Failure) -> JSON {
    guard let json = try? JSON.parse(body, options: .wire) else { throw unreadable }
    if let error = ProviderError(json) { throw error.failure() }
    return json
  }

  /// The first figure that makes sense.
  static func limit(_ values: JSON?...) -> Int? {
    values.lazy.compactMap { $0?.intValue }.first { (1...1_000_000_000).contains($0) }
  }

  /// Each model once, in the order of the list.
  static func unique(_ models: [Model]) -> [Model] {
    var seen: Set<String> = []
    return Array(models.filter { seen.insert($0.id).inserted }.prefix(maxModels))
  }
}
