/// What a model's name says of what it takes, where neither its provider nor the table does.
///
/// Vendors name their next models after their last ones, and answer 400 to the same parameters.
package enum ModelFamily {
  /// What is known by that name in that dialect; only the id where it is no family's.
  package static func model(_ id: String, in dialect: Dialect) -> Model {
    switch dialect {
    case .openAIChat, .openAIResponses: OpenAIFamily(id)?.model(id) ?? Model(id: id)
    case .anthropic: claude(id)
    case .gemini, .geminiGRPC: gemini(id)
    case .ollama: Model(id: id)
    }
  }

  private static func claude(_ id: String) -> Model {
    let family = AnthropicFamily(id)
    guard family.isClaude else { return Model(id: id) }
    var model = Model(id: id, vision: true, tools: true)
    model.sampling = family.takesSampling ? .oldVersionOnly : .no
    model.efforts = family.efforts
    model.abilities = Abilities(
      .pdf, .stop, .parallelTools,
      lacks: family.refusesForcedTools ? [.seed, .forcedTools] : [.seed]
    )
    model.cacheMinimum = family.cacheMinimum
    return model
  }

  private static func gemini(_ id: String) -> Model {
    let family = GeminiFamily(id)
    guard family.thinking != .none else { return Model(id: id) }
    var model = Model(id: id, vision: true, tools: true, jsonSchema: true, reasoning: true)
    model.sampling = family.thinking == .newLevels ? .ignored : nil
    model.efforts = family.efforts
    model.abilities = Abilities(.pdf, .audio, .seed, .stop, .forcedTools, lacks: [.parallelTools])
    return model
  }
}

/// OpenAI's models, and those of others that are asked in its dialect (openai-chat.md, section 1).
struct OpenAIFamily {
  private var efforts: Efforts?
  private var sampling: Model.Sampling?
  private var reasoning: Bool?
  private var abilities: Abilities

  /// Nil for names of no family that is known.
  init?(_ id: String) {
    let name = (id.split(separator: "/").last ?? "").lowercased()
    let words = name.split(separator: "-")
    guard let first = words.first else { return nil }
    if first == "gpt", words.count > 1 {
      guard let family = OpenAIFamily(gpt: words.dropFirst()) else { return nil }
      self = family
    } else if first.first == "o", first.count == 2, first.last?.isNumber == true {
      // o3 and o4-mini answer `stop` with 400.
      self.init(Efforts(from: .low, to: .high), .no, lacks: [.stop])
    } else if first == "deepseek", words.count > 1, words[1].hasPrefix("v") {
      self.init([.none, .low, .high, .max], .ignoredWhileThinking, has: nil)
    } else {
      return nil
    }
  }

  private init?(gpt words: ArraySlice<Substring>) {
    let name = words.first ?? ""
    if name == "oss" {
      self.init(Efforts(from: .low, to: .high), .yes, has: nil)
      return
    }
    guard let version = OpenAIFamily.version(name) else { return nil }
    switch version {
    case ..<500: self.init(nil, .yes)
    case 500: self.init(Efforts(from: .minimal, to: .high), .no)
    case 501: self.init([.none, .low, .medium, .high], .effortNoneOnly)
    case 502..<506: self.init([.none, .low, .medium, .high, .xhigh], .effortNoneOnly)
    case 506..<602: self.init([.none, .low, .medium, .high, .xhigh, .max], .effortNoneOnly)
    // 6.2 refuses `none` and `minimal`, and so every sampling parameter.
    default: self.init(Efforts(from: .low, to: .max), .no)
    }
  }

  private init(
    _ efforts: [ReasoningEffort], _ sampling: Model.Sampling,
    has: [Ability]? = [.pdf, .forcedTools, .parallelTools]
  ) {
    self.init(Efforts(efforts), sampling, has: has)
  }

  private init(
    _ efforts: Efforts?, _ sampling: Model.Sampling,
    has: [Ability]? = [.pdf, .forcedTools, .parallelTools], lacks: [Ability] = []
  ) {
    self.efforts = efforts
    self.sampling = sampling
    reasoning = efforts != nil
    abilities = Abilities(lacks: lacks)
    for ability in has ?? [] { abilities[ability] = true }
  }

  func model(_ id: String) -> Model {
    var model = Model(id: id, reasoning: reasoning, sampling: sampling)
    model.efforts = efforts
    model.abilities = abilities
    return model
  }

  /// `5.4` is 504, `4o` and `4.1` are 400 and 401; nil for what is no version.
  private static func version(_ word: Substring) -> Int? {
    let numbers = word.split(separator: ".").map { $0.prefix { $0.isNumber } }
    guard let major = numbers.first.flatMap({ Int($0) }), (3...99).contains(major) else {
      return nil
    }
    let minor = numbers.count > 1 ? Int(numbers[1]) ?? 0 : 0
    return major * 100 + min(minor, 99)
  }
}
