/// What a Gemini model's name says of what it takes (gemini.md, section 1).
struct GeminiFamily: Equatable {
  /// How a model is asked to think.
  enum Thinking: Equatable {
    case none
    /// A number of tokens; Pro models cannot be turned off.
    case budget(isPro: Bool)
    /// MINIMAL to HIGH.
    case levels
    /// LOW to XHIGH.
    case newLevels
  }

  var thinking: Thinking
  /// Function calls of the current turn must carry a signature.
  var wantsSignatures: Bool
  /// Takes images inside the results of its calls, as it does since version 3.
  var takesResultFiles: Bool { wantsSignatures }
  /// The efforts that it takes; nil where they are budgets.
  private(set) var efforts: Efforts?

  init(_ id: String) {
    let words = id.lowercased().split { $0 == "-" || $0 == "/" }.map(String.init)
    var version = words.contains("gemini") ? words.lazy.compactMap(GeminiFamily.number).first : nil
    // `gemini-flash-latest` is the newest of those that are named.
    if version == nil, words.contains("gemini"), words.contains("latest") { version = 3 }
    guard let version, version >= 2.5 else {
      (thinking, wantsSignatures) = (.none, false)
      return
    }
    if version < 3 {
      (thinking, wantsSignatures) = (.budget(isPro: words.contains("pro")), false)
    } else {
      (thinking, wantsSignatures) = (version < 4 ? .levels : .newLevels, true)
      // 4 Argon ends at HIGH (models.json).
      let most = version < 4 || words.contains("argon") ? ReasoningEffort.high : .xhigh
      efforts = Efforts(from: version < 4 ? .minimal : .low, to: most)
    }
  }

  /// The thinkingConfig for an effort, and what has to be said about it.
  func config(for effort: ReasoningEffort) -> (config: JSON?, note: String?) {
    switch thinking {
    case .none: return (nil, effort == .none ? nil : "this model takes no reasoning effort")
    case .budget(let isPro):
      let budget = GeminiFamily.budget(for: effort, isPro: isPro)
      let note = isPro && effort == .none ? "this model always reasons: asked to least" : nil
      return (["includeThoughts": .bool(budget != 0), "thinkingBudget": .int(budget)], note)
    case .levels, .newLevels:
      let level = level(for: effort)
      let note = effort == .none ? "this model always reasons: asked to do so least" : nil
      return (["includeThoughts": true, "thinkingLevel": .string(level)], note)
    }
  }

  private func level(for effort: ReasoningEffort) -> String {
    switch effort {
    case .none, .minimal: thinking == .newLevels ? "LOW" : "MINIMAL"
    case .low: "LOW"
    case .medium: "MEDIUM"
    case .high: "HIGH"
    case .xhigh, .max: thinking == .newLevels ? "XHIGH" : "HIGH"
    }
  }

  /// 2.5 Pro takes 128 to 32,768, Flash 0 to 24,576.
  private static func budget(for effort: ReasoningEffort, isPro: Bool) -> Int {
    switch effort {
    case .none: isPro ? 128 : 0
    case .minimal: 512
    case .low: 1024
    case .medium: 8192
    case .high: 24576
    case .xhigh, .max: isPro ? 32768 : 24576
    }
  }

  private static func number(_ word: String) -> Double? {
    word.first?.isNumber == true && word.utf8.count <= 4 ? Double(word) : nil
  }
}
